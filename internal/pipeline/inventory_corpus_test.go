//go:build corpus

package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plumbline/internal/corpustest"
)

// TestOverdueOfRelease holds the inventory of 2.6.0 against promises that were found by reading:
// testdata/overdue_known.txt. Nothing that promises a later version is overdue.
func TestOverdueOfRelease(t *testing.T) {
	repo := filepath.Join(corpustest.Dir(t), "repo")
	d, err := Deprecations(context.Background(), Request{Arg: "v2.6.0", Repo: repo}, "", false)
	if err != nil {
		t.Fatal(err)
	}
	overdue := map[string]bool{}
	for _, x := range d.List {
		if x.Overdue {
			overdue[fmt.Sprintf("%s %d %s %s", x.Path, x.Line, x.Promised, x.Subject)] = true
		}
	}
	data, err := os.ReadFile("testdata/overdue_known.txt")
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	for line := range strings.Lines(string(data)) {
		if words := strings.Fields(line); len(words) == 4 && strings.Contains(words[0], ".py") {
			held++
			if !overdue[strings.Join(words, " ")] {
				t.Errorf("not overdue: %s", strings.TrimSpace(line))
			}
		}
	}
	if held < 10 {
		t.Errorf("only %d lines of testdata/overdue_known.txt were read", held)
	}
	t.Logf("%d deprecations, %d overdue, %d known ones held", len(d.List), len(overdue), held)
}
