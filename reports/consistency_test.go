package reports_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"

	"plumbline/reports"
)

// mapDocument is what the tests read of map.json.
type mapDocument struct {
	Coverage struct {
		Files map[string]int
	}
	Modules []struct {
		Name  string
		Files int
	}
	Edges []struct {
		From, To string
		Weight   int
		Kinds    map[string]int
		Sites    []struct {
			Path string
			Line int
			Kind string
		}
	}
}

func readMap(t *testing.T, m reports.Map) mapDocument {
	t.Helper()
	var b bytes.Buffer
	if err := reports.MapJSON(&b, m); err != nil {
		t.Fatal(err)
	}
	var doc mapDocument
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestMapAddsUp holds that the modules' files are the tree's, and that an edge lists the
// first fifty sites of a kind while its counts stay whole.
func TestMapAddsUp(t *testing.T) {
	capped := false
	for _, file := range []string{sampleTree, hostileTree, manyTree} {
		m := measure(t, file, 0)
		doc := readMap(t, reports.Map{Tree: treeOf(m), Result: m.Result})
		capped = checkMap(t, file, doc) || capped
	}
	if !capped {
		t.Error("no edge of the test trees has more sites of a kind than map.json lists")
	}
}

// checkMap reports whether some edge had more sites than are listed.
func checkMap(t *testing.T, name string, doc mapDocument) (capped bool) {
	t.Helper()
	files, own := 0, 0
	for _, n := range doc.Coverage.Files {
		files += n
	}
	for _, m := range doc.Modules {
		own += m.Files
	}
	if files != own {
		t.Errorf("%s: %d files covered, but the modules own %d", name, files, own)
	}
	for _, e := range doc.Edges {
		listed := map[string]int{}
		for _, s := range e.Sites {
			listed[s.Kind]++
		}
		for kind, n := range e.Kinds {
			if listed[kind] != min(n, 50) {
				t.Errorf("%s: %s -> %s has %d sites of kind %s and lists %d", name, e.From, e.To, n, kind, listed[kind])
			}
			capped = capped || n > 50
		}
	}
	return capped
}

// TestMatrixCSVIsSquare holds the CSV form against the edges of the map: the same labels
// on both axes, and a weight in a cell exactly where the map has one.
func TestMatrixCSVIsSquare(t *testing.T) {
	m := measure(t, sampleTree, 0)
	var b bytes.Buffer
	if err := reports.MatrixCSV(&b, reports.Matrix{Tree: treeOf(m), Matrix: m.Result.Matrix}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	doc := readMap(t, reports.Map{Tree: treeOf(m), Result: m.Result})
	if len(rows) != len(doc.Modules)+1 {
		t.Fatalf("%d rows for %d modules", len(rows), len(doc.Modules))
	}
	weight := map[[2]string]int{}
	for _, e := range doc.Edges {
		weight[[2]string{e.From, e.To}] = e.Weight
	}
	for i, row := range rows[1:] {
		if len(row) != len(rows) || row[0] != rows[0][i+1] {
			t.Fatalf("row %d is labelled %q and has %d cells; column %d is labelled %q", i+1, row[0], len(row), i+1, rows[0][i+1])
		}
		for j, cell := range row[1:] {
			var n int
			if err := json.Unmarshal([]byte(cell), &n); err != nil || n != weight[[2]string{row[0], rows[0][j+1]}] {
				t.Errorf("%s -> %s: cell %q, weight %d", row[0], rows[0][j+1], cell, weight[[2]string{row[0], rows[0][j+1]}])
			}
		}
	}
}

var (
	codeSpan = regexp.MustCompile("(?s)```.*?```|`` .*? ``|`[^`\n]*`")
	anyTag   = regexp.MustCompile(`</?[a-zA-Z][^>]*>`)
)

// checkMarkdown reports rows that have another number of cells than their table's head,
// and HTML that this package does not write.
func checkMarkdown(t *testing.T, name, text string) {
	t.Helper()
	cells := 0
	for i, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "| ") {
			if !strings.HasPrefix(line, "|--") {
				cells = 0
			}
			continue
		}
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		if cells == 0 {
			cells = n
		}
		if n != cells {
			t.Errorf("%s:%d: %d bars in a table of %d: %s", name, i+1, n, cells, line)
		}
	}
	for _, tag := range anyTag.FindAllString(codeSpan.ReplaceAllString(text, ""), -1) {
		switch strings.Trim(tag, "</>") {
		case "details", "summary", "b", "br":
		default:
			t.Errorf("%s: markup out of a name: %s", name, tag)
		}
	}
	if strings.Contains(codeSpan.ReplaceAllString(text, ""), "<b>tag") {
		t.Errorf("%s: a name is read as markup", name)
	}
}

// TestMarkdownIsWellFormed holds that no name breaks a table or smuggles markup in.
func TestMarkdownIsWellFormed(t *testing.T) {
	for _, list := range [][]rendering{sampleRenderings(t, 0), hostileRenderings(t), manyRenderings(t)} {
		for _, r := range list {
			if strings.HasSuffix(r.file, ".md") {
				checkMarkdown(t, r.file, string(r.bytes(t)))
			}
		}
	}
}

// TestMapTextFitsAScreen holds that the table on a terminal stays short however many
// modules there are.
func TestMapTextFitsAScreen(t *testing.T) {
	m := measure(t, manyTree, 0)
	checkScreen(t, func(w io.Writer) error { return reports.MapText(w, reports.Map{Tree: treeOf(m), Result: m.Result}) })
}

func checkScreen(t *testing.T, write func(io.Writer) error) {
	t.Helper()
	const screen = 60
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(b.Bytes(), []byte("\n")); n > screen {
		t.Errorf("%d lines, more than %d", n, screen)
	}
}
