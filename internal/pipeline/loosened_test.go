package pipeline

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/internal/config"
	"plumbline/internal/finding"
	"plumbline/internal/goldentest"
)

// TestLooser holds what each archive of testdata/loosened tells of a configuration, a baseline
// and those before it against its file want; paths lists the files of the tree. Nothing is told
// of a configuration that is held against itself.
func TestLooser(t *testing.T) {
	goldentest.Archives(t, "testdata/loosened/*.txtar", "want", false, func(t *testing.T, ar *txtar.Archive) string {
		text := map[string][]byte{}
		for _, f := range ar.Files {
			text[f.Name] = f.Data
		}
		paths := strings.Fields(string(text["paths"]))
		before, after := resolved(t, text["before.yaml"]), resolved(t, text["after.yaml"])
		for _, c := range []*config.Config{before, after} {
			if same := looser(c, c, true, paths); len(same) > 0 {
				t.Errorf("against itself: %v", same)
			}
		}
		var got strings.Builder
		for _, f := range append(looser(before, after, true, paths),
			baselineLoosened(baseline(t, text["before.json"]), baseline(t, text["after.json"]), finding.BaselineName)...) {
			if f.Head != nil {
				fmt.Fprintf(&got, "%s:%d ", f.Head.Path, f.Head.Line)
			}
			fmt.Fprintf(&got, "%s %s: %s\n", f.Severity, f.Subject, f.Message)
		}
		return got.String()
	})
}

func resolved(t *testing.T, data []byte) *config.Config {
	t.Helper()
	file, err := config.Load(ConfigName, data)
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Resolve(file, func(string) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func baseline(t *testing.T, data []byte) *finding.Baseline {
	t.Helper()
	if data == nil {
		return nil
	}
	b, err := finding.ReadBaseline(finding.BaselineName, data, knownRule)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
