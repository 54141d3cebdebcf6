package deprecation

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"plumbline/parse/cpp"
	"plumbline/parse/opschema"
)

// TestNativeMarkers lists what C++ files and operator schemas say of deprecation.
func TestNativeMarkers(t *testing.T) {
	fixtures(t, "native_markers", func(t *testing.T, out *bytes.Buffer, files map[string]string, words []string) {
		var sources []NativeFile
		for _, path := range slices.Sorted(maps.Keys(files)) {
			if strings.HasSuffix(path, ".cpp") {
				sources = append(sources, NativeFile{Path: path, Warnings: cpp.Warnings(path, []byte(files[path])),
					Decls: []NativeDecl{{Name: "c10d::TCPStore::TCPStore", Line: 1, Text: "Use TCPStore(host, opts) instead."}}})
			}
		}
		native := opschema.ReadOperators("native_functions.yaml", []byte(files["native_functions.yaml"]))
		list, err := opschema.ReadDeprecated("deprecated.yaml", []byte(files["deprecated.yaml"]))
		if err != nil {
			t.Fatal(err)
		}
		var old []OldOverloads
		for _, d := range list {
			overloads, err := d.Overloads(native)
			if err != nil {
				t.Fatal(err)
			}
			old = append(old, OldOverloads{Path: "deprecated.yaml", Line: d.Line, List: overloads})
		}
		for _, m := range NativeMarkers(sources, native, old, []string{"torch"}) {
			fmt.Fprintf(out, "%s:%d %s %s by %s", m.Path, m.Line, m.Class, m.Subject, m.Made)
			if m.Promised != "" || m.Alternative != "" {
				fmt.Fprintf(out, ", promised %q, instead %q", m.Promised, m.Alternative)
			}
			out.WriteString("\n")
		}
	})
}
