package reports_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"plumbline/reports"
)

// The part of XML Schema that testdata/junit.xsd uses: elements with an ordered list of other
// elements, attributes, and whether text may stand in them.
type (
	xsdSchema struct {
		Elements []xsdElement `xml:"element"`
	}
	xsdElement struct {
		Name string `xml:"name,attr"`
		Type struct {
			Mixed      bool           `xml:"mixed,attr"`
			Children   []xsdRef       `xml:"sequence>element"`
			Attributes []xsdAttribute `xml:"attribute"`
		} `xml:"complexType"`
	}
	xsdRef struct {
		Ref string `xml:"ref,attr"`
		Max string `xml:"maxOccurs,attr"`
	}
	xsdAttribute struct {
		Name string `xml:"name,attr"`
		Type string `xml:"type,attr"`
		Use  string `xml:"use,attr"`
	}
)

// xmlNode is an element of a document.
type xmlNode struct {
	XMLName    xml.Name
	Attributes []xml.Attr `xml:",any,attr"`
	Text       string     `xml:",chardata"`
	Children   []xmlNode  `xml:",any"`
}

// TestJUnitIsValid holds every JUnit report against testdata/junit.xsd.
func TestJUnitIsValid(t *testing.T) {
	data, err := os.ReadFile("testdata/junit.xsd")
	if err != nil {
		t.Fatal(err)
	}
	var schema xsdSchema
	if err := xml.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	for _, name := range findingNames() {
		f := readFindings(t, name)
		var root xmlNode
		if err := xml.Unmarshal(written(t, func(w io.Writer) error { return reports.FindingsJUnit(w, f) }), &root); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if root.XMLName.Local != "testsuites" {
			t.Errorf("%s: the root is %s", name, root.XMLName.Local)
		}
		for _, problem := range schema.problems(&root) {
			t.Errorf("%s: %s", name, problem)
		}
	}
	// The schema takes nothing that it does not name.
	for _, bad := range []string{`<testsuites/>`, `<testsuites name="a" tests="x" failures="0"/>`, `<testsuites name="a" tests="0" failures="0"><testcase/></testsuites>`,
		`<testsuites name="a" tests="0" failures="0">text</testsuites>`, `<testsuites name="a" tests="0" failures="0" time="1"/>`} {
		var root xmlNode
		if err := xml.Unmarshal([]byte(bad), &root); err != nil || len(schema.problems(&root)) == 0 {
			t.Errorf("%s is taken (%v)", bad, err)
		}
	}
}

// problems lists what is not as the schema has it.
func (s *xsdSchema) problems(n *xmlNode) (out []string) {
	var e *xsdElement
	for i := range s.Elements {
		if s.Elements[i].Name == n.XMLName.Local {
			e = &s.Elements[i]
		}
	}
	if e == nil {
		return []string{fmt.Sprintf("no element %s is declared", n.XMLName.Local)}
	}
	told := func(format string, args ...any) { out = append(out, e.Name+": "+fmt.Sprintf(format, args...)) }
	declared := map[string]bool{}
	for _, a := range e.Type.Attributes {
		declared[a.Name] = true
		value, there := "", false
		for _, have := range n.Attributes {
			if have.Name.Local == a.Name {
				value, there = have.Value, true
			}
		}
		if _, err := strconv.ParseUint(value, 10, 64); there && a.Type == "xs:nonNegativeInteger" && err != nil {
			told("attribute %s is %q", a.Name, value)
		}
		if !there && a.Use == "required" {
			told("no attribute %s", a.Name)
		}
	}
	for _, a := range n.Attributes {
		if !declared[a.Name.Local] {
			told("attribute %s is not declared", a.Name.Local)
		}
	}
	if !e.Type.Mixed && strings.TrimSpace(n.Text) != "" {
		told("text %q", strings.TrimSpace(n.Text))
	}
	at, seen := 0, 0
	for i := range n.Children {
		c := &n.Children[i]
		for at < len(e.Type.Children) && e.Type.Children[at].Ref != c.XMLName.Local {
			at, seen = at+1, 0
		}
		if seen++; at == len(e.Type.Children) || seen > 1 && e.Type.Children[at].Max != "unbounded" {
			told("%s does not belong where it stands", c.XMLName.Local)
			break
		}
		out = append(out, s.problems(c)...)
	}
	return out
}
