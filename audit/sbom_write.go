package audit

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/url"
	"path"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// WriteSBOM gives a CycloneDX bill of materials, version 1.6 in JSON, of what the tree vendors:
// submodules with their commits where the tree tells them, and folders below third_party with the
// licence and the version that stand in them. What the tree does not tell is left out, and never
// guessed. The same tree gives the same bytes: the serial number is made of the content, and the
// time is that of Input.Today.
func WriteSBOM(in Input) ([]byte, error) {
	f := newFacts(in)
	vendored := f.vendored()
	bom := cdx.NewBOM()
	bom.SpecVersion = cdx.SpecVersion1_6
	bom.JSONSchema = schemaHost + "bom-1.6.schema.json"
	root := cdx.Component{BOMRef: "tree", Type: cdx.ComponentTypeApplication, Name: treeName(in.Tree.Name)}
	if f.has("version.txt") {
		root.Version = versionIn(f.read("version.txt"))
	}
	bom.Metadata = &cdx.Metadata{Component: &root, Tools: &cdx.ToolsChoice{Components: &[]cdx.Component{{Type: cdx.ComponentTypeApplication, Name: "plumbline"}}}}
	if !in.Today.IsZero() {
		bom.Metadata.Timestamp = in.Today.UTC().Format("2006-01-02T15:04:05Z")
	}
	components := make([]cdx.Component, 0, len(vendored))
	refs := make([]string, 0, len(vendored))
	sum := sha256.New()
	for i := range vendored {
		components = append(components, componentFor(&vendored[i]))
		refs = append(refs, vendored[i].Path)
		fmt.Fprintf(sum, "%+v\n", vendored[i])
	}
	bom.Components = &components
	bom.Dependencies = &[]cdx.Dependency{{Ref: "tree", Dependencies: &refs}}
	bom.SerialNumber = serial(sum.Sum([]byte(root.Name + root.Version))[len(root.Name+root.Version):])
	var out bytes.Buffer
	enc := cdx.NewBOMEncoder(&out, cdx.BOMFileFormatJSON)
	enc.SetPretty(true)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(bom); err != nil {
		return nil, fmt.Errorf("the bill of materials can't be written: %w", err)
	}
	return out.Bytes(), nil
}

// treeName is the last part of a tree's name.
func treeName(name string) string {
	if base := path.Base(strings.ReplaceAll(name, `\`, "/")); base != "." && base != "/" {
		return base
	}
	return "tree"
}

// serial makes a UUID of version 8, which leaves its bits to the maker, of a hash.
func serial(sum []byte) string {
	id := sum[:16]
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", id[0:4], id[4:6], id[6:8], id[8:10], id[10:16])
}

func componentFor(v *Vendored) cdx.Component {
	c := cdx.Component{BOMRef: v.Path, Type: cdx.ComponentTypeLibrary, Name: v.Name, Version: v.Version, PackageURL: packageURL(v)}
	if c.Version == "" {
		c.Version = v.Commit
	}
	switch {
	case v.License == "":
	case spdxLicence(v.License):
		c.Licenses = &cdx.Licenses{{License: &cdx.License{ID: v.License}}}
	default:
		c.Licenses = &cdx.Licenses{{License: &cdx.License{Name: v.License}}}
	}
	kind := "folder"
	if v.Submodule() {
		kind = "submodule"
	}
	properties := []cdx.Property{{Name: "plumbline:path", Value: v.Path}, {Name: "plumbline:kind", Value: kind}}
	if v.Commit != "" {
		properties = append(properties, cdx.Property{Name: "plumbline:commit", Value: v.Commit})
	}
	c.Properties = &properties
	if u, err := url.Parse(v.URL); err == nil && v.URL != "" && u.Scheme != "" {
		c.ExternalReferences = &[]cdx.ExternalReference{{Type: cdx.ERTypeVCS, URL: v.URL}}
	}
	return c
}

// packageURL is the purl of a component (github.com/package-url/purl-spec).
func packageURL(v *Vendored) string {
	at := v.Commit
	if at == "" {
		at = v.Version
	}
	if at != "" {
		at = "@" + url.QueryEscape(at)
	}
	if u, err := url.Parse(v.URL); err == nil && strings.EqualFold(u.Host, "github.com") {
		if owner, name, ok := strings.Cut(strings.TrimSuffix(strings.Trim(u.Path, "/"), ".git"), "/"); ok && !strings.Contains(name, "/") {
			return "pkg:github/" + strings.ToLower(owner) + "/" + strings.ToLower(name) + at
		}
	}
	return "pkg:generic/" + url.PathEscape(v.Name) + at
}

// VersionTable is what WriteSBOM lists, as Markdown for people to read.
func VersionTable(in Input) string {
	f := newFacts(in)
	vendored := f.vendored()
	var b strings.Builder
	fmt.Fprintf(&b, "# Third-party versions\n\n%d components: those of `.gitmodules`, and the folders of third-party code. An empty cell\nis what the tree does not tell.\n\n", len(vendored))
	b.WriteString("| Component | Path | Version | Commit | Licence | Upstream |\n|---|---|---|---|---|---|\n")
	for i := range vendored {
		v := &vendored[i]
		for _, cell := range []string{v.Name, v.Path, v.Version, v.Commit, v.License, v.URL} {
			b.WriteString("| " + strings.ReplaceAll(strings.ReplaceAll(cell, "|", `\|`), "\n", " ") + " ")
		}
		b.WriteString("|\n")
	}
	return b.String()
}
