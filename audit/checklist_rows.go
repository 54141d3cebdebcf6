package audit

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// ownRow begins the ids of rows that only the tree's own checklist has.
const ownRow = "DOD-OWN-"

// OwnRow reports whether an id is one of a row that only a tree's checklist has.
func OwnRow(id string) bool { return strings.HasPrefix(id, ownRow) }

// ownList is the tree's own checklist.
type ownList struct {
	path  string // "" where the tree has none
	items []ChecklistItem
}

// checklist is the tree's own checklist: the file that the settings name, else among those that
// may be one the file with the most boxes that are rows of the definition.
func (f *facts) checklist() *ownList {
	return once(f, "checklist", func() *ownList {
		paths, given := f.artefact("checklist"), f.in.Settings.Checklist
		if given != "" {
			if paths = []string{given}; !f.has(given) {
				f.problem(given, 0, "is the checklist of the configuration, and not in the tree")
				return &ownList{}
			}
		}
		best, rows := &ownList{}, 0
		for _, path := range paths {
			items, err := Checklist(path, f.read(path))
			if err != nil {
				f.problem(path, 0, err.Error())
				continue
			}
			n := 0
			for i := range items {
				n += boolToInt(items[i].Row != "")
			}
			if n > rows || given != "" {
				best, rows = &ownList{path, items}, n
			}
		}
		return best
	})
}

// Rows are the rows that a tree is held against: those of the definition, and those that only
// its own checklist has, which no check knows. The ids of the latter are made of section and
// text, so that they stay when the list is put in another order.
func Rows(in Input) ([]Row, error) { return newFacts(in).rows() }

func (f *facts) rows() ([]Row, error) {
	rows, err := Definition()
	if err != nil {
		return nil, err
	}
	list, seen := f.checklist(), map[string]bool{}
	for _, x := range list.items {
		if x.Row != "" {
			continue
		}
		sum := sha256.Sum256([]byte(lettersOf(x.Section) + "\n" + lettersOf(x.Text)))
		row := Row{ID: fmt.Sprintf("%s%x", ownRow, sum[:3]), Text: x.Text, Section: "Of the tree's own checklist (" + list.path + ")",
			Unseen: "no check knows this row of the tree's own checklist", Needs: "a person's word for it, with a link"}
		if x.Section != "" {
			row.Section += " / " + x.Section
		}
		if !seen[row.ID] { // the same words in the same section are the same row
			seen[row.ID] = true
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// hold adds what the tree's own checklist says of rows: a box that is ticked by hand where the
// tree does not bear it out speaks against the row.
func (l *ownList) hold(results []Result) {
	at := map[string]*ChecklistItem{}
	for i := range l.items {
		if x := &l.items[i]; x.Row != "" {
			at[x.Row] = x
		}
	}
	for i := range results {
		r := &results[i]
		x := at[r.ID]
		if x == nil {
			continue
		}
		e := Evidence{Path: l.path, Line: x.Line}
		switch {
		case x.Ticked && (r.State == NotDone || r.State == Partial):
			e.Text, e.Against = "ticked by hand; the tree does not bear it out", true
		case x.Ticked && r.State == Unseen:
			e.Text = "ticked by hand, which is nobody's word: attest it"
		case !x.Ticked && r.State == Done:
			e.Text = "not ticked yet"
		default:
			continue
		}
		r.Evidence = append(r.Evidence, e)
	}
}
