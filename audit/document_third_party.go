package audit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// listed is a component in a table of versions.
type listed struct {
	name, path, version string
	line                int
}

var (
	unknownVersion = regexp.MustCompile(`(?i)^\W*(unknown|n/?a|none|tbd|todo|\?|-|–|—)?\W*(\(.*\))?\W*$`)
	codePath       = regexp.MustCompile(`[\w.+-]+(?:/[\w.+-]+)+`)
)

// versionTables are the components in a document's tables that have a column for the name and
// one for a version or a commit.
func versionTables(d *document) []listed {
	var out []listed
	for _, t := range d.tables {
		name, version, where := -1, []int{}, -1
		for i, h := range t.header {
			switch {
			case name < 0 && mentions(h, "component", "name", "library", "package", "dependency", "project", "submodule"):
				name = i
			case mentions(h, "version", "commit", "sha", "tag", "revision", "pin", "release", "ref"):
				version = append(version, i)
			case where < 0 && mentions(h, "path", "location", "folder", "directory", "where"):
				where = i
			}
		}
		if name < 0 || len(version) == 0 {
			continue
		}
		for _, r := range t.rows {
			out = append(out, listedIn(r, name, where, version))
		}
	}
	return out
}

func listedIn(r tableRow, name, where int, version []int) listed {
	cell := func(i int) string {
		if i < 0 || i >= len(r.cells) {
			return ""
		}
		return strings.TrimSpace(r.cells[i])
	}
	l := listed{name: cell(name), path: codePath.FindString(cell(where)), line: r.line}
	for _, i := range version {
		if v := cell(i); l.version == "" && !unknownVersion.MatchString(v) {
			l.version = v
		}
	}
	return l
}

var (
	listedItem  = regexp.MustCompile(`^([\w.+/-]+?)\s*(?:[:@=,(]|\s[-–—]|\s)\s*(v?\d+(?:\.\w+)+\S*|[0-9a-f]{7,40})\b`)
	ofVendored  = regexp.MustCompile(`(?i)third[-_ ]?part|vendored|submodules`)
	titleOfFile = regexp.MustCompile(`(?i)third[-_ ]?party|vendor`)
)

// versionList are the components of a document on what is vendored that keeps them as a list:
// "fmt 11.0.2".
func versionList(d *document) []listed {
	if !titleOfFile.MatchString(d.path) && (len(d.sections) == 0 || !ofVendored.MatchString(d.sections[0].title)) {
		return nil
	}
	var out []listed
	for _, item := range d.items {
		if m := listedItem.FindStringSubmatch(item.text); m != nil {
			out = append(out, listed{name: m[1], path: codePath.FindString(item.text), version: m[2], line: item.line})
		}
	}
	return out
}

// checkThirdPartyTable: a document has a table, or a list, of what is vendored, with a version or a commit
// of each, and leaves out nothing that .gitmodules or third_party/ has.
func checkThirdPartyTable(f *facts, _ *Row) verdict {
	const needs = "a table or a list, in Markdown, of every vendored component with its version or commit"
	var best *document
	var rows []listed
	for _, d := range f.documents("third-party-table") {
		for _, l := range [][]listed{versionTables(d), versionList(d)} {
			if len(l) > len(rows) {
				best, rows = d, l
			}
		}
	}
	if best == nil {
		return missing(needs, f.emptyOf("third-party-table")...)
	}
	versions := 0
	names := map[string]bool{}
	for _, l := range rows {
		if l.version != "" {
			versions++
		}
		for _, n := range []string{l.name, l.path} {
			names[componentKey(n)] = true
		}
	}
	evidence := []Evidence{{Path: best.path, Line: rows[0].line, Text: fmt.Sprintf("%d components, %d with a version or a commit", len(rows), versions)}}
	var left []string
	for _, v := range f.vendored() {
		if !slices.ContainsFunc(v.keys(), func(k string) bool { return names[k] }) {
			left = append(left, v.Path)
		}
	}
	slices.Sort(left)
	var lacks []string
	if len(left) > 0 {
		lacks = append(lacks, "rows for "+firstSome(left, 12))
		evidence = append(evidence, Evidence{Path: best.path, Text: "leaves out " + firstSome(left, 12), Against: true})
	}
	if versions*2 < len(rows) {
		lacks = append(lacks, fmt.Sprintf("a version or a commit for %d components", len(rows)-versions))
		evidence = append(evidence, Evidence{Path: best.path, Text: "most components have neither version nor commit", Against: true})
	}
	switch {
	case versions == 0:
		return missing(needs+": "+strings.Join(lacks, "; "), evidence...)
	case len(lacks) > 0:
		return partly("in "+best.path+": "+strings.Join(lacks, "; "), evidence...)
	}
	return done(evidence...)
}

// firstSome names the first of a list, and how many more there are.
func firstSome(names []string, n int) string {
	if len(names) <= n {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:n], ", "), len(names)-n)
}
