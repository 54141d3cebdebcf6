//go:build corpus

package coupling_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/coupling"
	"plumbline/internal/corpustest"
	"plumbline/internal/pipeline"
)

// changeOfPyTorch is one change of PyTorch 2.6.0, and what is told of it.
type changeOfPyTorch struct {
	name    string
	add     map[string]string // text that is put behind a file's own, or a new file
	renamed map[string]string
	want    []string // rule, severity, subject
}

var changesOfPyTorch = []changeOfPyTorch{
	{name: "c10 includes ATen", add: map[string]string{"c10/util/Exception.cpp": "#include <ATen/core/ivalue.h>\n"},
		want: []string{"CPL001 error c10 -> aten", "CPL006 warning c10 -> aten", "CPL007 warning aten, c10, caffe2, torch/csrc, and 9 more"}},
	{name: "an include against the layers that others have too", add: map[string]string{"aten/src/ATen/native/Activation.cpp": "#include <torch/library.h>\n"},
		want: []string{"CPL001 error aten -> torch/csrc"}},
	{name: "the compiler loads with torch", add: map[string]string{"torch/_linalg_utils.py": "import torch._inductor.compile_fx\n"},
		want: []string{"CPL006 warning torch -> torch/_inductor", "CPL007 warning functorch/compile/__init__.py, torch/_VF.py, torch/__config__.py, torch/__init__.py, and 785 more",
			"CPL009 warning propagation cost"}},
	{name: "a type alone", add: map[string]string{"torch/optim/sgd.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch._inductor.compile_fx\n"},
		want: []string{"CPL006 note torch/optim -> torch/_inductor"}},
	{name: "a new package that torch loads", add: map[string]string{"torch/newpkg/__init__.py": "import torch\nfrom torch import nn\n", "torch/__init__.py": "from torch import newpkg\n"},
		want: []string{"CPL006 warning torch -> torch/newpkg", "CPL006 note torch/newpkg", "CPL007 warning functorch, torch, torch/_awaits, torch/_custom_op, and 50 more"}},
	{name: "a new file that its module loads", add: map[string]string{"torch/nn/_new.py": "import torch\nimport torch.distributed\n", "torch/nn/functional.py": "from torch.nn import _new\n"}},
	{name: "new tests", add: map[string]string{"test/test_new.py": "import torch._inductor.compile_fx\nimport torch.distributed.rpc.api\n", "c10/test/new_test.cpp": "#include <torch/torch.h>\n"}},
	{name: "a file renamed", renamed: map[string]string{"aten/src/ATen/native/Activation.cpp": "aten/src/ATen/native/ActivationKernels.cpp"}},
}

// TestChangesOfPyTorch makes small changes to the real tree and holds what is told of each.
func TestChangesOfPyTorch(t *testing.T) {
	tree := archive(t, filepath.Join(corpustest.Dir(t), "v2.6.0"))
	base := mapped(t, tree)
	for _, change := range changesOfPyTorch {
		t.Run(change.name, func(t *testing.T) {
			c := coupling.Compare(base, mapped(t, changed(tree, change)), coupling.CompareOptions{Renamed: change.renamed})
			var got []string
			for _, f := range found(c) {
				got = append(got, fmt.Sprintf("%s %s %s", f.Rule, f.Severity, f.Subject))
			}
			if diff := cmp.Diff(change.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if len(c.Better) > 0 {
				t.Errorf("better: %+v", c.Better)
			}
		})
	}
}

// TestReleasesCompared holds the comparison of two releases against what it must be: quick
// beside mapping, the same each time, and nothing between a release and itself.
func TestReleasesCompared(t *testing.T) {
	var results []*coupling.Result
	for _, release := range [...]string{"v1.13.1", "v2.6.0"} {
		m, err := pipeline.Map(context.Background(), pipeline.Request{Arg: filepath.Join(corpustest.Dir(t), release)})
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, m.Result)
		nothing(t, release, coupling.Compare(m.Result, m.Result, strict))
	}
	start := time.Now()
	c := coupling.Compare(results[0], results[1], coupling.CompareOptions{})
	took := time.Since(start)
	counts := map[string]int{}
	for _, f := range found(c) {
		counts[f.Rule]++
		if f.Head == nil || f.Head.Line == 0 {
			t.Errorf("%s %s has no place", f.Rule, f.Subject)
		}
	}
	t.Logf("%v: %v, %d better, %d cells", took, counts, len(c.Better), len(c.Cells))
	if took > time.Second/2 {
		t.Errorf("comparing took %v", took)
	}
	for _, rule := range coupling.ChangeRules() {
		if counts[rule.ID] == 0 {
			t.Errorf("nothing is told under %s between two releases that are two years apart", rule.ID)
		}
	}
	if diff := cmp.Diff(found(c), found(coupling.Compare(results[0], results[1], coupling.CompareOptions{}))); diff != "" {
		t.Errorf("not the same twice:\n%s", diff)
	}
}

// archive reads a folder into memory.
func archive(t *testing.T, dir string) *txtar.Archive {
	t.Helper()
	ar := &txtar.Archive{}
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, file)
		ar.Files = append(ar.Files, txtar.File{Name: filepath.ToSlash(name), Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ar
}

// changed is a tree with a change made to it.
func changed(tree *txtar.Archive, change changeOfPyTorch) *txtar.Archive {
	out := &txtar.Archive{Files: slices.Clone(tree.Files)}
	left := map[string]string{}
	for name, text := range change.add {
		left[name] = text
	}
	for i := range out.Files {
		f := &out.Files[i]
		if text, ok := left[f.Name]; ok {
			f.Data = append(slices.Clip(f.Data), text...)
			delete(left, f.Name)
		}
		if to, ok := change.renamed[f.Name]; ok {
			f.Name = to
		}
	}
	for name, text := range left {
		out.Files = append(out.Files, txtar.File{Name: name, Data: []byte(text)})
	}
	return out
}
