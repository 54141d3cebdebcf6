package audit

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
)

// packageManagers are those that C++ projects use.
var packageManagers = regexp.MustCompile(`(?i)\b(conan|vcpkg|spack|hunter|CPM(\.cmake)?|buckaroo|xrepo|xmake|bazel|bzlmod|build2|cget|nix|conda|pixi|FetchContent)\b`)

// checkPackageManager: a document weighs at least two C++ package managers one by one, each in a
// heading, a table's cell or a bold label, and comes to a conclusion. A plan to do so, or a
// sentence that names two, is no research.
func checkPackageManager(f *facts, _ *Row) verdict {
	const needs = "a document that weighs C++ package managers (conan, vcpkg and others) one by one and says which to take, or none"
	var partial *Evidence
	for _, d := range f.documents("package-manager") {
		for _, part := range d.partsOn("package manager", "package management", "dependency manager", "dependency management", "conan", "vcpkg") {
			if part.words < 30 || progressOf(part.title) == planned || statusPlanned(part.body) {
				continue
			}
			weighed := d.managersIn(part)
			if len(weighed) < 2 {
				continue
			}
			at := Evidence{Path: d.path, Line: part.line, Text: fmt.Sprintf("%s: weighs %s", part.title, strings.Join(weighed, ", "))}
			if line := d.conclusionIn(part); line > 0 {
				return done(at, Evidence{Path: d.path, Line: line, Text: "comes to a conclusion"})
			}
			if partial == nil {
				partial = &at
			}
		}
	}
	if partial != nil {
		return partly("a conclusion or a recommendation in "+partial.Path, *partial)
	}
	return missing(needs, f.emptyOf("package-manager")...)
}

func statusPlanned(body string) bool {
	m := statusLine.FindStringSubmatch(body)
	return m != nil && progressOf(m[1]) == planned
}

// partsOn are the sections whose heading has one of the words; the whole document where its
// title has.
func (d *document) partsOn(words ...string) []section {
	var out []section
	for _, s := range d.sections {
		if mentions(s.title, words...) {
			out = append(out, s)
		}
	}
	return out
}

// managersIn are the package managers that a section treats one by one.
func (d *document) managersIn(part section) []string {
	seen := map[string]bool{}
	add := func(line int, text string) {
		if line > part.line && line < part.end {
			for _, m := range packageManagers.FindAllString(text, -1) {
				seen[strings.ToLower(m)] = true
			}
		}
	}
	for _, s := range d.sections {
		if s.words > 0 {
			add(s.line, s.title)
		}
	}
	for _, l := range d.labels {
		add(l.line, l.text)
	}
	for _, t := range d.tables {
		if len(t.rows) == 0 {
			continue
		}
		add(t.line, strings.Join(t.header, " "))
		for _, r := range t.rows {
			add(r.line, r.cells[0])
		}
	}
	out := make([]string, 0, len(seen))
	for m := range seen {
		out = append(out, m)
	}
	sort.Strings(out)
	return out
}

// conclusionIn is the line at which a section concludes, 0 where it does not.
func (d *document) conclusionIn(part section) int {
	words := []string{"recommend", "decision", "conclusion", "verdict", "outcome", "proposal"}
	for _, s := range d.sections {
		if s.line > part.line && s.line < part.end && s.words >= 3 && mentions(s.title, words...) {
			return s.line
		}
	}
	for _, l := range d.labels {
		if l.line > part.line && l.line < part.end && mentions(l.text, words...) {
			return l.line
		}
	}
	return 0
}
