package deprecation_test

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/deprecation"
	"plumbline/parse/python"
)

// FuzzCompare holds that any two trees of three files are compared without a panic, that no tree
// differs from itself, and that every finding has a subject, a message and a place. A source is
// one text: "\n---\n" ends the package's own file, the next a module, the rest is a private one.
func FuzzCompare(f *testing.F) {
	paths, err := filepath.Glob("rules/*.txtar")
	if err != nil || len(paths) == 0 {
		f.Fatalf("no fixtures: %v", err)
	}
	for _, path := range paths {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		var old, new []string
		for _, file := range ar.Files {
			if strings.HasPrefix(file.Name, "old/") {
				old = append(old, string(file.Data))
			} else {
				new = append(new, string(file.Data))
			}
		}
		f.Add(strings.Join(old, "\n---\n"), strings.Join(new, "\n---\n"))
	}
	f.Add("from .m import *\n---\nfrom . import *\nfrom ._p import x as x\n---\nfrom .m import x\n", "class A(A): ...\nclass B(C): ...\nclass C(B): ...\n")
	f.Add("x = y\ny = x\n__all__ = __all__ + x", "import p.m as m\nm = m.m\n---\nfrom p import m\nclass m(m.m): m = m\n")
	f.Add("def m(): ...\n---\ndef f(): ...\n", "__all__ += \n")
	f.Add("class E(E, Enum):\n A = auto()\n", "from enum import *\nclass E(Enum):\n A = E\n B = A = 1 << 1 << 99\n")
	f.Fuzz(func(t *testing.T, old, new string) {
		base, head := fuzzSurface(old), fuzzSurface(new)
		opt := deprecation.Options{Contracts: fixtureContracts}
		for _, x := range deprecation.Compare(base, head, opt).Findings {
			if x.Subject == "" || x.Message == "" || x.Base == nil && x.Head == nil {
				t.Errorf("finding without subject, message or place: %+v", x)
			}
		}
		same := deprecation.Compare(base, fuzzSurface(old), opt)
		if len(same.Findings) > 0 || same.Verdict != deprecation.Identical {
			t.Errorf("a tree differs from itself: %s, %+v", same.Verdict, same.Findings)
		}
	})
}

// fuzzSurface builds the surface of a source of up to three files.
func fuzzSurface(text string) *deprecation.Surface {
	var in deprecation.Input
	names := []string{"p", "p.m", "p._p"}
	for i, part := range strings.SplitN(text, "\n---\n", len(names)) {
		path := []string{"p/__init__.py", "p/m.py", "p/_p.py"}[i]
		in.Files = append(in.Files, deprecation.File{Module: names[i], Facts: python.Module(path, []byte(part))})
	}
	return deprecation.Build(in)
}
