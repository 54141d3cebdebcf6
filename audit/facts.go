package audit

import (
	"fmt"
	"slices"

	"github.com/bmatcuk/doublestar/v4"
)

// facts is a tree as checks see it: what several of them ask is read once.
type facts struct {
	in       Input
	problems []Evidence
	files    map[string][]byte // nil for what can't be read
	ciFacts  *ci               // workflows, nil until a check asks
	memo     map[string]any    // see once
}

func newFacts(in Input) *facts { return &facts{in: in, files: map[string][]byte{}} }

// read is the content of a file, nil where it can't be read; that is a problem of the report.
func (f *facts) read(path string) []byte {
	if data, ok := f.files[path]; ok {
		return data
	}
	data, err := f.in.Tree.Read(path)
	if err != nil {
		f.problem(path, 0, "can't be read: "+err.Error())
		data = nil
	}
	f.files[path] = data
	return data
}

// problem notes something that could not be read or understood.
func (f *facts) problem(path string, line int, text string) {
	p := Evidence{Path: path, Line: line, Text: text, Against: true}
	if !slices.Contains(f.problems, p) { // several checks may ask
		f.problems = append(f.problems, p)
	}
}

// find lists the files of the tree that one of the globs matches, in the order of the tree.
func (f *facts) find(globs ...string) []string {
	var out []string
	for _, p := range f.in.Tree.Paths {
		for _, g := range globs {
			if doublestar.MatchUnvalidated(g, p) {
				out = append(out, p)
				break
			}
		}
	}
	return out
}

// artefact lists the files that may be an artefact of the program, by the settings.
func (f *facts) artefact(name string) []string { return f.find(f.in.Settings.Paths[name]...) }

// evaluate decides one row, those of other rows aside.
func (f *facts) evaluate(row Row) Result {
	r := Result{Row: row, State: Unseen, Needs: row.Needs}
	switch c := checks[row.Check]; {
	case row.Of != "":
		f.attest(&r)
		return r // see aggregate
	case row.Check == "":
		r.Evidence = []Evidence{{Text: row.Unseen}}
	case c == nil:
		r.State, r.Needs = NotDone, fmt.Sprintf("the definition names the check %q, which there is none of", row.Check)
	default:
		v := c(f, &row)
		r.State, r.Evidence = v.state, each(v.evidence)
		if r.Needs = v.needs; v.state == Done {
			r.Needs = ""
		}
	}
	f.attest(&r)
	return r
}

// each lists a piece of evidence once: several workflows may lead to one place.
func each(list []Evidence) []Evidence {
	seen := map[Evidence]bool{}
	return slices.DeleteFunc(list, func(e Evidence) bool {
		was := seen[e]
		seen[e] = true
		return was
	})
}

// attest takes a person's word where no tree shows the fact. Where the tree decides, and where the
// word has expired, it says so: nobody shall think that it counts.
func (f *facts) attest(r *Result) {
	for i := range f.in.Attested {
		a := &f.in.Attested[i]
		if a.Row != r.ID {
			continue
		}
		against := func(text string) {
			r.Evidence = append(r.Evidence, Evidence{Path: a.Path, Line: a.Line, Against: true, Text: text})
		}
		switch {
		case r.Of != "":
			against(fmt.Sprintf("what %s attested is not used: the rows that this one is made of decide it", a.Who))
		case r.State != Unseen:
			against(fmt.Sprintf("what %s attested (%s) is not used: the tree decides this row", a.Who, a.State))
		case !a.Expires.IsZero() && !f.in.Today.Before(a.Expires):
			against(fmt.Sprintf("what %s attested expired on %s", a.Who, a.Expires.Format("2006-01-02")))
		default:
			r.State, r.Attested = a.State, a
			r.Evidence = append(r.Evidence, Evidence{Path: a.Path, Line: a.Line, Against: a.State != Done, Text: fmt.Sprintf("attested by %s on %s: %s", a.Who, a.When.Format("2006-01-02"), a.Link)})
			if r.State == Done {
				r.Needs = ""
			}
			return
		}
	}
}
