package parse

import "testing"

func TestLanguageOf(t *testing.T) {
	for path, want := range map[string]Language{
		"a/b.py": Python, "a.pyi": Python, "x.h": Cpp, "x.metal": Cpp, "x.c": Cpp, "x.cuh": Cuda, "x.hip": Cuda,
		"x.mm": ObjC, "x.m": ObjC, "x.pyc": "", "x.H": "", "Makefile": "", "py": "", "dir.py/readme": "", "x.h.in": "",
	} {
		if got := LanguageOf(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestBinds(t *testing.T) {
	for want, imports := range map[string][]Import{
		"a": {{Module: "a.b.c"}, {Module: "x", Name: "a"}, {Module: "x", As: "a"}, {Module: "x", Name: "y", As: "a"}},
		"":  {{Module: "x", Name: "*"}, {Module: "a", Dynamic: true}},
	} {
		for _, i := range imports {
			if got := i.Binds(); got != want {
				t.Errorf("%+v binds %q, want %q", i, got, want)
			}
		}
	}
}
