package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	spdxjson "github.com/spdx/tools-golang/json"
	"github.com/spdx/tools-golang/tagvalue"
)

// sbom is a software bill of materials of the tree, whatever its form.
type sbom struct {
	path       string
	data       []byte
	form       string // "CycloneDX 1.5", "SPDX 2.3"
	version    string // of the form
	json       bool
	components []bomComponent
	err        error // why it can't be read; it has no components then
}

type bomComponent struct {
	name, version, path, purl, commit, url string
}

const maxSBOM = 64 << 20

var testFolder = regexp.MustCompile(`(^|/)(tests?|testdata|fixtures|examples?)/`)

// sboms are the bills of materials of the tree by content: JSON with CycloneDX's or SPDX's
// marks, XML in CycloneDX's name space, SPDX tags. Those of vendored code and of tests are not
// the tree's own.
func (f *facts) sboms() []*sbom {
	return once(f, "sboms", func() []*sbom {
		var out []*sbom
		for _, p := range f.artefact("sbom") {
			if vendorRoot(strings.SplitN(p, "/", 2)[0]) || testFolder.MatchString(p) {
				continue
			}
			if b := readSBOM(p, f.read(p)); b != nil {
				if b.err != nil {
					f.problem(p, 0, "is no SBOM that can be read: "+b.err.Error())
				}
				out = append(out, b)
			}
		}
		slices.SortStableFunc(out, func(a, b *sbom) int { return len(b.components) - len(a.components) })
		return out
	})
}

var sbomName = regexp.MustCompile(`(?i)(sbom|(^|[-_.])bom[-_.]|spdx|cyclonedx|\.cdx\.)`)

// readSBOM reads a file if it is, or by its name claims to be, a bill of materials.
func readSBOM(p string, data []byte) *sbom {
	b := &sbom{path: p, data: data}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	named := sbomName.MatchString(path.Base(p))
	switch {
	case len(data) > maxSBOM:
		b.err = fmt.Errorf("%d bytes are more than a bill of materials has", len(data))
	case bytes.HasPrefix(data, []byte("{")):
		if !named && !bytes.Contains(data, []byte(`"bomFormat"`)) && !bytes.Contains(data, []byte(`"spdxVersion"`)) {
			return nil
		}
		b.json = true
		b.readJSON(data)
	case bytes.HasPrefix(data, []byte("<")) && bytes.Contains(data[:min(len(data), 4096)], []byte("http://cyclonedx.org/schema/bom/")):
		b.readCycloneDX(data, cdx.BOMFileFormatXML)
	case bytes.HasPrefix(data, []byte("SPDXVersion:")):
		doc, err := tagvalue.Read(bytes.NewReader(data))
		if b.err = err; err == nil {
			b.form, b.version = doc.SPDXVersion, doc.SPDXVersion
			for _, k := range doc.Packages {
				b.components = append(b.components, bomComponent{name: k.PackageName, version: k.PackageVersion, url: k.PackageDownloadLocation, path: k.PackageFileName})
			}
		}
	case named && (strings.HasSuffix(p, ".json") || strings.HasSuffix(p, ".xml") || strings.HasSuffix(p, ".spdx")):
		b.err = fmt.Errorf("it has neither the marks of CycloneDX nor those of SPDX")
	default:
		return nil
	}
	return b
}

