package reports

import (
	"encoding/xml"
	"io"
	"strings"

	"plumbline/internal/finding"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr,omitempty"`
	Skipped  int          `xml:"skipped,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr,omitempty"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Failure *junitFailure `xml:"failure"`
	Error   *junitFailure `xml:"error"`
	Skipped *junitSkipped `xml:"skipped"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

// FindingsJUnit writes findings as test results: a suite a rule, a failing case a finding
// that fails the run. What an exception accepts is a skipped case, what is below the limit
// a passing one; a rule without a finding is a suite with one passing case.
func FindingsJUnit(w io.Writer, f Findings) error {
	byRule := map[string][]*finding.Finding{}
	for i := range f.Findings {
		x := &f.Findings[i]
		byRule[x.Rule] = append(byRule[x.Rule], x)
	}
	all := junitSuites{Name: "plumbline: " + f.Title}
	for _, r := range f.Rules {
		s := junitSuite{Name: r.ID + " " + r.Name}
		for _, x := range byRule[r.ID] {
			s.add(&f, x)
		}
		if len(s.Cases) == 0 {
			s.Cases = []junitCase{{Name: r.Promise, Class: "plumbline." + r.ID}}
		}
		s.Tests = len(s.Cases)
		all.Suites = append(all.Suites, s)
		all.Tests += s.Tests
		all.Failures += s.Failures
		all.Skipped += s.Skipped
	}
	if f.Gate != nil {
		all.failed(f.Gate.Passes)
		all.structure(f.Gate.Change)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// failed adds a suite for the passes that could not run, each an error.
func (all *junitSuites) failed(passes []Pass) {
	s := junitSuite{Name: "passes that could not run"}
	for _, p := range passes {
		if p.Failed != "" {
			s.Cases = append(s.Cases, junitCase{Name: p.Name, Class: "plumbline.pass", Error: &junitFailure{Message: p.Failed, Type: "pass-failed"}})
		}
	}
	if s.Tests, s.Errors = len(s.Cases), len(s.Cases); s.Tests > 0 {
		all.Suites = append(all.Suites, s)
		all.Tests += s.Tests
		all.Errors += s.Errors
	}
}

// structure adds a passing case that tells how the module graph changed.
func (all *junitSuites) structure(s *Structure) {
	text := string(rendered(func(p printer) { p.textStructure(s) }))
	if text == "" {
		return
	}
	all.Suites = append(all.Suites, junitSuite{Name: "structure", Tests: 1,
		Cases: []junitCase{{Name: "changed dependencies", Class: "plumbline.structure", Out: text}}})
	all.Tests++
}

func (s *junitSuite) add(f *Findings, x *finding.Finding) {
	c := junitCase{Name: x.Subject, Class: "plumbline." + x.Rule}
	at := x.Head
	if at == nil {
		at = x.Base
	}
	if at != nil {
		c.File, c.Line = at.Path, at.Line
	}
	switch {
	case x.Suppressed != nil:
		c.Skipped = &junitSkipped{*x.Suppressed}
		s.Skipped++
	case f.fails(x):
		c.Failure = &junitFailure{Message: x.Message, Type: x.Severity.String(), Text: junitText(x)}
		s.Failures++
	default:
		c.Out = x.Severity.String() + ": " + x.Message
	}
	s.Cases = append(s.Cases, c)
}

// junitText is the body of a failure: both declarations, and what they mean to clients.
func junitText(x *finding.Finding) string {
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			b.WriteString(label + ": " + text + "\n")
		}
	}
	line("at", findingPlace(x))
	if x.Change != nil {
		line("was", x.Change.Old)
		line("is", x.Change.New)
	}
	for _, t := range changeLines(x) {
		line(t.label, t.text)
	}
	return b.String()
}
