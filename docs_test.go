package plumbline

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"plumbline/internal/config"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

var update = flag.Bool("update", false, "rewrite the documents that are derived from code or measured")

// TestGenerated holds docs/rules.md and docs/config.md against what they are derived from.
func TestGenerated(t *testing.T) {
	var rules bytes.Buffer
	if err := reports.RulesMarkdown(&rules, pipeline.Rules()); err != nil {
		t.Fatal(err)
	}
	generated(t, "docs/rules.md", rules.String())
	generated(t, "docs/config.md", configDocument(t))
}

func generated(t *testing.T, file, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != want {
		t.Errorf("%s needs updating (%v); run: go test . -update", file, err)
	}
}

// example is a section's example as the file writes it; it must load.
func example(t *testing.T, s config.Section) string {
	t.Helper()
	text := s.Key + ": " + s.Example
	if strings.HasPrefix(s.Example, "\n") {
		text = s.Key + ":" + s.Example
	}
	if _, err := config.Load("example.yaml", []byte(text+"\n")); err != nil {
		t.Errorf("the example of %s does not load: %v", s.Key, err)
	}
	return text
}

// configDocument describes every key of plumbline.yaml, and shows the built-in profile.
func configDocument(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("# plumbline.yaml\n\nDerived from package `internal/config`; a test holds it against the code.\n\n" +
		"A tree is measured with the `plumbline.yaml` at its top, or the file of `--config`. A key that the file\n" +
		"gives replaces the profile's key of that name; the others are inherited. `plumbline config` prints what\n" +
		"is in force, `plumbline config --init` a file to start from. Unknown keys and wrong values are errors\n" +
		"with line and column.\n\n## Keys\n\n")
	for _, s := range config.Sections() {
		fmt.Fprintf(&b, "### %s\n\n%s\n\n```yaml\n%s\n```\n\n", s.Key, strings.TrimSpace(s.Doc), example(t, s))
	}
	for _, name := range config.Profiles() {
		c, err := config.Profile(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := c.YAML()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "## The profile %s\n\nChosen by itself where the tree is PyTorch's.\n\n```yaml\n%s```\n", name, text)
	}
	return b.String()
}
