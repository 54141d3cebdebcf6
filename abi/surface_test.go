package abi_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/abi"
	"plumbline/parse"
	"plumbline/parse/cpp"
)

var update = flag.Bool("update", false, "rewrite the golden parts of fixtures")

// archives reads the fixtures of a folder.
func archives(t *testing.T, pattern string, run func(t *testing.T, file string, a *txtar.Archive)) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			run(t, file, a)
		})
	}
}

// fixtureInput parses the headers of an archive. Paths below shim/ and stable/ are of those
// tiers, those below private/ are not public, detail and impl are internal.
func fixtureInput(a *txtar.Archive) abi.Input {
	files := map[string]bool{}
	var dirs []*cpp.FileDirectives
	for _, f := range a.Files {
		files[f.Name] = true
		dirs = append(dirs, cpp.Directives(f.Name, f.Data))
	}
	resolve := func(from string, inc parse.Include) (string, bool) {
		for _, p := range []string{path.Join(path.Dir(from), inc.Target), inc.Target} {
			if files[p] {
				return p, true
			}
		}
		return "", false
	}
	env := cpp.NewEnvironment(nil, dirs, resolve)
	in := abi.Input{Resolve: resolve}
	for _, f := range a.Files {
		if parse.IsHeader(f.Name) {
			in.Headers = append(in.Headers, cpp.Declarations(f.Name, f.Data, env))
		}
	}
	in.Public = func(p string) bool { return !strings.HasPrefix(p, "private/") }
	in.Internal = func(c string) bool { return c == "detail" || c == "impl" }
	in.TierOf = func(p string) abi.Tier {
		switch {
		case strings.HasPrefix(p, "shim/"):
			return abi.TierShim
		case strings.HasPrefix(p, "stable/"):
			return abi.TierStable
		}
		return ""
	}
	return in
}

// TestSymbols holds symbols against those that g++ gives what the fixtures define.
func TestSymbols(t *testing.T) {
	for _, tool := range []string{"g++", "nm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("needs %s: %v", tool, err)
		}
	}
	archives(t, "testdata/symbols/*.txtar", func(t *testing.T, _ string, a *txtar.Archive) {
		s := abi.Build(fixtureInput(a))
		ours := map[string]bool{}
		for _, f := range s.Functions {
			if !f.Template && !f.Deleted && (f.BodyHash != 0 || f.Decl.HasBody) {
				ours[f.Symbol] = true
			}
		}
		for _, v := range s.Variables {
			if !v.Template && v.Symbol != "" && !v.Extern && (v.Owner == nil || len(v.Others) > 0) && !v.Inline {
				ours[v.Symbol] = true
			}
		}
		theirs := compiled(t, a)
		for symbol := range ours {
			if _, ok := theirs[symbol]; !ok {
				t.Errorf("not in the object file: %s", symbol)
			}
		}
		for symbol, strong := range theirs {
			if strong && !ours[symbol] {
				t.Errorf("missing: %s", symbol)
			}
		}
	})
}

// compiled compiles the headers of an archive as one file, and gives the symbols of what
// they define; those that are no inline copies are strong.
func compiled(t *testing.T, a *txtar.Archive) map[string]bool {
	t.Helper()
	dir := t.TempDir()
	var main strings.Builder
	for _, f := range a.Files {
		p := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&main, "#include %q\n", f.Name)
	}
	if err := os.WriteFile(filepath.Join(dir, "main.cc"), []byte(main.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	compile := exec.Command("g++", "-std=c++17", "-w", "-fkeep-inline-functions", "-fkeep-static-functions", "-I.", "-c", "main.cc")
	compile.Dir = dir
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("g++: %v\n%s", err, out)
	}
	nm := exec.Command("nm", "-C", "--defined-only", "main.o")
	nm.Dir = dir
	out, err := nm.Output()
	if err != nil {
		t.Fatal(err)
	}
	symbols := map[string]bool{}
	for _, line := range strings.Split(string(out), "\n") {
		f := strings.SplitN(line, " ", 3)
		if len(f) == 3 {
			symbols[strings.ReplaceAll(f[2], "[abi:cxx11]", "")] = strings.Contains("TDB", f[1])
		}
	}
	return symbols
}

// TestSurface holds the surfaces of fixtures against what was judged right by hand.
func TestSurface(t *testing.T) {
	archives(t, "testdata/surface/*.txtar", func(t *testing.T, file string, a *txtar.Archive) {
		var inputs []txtar.File
		want := ""
		for _, f := range a.Files {
			if f.Name == "want" {
				want = string(f.Data)
			} else {
				inputs = append(inputs, f)
			}
		}
		got := dump(abi.Build(fixtureInput(&txtar.Archive{Files: inputs})))
		if *update {
			a.Files = append(inputs, txtar.File{Name: "want", Data: []byte(got)})
			if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("surface (-want +got):\n%s", diff)
		}
	})
}

