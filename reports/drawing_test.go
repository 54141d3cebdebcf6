package reports_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/graph"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

const drawnGoldens = "testdata/drawn"

// drawings lists every drawing of a tree, and the page that holds them.
func drawings(m *pipeline.Mapped) []rendering {
	tree := treeOf(m)
	modules := reports.Graph{Tree: tree, View: m.Result.Modules, Result: m.Result}
	list := []rendering{
		{"matrix.svg", func(w io.Writer) error {
			return reports.MatrixSVG(w, reports.Matrix{Tree: tree, Matrix: m.Result.Matrix})
		}},
		{"map.html", func(w io.Writer) error {
			var svg bytes.Buffer
			if err := reports.GraphSVG(&svg, modules, reports.Options{}); err != nil {
				return err
			}
			return reports.MapHTML(w, reports.Map{Tree: tree, Result: m.Result}, svg.Bytes())
		}},
	}
	for name, in := range map[string]reports.Graph{
		"module": modules,
		"focus":  focused(modules),
		"file":   {Tree: tree, View: m.Result.Files},
	} {
		list = append(list,
			rendering{"graph-" + name + ".dot", func(w io.Writer) error { return reports.GraphDOT(w, in) }},
			rendering{"graph-" + name + ".mmd", func(w io.Writer) error { return reports.GraphMermaid(w, in) }},
			rendering{"graph-" + name + ".svg", func(w io.Writer) error { return reports.GraphSVG(w, in, reports.Options{}) }})
	}
	return list
}

// focused keeps the first node of a graph and those that it depends on.
func focused(in reports.Graph) reports.Graph {
	in.Focus = in.View.Nodes[0].ID
	in.Keep = make([]bool, len(in.View.Nodes))
	in.Keep[0] = true
	for _, e := range in.View.Edges {
		if e.From == 0 {
			in.Keep[e.To] = true
		}
	}
	return in
}

// TestDrawings holds every drawing of the two trees against its golden file, and the
// folder against the drawings.
func TestDrawings(t *testing.T) {
	for name, file := range map[string]string{"sample": sampleTree, "hostile": hostileTree} {
		dir := filepath.Join(drawnGoldens, name)
		known := map[string]bool{}
		for _, r := range drawings(measure(t, file, 0)) {
			known[r.file] = true
			compareGolden(t, filepath.Join(dir, r.file), r.bytes(t))
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !known[e.Name()] {
				t.Errorf("%s: nothing draws this golden file; delete it", filepath.Join(dir, e.Name()))
			}
		}
	}
}

// TestDrawingsWellFormed holds that names from a tree can't break out of a picture.
func TestDrawingsWellFormed(t *testing.T) {
	for _, r := range drawings(measure(t, hostileTree, 1)) {
		if strings.HasSuffix(r.file, ".svg") {
			wellFormed(t, r.file, r.bytes(t))
		}
	}
}

func wellFormed(t *testing.T, name string, svg []byte) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		_, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%s is not well-formed: %v\n%s", name, err, svg)
		}
	}
}

// TestDrawingErrors holds that no drawing swallows a failed write.
func TestDrawingErrors(t *testing.T) {
	for _, r := range drawings(measure(t, sampleTree, 0)) {
		size := len(r.bytes(t))
		for _, room := range []int{0, size / 2, size - 1} {
			if err := r.write(&brokenWriter{left: room}); err == nil {
				t.Errorf("%s: no error although only %d of %d bytes could be written", r.file, room, size)
			}
		}
	}
}

// external finds what makes a browser load something else.
var external = regexp.MustCompile(`(?i)<script|<link|<img|<iframe|<object|@import|url\(|\ssrc=|https?:|//[a-z]+\.|(?:\s|:)href="[^#]`)

