package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/internal/config"
	"plumbline/internal/finding"
)

// TestLooser holds what each archive of testdata/loosened tells of a configuration, a baseline
// and those before it against its file want; paths lists the files of the tree. Nothing is told
// of a configuration that is held against itself.
func TestLooser(t *testing.T) {
	files, err := filepath.Glob("testdata/loosened/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := map[string][]byte{}
			for _, f := range txtar.Parse(data).Files {
				text[f.Name] = f.Data
			}
			paths := strings.Fields(string(text["paths"]))
			before, after := resolved(t, text["before.yaml"]), resolved(t, text["after.yaml"])
			var got []string
			tell := func(list []finding.Finding) {
				for _, f := range list {
					line := f.Severity.String() + " " + f.Subject + ": " + f.Message
					if f.Head != nil {
						line = fmt.Sprintf("%s:%d %s", f.Head.Path, f.Head.Line, line)
					}
					got = append(got, line+"\n")
				}
			}
			tell(looser(before, after, true, paths))
			tell(baselineLoosened(baseline(t, text["before.json"]), baseline(t, text["after.json"]), finding.BaselineName))
			if diff := cmp.Diff(string(text["want"]), strings.Join(got, "")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			for _, c := range []*config.Config{before, after} {
				if same := looser(c, c, true, paths); len(same) > 0 {
					t.Errorf("against itself: %v", same)
				}
			}
		})
	}
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
