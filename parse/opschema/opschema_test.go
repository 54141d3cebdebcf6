package opschema

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the wanted results in testdata")

func TestGolden(t *testing.T) {
	golden(t, "testdata/native.txtar", func(src []byte) (any, error) {
		n, err := ReadNative("in.yaml", src)
		if err != nil {
			return nil, err
		}
		return map[string]any{"native": n, "names": OpNames(n)}, nil
	})
	golden(t, "testdata/derivatives.txtar", func(src []byte) (any, error) {
		return ReadDerivatives("in.yaml", src)
	})
}

// golden holds what read makes of in.yaml against want.json.
func golden(t *testing.T, path string, read func([]byte) (any, error)) {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := read(member(t, archive, "in.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(got, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	if *update {
		archive.Files = append(archive.Files[:1], txtar.File{Name: "want.json", Data: text})
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(member(t, archive, "want.json")), string(text)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func member(t *testing.T, archive *txtar.Archive, name string) []byte {
	t.Helper()
	for _, f := range archive.Files {
		if f.Name == name {
			return f.Data
		}
	}
	t.Fatalf("no %s: run the test with -update", name)
	return nil
}

func TestErrors(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/errors.txtar")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range archive.Files {
		if f.Name == "want.json" {
			continue
		}
		_, nativeErr := ReadNative(f.Name, f.Data)
		_, derivativesErr := ReadDerivatives(f.Name, f.Data)
		if nativeErr == nil || derivativesErr == nil {
			t.Errorf("%s: no error: %v, %v", f.Name, nativeErr, derivativesErr)
			continue
		}
		got[f.Name] = nativeErr.Error() + " | " + derivativesErr.Error()
	}
	text, err := json.MarshalIndent(got, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	if *update {
		archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want.json" })
		archive.Files = append(archive.Files, txtar.File{Name: "want.json", Data: text})
		if err := os.WriteFile("testdata/errors.txtar", txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(member(t, archive, "want.json")), string(text)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

// A file without entries is no error: a tree may hold an empty one.
func TestEmpty(t *testing.T) {
	n, err := ReadNative("empty.yaml", nil)
	if err != nil || len(n.Entries) != 0 || len(OpNames(n)) != 0 {
		t.Errorf("got %v, %v", n, err)
	}
}

func FuzzReadNative(f *testing.F) {
	for _, path := range []string{"testdata/native.txtar", "testdata/derivatives.txtar", "testdata/errors.txtar"} {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Data)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		n, err := ReadNative("x.yaml", src)
		if (n == nil) == (err == nil) {
			t.Fatalf("got %v and %v", n, err)
		}
		if err == nil {
			for _, e := range n.Entries {
				if e.Line < 1 || e.Name.Base == "" {
					t.Errorf("bad entry %+v", e)
				}
			}
			OpNames(n)
		}
		ds, _ := ReadDerivatives("x.yaml", src)
		for _, d := range ds {
			if !slices.IsSorted(d.Calls) {
				t.Errorf("calls out of order: %v", d.Calls)
			}
		}
	})
}
