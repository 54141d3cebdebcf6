package opschema

import (
	"encoding/json"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

func TestReadAllowList(t *testing.T) {
	golden(t, "testdata/allowlist.txtar", func(src []byte) (any, error) {
		l := ReadAllowList("in.yaml", src)
		day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		judged := map[string]string{}
		for _, text := range []string{
			"aten::eig(Tensor self) -> Tensor", "aten::eig.e(Tensor self) -> Tensor", "aten::weight(Tensor self) -> Tensor",
			"aten::nonzero_static(Tensor self) -> Tensor", "aten::args(Tensor self, int x) -> Tensor",
			"aten::args(Tensor self, int y) -> Tensor", "aten::old(Tensor self) -> Tensor", "prims::add(Tensor self) -> Tensor",
		} {
			judged[text] = "not allowed"
			if e := l.Allows(text, day); e != nil {
				judged[text] = e.String()
				if s, err := ParseSchema(text); err == nil && len(e.Overreach([]*Schema{s})) > 0 {
					judged[text] += " overreaches"
				}
			}
		}
		return map[string]any{"list": l, "judged": judged}, nil
	})
}

func TestReadUpgraders(t *testing.T) {
	golden(t, "testdata/upgraders.txtar", func(src []byte) (any, error) {
		all, problems := ReadUpgraders(src)
		return map[string]any{"upgraders": all, "problems": problems}, nil
	})
}

// FuzzLists holds that whatever is read gives lines of the file, and ends.
func FuzzLists(f *testing.F) {
	for _, path := range []string{"testdata/allowlist.txtar", "testdata/upgraders.txtar"} {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		l := ReadAllowList("x.py", src)
		for _, e := range l.Entries {
			e.Expired(time.Time{})
			e.Overreach([]*Schema{{Name: Name{Base: "add"}}})
			l.Allows(e.Pattern, time.Time{})
		}
		all, problems := ReadUpgraders(src)
		if _, err := json.Marshal(all); err != nil {
			t.Error(err)
		}
		for _, p := range append(problems, l.Problems...) {
			if p.Line < 1 {
				t.Errorf("a problem without place: %v", p)
			}
		}
	})
}
