//go:build corpus

package cpp

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/corpustest"
	"plumbline/parse"
	"plumbline/parse/opschema"
)

func scanAll(tb testing.TB, release string) []*parse.File {
	tb.Helper()
	files := sources(tb, release)
	var all []*parse.File
	for _, p := range slices.Sorted(maps.Keys(files)) {
		all = append(all, Scan(p, files[p]))
	}
	return all
}

// Of the names under torch._C that Python uses, the golden file has those that no C++ file
// gives it: most are written by code generation, a few exist nowhere.
func TestPythonNamesInReleases(t *testing.T) {
	for _, release := range releases {
		given, modules := givenNames(scanAll(t, release))
		cmd := exec.Command("python3", "testdata/corpus/torch_c_names.py", filepath.Join(corpustest.Dir(t), release))
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		used, missing := map[string]bool{}, map[string]bool{}
		for name := range strings.FieldsSeq(string(out)) {
			module, rest := "", name
			for {
				head, tail, more := strings.Cut(rest, ".")
				if sub := join(module, head); modules[sub] && more {
					module, rest = sub, tail
					continue
				}
				rest = head
				break
			}
			used[join(module, rest)] = true
			if !given[module][rest] && !given[""][rest] && !modules[join(module, rest)] {
				missing[join(module, rest)] = true
			}
		}
		t.Logf("%s: %d names used, %d missing", release, len(used), len(missing))
		heldAgainst(t, "unbound_"+release+".txt", slices.Collect(maps.Keys(missing)))
	}
}

// givenNames lists names by module, and the modules, both relative to torch._C.
func givenNames(files []*parse.File) (given map[string]map[string]bool, modules map[string]bool) {
	given, modules = map[string]map[string]bool{"": {}}, map[string]bool{}
	for _, f := range files {
		for _, n := range f.PyNames {
			module := strings.TrimPrefix(strings.TrimPrefix(n.Module, "torch._C"), ".")
			if n.Name == "" {
				modules[module] = true
				continue
			}
			if given[module] == nil {
				given[module] = map[string]bool{}
			}
			given[module][n.Name] = true
		}
	}
	return given, modules
}

// Of the kernels that native_functions.yaml names, the golden file has those that no file
// under aten/src/ATen defines: code generation writes them.
func TestKernelsInReleases(t *testing.T) {
	const path = "aten/src/ATen/native/native_functions.yaml"
	for _, release := range releases {
		src, err := os.ReadFile(filepath.Join(corpustest.Dir(t), release, path))
		if err != nil {
			t.Fatal(err)
		}
		native, err := opschema.ReadNative(path, src)
		if err != nil {
			t.Fatal(err)
		}
		defined := map[string]bool{}
		for _, f := range scanAll(t, release) {
			if strings.HasPrefix(f.Path, "aten/src/ATen/") {
				for _, fn := range f.Functions {
					defined[fn.Name] = true
				}
			}
		}
		kernels, missing := map[string]bool{}, map[string]bool{}
		for _, e := range native.Entries {
			for _, d := range e.Dispatch {
				name := d.Kernel[strings.LastIndexByte(d.Kernel, ':')+1:]
				kernels[name] = true
				if !defined[name] {
					missing[name+" "+strings.Join(d.Keys, ",")] = true
				}
			}
		}
		t.Logf("%s: %d kernels, %d missing", release, len(kernels), len(missing))
		heldAgainst(t, "undefined_kernels_"+release+".txt", slices.Collect(maps.Keys(missing)))
	}
}

// The Python modules that C++ imports, each with its file and line.
func TestPyImportsInReleases(t *testing.T) {
	for _, release := range releases {
		all, torch := 0, 0
		for _, f := range scanAll(t, release) {
			for _, i := range f.PyImports {
				all++
				if head, _, _ := strings.Cut(i.Module, "."); head == "torch" {
					torch++
				}
			}
		}
		grep := countCalls(t, release)
		t.Logf("%s: %d imports, %d of torch; %d calls with a literal in the text", release, all, torch, grep)
		if all < grep {
			t.Errorf("%s: %d imports, the text has %d calls with a literal", release, all, grep)
		}
	}
}

// countCalls counts import calls with a literal on the same line, comments aside.
func countCalls(t *testing.T, release string) int {
	n := 0
	for _, src := range sources(t, release) {
		for line := range strings.SplitSeq(string(src), "\n") {
			code, _, _ := strings.Cut(line, "//")
			for _, call := range []string{`module::import("`, `module_::import("`, `PyImport_ImportModule("`, `PyImport_AddModule("`} {
				n += strings.Count(code, call)
			}
		}
	}
	return n
}
