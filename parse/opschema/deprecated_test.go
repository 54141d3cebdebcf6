package opschema

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

func TestRemarks(t *testing.T) {
	golden(t, "testdata/remarks.txtar", func(src []byte) (any, error) {
		n := ReadOperators("in.yaml", src)
		told := map[string]*Remark{}
		for _, e := range n.Entries {
			told[e.Name.String()] = e.Deprecated
		}
		return map[string]any{"entries": told, "others": n.Remarks, "problems": n.Problems}, nil
	})
}

func TestOverloads(t *testing.T) {
	const path = "testdata/overloads.txtar"
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	native := ReadOperators("native.yaml", member(t, archive, "native.yaml"))
	old, err := ReadDeprecated("deprecated.yaml", member(t, archive, "deprecated.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, d := range old {
		overloads, err := d.Overloads(native)
		if err != nil {
			fmt.Fprintf(&b, "%d: %v\n", d.Line, err)
		}
		for _, o := range overloads {
			fmt.Fprintf(&b, "%d: %s by %s\n", d.Line, &o, o.Operator)
		}
	}
	if *update {
		archive.Files = append(archive.Files[:2], txtar.File{Name: "want.txt", Data: []byte(b.String())})
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(member(t, archive, "want.txt")), b.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
