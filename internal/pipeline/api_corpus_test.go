//go:build corpus

package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plumbline/internal/corpustest"
	"plumbline/internal/finding"
)

// TestKnownChangesOfReleases holds the comparison of both releases against what is known to have
// happened: testdata/api_known.txt. Each release against itself is silent.
func TestKnownChangesOfReleases(t *testing.T) {
	dir := corpustest.Dir(t)
	old, new := filepath.Join(dir, "v1.13.1"), filepath.Join(dir, "v2.6.0")
	compare := func(base, head string) []finding.Finding {
		c, err := CompareAPI(context.Background(), PairRequest{Request: Request{Arg: head}, Base: base})
		if err != nil {
			t.Fatal(err)
		}
		return c.Findings
	}
	for _, same := range []string{old, new} {
		if list := compare(same, same); len(list) > 0 {
			t.Errorf("%s against itself: %d findings, first %s %s", same, len(list), list[0].Rule, list[0].Subject)
		}
	}
	have, touched := map[string]finding.Severity{}, map[string]string{}
	for _, f := range compare(old, new) {
		have[f.Rule+" "+f.Subject] = f.Severity
		name, _, _ := strings.Cut(f.Subject, "(")
		touched[f.Subject], touched[name] = f.Rule, f.Rule
		for _, a := range f.Affected {
			touched[a] = f.Rule
		}
	}
	data, err := os.ReadFile("testdata/api_known.txt")
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		switch {
		case len(words) == 4 && words[0] == "found":
			held++
			if got, ok := have[words[1]+" "+words[3]]; !ok {
				t.Errorf("not found: %s %s", words[1], words[3])
			} else if got.String() != words[2] {
				t.Errorf("%s %s is %s, want %s", words[1], words[3], got, words[2])
			}
		case len(words) == 3 && words[0] == "silent":
			held++
			if _, ok := have[words[1]+" "+words[2]]; ok {
				t.Errorf("%s is told of %s", words[1], words[2])
			}
		case len(words) == 2 && words[0] == "silent":
			held++
			if rule := touched[words[1]]; rule != "" {
				t.Errorf("%s is told by %s", words[1], rule)
			}
		}
	}
	if held < 30 {
		t.Errorf("only %d lines of testdata/api_known.txt were read", held)
	}
	t.Logf("%d findings, %d known cases held", len(have), held)
}
