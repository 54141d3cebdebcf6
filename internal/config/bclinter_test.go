package config

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestBCLinter reads the file of each fixture and asks it for the paths of its section "paths".
func TestBCLinter(t *testing.T) {
	for _, file := range fixtures(t, "bclinter") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			files := archive(t, file)
			b := ReadBCLinter(".bc-linter.yml", []byte(files[".bc-linter.yml"]))
			var got bytes.Buffer
			fmt.Fprintf(&got, "version %d functions %v classes %v public only %v\n", b.Version, b.Functions, b.Classes, b.PublicOnly)
			fmt.Fprintf(&got, "include %q\nexclude %q\n", b.Include, b.Exclude)
			fmt.Fprintf(&got, "included %v excluded %v violations %q\n", b.Included, b.Excluded, b.Violations)
			for _, path := range strings.Fields(files["paths"]) {
				fmt.Fprintln(&got, path, b.Covers(path))
			}
			for _, note := range b.Notes {
				fmt.Fprintln(&got, "note", note)
			}
			golden(t, strings.TrimSuffix(file, ".txtar")+".golden", got.String())
		})
	}
}

// FuzzBCLinter: no file makes the reader or a question panic.
func FuzzBCLinter(f *testing.F) {
	for _, file := range fixtures(f, "bclinter") {
		f.Add([]byte(archive(f, file)[".bc-linter.yml"]), "torch/a.py")
	}
	f.Fuzz(func(t *testing.T, data []byte, path string) {
		ReadBCLinter("fuzz", data).Covers(path)
	})
}