func (b *sbom) readJSON(data []byte) {
	var head struct {
		Format  string `json:"bomFormat"`
		Version string `json:"specVersion"`
		SPDX    string `json:"spdxVersion"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		b.err = fmt.Errorf("no valid JSON: %w", err)
		return
	}
	switch {
	case head.Format == "CycloneDX":
		b.readCycloneDX(data, cdx.BOMFileFormatJSON)
		b.form, b.version = "CycloneDX "+head.Version, head.Version
	case head.SPDX != "":
		doc, err := spdxjson.Read(bytes.NewReader(data))
		if b.err = err; err != nil {
			return
		}
		b.form, b.version = head.SPDX, head.SPDX
		for _, k := range doc.Packages {
			c := bomComponent{name: k.PackageName, version: k.PackageVersion, url: k.PackageDownloadLocation, path: k.PackageFileName}
			for _, r := range k.PackageExternalReferences {
				if r.RefType == "purl" {
					c.purl = r.Locator
				}
			}
			b.components = append(b.components, c)
		}
	default:
		b.err = fmt.Errorf("it has neither the marks of CycloneDX nor those of SPDX")
	}
}

func (b *sbom) readCycloneDX(data []byte, format cdx.BOMFileFormat) {
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(bytes.NewReader(data), format).Decode(&bom); err != nil {
		b.err = err
		return
	}
	b.form, b.version = "CycloneDX "+bom.SpecVersion.String(), bom.SpecVersion.String()
	b.addCycloneDX(bom.Components)
}

// addCycloneDX takes components with those inside them; files, machines and data are none.
func (b *sbom) addCycloneDX(components *[]cdx.Component) {
	if components == nil {
		return
	}
	for i := range *components {
		c := &(*components)[i]
		switch c.Type {
		case cdx.ComponentTypeFile, cdx.ComponentTypeOS, cdx.ComponentTypeDevice, cdx.ComponentTypeData:
		default:
			x := bomComponent{name: c.Name, version: c.Version, purl: c.PackageURL}
			if c.Properties != nil {
				for _, p := range *c.Properties {
					x.property(p.Name, p.Value)
				}
			}
			if c.ExternalReferences != nil {
				for _, r := range *c.ExternalReferences {
					if r.Type == cdx.ERTypeVCS {
						x.url = r.URL
					}
				}
			}
			if c.Evidence != nil && c.Evidence.Occurrences != nil && len(*c.Evidence.Occurrences) > 0 && x.path == "" {
				x.path = (*c.Evidence.Occurrences)[0].Location
			}
			b.components = append(b.components, x)
		}
		b.addCycloneDX(c.Components)
	}
}

// property takes what tools say of a component in properties of their own: "refactor:path",
// "syft:location:0:path", "refactor:commit".
func (c *bomComponent) property(name, value string) {
	switch name = strings.ToLower(name); {
	case c.path == "" && (name == "path" || strings.HasSuffix(name, ":path") || strings.HasSuffix(name, ":location")):
		c.path = path.Clean(strings.Trim(value, "/"))
	case name == "commit" || strings.HasSuffix(name, ":commit") || strings.HasSuffix(name, ":sha"):
		c.commit = value
	}
}

var hex40 = regexp.MustCompile(`\b[0-9a-f]{40}\b`)

// commitOf is the commit that a component gives, in whatever place.
func (c *bomComponent) commitOf() string {
	for _, s := range []string{c.commit, c.purl, c.version, c.url} {
		if sha := hex40.FindString(strings.ToLower(s)); sha != "" {
			return sha
		}
	}
	return ""
}

func (c *bomComponent) versionKnown() bool {
	return c.commitOf() != "" || !unknownVersion.MatchString(c.version) && !strings.EqualFold(c.version, "NOASSERTION")
}

// componentOf is the component of a bill that stands for what is vendored: that of its path, or
// that of its name.
func (b *sbom) componentOf(v *Vendored) *bomComponent {
	for i := range b.components {
		if c := &b.components[i]; c.path != "" && c.path == v.Path {
			return c
		}
	}
	keys := v.keys()
	for i := range b.components {
		if c := &b.components[i]; slices.Contains(keys, componentKey(c.name)) || c.url != "" && componentKey(c.url) != "" && slices.Contains(keys, componentKey(c.url)) {
			return c
		}
	}
	return nil
}

// enoughComponents is how many the definition asks for: "50+ vendored libraries".
const enoughComponents = 50

// checkSBOMPresent: a bill of materials lists at least 50 components, among them whatever
// .gitmodules and third_party/ have, with the commits and versions that the tree has.
func checkSBOMPresent(f *facts, _ *Row) verdict {
	const needs = "an SBOM, CycloneDX or SPDX, that lists every vendored component, 50 or more"
	bills := f.sboms()
	evidence := f.emptyOf("sbom")
	if len(bills) == 0 || len(bills[0].components) == 0 {
		for _, b := range bills {
			text := "lists no component"
			if b.err != nil {
				text = b.err.Error()
			}
			evidence = append(evidence, Evidence{Path: b.path, Text: text, Against: true})
		}
		return missing(needs, evidence...)
	}
	b := bills[0]
	evidence = []Evidence{{Path: b.path, Text: fmt.Sprintf("%s with %d components", b.form, len(b.components))}}
	absent, differ := b.against(f.vendored())
	var lacks []string
	if len(b.components) < enoughComponents {
		lacks = append(lacks, fmt.Sprintf("%d components more: it lists %d, and the definition asks for %d", enoughComponents-len(b.components), len(b.components), enoughComponents))
		evidence = append(evidence, Evidence{Path: b.path, Text: fmt.Sprintf("%d components are fewer than %d", len(b.components), enoughComponents), Against: true})
	}
	if len(absent) > 0 {
		lacks = append(lacks, "components for "+firstSome(absent, 12))
		evidence = append(evidence, Evidence{Path: b.path, Text: "leaves out " + firstSome(absent, 12), Against: true})
	}
	if len(differ) > 0 {
		lacks = append(lacks, "the versions that the tree has")
		evidence = append(evidence, differ...)
	}
	if len(lacks) > 0 {
		return partly("in "+b.path+": "+strings.Join(lacks, "; "), evidence...)
	}
	return done(evidence...)
}

// against holds a bill against what the tree vendors: paths that it leaves out, and places at
// which the tree has another commit or version.
func (b *sbom) against(vendored []Vendored) (absent []string, differ []Evidence) {
	for i := range vendored {
		v := &vendored[i]
		c := b.componentOf(v)
		if c == nil {
			absent = append(absent, v.Path)
			continue
		}
		at := Evidence{Path: ".gitmodules", Line: v.Line, Against: true}
		if !v.Submodule() {
			at = Evidence{Path: v.Path, Against: true}
		}
		switch sha := c.commitOf(); {
		case v.Commit != "" && sha != "" && sha != v.Commit:
			at.Text = fmt.Sprintf("%s is at %.12s, and %s says %.12s", v.Path, v.Commit, b.path, sha)
		case v.Version != "" && c.versionKnown() && sha == "" && strings.TrimPrefix(c.version, "v") != strings.TrimPrefix(v.Version, "v"):
			at.Text = fmt.Sprintf("%s is version %s, and %s says %s", v.Path, v.Version, b.path, c.version)
		default:
			continue
		}
		differ = append(differ, at)
	}
	return absent, differ
}
