package deprecation

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/parse/python"
)

// Each archive in testdata/markers is a tree of Python files, and want lists every place in it
// that speaks of deprecation, with what is read from it.
func TestMarkers(t *testing.T) {
	paths, err := filepath.Glob("testdata/markers/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var in Input
			for _, f := range ar.Files {
				if name, ok := strings.CutSuffix(f.Name, ".py"); ok {
					name = strings.TrimSuffix(strings.ReplaceAll(name, "/", "."), ".__init__")
					in.Files = append(in.Files, File{Module: name, Facts: python.Module(f.Name, f.Data)})
				}
			}
			var out bytes.Buffer
			for _, m := range Build(in).Markers() {
				fmt.Fprintf(&out, "%s:%d %s %s by %s", m.Path, m.Line, m.Class, m.Subject, m.Made)
				for _, x := range []struct{ word, value string }{{"category", m.Category}, {"since", m.Since}, {"promised", m.Promised}, {"instead", m.Alternative}} {
					if x.value != "" {
						fmt.Fprintf(&out, ", %s %s", x.word, x.value)
					}
				}
				if m.Partly {
					out.WriteString(", partly")
				}
				if m.Stacklevel {
					out.WriteString(", stacklevel")
				}
				fmt.Fprintf(&out, "\n    %s\n", m.Text)
			}
			wanted(t, path, ar, out.Bytes())
		})
	}
}
