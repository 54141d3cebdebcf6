package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestLargeChange checks a change of 5,000 files, each of which takes a parameter away: all are
// found, and what goes to a pull request stays below the size of a comment.
func TestLargeChange(t *testing.T) {
	const files = 5000
	dir := t.TempDir()
	for i := range files {
		for tree, signature := range map[string]string{"old": "a, b=1", "new": "a"} {
			path := filepath.Join(dir, tree, "pkg", fmt.Sprintf("part%02d", i%50), fmt.Sprintf("m%04d.py", i))
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, fmt.Appendf(nil, "def f(%s):\n    return a\n", signature), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	comment := filepath.Join(dir, "comment.md")
	var out, err strings.Builder
	args := []string{"check", filepath.Join(dir, "old"), filepath.Join(dir, "new"), "--format", "csv", "--also", "markdown=" + comment}
	if code := run(context.Background(), args, strings.NewReader(""), &out, &err); code != exitFindings {
		t.Fatalf("exit code %d\n%s", code, err.String())
	}
	if got := strings.Count(out.String(), "error,API010,"); got != files {
		t.Errorf("%d findings, want %d", got, files)
	}
	text, readErr := os.ReadFile(comment)
	if readErr != nil {
		t.Fatal(readErr)
	}
	if n := utf8.RuneCount(text); n == 0 || n >= 65536 {
		t.Errorf("the comment has %d characters", n)
	}
	if !strings.Contains(string(text), "more finding") {
		t.Error("what the comment leaves out is not told")
	}
}
