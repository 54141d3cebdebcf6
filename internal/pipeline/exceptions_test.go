package pipeline

import (
	"testing"

	"plumbline/internal/config"
	"plumbline/internal/finding"
)

// A severity for a path counts before the one for the rule, the last that fits before others.
func TestSeverityByPath(t *testing.T) {
	c, err := config.Load("plumbline.yaml", []byte(`
rules: {ABI012: error}
severities:
  - {rule: ABI012, path: "a/**", severity: note}
  - {rule: ABI012, path: "a/b/**", severity: "off"}
  - {rule: ABI013, path: "**", severity: warning}
`))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]finding.Severity{"c.h": finding.Error, "a/x.h": finding.Note, "a/b/x.h": config.Off} {
		f := &finding.Finding{Rule: "ABI012", Head: &finding.Location{Path: path, Line: 1}}
		if got, ok := severityOf(f, c); !ok || got != want {
			t.Errorf("%s: %v (%t), want %v", path, got, ok, want)
		}
	}
	if _, ok := severityOf(&finding.Finding{Rule: "ABI014"}, c); ok {
		t.Error("a rule that no entry names is shifted")
	}
}
