package abi

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/parse/opschema"
)

var updateOperators = flag.Bool("update-operators", false, "rewrite the wanted results of operators in testdata")

// fixtureDay is the day on which fixtures are judged.
var fixtureDay = time.Date(2025, 1, 29, 0, 0, 0, 0, time.UTC)

// treeOperators is the part of a fixture's surface that concerns operators.
func treeOperators(ar *txtar.Archive) *Surface {
	read := func(path string) []byte {
		for _, f := range ar.Files {
			if f.Name == path {
				return f.Data
			}
		}
		return nil
	}
	const path, allowPath = "aten/src/ATen/native/native_functions.yaml", "test/forward_backward_compatibility/check_forward_backward_compatibility.py"
	in := &Input{Native: opschema.ReadOperators(path, read(path)), Torchgen: TorchgenOf(read)}
	if src := read(allowPath); src != nil {
		in.Allow = opschema.ReadAllowList(allowPath, src)
	}
	in.Upgraders, _ = opschema.ReadUpgraders(read("torch/csrc/jit/operator_upgraders/version_map.cpp"))
	s := &Surface{}
	s.AddOperators(in, nil)
	return s
}

func compareTrees(base, head *txtar.Archive) *Result {
	return Compare(treeOperators(base), treeOperators(head), Options{Today: fixtureDay})
}

// TestOperatorReports holds what is told of each difference of testdata/operators.txtar.
func TestOperatorReports(t *testing.T) {
	const path = "testdata/operators.txtar"
	ar, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	trees := map[string]*txtar.Archive{"old/": {}, "new/": {}}
	var want []byte
	for _, f := range ar.Files {
		for prefix, tree := range trees {
			if name, ok := strings.CutPrefix(f.Name, prefix); ok {
				tree.Files = append(tree.Files, txtar.File{Name: name, Data: f.Data})
			}
		}
		if f.Name == "want.json" {
			want = f.Data
		}
	}
	r := compareTrees(trees["old/"], trees["new/"])
	cpp := map[string][]string{}
	for _, op := range treeOperators(trees["new/"]).Operators {
		cpp[op.Name+": "+op.Schema] = op.Cpp
	}
	got, err := json.MarshalIndent(map[string]any{"result": r, "operators": cpp}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *updateOperators {
		ar.Files = append(ar.Files[:len(ar.Files)-1], txtar.File{Name: "want.json", Data: got})
		if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
