package pipeline_test

import (
	"context"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/coupling"
	"plumbline/internal/config"
	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
	"plumbline/internal/ruletest"
)

// TestGateRules runs a whole check on the fixtures of the rules about the gate.
func TestGateRules(t *testing.T) {
	ruletest.Standing(t, "../finding/rules", finding.GateRules(), func(t *testing.T, base, head *txtar.Archive) []finding.Finding {
		req := pipeline.Request{Archive: head, Name: "new"}
		c, err := pipeline.Check(context.Background(), pipeline.PairRequest{Request: req, BaseArchive: base, BaseName: "old"}, pipeline.CheckOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return slices.DeleteFunc(c.Findings, func(f finding.Finding) bool {
			if f.SuppressedIn == finding.InSource && f.Suppressed == nil {
				t.Errorf("%s is accepted in source and by nobody", f.Subject)
			}
			return f.Suppressed != nil
		})
	})
}

// TestTolerances holds the configuration's defaults equal to those that the figures are argued by.
func TestTolerances(t *testing.T) {
	if l := config.Defaults().Limits; l.ScoreRise != coupling.DefaultScoreTolerance || l.PropagationRise/100 != coupling.DefaultCostTolerance {
		t.Errorf("%+v is not what coupling takes", l)
	}
}
