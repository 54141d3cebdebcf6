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

func TestChangeRules(t *testing.T) {
	ruletest.Pairs(t, "change/rules", coupling.ChangeRules(), func(t *testing.T, base, head *txtar.Archive) []finding.Finding {
		t.Helper()
		return found(coupling.Compare(mapped(t, base), mapped(t, head), coupling.CompareOptions{}))
	})
}

func mapped(t *testing.T, tree *txtar.Archive) *coupling.Result {
	t.Helper()
	m, err := pipeline.Map(context.Background(), pipeline.Request{Archive: tree, Name: "fixture"})
	if err != nil {
		t.Fatal(err)
	}
	return m.Result
}

func found(c *coupling.Change) []finding.Finding {
	out := make([]finding.Finding, len(c.Findings))
	for i, v := range c.Findings {
		out[i] = v.Finding
	}
	return out
}
