package audit

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the documents that are derived from code")

// TestScoreDocument holds docs/security-score.md against the parts and weights, and the weights
// against the ten points of a category.
func TestScoreDocument(t *testing.T) {
	for _, c := range scoreCategories() {
		sum := 0.0
		for _, p := range c.parts {
			sum += p.weight
		}
		if sum != 10 {
			t.Errorf("the weights of %s add up to %g", c.name, sum)
		}
	}
	const file = "../docs/security-score.md"
	if *update {
		if err := os.WriteFile(file, []byte(scoreMarkdown()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != scoreMarkdown() {
		t.Errorf("%s needs updating (%v); run: go test ./audit -update", file, err)
	}
}

// TestScoreMeasures: moot parts leave their weight to the others, shares count in proportion.
func TestScoreMeasures(t *testing.T) {
	part := func(weight, share float64, moot bool) scorePart {
		return scorePart{weight: weight, measure: func(*facts) measured { return measured{share: share, moot: moot} }}
	}
	for _, c := range []struct {
		parts []scorePart
		want  float64
	}{
		{[]scorePart{part(4, 0.5, false), part(6, 1, false)}, 8},
		{[]scorePart{part(4, 0, true), part(6, 0.5, false)}, 5},
		{[]scorePart{part(10, 0, true)}, 0},
	} {
		if got := newFacts(Input{}).measure(scoreCategory{parts: c.parts}); got.Points != c.want {
			t.Errorf("%g points, want %g", got.Points, c.want)
		}
	}
}
