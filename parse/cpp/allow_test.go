package cpp

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/internal/goldentest"
	"plumbline/parse"
)

// TestAllows holds the inline exceptions of each archive of testdata/allows, whose comment says
// what it shows, against its file want: one a line, with the lines that it covers.
func TestAllows(t *testing.T) {
	goldentest.Archives(t, "testdata/allows/*.txtar", "want", *update, func(_ *testing.T, input *txtar.Archive) (got string) {
		for _, f := range input.Files {
			for _, a := range Allows(f.Data) {
				got += fmt.Sprintf("%s:%d covers %d-%d: %s (%s)", f.Name, a.Line, a.From, a.To, strings.Join(a.Rules, ", "), a.Reason)
				if a.Problem != "" {
					got += ": " + a.Problem
				}
				got += "\n"
			}
		}
		return got
	})
}

// FuzzAllows holds that any bytes are read without a panic, and that what an exception covers
// are lines of the file.
func FuzzAllows(f *testing.F) {
	paths, err := filepath.Glob("testdata/allows/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, x := range archive.Files {
			f.Add(x.Data)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		src = append([]byte("// "+parse.AllowMark+" allow A (b)\n"), src...)
		lines := strings.Count(string(src), "\n") + strings.Count(string(src), "\r") + 1
		for _, a := range Allows(src) {
			if a.Line < 1 || a.From < 1 || a.To < a.From || a.To > lines || a.Line > lines {
				t.Errorf("%+v in %d lines", a, lines)
			}
		}
	})
}
