package coupling

import (
	"testing"

	"plumbline/internal/finding"
)

// TestLinksAreStrengths holds the names that baselines have for links against those of the
// strengths that they stand for.
func TestLinksAreStrengths(t *testing.T) {
	for _, link := range finding.Links() {
		if got := linkStrength(link).String(); got != link {
			t.Errorf("the link %q stands for the strength %q", link, got)
		}
	}
}