// TestPageStandsAlone holds that the page needs neither a script nor anything else.
func TestPageStandsAlone(t *testing.T) {
	for _, file := range []string{sampleTree, hostileTree} {
		for _, r := range drawings(measure(t, file, 0)) {
			if r.file != "map.html" {
				continue
			}
			page := r.bytes(t)
			if found := external.Find(page); found != nil {
				t.Errorf("the page of %s has %q", file, found)
			}
			if !bytes.Contains(page, []byte(`content="default-src 'none'; style-src 'unsafe-inline'"`)) {
				t.Errorf("the page of %s does not forbid itself to load anything", file)
			}
			links := regexp.MustCompile(`href="#([^"]*)"`).FindAllSubmatch(page, -1)
			if len(links) == 0 {
				t.Errorf("the page of %s has no contents", file)
			}
			for _, l := range links {
				if id := l[1]; !bytes.ContainsRune(id, '%') && !bytes.Contains(page, []byte(`id="`+string(id)+`"`)) {
					t.Errorf("the page of %s leads to #%s, which is not there", file, id)
				}
			}
		}
	}
}

// TestPageWithoutPicture holds that a page can do without the graph, and takes nothing
// but a picture for it.
func TestPageWithoutPicture(t *testing.T) {
	m := measure(t, sampleTree, 0)
	var b bytes.Buffer
	in := reports.Map{Tree: treeOf(m), Result: m.Result}
	if err := reports.MapHTML(&b, in, nil); err != nil || !strings.Contains(b.String(), "There is no picture") {
		t.Errorf("page without a picture: %v", err)
	}
	if err := reports.MapHTML(&b, in, []byte("<script>")); err == nil {
		t.Error("the page takes a script for a picture")
	}
}

func TestPNG(t *testing.T) {
	m := measure(t, sampleTree, 0)
	var b bytes.Buffer
	if err := reports.GraphPNG(&b, reports.Graph{Tree: treeOf(m), View: m.Result.Modules, Result: m.Result}, reports.Options{}); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds(); size.Dx() < 100 || size.Dy() < 100 {
		t.Errorf("the picture is %v", size)
	}
}

// TestPNGLines holds that edges are lines: what they cover is a small part of the picture. In SVG
// the same curves say fill="none".
func TestPNGLines(t *testing.T) {
	m := measure(t, sampleTree, 0)
	var b bytes.Buffer
	if err := reports.GraphPNG(&b, reports.Graph{Tree: treeOf(m), View: m.Result.Modules, Result: m.Result}, reports.Options{}); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	lines, size := 0, img.Bounds()
	for y := size.Min.Y; y < size.Max.Y; y++ {
		for x := size.Min.X; x < size.Max.X; x++ {
			if r, g, b, _ := img.At(x, y).RGBA(); r>>8 == 0x5b && g>>8 == 0x6b && b>>8 == 0x7c {
				lines++
			}
		}
	}
	if share := float64(lines) / float64(size.Dx()*size.Dy()); lines == 0 || share > 0.01 {
		t.Errorf("%d pixels have the colour of edges, %.1f%% of the picture", lines, 100*share)
	}
}

// manyFiles is a tree of n Python modules, each of which imports the ones before it.
func manyFiles(t *testing.T, n int) reports.Graph {
	t.Helper()
	a := &txtar.Archive{}
	for i := range n {
		var text strings.Builder
		for k := range i {
			fmt.Fprintf(&text, "import p.m%03d\n", k)
		}
		a.Files = append(a.Files, txtar.File{Name: fmt.Sprintf("p/m%03d.py", i), Data: []byte(text.String())})
	}
	a.Files = append(a.Files, txtar.File{Name: "p/__init__.py"})
	m, err := pipeline.BuildGraph(t.Context(), pipeline.Request{Archive: a, Name: "many"})
	if err != nil {
		t.Fatal(err)
	}
	return reports.Graph{Tree: treeOf(m), View: m.Graph.View(graph.FileLevel)}
}

