package audit

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	mdtext "github.com/yuin/goldmark/text"
)

// document is a Markdown file as the checks see it. What stands in an HTML comment is no part of
// it, and neither is a section that only says that it will be written.
type document struct {
	path     string
	sections []section
	tables   []docTable
	links    []docLink
	items    []listItem
	labels   []boldLabel // bold words, which many documents use as headings of a paragraph
	words    int         // outside headings
	text     string      // as written, comments aside
}

// section is a heading with what stands below it, down to the next heading of its level.
type section struct {
	level, line int
	title       string
	end         int    // first line that is no longer its own
	body        string // text as written
	words       int    // in the body, headings and placeholders aside
}

type docTable struct {
	line   int
	header []string
	rows   []tableRow
}

type tableRow struct {
	line  int
	cells []string
}

type docLink struct {
	line       int
	text, dest string
}

type listItem struct {
	line    int
	text    string
	box     bool // a checkbox
	checked bool
}

type boldLabel struct {
	line int
	text string
}

// maxDocument bounds what is read as prose: a larger file is a dump, no document.
const maxDocument = 4 << 20

// once gives what several checks ask for, worked out the first time only.
func once[T any](f *facts, key string, work func() T) T {
	if v, ok := f.memo[key]; ok {
		return v.(T)
	}
	v := work()
	if f.memo == nil {
		f.memo = map[string]any{}
	}
	f.memo[key] = v
	return v
}

// document reads a Markdown file; nil, and a problem of the report, where it is no text.
func (f *facts) document(path string) *document {
	return once(f, "document "+path, func() *document {
		data := f.read(path)
		switch {
		case data == nil:
			return nil
		case len(data) > maxDocument:
			f.problem(path, 0, fmt.Sprintf("has %d bytes: too large for a document that a person reads", len(data)))
			return nil
		case !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0:
			f.problem(path, 0, "is not UTF-8 text")
			return nil
		}
		return readDocument(path, data)
	})
}

// documents reads the files of an artefact that are documents.
func (f *facts) documents(artefact string) []*document {
	var out []*document
	for _, p := range f.artefact(artefact) {
		if strings.EqualFold(path.Ext(p), ".md") || strings.EqualFold(path.Ext(p), ".markdown") {
			if d := f.document(p); d != nil {
				out = append(out, d)
			}
		}
	}
	return out
}

// markdown is GitHub's dialect; a parser keeps no state between documents.
func markdown() goldmark.Markdown { return goldmark.New(goldmark.WithExtensions(extension.GFM)) }

func readDocument(path string, data []byte) *document {
	source := plainBullets(withoutComments(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	d := &document{path: path, text: string(source)}
	lines := strings.Split(string(source), "\n")
	at := lineIndex(source)
	root := markdown().Parser().Parse(mdtext.NewReader(source))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			d.sections = append(d.sections, section{level: n.Level, line: at(textStart(n)), title: plainText(n, source)})
		case *extast.Table:
			d.tables = append(d.tables, readTable(n, source, at))
		case *ast.Link:
			d.links = append(d.links, docLink{line: at(textStart(n)), text: plainText(n, source), dest: string(n.Destination)})
		case *ast.AutoLink:
			d.links = append(d.links, docLink{line: at(textStart(n)), dest: string(n.URL(source))})
		case *ast.Emphasis:
			if n.Level == 2 {
				d.labels = append(d.labels, boldLabel{at(textStart(n)), plainText(n, source)})
			}
		case *ast.ListItem:
			d.items = append(d.items, readItem(n, source, at))
		}
		return ast.WalkContinue, nil
	})
	closeSections(d, lines)
	return d
}

// closeSections gives every section its end and its body.
func closeSections(d *document, lines []string) {
	headings := map[int]bool{}
	for _, s := range d.sections {
		headings[s.line] = true
	}
	d.words = countWords(lines, 1, len(lines)+1, headings)
	for i := range d.sections {
		s := &d.sections[i]
		s.end = len(lines) + 1
		for _, next := range d.sections[i+1:] {
			if next.level <= s.level {
				s.end = next.line
				break
			}
		}
		s.body = strings.Join(lines[min(s.line, len(lines)):min(s.end-1, len(lines))], "\n")
		s.words = countWords(lines, s.line+1, s.end, headings)
	}
}

// emptyPromise is text that promises text, and says nothing.
var emptyPromise = regexp.MustCompile(`(?i)\b(tbd|todo|fixme|to be (written|done|expanded|added|filled|defined|determined)( in)?( M\d\d)?|coming soon|work in progress|lorem ipsum|n/a|none yet|placeholder)\b`)

func countWords(lines []string, from, to int, headings map[int]bool) int {
	n := 0
	for i := from; i < to && i <= len(lines); i++ {
		if headings[i] {
			continue
		}
		for _, w := range strings.Fields(emptyPromise.ReplaceAllString(lines[i-1], " ")) {
			if strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
				n++
			}
		}
	}
	return n
}

func readTable(n *extast.Table, source []byte, at func(int) int) docTable {
	var t docTable
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		r := tableRow{line: at(textStart(row))}
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			r.cells = append(r.cells, plainText(cell, source))
		}
		if _, header := row.(*extast.TableHeader); header {
			t.line, t.header = r.line, r.cells
		} else if strings.TrimSpace(strings.Join(r.cells, "")) != "" {
			t.rows = append(t.rows, r)
		}
	}
	return t
}

func readItem(n *ast.ListItem, source []byte, at func(int) int) listItem {
	item := listItem{line: at(textStart(n))}
	first := n.FirstChild()
	if first == nil {
		return item
	}
	if box, ok := first.FirstChild().(*extast.TaskCheckBox); ok {
		item.box, item.checked = true, box.IsChecked
	}
	item.text = plainText(first, source)
	return item
}

// textStart is the offset at which the text of a node begins.
func textStart(n ast.Node) int {
	if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start
	}
	if t, ok := n.(*ast.Text); ok {
		return t.Segment.Start
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if s := textStart(c); s > 0 {
			return s
		}
	}
	// A link without words begins where its paragraph does.
	for p := n.Parent(); n.FirstChild() == nil && p != nil; p = p.Parent() {
		if p.Type() == ast.TypeBlock && p.Lines() != nil && p.Lines().Len() > 0 {
			return p.Lines().At(0).Start
		}
	}
	return 0
}

// plainText is the text of a node without its marks.
func plainText(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(source))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				b.Write(n.Value)
			}
		case *ast.AutoLink:
			if entering {
				b.Write(n.Label(source))
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}

// lineIndex gives the 1-based line of an offset.
func lineIndex(source []byte) func(int) int {
	var ends []int
	for i, c := range source {
		if c == '\n' {
			ends = append(ends, i)
		}
	}
	return func(offset int) int {
		lo, hi := 0, len(ends)
		for lo < hi {
			if mid := (lo + hi) / 2; ends[mid] < offset {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		return lo + 1
	}
}
