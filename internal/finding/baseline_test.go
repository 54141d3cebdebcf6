package finding

import (
	"bytes"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func anyRule(string) bool { return true }

// TestBaselineFile holds that a baseline reads and is written as the same bytes, and fits its
// schema.
func TestBaselineFile(t *testing.T) {
	data, err := os.ReadFile("testdata/baseline.json")
	if err != nil {
		t.Fatal(err)
	}
	b, err := ReadBaseline("baseline.json", data, anyRule)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), data) {
		t.Errorf("written again:\n%s", out.Bytes())
	}
	schema, err := jsonschema.NewCompiler().Compile("../../docs/schema/baseline.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
}

// FuzzBaseline holds of any bytes that are a baseline: what is written reads as the same, nothing
// is new or stale against itself, and pruned by any other tree it allows nothing that it did not.
func FuzzBaseline(f *testing.F) {
	data, err := os.ReadFile("testdata/baseline.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data, data)
	f.Add([]byte(`{"schema":"plumbline.baseline/1","entries":[{}]}`), data)
	f.Fuzz(func(t *testing.T, data, tree []byte) {
		b, err := ReadBaseline("a", data, anyRule)
		if err != nil {
			return
		}
		var out, again bytes.Buffer
		if err := b.Write(&out); err != nil {
			t.Fatal(err)
		}
		same, err := ReadBaseline("a", out.Bytes(), anyRule)
		if err != nil {
			t.Fatalf("what was written can't be read: %v\n%s", err, out.Bytes())
		}
		if err := same.Write(&again); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
			t.Errorf("written twice (%v):\n%s\n%s", err, out.Bytes(), again.Bytes())
		}
		if d := b.Compare(b.Entries); len(d.New)+len(d.Stale) > 0 {
			t.Errorf("against itself: %+v", d)
		}
		other, err := ReadBaseline("b", tree, anyRule)
		if err != nil {
			return
		}
		pruned := b.Pruned(other.Entries)
		if d := b.Compare(pruned.Entries); len(d.New) > 0 {
			t.Errorf("pruned allows more: %+v", d.New)
		}
	})
}
