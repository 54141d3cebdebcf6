//go:build corpus

package deprecation

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plumbline/internal/corpustest"
)

// listedMisses are names of a literal __all__ that nothing in the tree's sources binds. Judged one by
// one: torch.cuda.*Tensor are made by C++ (torch/csrc/tensor/python_tensor.cpp),
// BroadcastingList2 and 3 by a loop over globals(); the others were never there (a missing comma, a
// name that another module has), and importing them fails.
const listedMisses = "testdata/listed_misses.txt"

// TestListedNames holds the public names of every public module that has a literal __all__
// against that list, as CPython reads it (the first form of "public" of check_correct_module_names
// in test/test_public_bindings.py).
func TestListedNames(t *testing.T) {
	var misses bytes.Buffer
	for _, release := range releases {
		s := corpusSurface(t, release)
		root := filepath.Join(corpustest.Dir(t), release)
		var paths bytes.Buffer
		module := map[string]*Object{}
		for _, m := range s.Modules {
			if m.Public && m.Origin == FromSource && within(m.Name, "torch") {
				path := filepath.Join(root, filepath.FromSlash(m.Path))
				module[path] = m
				fmt.Fprintln(&paths, path)
			}
		}
		cmd := exec.Command("python3", filepath.Join("testdata", "public_oracle.py"))
		cmd.Stdin, cmd.Stderr = &paths, os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		modules, names, missed := 0, 0, 0
		for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
			var want struct {
				Path  string
				Names []string
			}
			if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
				t.Fatal(err)
			}
			if want.Names == nil {
				continue
			}
			m := module[want.Path]
			var got []string
			for _, p := range s.Exports(m) {
				got = append(got, lastOf(p.Name))
			}
			modules, names = modules+1, names+len(want.Names)
			for _, n := range got {
				if !slices.Contains(want.Names, n) {
					t.Errorf("%s: %s.%s is public, and not in __all__", release, m.Name, n)
				}
			}
			for _, n := range want.Names {
				if !slices.Contains(got, n) {
					missed++
					fmt.Fprintf(&misses, "%s %s.%s\n", release, m.Name, n)
				}
			}
		}
		t.Logf("%s: %d modules with a literal __all__, %d of its %d names are public", release, modules, names-missed, names)
	}
	hold(t, listedMisses, misses.Bytes())
}

// hold holds a list of exceptions against its file, or rewrites it.
func hold(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("-want +got (rewrite with -update, and judge each):\n%s", diff)
	}
}

// documentedMisses are documented names that the surface does not call public. Judged one by one,
// they are: names that no Python source and no stub binds (torch.monitor, GradBucket and other
// classes of pybind11, properties of torch.Tensor); names that a module imports from elsewhere
// without listing them, which PyTorch's own test keeps in its allow-list (torch.jit.export,
// torch.library.opcheck, torch.quantization.* of 1.13); names that a module's __all__ lacks
// (torch.fft.hfft2, torch.autograd.grad of 1.13); and mistakes of the documentation (torch.rename for
// torch.Tensor.rename).
const documentedMisses = "testdata/documented_misses.txt"

// TestDocumentedNames counts how many of the names that a release's documentation lists
// (docs/source/*.rst: autofunction, autoclass, automethod, autosummary) the surface calls
// public; the others stand in a file, each judged by hand.
func TestDocumentedNames(t *testing.T) {
	var out bytes.Buffer
	for _, release := range releases {
		s := corpusSurface(t, release)
		documented := documentedNames(t, filepath.Join(corpustest.Dir(t), release, "docs", "source"))
		public, private := 0, 0
		for _, paths := range slices.Sorted(maps.Keys(documented)) {
			if !publicPath(strings.Fields(paths)[0]) { // documented, and private by its name
				private++
				continue
			}
			if slices.ContainsFunc(strings.Fields(paths), func(p string) bool { return s.isPublicName(p) }) {
				public++
				continue
			}
			fmt.Fprintf(&out, "%s %s: %s\n", release, documented[paths], paths)
		}
		of := len(documented) - private
		share := float64(public) / float64(of)
		t.Logf("%s: %d of %d documented names are public (%.1f%%), %d more are private by their names", release, public, of, 100*share, private)
		if share < 0.935 {
			t.Errorf("%s: only %.1f%% of documented names are public", release, 100*share)
		}
	}
	hold(t, documentedMisses, out.Bytes())
}

// isPublicName reports whether a dotted name is a public path of something, or a member of
// something whose path is.
func (s *Surface) isPublicName(path string) bool {
	r, ok := s.Lookup(path)
	if !ok || !publicPath(path) {
		return false
	}
	if r.Obj != nil && slices.Contains(r.Obj.paths(), path) {
		return true
	}
	outer, ok := s.Lookup(outerOf(path))
	return ok && outer.Obj != nil && outer.Obj.Kind == ClassKind && slices.Contains(outer.Obj.paths(), outerOf(path))
}

var (
	directiveLine = regexp.MustCompile(`^\s*\.\. ([a-z:]+)::\s*(\S*)`)
	entryLine     = regexp.MustCompile(`^\s+~?([A-Za-z_][\w.]*)\s*$`)
)

// documentedNames are the names that the directives of the documentation list, each with the
// file and line of the first: under the current module and as they are, as autosummary looks
// them up.
func documentedNames(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".rst") {
			return err
		}
		src, err := os.ReadFile(path)
		current, class, summary, number := "", "", false, 0
		for line := range strings.Lines(string(src)) {
			number++
			line = strings.TrimRight(line, "\n")
			name := ""
			switch m := directiveLine.FindStringSubmatch(line); {
			case m != nil:
				summary = m[1] == "autosummary"
				switch m[1] {
				case "currentmodule", "module", "py:module", "automodule":
					current = m[2]
				case "automethod", "autoattribute": // of the class around it
					name, _, _ = strings.Cut(m[2], "(")
					name = class + name
				case "autofunction", "autoclass", "autoexception", "autodata":
					name, _, _ = strings.Cut(m[2], "(")
					class = ""
					if m[1] == "autoclass" {
						class = name + "."
					}
				}
			case summary && entryLine.MatchString(line):
				name = entryLine.FindStringSubmatch(line)[1]
			case summary && line != "" && line[0] != ' ' && line[0] != '\t':
				summary = false
			}
			if name == "" {
				continue
			}
			if class != "" && strings.Contains(strings.TrimPrefix(name, class), ".") {
				name = strings.TrimPrefix(name, class) // spelled in full
			}
			key := name
			if current != "" {
				key = current + "." + name + " " + name
			}
			if rel, _ := filepath.Rel(dir, path); out[key] == "" {
				out[key] = fmt.Sprintf("%s:%d", filepath.ToSlash(rel), number)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
