package coupling_test

import (
	"context"
	"fmt"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/pipeline"
)

const tied = `
-- app/a.py --
import lib.b
-- app/x.py --
import app.a
-- app/alone.py --
-- app/typed.py --
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import app.alone
-- lib/b.py --
-- native/one.h --
-- native/one.cpp --
#include "one.h"
-- native/two.h --
#include "one.h"
-- native/two.cpp --
#include "two.h"
-- native/three.cpp --
-- tests/test_a.py --
-- plumbline.yaml --
import_roots: ["."]
modules:
  - {name: app, paths: ["app/**"]}
  - {name: lib, paths: ["lib/**"]}
`

// TestTies holds how two ends of a pair depend on one another, and which of these are hidden
// couplings.
func TestTies(t *testing.T) {
	m, err := pipeline.BuildGraph(context.Background(), pipeline.Request{Archive: txtar.Parse([]byte(tied)), Name: "tied"})
	if err != nil {
		t.Fatal(err)
	}
	v := m.Graph.View(graph.FileLevel)
	for _, c := range []struct{ a, b, want string }{
		{"app/a.py", "lib/b.py", "direct source source links 1 hidden false across true"},
		{"lib/b.py", "app/a.py", "direct source source links 1 hidden false across true"},
		{"app/x.py", "lib/b.py", "indirect source source links 2 hidden true across true"},
		{"app/alone.py", "app/x.py", "none source source links 0 hidden true across false"},
		{"app/alone.py", "app/typed.py", "direct source source links 1 hidden false across false"},
		{"native/one.cpp", "native/two.cpp", "component source source links 0 hidden false across false"},
		{"native/one.cpp", "native/two.h", "component source source links 0 hidden false across false"},
		{"native/one.cpp", "native/three.cpp", "none source source links 0 hidden true across false"},
		{"app/a.py", "tests/test_a.py", "none source test links 0 hidden false across true"},
		{"app/a.py", "plumbline.yaml", "unknown source other links 0 hidden false across true"},
		{"app/a.py", "gone.py", "unknown source gone links 0 hidden false across true"},
	} {
		p := coupling.TiePairs(v, []coupling.CochangePair{{A: c.a, B: c.b}}, func(p string) bool { return m.Tree.Has(p) })[0]
		got := fmt.Sprintf("%s %s %s links %d hidden %v across %v", p.Tie, p.EndA, p.EndB, p.Links, p.Hidden(), p.Across())
		if got != c.want {
			t.Errorf("%s and %s: %s, want %s", c.a, c.b, got, c.want)
		}
		p.Q = 0.06
		if p.Hidden() {
			t.Errorf("%s and %s: hidden though not significant", c.a, c.b)
		}
	}
}
