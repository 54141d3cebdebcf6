package reports

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzMarkdownNames holds that no name from a tree, as code or as prose, leaves its table cell or
// its line, or carries a control character to a terminal.
func FuzzMarkdownNames(f *testing.F) {
	for _, seed := range []string{"torch/nn", "a|b", `a\|b`, "`", "``a`", "<b>", "a\nb", "\x1b[31m", "bad\xff", "", " ", "\u2028"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, cell := range []string{code(name), prose(name)} {
			var b bytes.Buffer
			p := newPrinter(&b)
			p.markdownRow([]string{cell})
			if err := p.Flush(); err != nil {
				t.Fatal(err)
			}
			row := strings.TrimSuffix(b.String(), "\n")
			if n := strings.Count(strings.ReplaceAll(row, `\|`, ""), "|"); n != 2 {
				t.Errorf("%q: %d bars in a row of one cell: %s", name, n, row)
			}
			if !utf8.ValidString(row) || strings.IndexFunc(row, unicode.IsControl) >= 0 {
				t.Errorf("%q: %q is no clean line", name, row)
			}
		}
	})
}
