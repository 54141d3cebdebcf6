package reports

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"plumbline/audit"
)

// Bill is what a tree vendors, as bills of materials tell it.
type Bill struct {
	audit.Bill
	Date time.Time // of the bill; zero leaves it out
}

// SBOM writes a CycloneDX bill of materials, version 1.6 in JSON (ECMA-424). The same bill gives
// the same bytes: the serial number is made of the content.
func SBOM(w io.Writer, in Bill) error {
	bom := cdx.NewBOM()
	bom.SpecVersion = cdx.SpecVersion1_6
	bom.JSONSchema = "http://cyclonedx.org/schema/bom-1.6.schema.json"
	root := cdx.Component{BOMRef: "tree", Type: cdx.ComponentTypeApplication, Name: in.Name, Version: in.Version}
	bom.Metadata = &cdx.Metadata{Component: &root, Tools: &cdx.ToolsChoice{Components: &[]cdx.Component{{Type: cdx.ComponentTypeApplication, Name: "plumbline"}}}}
	if !in.Date.IsZero() {
		bom.Metadata.Timestamp = in.Date.UTC().Format(time.RFC3339)
	}
	components, refs := make([]cdx.Component, 0, len(in.Components)), make([]string, 0, len(in.Components))
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%s\n", in.Name, in.Version)
	for i := range in.Components {
		v := &in.Components[i]
		components, refs = append(components, componentFor(v)), append(refs, v.Path)
		fmt.Fprintf(sum, "%+v\n", *v)
	}
	bom.Components = &components
	bom.Dependencies = &[]cdx.Dependency{{Ref: "tree", Dependencies: &refs}}
	bom.SerialNumber = serial(sum.Sum(nil))
	enc := cdx.NewBOMEncoder(w, cdx.BOMFileFormatJSON)
	enc.SetPretty(true)
	enc.SetEscapeHTML(false)
	return enc.Encode(bom)
}

// SBOMMarkdown writes what SBOM lists as a table for people to read.
func SBOMMarkdown(w io.Writer, in Bill) error {
	p := newPrinter(w)
	p.line("# Third-party versions")
	p.blank()
	p.line("%s of %s: those of `.gitmodules`, and the folders of third-party code. An empty cell is what the tree does not tell.",
		plural(len(in.Components), "component"), prose(in.Name))
	p.blank()
	var rows [][]string
	for i := range in.Components {
		v := &in.Components[i]
		commit := ""
		if v.Commit != "" {
			commit = code(v.Commit)
		}
		rows = append(rows, []string{prose(v.Name), code(v.Path), prose(v.Version), commit, prose(v.License), prose(v.URL)})
	}
	p.markdownTable(columns("Component|Path|Version|Commit|Licence|Upstream"), rows)
	return p.Flush()
}

// serial makes a UUID of version 8, which leaves its bits to the maker, of a hash.
func serial(sum []byte) string {
	id := sum[:16]
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", id[0:4], id[4:6], id[6:8], id[8:10], id[10:16])
}

func componentFor(v *audit.Vendored) cdx.Component {
	c := cdx.Component{BOMRef: v.Path, Type: cdx.ComponentTypeLibrary, Name: v.Name, Version: v.Version, PackageURL: packageURL(v)}
	if c.Version == "" {
		c.Version = v.Commit
	}
	switch {
	case v.License == "":
	case audit.SPDX(v.License):
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
func packageURL(v *audit.Vendored) string {
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