// TestTooLarge holds that what no picture can show is refused at once, with a way out,
// and that DOT is written all the same.
func TestTooLarge(t *testing.T) {
	in := manyFiles(t, 201)
	for name, draw := range map[string]func(io.Writer) error{
		"svg":     func(w io.Writer) error { return reports.GraphSVG(w, in, reports.Options{}) },
		"png":     func(w io.Writer) error { return reports.GraphPNG(w, in, reports.Options{}) },
		"mermaid": func(w io.Writer) error { return reports.GraphMermaid(w, in) },
	} {
		var large *reports.TooLargeError
		if err := draw(io.Discard); !errors.As(err, &large) || !strings.Contains(err.Error(), "--focus") {
			t.Errorf("%s of 202 nodes: %v", name, err)
		}
	}
	var dot bytes.Buffer
	if err := reports.GraphDOT(&dot, in); err != nil {
		t.Fatal(err)
	}
	if want, got := len(in.View.Edges), strings.Count(dot.String(), " -> "); got != want {
		t.Errorf("the DOT text has %d of %d edges", got, want)
	}
}

// TestThinnedPicture holds that a dense graph is drawn as its transitive reduction, and
// that the picture says so.
func TestThinnedPicture(t *testing.T) {
	in := manyFiles(t, 60)
	var b bytes.Buffer
	if err := reports.GraphSVG(&b, in, reports.Options{}); err != nil {
		t.Fatal(err)
	}
	if want := "59 of 1,770 dependencies drawn"; !strings.Contains(b.String(), want) {
		t.Errorf("the picture does not say %q:\n%.2000s", want, b.String())
	}
}

// TestPictureCache holds that a picture is drawn once, and again when its file is broken
// or the folder can't be written.
func TestPictureCache(t *testing.T) {
	m := measure(t, sampleTree, 0)
	in := reports.Graph{Tree: treeOf(m), View: m.Result.Modules, Result: m.Result}
	dir := t.TempDir()
	draw := func(dir string) string {
		var b bytes.Buffer
		if err := reports.GraphSVG(&b, in, reports.Options{CacheDir: dir}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	want := draw("")
	if got := draw(dir); got != want {
		t.Error("the first picture into a cache differs")
	}
	files, err := filepath.Glob(filepath.Join(dir, "svg", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the cache holds %v, %v", files, err)
	}
	const mark = "<svg>stored</svg>\n"
	for content, expect := range map[string]string{mark: mark, "<svg>half of a pic": want} {
		if err := os.WriteFile(files[0], []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := draw(dir); got != expect {
			t.Errorf("with %q in the cache the picture is %.60q", content, got)
		}
	}
	if got := draw(files[0]); got != want {
		t.Error("with a file for a cache folder the picture differs")
	}
}

// FuzzDrawnNames holds that any two paths make a picture that is well-formed.
func FuzzDrawnNames(f *testing.F) {
	for _, name := range []string{"a", `\`, `"`, "a\\nb", "<b>", "&amp;", "&#60;", "-->", "\x00", "\xff", "]]>", "\n", "\\N", "end", "]", "#quot;"} {
		f.Add(name, "x"+name)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if a >= b {
			return
		}
		v := &graph.View{Level: graph.FileLevel, Graph: &graph.Graph{}, Nodes: []graph.ViewNode{{ID: a, Module: -1}, {ID: b, Module: -1}},
			Edges: []graph.ViewEdge{{From: 0, To: 1, Set: graph.CouplingKinds, Weight: 1}}}
		in := reports.Graph{Tree: reports.Tree{Name: a}, View: v}
		var svg bytes.Buffer
		if err := reports.GraphSVG(&svg, in, reports.Options{}); err != nil {
			t.Fatalf("%q, %q: %v", a, b, err)
		}
		wellFormed(t, fmt.Sprintf("%q, %q", a, b), svg.Bytes())
		if n := bytes.Count(svg.Bytes(), []byte(`class="node"`)); n != 2 {
			t.Errorf("%q, %q: %d nodes drawn", a, b, n)
		}
		if err := reports.GraphMermaid(io.Discard, in); err != nil {
			t.Errorf("%q, %q: %v", a, b, err)
		}
	})
}
