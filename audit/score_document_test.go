package audit

import (
	"fmt"
	"strings"
)

// scoreMarkdown describes the security posture score: its categories, their parts and weights.
// docs/security-score.md is this text.
func scoreMarkdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# The security posture score

Derived from package `+"`audit`"+`; a test holds it against the code.

Five categories of ten points each; the score is their plain mean, as the program's baseline (5.2) took it,
and the target is %d. A category is a sum of named parts. A part for which the tree has nothing to judge (no
requirements file, nothing vendored) is shown with weight 0 and leaves its weight to the others of
its category. What is checked follows [OpenSSF Scorecard](https://github.com/ossf/scorecard/blob/main/docs/checks.md).
What only the host of the repository knows, such as push protection or private alerts, counts nowhere.
`, posture)
	for _, c := range scoreCategories() {
		fmt.Fprintf(&b, "\n## %s\n\n| Part | Weight | Counts |\n|---|---|---|\n", c.name)
		for _, p := range c.parts {
			fmt.Fprintf(&b, "| %s | %g | %s |\n", p.name, p.weight, p.asks)
		}
	}
	return b.String()
}
