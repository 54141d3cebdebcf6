package reports

import (
	"io"
	"strings"
)

// SurfaceText writes the surface for readers, one declaration a line, sorted by name.
func SurfaceText(w io.Writer, in Surface) error {
	p := newPrinter(w)
	switch {
	case in.Unparsed:
		rows := unparsedRecords(in.Surface)
		p.line("%s: %s could not be read", treeText(&in.Tree), plural(len(rows), "region"))
		for _, r := range rows {
			p.line("%s  %s", place{Path: r.Path, Line: r.Line}, plural(r.Bytes, "byte"))
		}
	case in.Lang == "ops":
		rows := operatorRecords(in.Surface)
		p.line("%s: %s", treeText(&in.Tree), plural(len(rows), "operator"))
		for _, r := range rows {
			p.line("%s  %s", oneLine(r.Schema), place{Path: r.Path, Line: r.Line})
			for _, c := range r.Cpp {
				p.line("    %s", oneLine(c))
			}
		}
	case in.Lang == "python":
		rows := pythonRecords(in.Python)
		p.line("%s: %s", treeText(&in.Tree), plural(len(rows), "definition"))
		for i := range rows {
			p.line("%s", rows[i].text())
		}
	default:
		rows := in.records()
		p.line("%s: %s", treeText(&in.Tree), plural(len(rows), "declaration"))
		for i := range rows {
			p.line("%s", rows[i].text())
		}
	}
	return p.Flush()
}

// text is a declaration in one line: its symbol or name, what it is, where it is.
func (r *surfaceRecord) text() string {
	name := string(r.Symbol)
	if name == "" {
		name = r.Name
	}
	words := []string{r.Kind, string(r.Tier)}
	for _, w := range [...]struct {
		is   bool
		word string
	}{{r.Template, "template"}, {r.Pure, "pure"}, {r.Virtual && !r.Pure, "virtual"}, {r.Access != "" && r.Access != "public", string(r.Access)},
		{r.Deprecated != nil, "deprecated"}, {!r.Taken, "under an untaken branch"}} {
		if w.is {
			words = append(words, w.word)
		}
	}
	return oneLine(name) + "  [" + strings.Join(words, ", ") + "]  " + place{Path: r.Path, Line: r.Line}.String()
}