// dump writes a surface, an entity a line.
func dump(s *abi.Surface) string {
	var b strings.Builder
	for _, c := range s.Classes {
		line(&b, &c.Entity, flags(c.Defined, "defined"), basesText(c))
	}
	for _, e := range s.Enums {
		under := e.Underlying.String()
		line(&b, &e.Entity, flags(e.Scoped, "scoped", e.Fixed, "fixed"), "underlying="+under)
		for _, v := range e.Enumerators {
			fmt.Fprintf(&b, "    %s = %s%s\n", v.Name, number(v.Value), flags(v.Untaken, " untaken", v.Deprecated != nil, " deprecated"))
		}
	}
	for _, f := range s.Functions {
		var defaults []string
		for _, p := range f.Params {
			if p.Default != "" {
				defaults = append(defaults, p.Name+"="+p.Default)
			}
		}
		line(&b, &f.Entity, flags(f.Virtual, "virtual", f.Pure, "pure", f.Override, "override", f.Final, "final", f.Static, "static",
			f.Explicit, "explicit", f.Deleted, "deleted", f.Defaulted, "defaulted", f.ExternC, "extern-c", f.Friend, "friend",
			f.Inline, "inline", f.Noexcept != "", "noexcept"), strings.Join(defaults, ","), "-> "+f.Return.String())
	}
	for _, v := range s.Variables {
		bits := ""
		if v.IsBits {
			bits = fmt.Sprintf("bits=%d", v.Bits)
		}
		line(&b, &v.Entity, flags(v.Static, "static", v.Constexpr, "constexpr", v.Mutable, "mutable"), v.Type.String(), bits, "= "+number(v.Value))
	}
	for _, x := range s.Aliases {
		line(&b, &x.Entity, x.Using, "= "+x.Type.String())
		if x.Type != nil && len(x.Type.Via) > 0 {
			fmt.Fprintf(&b, "    via %s\n", strings.Join(x.Type.Via, ", "))
		}
	}
	for _, m := range s.Macros {
		line(&b, &m.Entity, m.Body)
	}
	for _, h := range s.Headers {
		fmt.Fprintf(&b, "header %s %s\n", h.Path, strings.Join(h.Includes, " "))
	}
	for _, n := range s.Inline {
		fmt.Fprintf(&b, "inline %s\n", n)
	}
	for _, p := range s.BlindSpots {
		fmt.Fprintf(&b, "blind %s %s:%d %s\n", p.Kind, p.Path, p.Line, p.Text)
	}
	return b.String()
}

func line(b *strings.Builder, e *abi.Entity, more ...string) {
	fmt.Fprintf(b, "%s %s %s:%d %s", e.Kind, e.Name, e.Path, e.Line, e.Tier)
	if e.Symbol != "" {
		fmt.Fprintf(b, " [%s]", e.Symbol)
	}
	if e.Export != "" {
		fmt.Fprintf(b, " export=%s", e.Export)
	}
	access := [...]string{"", "public", "protected", "private"}[e.Access]
	more = append([]string{access, flags(e.Public, "visible", e.Template, "template", e.Untaken, "untaken", e.Deprecated != nil, "deprecated")}, more...)
	more = append(more, flags(len(e.Others) > 0, fmt.Sprintf("others=%d", len(e.Others)), len(e.Guards) > 0, strings.Join(e.Guards, " && ")))
	for _, m := range more {
		if m != "" {
			b.WriteString(" " + m)
		}
	}
	b.WriteByte('\n')
}

// flags joins the names of those that hold.
func flags(pairs ...any) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i].(bool) {
			out = append(out, pairs[i+1].(string))
		}
	}
	return strings.Join(out, " ")
}

func basesText(c *abi.Class) string {
	var out []string
	for _, base := range c.Bases {
		out = append(out, base.Type.String())
	}
	if len(out) == 0 {
		return ""
	}
	return ": " + strings.Join(out, ", ")
}

func number(n *int64) string {
	if n == nil {
		return "?"
	}
	return fmt.Sprint(*n)
}

// TestSurfaceIsTheSameTwice builds one surface twice: maps must not show.
func TestSurfaceIsTheSameTwice(t *testing.T) {
	archives(t, "testdata/s*/*.txtar", func(t *testing.T, _ string, a *txtar.Archive) {
		first := dump(abi.Build(fixtureInput(a)))
		for range 5 {
			if again := dump(abi.Build(fixtureInput(a))); again != first {
				t.Fatalf("differs:\n%s", cmp.Diff(first, again))
			}
		}
	})
}
