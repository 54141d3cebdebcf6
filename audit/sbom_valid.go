package audit

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed schema/*.json
var schemas embed.FS

const schemaHost = "http://cyclonedx.org/schema/"

// cryptography stands in for a list of algorithm names that version 1.7 refers to: any name will
// do.
const cryptography = `{"definitions":{"algorithmFamiliesEnum":{"type":"string"},"ellipticCurvesEnum":{"type":"string"}}}`

// cycloneSchema compiles the schema of a version of CycloneDX; nil for a version that there is
// none of.
func cycloneSchema(version string) (*jsonschema.Schema, error) {
	name := "bom-" + version + ".schema.json"
	if f, err := schemas.Open("schema/" + name); err != nil {
		return nil, nil
	} else if err := f.Close(); err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft7)
	for _, file := range []string{name, "spdx.schema.json", "jsf-0.82.schema.json", "cryptography-defs.schema.json"} {
		content, err := schemas.ReadFile("schema/" + file)
		if err != nil {
			content = []byte(cryptography)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
		if err != nil {
			return nil, fmt.Errorf("the schema %s can't be read: %w", file, err)
		}
		if err := c.AddResource(schemaHost+file, doc); err != nil {
			return nil, fmt.Errorf("the schema %s can't be used: %w", file, err)
		}
	}
	return c.Compile(schemaHost + name)
}

// checkSBOMValid: the bill of materials of the tree holds its schema. CycloneDX in JSON is held
// against the schemas of its versions, SPDX against what version 2 of it requires.
func checkSBOMValid(f *facts, _ *Row) verdict {
	const needs = "an SBOM that its schema accepts"
	bills := f.sboms()
	if len(bills) == 0 {
		return missing(needs, f.emptyOf("sbom")...)
	}
	var evidence []Evidence
	state, listed := Done, 0
	for _, b := range bills {
		faults := b.faults()
		listed += len(b.components)
		if len(faults) == 0 {
			evidence = append(evidence, Evidence{Path: b.path, Text: "is valid " + b.form})
			continue
		}
		state = NotDone
		for _, fault := range faults {
			evidence = append(evidence, Evidence{Path: b.path, Text: fault, Against: true})
		}
	}
	switch {
	case state != Done:
		return missing(needs+": what is wrong stands beside each file", evidence...)
	case listed == 0: // nothing is what any schema accepts
		return partly("components in the SBOM", append(evidence, Evidence{Path: bills[0].path, Text: "lists no component", Against: true})...)
	}
	return done(evidence...)
}

// faults says what is wrong with a bill, a sentence each; none for a valid one.
func (b *sbom) faults() []string {
	switch {
	case b.err != nil:
		return []string{b.err.Error()}
	case strings.HasPrefix(b.form, "SPDX"):
		return spdxFaults(b)
	case !b.json:
		return []string{"is CycloneDX in XML, which is not held against a schema here: keep it in JSON"}
	}
	schema, err := cycloneSchema(b.version)
	switch {
	case err != nil:
		return []string{err.Error()}
	case schema == nil:
		return []string{fmt.Sprintf("says specVersion %q, which is no version of CycloneDX in JSON that is known (1.2 to 1.7)", b.version)}
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(bytes.TrimPrefix(b.data, []byte("\xef\xbb\xbf"))))
	if err != nil {
		return []string{"no valid JSON: " + err.Error()}
	}
	if err := schema.Validate(doc); err != nil {
		return schemaFaults(err, 5)
	}
	return nil
}

// schemaFaults are the first innermost causes, each with the place in the document.
func schemaFaults(err error, limit int) []string {
	invalid, ok := err.(*jsonschema.ValidationError)
	if !ok {
		return []string{err.Error()}
	}
	var out []string
	var walk func(u *jsonschema.OutputUnit)
	walk = func(u *jsonschema.OutputUnit) {
		if u.Error != nil && len(u.Errors) == 0 && len(out) < limit {
			out = append(out, fmt.Sprintf("%s: %s", u.InstanceLocation, u.Error))
		}
		for i := range u.Errors {
			walk(&u.Errors[i])
		}
	}
	walk(invalid.DetailedOutput())
	if len(out) == 0 {
		out = []string{err.Error()}
	}
	return out
}

// spdxFaults is what version 2 of SPDX requires and a bill lacks; the reader has held its form.
func spdxFaults(b *sbom) []string {
	if !b.json {
		return nil // the reader of tags refuses what lacks a required tag
	}
	var doc struct {
		ID        string `json:"SPDXID"`
		Name      string `json:"name"`
		Licence   string `json:"dataLicense"`
		Namespace string `json:"documentNamespace"`
		Creation  struct {
			Created  string   `json:"created"`
			Creators []string `json:"creators"`
		} `json:"creationInfo"`
		Packages []struct {
			ID       string `json:"SPDXID"`
			Name     string `json:"name"`
			Location string `json:"downloadLocation"`
		} `json:"packages"`
	}
	if err := json.Unmarshal(b.data, &doc); err != nil {
		return []string{"no valid JSON: " + err.Error()}
	}
	var out []string
	for _, field := range []struct {
		name string
		ok   bool
	}{
		{"SPDXID", doc.ID == "SPDXRef-DOCUMENT"}, {"name", doc.Name != ""}, {"dataLicense", doc.Licence == "CC0-1.0"},
		{"documentNamespace", strings.Contains(doc.Namespace, ":")}, {"creationInfo.created", doc.Creation.Created != ""},
		{"creationInfo.creators", len(doc.Creation.Creators) > 0},
	} {
		if !field.ok {
			out = append(out, "/"+field.name+": is missing or not what SPDX requires")
		}
	}
	for i, k := range doc.Packages {
		if len(out) < 5 && (!strings.HasPrefix(k.ID, "SPDXRef-") || k.Name == "" || k.Location == "") {
			out = append(out, fmt.Sprintf("/packages/%d: lacks SPDXID, name or downloadLocation", i))
		}
	}
	return out
}
