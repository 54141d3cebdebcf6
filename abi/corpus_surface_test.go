//go:build corpus

package abi_test

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"time"

	"plumbline/abi"
	"plumbline/internal/corpustest"
	"plumbline/parse"
	"plumbline/parse/cpp"
)

// headersBelow reads the headers of a folder; roots are include roots, in order.
func headersBelow(tb testing.TB, root string, roots ...string) abi.Input {
	tb.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !parse.IsHeader(p) {
			return err
		}
		src, err := os.ReadFile(p)
		rel, _ := filepath.Rel(root, p)
		files[filepath.ToSlash(rel)] = src
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return input(files, roots)
}

// input parses headers.
func input(files map[string][]byte, roots []string) abi.Input {
	resolve := func(from string, in parse.Include) (string, bool) {
		if !in.Angled {
			if p := path.Join(path.Dir(from), in.Target); files[p] != nil {
				return p, true
			}
		}
		for _, r := range roots {
			if files[r+in.Target] != nil {
				return r + in.Target, true
			}
		}
		return "", false
	}
	paths := slices.Sorted(maps.Keys(files))
	var dirs []*cpp.FileDirectives
	for _, p := range paths {
		dirs = append(dirs, cpp.Directives(p, files[p]))
	}
	env := cpp.NewEnvironment(nil, dirs, resolve)
	in := abi.Input{Resolve: resolve}
	for _, p := range paths {
		in.Headers = append(in.Headers, cpp.Declarations(p, files[p], env))
	}
	in.Public = func(p string) bool {
		return strings.HasPrefix(p, "c10/") || strings.HasPrefix(p, "ATen/") || strings.HasPrefix(p, "torch/")
	}
	in.Internal = func(c string) bool { return c == "detail" || c == "impl" || c == "internal" }
	return in
}

// TestSymbolsOfReleases holds the symbols of functions against those that the shared
// objects of real builds export: of those that a header declares, 95% have to be exact.
func TestSymbolsOfReleases(t *testing.T) {
	for _, release := range []string{"x113", "x26"} {
		dir := filepath.Join(corpustest.Libtorch(t), release, "usr")
		in := headersBelow(t, filepath.Join(dir, "include"), "", "torch/csrc/api/include/")
		if p := os.Getenv("PLUMBLINE_PROFILE"); p != "" {
			f, _ := os.Create(p + release)
			_ = pprof.StartCPUProfile(f)
			defer f.Close()
		}
		start := time.Now()
		s := abi.Build(in)
		took := time.Since(start)
		pprof.StopCPUProfile()
		names := map[string][]*abi.Function{}
		symbols := map[string]bool{}
		for _, f := range s.Functions {
			if !f.Public && f.Access != parse.AccessPrivate {
				continue
			}
			if !f.Template {
				names[f.Name] = append(names[f.Name], f)
			}
			symbols[f.Symbol] = true
		}
		missed := map[string]string{}
		exact, total := 0, 0
		for _, symbol := range exported(t, filepath.Join(dir, "lib", "x86_64-linux-gnu")) {
			name := functionName(symbol)
			if strings.Contains(symbol, ")::") || strings.Contains(symbol, ") const::") || templated(symbol, name) {
				continue // a local variable; an instance of a template
			}
			if name == "" || names[name] == nil {
				continue
			}
			total++
			if symbols[symbol] {
				exact++
				continue
			}
			var ours []string
			for _, f := range names[name] {
				ours = append(ours, f.Symbol+"  "+f.Path)
			}
			missed[symbol] = strings.Join(ours, "\n        ")
		}
		t.Logf("%s: Build took %v; %d classes, %d functions, %d variables, %d enums, %d aliases, %d macros, %d blind spots", release, took,
			len(s.Classes), len(s.Functions), len(s.Variables), len(s.Enums), len(s.Aliases), len(s.Macros), len(s.BlindSpots))
		t.Logf("%s: %d of %d exported functions that headers declare have the exact symbol (%.2f%%)", release, exact, total, 100*float64(exact)/float64(total))
		for _, m := range slices.Sorted(maps.Keys(missed)) {
			t.Logf("missed %s\n        %s", m, missed[m])
		}
		if os.Getenv("PLUMBLINE_SPOTS") != "" {
			for _, b := range s.BlindSpots {
				t.Logf("spot %+v", b)
			}
		}
		if exact*100 < total*95 {
			t.Errorf("%s: %d of %d", release, exact, total)
		}
	}
}

// exported lists the functions of PyTorch's namespaces that shared objects export, abi tags
// and clones left out.
func exported(t *testing.T, dir string) []string {
	t.Helper()
	libs, err := filepath.Glob(filepath.Join(dir, "lib*.so*"))
	if err != nil || len(libs) == 0 {
		t.Fatalf("no shared objects in %s: %v", dir, err)
	}
	set := map[string]bool{}
	for _, lib := range libs {
		base := filepath.Base(lib)
		if !strings.HasPrefix(base, "libtorch") && !strings.HasPrefix(base, "libc10") {
			continue
		}
		if d, err := os.Lstat(lib); err != nil || !d.Mode().IsRegular() {
			continue
		}
		out, err := exec.Command("nm", "-D", "-C", "--defined-only", lib).Output()
		if err != nil {
			t.Fatalf("nm %s: %v", lib, err)
		}
		for _, line := range bytes.Split(out, []byte("\n")) {
			f := strings.SplitN(string(line), " ", 3)
			if len(f) != 3 {
				continue
			}
			s := strings.ReplaceAll(f[2], "[abi:cxx11]", "")
			if strings.HasPrefix(s, "at::") || strings.HasPrefix(s, "c10::") || strings.HasPrefix(s, "torch::") {
				set[s] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// templated reports whether a symbol has template arguments of the function itself.
func templated(symbol, name string) bool {
	last := name[strings.LastIndex(name, ":")+1:]
	return name != "" && strings.Contains(symbol, "::"+last+"<") && !strings.HasPrefix(last, "operator")
}

// functionName is the qualified name in a symbol, template arguments of classes left out;
// "" for what is no plain function.
func functionName(symbol string) string {
	if strings.Contains(symbol, "{lambda") || strings.Contains(symbol, "[clone") {
		return ""
	}
	depth := 0
	var b strings.Builder
	for i := 0; i < len(symbol); i++ {
		if depth == 0 && strings.HasPrefix(symbol[i:], "(anonymous namespace)") {
			b.WriteString("(anonymous namespace)")
			i += len("(anonymous namespace)") - 1
			continue
		}
		if depth == 0 && strings.HasPrefix(symbol[i:], "operator") {
			rest := symbol[i:]
			end := strings.Index(rest[len("operator")+1:], "(")
			if end < 0 {
				return ""
			}
			return b.String() + rest[:end+len("operator")+1]
		}
		switch c := symbol[i]; {
		case c == '<':
			depth++
		case c == '>':
			depth--
		case c == '(' && depth == 0:
			return b.String()
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return ""
}
