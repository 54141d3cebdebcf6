package coupling_test

import (
	"context"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/coupling"
	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
	"plumbline/internal/ruletest"
)

func TestRules(t *testing.T) {
	ruletest.Trees(t, "rules", coupling.Rules(), func(t *testing.T, tree *txtar.Archive) []finding.Finding {
		t.Helper()
		m, err := pipeline.Map(context.Background(), pipeline.Request{Archive: tree, Name: "fixture"})
		if err != nil {
			t.Fatal(err)
		}
		found := make([]finding.Finding, len(m.Result.Findings))
		for i, v := range m.Result.Findings {
			found[i] = v.Finding
		}
		return found
	})
}
