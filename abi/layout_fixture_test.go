package abi_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/abi"
)

// TestLayouts holds layouts and virtual tables of fixtures against g++; the file "unknown"
// of a fixture lists the classes that are known to have none, with the reason.
func TestLayouts(t *testing.T) {
	archives(t, "testdata/layouts/*.txtar", func(t *testing.T, file string, a *txtar.Archive) {
		var golden []byte
		if n := len(a.Files) - 1; a.Files[n].Name == "unknown" {
			golden, a.Files = a.Files[n].Data, a.Files[:n]
		}
		dir := t.TempDir()
		var text strings.Builder
		for _, f := range a.Files {
			if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&text, "#include <%s>\n", f.Name)
		}
		dump := abi.CompileDump(t, text.String(), "-I", dir)
		var unknown strings.Builder
		seen, unseen := 0, 0
		for _, c := range abi.Build(fixtureInput(a)).Classes {
			if c.Template || !c.Defined || strings.Contains(c.Name, "{") {
				continue
			}
			if c.Layout == nil {
				fmt.Fprintf(&unknown, "%s: %s\n", c.Name, c.LayoutWhy)
			}
			want := dump[c.Name]
			if want == nil { // a specialisation or an unnamed class, which g++ names in its own way
				unseen++
				continue
			}
			seen++
			if text := deviation(c, want); text != "" {
				t.Errorf("%s %s", c.Name, text)
			}
		}
		if seen < 2*unseen {
			t.Errorf("g++ says nothing of %d classes, and something of %d", unseen, seen)
		}
		if *update {
			if unknown.Len() > 0 {
				a.Files = append(a.Files, txtar.File{Name: "unknown", Data: []byte(unknown.String())})
			}
			if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if unknown.String() != string(golden) {
			t.Errorf("not known:\n%swant:\n%s", unknown.String(), golden)
		}
	})
}

// deviation tells where a class differs from what g++ says, "" where it does not.
func deviation(c *abi.Class, want *abi.GCCClass) string {
	if l := c.Layout; l != nil {
		if l.Size != want.Size || l.Align != want.Align {
			return fmt.Sprintf("is %d bytes aligned to %d, want %d to %d", l.Size, l.Align, want.Size, want.Align)
		}
		if c.Kind != "union" && !l.Empty && l.DataSize != want.BaseSize {
			return fmt.Sprintf("has %d bytes as a base, want %d", l.DataSize, want.BaseSize)
		}
		for _, b := range l.Bases {
			if !strings.Contains(b.Name, "<") && !slices.Contains(want.Bases, b) && slices.ContainsFunc(want.Bases, func(w abi.BaseOffset) bool { return w.Name == b.Name }) {
				return fmt.Sprintf("has base %v, want one of %v", b, want.Bases)
			}
		}
	}
	if c.Vtable == nil && (c.Layout == nil || len(want.Tables) == 0) {
		return ""
	}
	return abi.DiffTables(c.Name, c.Vtable, want)
}
