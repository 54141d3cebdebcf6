//go:build corpus

package coupling_test

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/topo"

	"plumbline/graph"
	"plumbline/internal/corpustest"
	"plumbline/internal/pipeline"
	"plumbline/parse"
)

// TestPublishedFigures recomputes figures about PyTorch 2.6.0 that others have published,
// each under the rule that they state, and holds them against testdata/figures.tsv: what
// was published, what is measured here, and why the two differ where they do, or that the
// difference is not traced.
func TestPublishedFigures(t *testing.T) {
	m, err := pipeline.BuildGraph(context.Background(), pipeline.Request{Arg: filepath.Join(corpustest.Dir(t), "v2.6.0")})
	if err != nil {
		t.Fatal(err)
	}
	measured := map[string]string{}
	pythonFigures(m, measured)
	statementFigures(m, measured)
	cppFigures(m, measured)
	const file = "testdata/figures.tsv"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimRight(string(data), "\n"), "\n")
	for i, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) != 4 {
			t.Fatalf("%s:%d: %d cells, want figure, published, measured, why", file, i+2, len(cells))
		}
		got, ok := measured[cells[0]]
		delete(measured, cells[0])
		switch {
		case !ok:
			t.Errorf("%s:%d: nothing measures %q", file, i+2, cells[0])
		case *update:
			cells[2] = got
		case got != cells[2]:
			t.Errorf("%s: measured %s, the file says %s", cells[0], got, cells[2])
		case got != cells[1] && cells[3] == "":
			t.Errorf("%s: measured %s, published %s, and nothing explains it", cells[0], got, cells[1])
		}
		lines[i+1] = strings.Join(cells, "\t")
	}
	for name := range measured {
		t.Errorf("%q is measured but not in %s", name, file)
	}
	if *update {
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// pythonFigures measures the import graph of the package torch as grimp draws it: modules
// of folders with an __init__, a name that is a submodule counts as such.
func pythonFigures(m *pipeline.Mapped, out map[string]string) {
	id := map[string]int64{}
	for _, f := range m.Files {
		if f.Language == parse.Python && strings.HasSuffix(f.Path, ".py") && strings.HasPrefix(f.Path, "torch/") && inPackages(m, f.Path) {
			id[f.Path] = int64(len(id))
		}
	}
	out["torch modules"] = fmt.Sprint(len(id))
	policies := []struct {
		name string
		keep func(*parse.Import) bool
	}{
		{"all imports", func(*parse.Import) bool { return true }},
		{"minus TYPE_CHECKING", func(i *parse.Import) bool { return !i.TypeChecking }},
		{"load time only", func(i *parse.Import) bool { return !i.TypeChecking && !i.Lazy }},
	}
	for _, p := range policies {
		g := simple.NewDirectedGraph()
		for range id {
			g.AddNode(g.NewNode())
		}
		edges := 0
		for i, f := range m.Files {
			from, ok := id[f.Path]
			if !ok {
				continue
			}
			for k := range f.Imports {
				imp := &f.Imports[k]
				to, ok := id[m.Graph.Resolution.Imports[i][k].Path]
				if ok && to != from && !imp.Dynamic && p.keep(imp) && !g.HasEdgeFromTo(from, to) {
					g.SetEdge(simple.Edge{F: simple.Node(from), T: simple.Node(to)})
					edges++
				}
			}
		}
		count, largest := groups(g)
		out["torch edges, "+p.name] = fmt.Sprint(edges)
		out["torch cycles, "+p.name] = fmt.Sprint(count)
		out["torch largest cycle, "+p.name] = fmt.Sprint(largest)
		out["torch propagation cost, "+p.name] = fmt.Sprintf("%.1f%%", 100*visibility(g, len(id)))
	}
}

// inPackages reports whether every folder from torch down has an __init__.
func inPackages(m *pipeline.Mapped, p string) bool {
	for d := path.Dir(p); d != "."; d = path.Dir(d) {
		if !m.Tree.Has(d + "/__init__.py") {
			return false
		}
	}
	return true
}

func groups(g *simple.DirectedGraph) (count, largest int) {
	for _, c := range topo.TarjanSCC(g) {
		if len(c) > 1 {
			count++
			largest = max(largest, len(c))
		}
	}
	return count, largest
}

// visibility is the density of the transitive closure by plain search from every node.
func visibility(g *simple.DirectedGraph, n int) float64 {
	pairs := 0
	for s := range int64(n) {
		seen := map[int64]bool{s: true}
		stack := []int64{s}
		for len(stack) > 0 {
			v := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for it := g.From(v); it.Next(); {
				if w := it.Node().ID(); !seen[w] {
					seen[w] = true
					stack = append(stack, w)
				}
			}
		}
		pairs += len(seen)
	}
	return float64(pairs) / (float64(n) * float64(n))
}

// statementFigures counts import statements of torch, torchgen, functorch and tools.
func statementFigures(m *pipeline.Mapped, out map[string]string) {
	files, lines, statements, lazy, relative, star, typing := 0, 0, 0, 0, 0, 0, 0
	for _, f := range m.Files {
		top, _, _ := strings.Cut(f.Path, "/")
		if !strings.HasSuffix(f.Path, ".py") || !slices.Contains([]string{"torch", "torchgen", "functorch", "tools"}, top) {
			continue
		}
		files++
		lines += f.Lines
		last := [3]any{}
		for k := range f.Imports {
			imp := &f.Imports[k]
			if imp.Dynamic {
				continue
			}
			if key := [3]any{imp.Line, imp.Module, imp.Level}; imp.Name == "" || key != last {
				last = key
				statements++
				lazy += count(imp.Lazy)
				relative += count(imp.Level > 0)
				star += count(imp.Name == "*")
				typing += count(imp.TypeChecking)
			}
		}
	}
	out["Python files"] = fmt.Sprint(files)
	out["Python lines"] = fmt.Sprint(lines)
	out["import statements"] = fmt.Sprint(statements)
	out["import statements in functions"] = fmt.Sprint(lazy)
	out["relative import statements"] = fmt.Sprint(relative)
	out["star imports"] = fmt.Sprint(star)
	out["import statements under TYPE_CHECKING"] = fmt.Sprint(typing)
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cppFigures counts includes, and what generated headers they mean.
func cppFigures(m *pipeline.Mapped, out map[string]string) {
	core := []string{"c10", "aten", "torch", "caffe2", "functorch"}
	wide := append([]string{"binaries", "test", "android", "ios"}, core...)
	files, coreFiles, includes, coreIncludes, quoted, conditional, ops := 0, 0, 0, 0, 0, 0, 0
	named := map[string]int{}
	for _, f := range m.Files {
		top, _, _ := strings.Cut(f.Path, "/")
		if f.Language == parse.Python || !slices.Contains(wide, top) {
			continue
		}
		files++
		includes += len(f.Includes)
		if slices.Contains(core, top) {
			coreFiles++
			coreIncludes += len(f.Includes)
		}
		for k := range f.Includes {
			inc := &f.Includes[k]
			quoted += count(!inc.Angled && !inc.Macro)
			conditional += count(inc.Conditional)
			ops += count(strings.HasPrefix(inc.Target, "ATen/ops/"))
			named[inc.Target]++
		}
	}
	out["C++ files, five folders"] = fmt.Sprint(coreFiles)
	out["includes, five folders"] = fmt.Sprint(coreIncludes)
	out["C++ files, nine folders"] = fmt.Sprint(files)
	out["includes, nine folders"] = fmt.Sprint(includes)
	out["quoted includes"] = fmt.Sprint(quoted)
	out["conditional includes"] = fmt.Sprint(conditional)
	out["includes of ATen/ops"] = fmt.Sprint(ops)
	for _, h := range []string{"ATen/Functions.h", "ATen/NativeFunctions.h", "ATen/Config.h", "ATen/Operators.h"} {
		out["includes of "+h] = fmt.Sprint(named[h])
	}
	includeEdges(m, core, out)
}

// includeEdges looks at include cycles between files, and at who includes whom upward.
func includeEdges(m *pipeline.Mapped, core []string, out map[string]string) {
	g := simple.NewDirectedGraph()
	kinds := graph.Kinds(graph.Include, graph.IncludeConditional)
	upward := map[string]int{}
	seen := map[[2]int32]bool{}
	for _, e := range m.Graph.Edges {
		from, to := m.Graph.Nodes[e.From], m.Graph.Nodes[e.To]
		if !kinds.Has(e.Kind) || from.Kind != graph.FileNode || seen[[2]int32{e.From, e.To}] {
			continue
		}
		seen[[2]int32{e.From, e.To}] = true
		f, _, _ := strings.Cut(from.ID, "/")
		t, _, _ := strings.Cut(to.ID, "/")
		upward[f+" -> "+t]++
		if slices.Contains(core, f) && slices.Contains(core, t) {
			g.SetEdge(simple.Edge{F: simple.Node(e.From), T: simple.Node(e.To)})
		}
	}
	var sizes []int
	for _, c := range topo.TarjanSCC(g) {
		if len(c) > 1 {
			sizes = append(sizes, len(c))
		}
	}
	slices.Sort(sizes)
	slices.Reverse(sizes)
	out["include cycles between files"] = strings.Trim(fmt.Sprint(sizes), "[]")
	out["files c10 -> aten"] = fmt.Sprint(upward["c10 -> aten"])
	out["files aten -> torch"] = fmt.Sprint(upward["aten -> torch"])
}
