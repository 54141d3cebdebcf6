package audit

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// ChecklistItem is a checkbox of a document.
type ChecklistItem struct {
	Line    int    // 1-based
	Section string // the headings above it, outermost first, with " / " between
	Text    string // without marks
	Ticked  bool
	Row     string // id of the row of the definition that it is, "" for none
}

// Checklist reads the checkboxes of a Markdown document, whatever bullets and boxes it uses, and
// says which row of the definition each is: the one whose id it names, or whose text it has.
// The same text may stand twice, as "all tests pass" does: then the section decides.
func Checklist(path string, data []byte) ([]ChecklistItem, error) {
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("%s: is not UTF-8 text", path)
	}
	rows, err := Definition()
	if err != nil {
		return nil, err
	}
	d := readDocument(path, data)
	var out []ChecklistItem
	taken := map[string]bool{}
	for _, item := range d.items {
		if !item.box || item.text == "" {
			continue
		}
		x := ChecklistItem{Line: item.line, Section: d.above(item.line), Text: item.text, Ticked: item.checked}
		if x.Row = rowOf(rows, &x, taken); x.Row != "" {
			taken[x.Row] = true
		}
		out = append(out, x)
	}
	return out, nil
}

// above is the headings that a line stands under.
func (d *document) above(line int) string {
	var names []string
	for _, s := range d.sections {
		if s.line < line && line < s.end && s.level > 1 {
			names = append(names, s.title)
		}
	}
	return strings.Join(names, " / ")
}

var rowID = regexp.MustCompile(`\bDOD-[A-Z0-9]+(-\d+)?\b`)

// rowOf finds the row of an item: by id, by text and section, by text alone.
func rowOf(rows []Row, x *ChecklistItem, taken map[string]bool) string {
	if id := rowID.FindString(x.Text); id != "" {
		for i := range rows {
			if rows[i].ID == id {
				return id
			}
		}
	}
	best := ""
	for i := range rows {
		r := &rows[i]
		if taken[r.ID] || lettersOf(r.Text) != lettersOf(x.Text) {
			continue
		}
		last := r.Section[strings.LastIndex(r.Section, "/")+1:]
		if x.Section != "" && strings.Contains(lettersOf(x.Section), lettersOf(last)) {
			return r.ID
		}
		if best == "" {
			best = r.ID
		}
	}
	return best
}

// lettersOf leaves letters and digits: bold, code marks and punctuation make no other text.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r > 0x7f:
			return r
		}
		return -1
	}, text)
}
