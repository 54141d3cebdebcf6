package spelling

import (
	"slices"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"map", "matrix", "cycles", "graph"}
	for name, want := range map[string]string{"mpa": "map", "grahp": "graph", "cycle": "cycles", "xyz": "", "matrx": "matrix", "": ""} {
		if got := Nearest(name, known); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got := Nearest(strings.Repeat("a", 1000), []string{strings.Repeat("a", 1001)}); got != "" {
		t.Errorf("overlong names are compared: %q", got)
	}
}

func TestNear(t *testing.T) {
	known := []string{"V2.6.0", "v2.6.1", "v2.6.1", "v9.9.9", "main"}
	if got, want := Near("v2.6.0", known, 3), []string{"V2.6.0", "v2.6.1"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := Near("v2.6.0", known, 1); len(got) != 1 {
		t.Errorf("limit 1 gives %v", got)
	}
}
