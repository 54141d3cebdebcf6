package pipeline

import (
	"testing"

	"golang.org/x/tools/txtar"
)

// A header whose own text stayed is read again where a macro that it uses changed, and taken
// from the other tree where nothing did.
func TestSharedHeadersFollowTheirMacros(t *testing.T) {
	tree := func(macro string) *txtar.Archive {
		return txtar.Parse([]byte("-- types.h --\n#define NUMBER " + macro + "\n-- a.h --\n#include \"types.h\"\nvoid f(NUMBER n);\n-- b.h --\nvoid g();\n"))
	}
	compare := func(base, head string) *Compared {
		t.Helper()
		req := PairRequest{BaseArchive: tree(base), BaseName: "base"}
		req.Archive, req.Name = tree(head), "head"
		c, err := CompareSurfaces(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	found := false
	for _, f := range compare("int", "long").Findings {
		found = found || f.Subject == "f"
	}
	if !found {
		t.Error("the parameter of f is of another type, and nothing says so")
	}
	c := compare("int", "int")
	if len(c.Findings) > 0 {
		t.Errorf("equal trees: %v", c.Findings)
	}
	if n := len(c.Head.reader.readAlready(c.Base.reader)); n != 3 {
		t.Errorf("%d of 3 equal headers are taken from the other tree", n)
	}
}
