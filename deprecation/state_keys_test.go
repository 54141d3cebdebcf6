package deprecation

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"plumbline/parse/python"
)

// writeKey writes one key on a line.
func writeKey(w io.Writer, k *StateKey) {
	fmt.Fprintf(w, "\t%s %s", k.Name, k.Kind)
	if k.Conditional {
		fmt.Fprint(w, " conditional")
	}
	if k.Pattern {
		fmt.Fprint(w, " pattern")
	}
	if k.Class != nil {
		fmt.Fprintf(w, " of %s", k.Class.Name)
	}
	fmt.Fprintln(w)
}

// TestStateKeysOf lists what the state dicts of a tree's modules hold: "keys", and "all" with
// what is not saved, what can't be told, and how it is loaded.
func TestStateKeysOf(t *testing.T) {
	fixtures(t, "state_keys", func(t *testing.T, out *bytes.Buffer, files map[string]string, words []string) {
		var in Input
		for _, path := range slices.Sorted(maps.Keys(files)) {
			if strings.HasSuffix(path, ".py") {
				in.Files = append(in.Files, File{Module: dottedPath(path), Facts: python.Module(path, []byte(files[path]))})
			}
		}
		s := Build(in)
		s.each(func(o *Object) {
			if !s.isModule(o) {
				return
			}
			m := s.stateOf(o)
			fmt.Fprintf(out, "%s whole=%v hooked=%v saves=%v version=%s\n", o.Name, m.whole, m.hooked, m.saves, m.version)
			for _, k := range s.StateKeys(o) {
				writeKey(out, &k)
			}
			for _, k := range m.transient {
				fmt.Fprintf(out, "\tnot saved: %s\n", k.Name)
			}
			for _, k := range m.maybe {
				fmt.Fprintf(out, "\tunclear: %s\n", k.Name)
			}
			for _, k := range m.computed {
				fmt.Fprintf(out, "\tcomputed in line %d\n", k.Line)
			}
		})
	})
}
