package config

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestOwners asks the CODEOWNERS of each fixture for the paths of its section "paths".
func TestOwners(t *testing.T) {
	for _, file := range fixtures(t, "owners") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			files := archive(t, file)
			o := ReadOwners("CODEOWNERS", []byte(files["CODEOWNERS"]))
			var got bytes.Buffer
			for _, path := range strings.Fields(files["paths"]) {
				fmt.Fprintln(&got, strings.TrimSpace(path+" "+strings.Join(o.Of(path), " ")))
			}
			for _, note := range o.Notes {
				fmt.Fprintln(&got, "note", note)
			}
			golden(t, strings.TrimSuffix(file, ".txtar")+".golden", got.String())
		})
	}
	var none *Owners
	if got := none.Of("a"); got != nil {
		t.Errorf("without a file %q owns", got)
	}
	long := ReadOwners("CODEOWNERS", []byte("a @a\n/"+strings.Repeat("x", maxOwnersLine)+" @b\nb @c\n"))
	if len(long.Notes) != 1 || len(long.Of("a")) != 1 || len(long.Of("b")) != 1 {
		t.Errorf("a line that is too long: %q", long.Notes)
	}
}

// FuzzOwners: no file makes the reader or a question panic.
func FuzzOwners(f *testing.F) {
	for _, file := range fixtures(f, "owners") {
		f.Add([]byte(archive(f, file)["CODEOWNERS"]), "docs/a.md")
	}
	f.Fuzz(func(t *testing.T, data []byte, path string) {
		ReadOwners("fuzz", data).Of(path)
	})
}
