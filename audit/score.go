package audit

import (
	"fmt"
	"math"
	"strings"
)

// Score is the security posture: the mean of its categories.
type Score struct {
	Categories []Category
	Mean       float64 // 0 to 10
	Target     float64
}

// Category is one of the five parts of the score.
type Category struct {
	Name   string
	Points float64 // 0 to 10
	Parts  []Part
}

// Part is one named check of a category.
type Part struct {
	Name     string
	Weight   float64 // share of the category's ten points; 0 where the tree has nothing to judge it by
	Points   float64 // 0 to Weight
	Evidence []Evidence
}

// posture is the mean that the definition asks for.
const posture = 7

// scorePart is a part as the score is made of it: what it asks for, and how to measure it.
type scorePart struct {
	name    string
	weight  float64
	asks    string // for the documentation
	measure func(f *facts) measured
}

// measured is how much of a part there is.
type measured struct {
	share    float64 // 0 to 1
	moot     bool    // the tree has nothing to judge it by
	evidence []Evidence
}

// scoreCategory is a category as the score is made of it; its weights add up to ten.
type scoreCategory struct {
	name  string
	parts []scorePart
}

// scoreCategories are the categories.
// What is checked follows OpenSSF Scorecard (github.com/ossf/scorecard, docs/checks.md).
func scoreCategories() []scoreCategory {
	return []scoreCategory{
		{"Dependency management", []scorePart{
			{"exact pins", 4, "lines of requirements files that name one version (==, ===, @ with a commit) or a hash", exactPins},
			{"lock files", 4, "manifests (pyproject.toml with dependencies, setup.py, package.json, Cargo.toml, go.mod, Gemfile, requirements.in) with a lock file beside or above them", lockFiles},
			{"vendored versions", 2, "vendored components at a known commit or version", vendoredVersions},
		}},
		{"Vulnerability scanning", []scorePart{
			{"update bot", 3, "a valid configuration of Dependabot or Renovate covers an ecosystem of packages", updateBot},
			{"actions kept up to date", 1, "it covers github-actions", actionsUpdated},
			{"scanner in CI", 2, "a workflow runs CodeQL, OSV-Scanner, Trivy, Grype, pip-audit, Snyk, Scorecard or dependency review", scannerInCI},
			{"vendored code covered", 3, "a script or a scanner of CI looks for newer or vulnerable versions of what is vendored", vendoredScanned},
			{"security policy", 1, "SECURITY.md says how to report a vulnerability", securityPolicy},
		}},
		{"Secret management", []scorePart{
			{"no secret in the tree", 5, "no file holds a secret in the format of a provider, or a private key", noSecrets},
			{"no literals in workflows", 3, "no literal stands under a secret-like key of a workflow: secrets come from ${{ secrets.* }}", noLiterals},
			{"secret scanner", 2, "gitleaks, TruffleHog, detect-secrets, ggshield or git-secrets runs in a workflow or before a commit", secretScanner},
		}},
		{"SBOM and provenance", []scorePart{
			{"SBOM present", 3, "the row on the SBOM: done counts whole, partial half", ofCheck(checkSBOMPresent)},
			{"SBOM valid", 2, "its schema accepts it", ofCheck(checkSBOMValid)},
			{"SBOM complete", 2, "vendored components that it lists", sbomComplete},
			{"provenance", 3, "a workflow attests what it builds: attest-build-provenance, slsa-github-generator, cosign, in-toto", provenance},
		}},
		{"CI supply chain", supplyChainParts()},
	}
}

// score measures the categories. The mean is the plain one that the program's baseline took. A
// part that is moot leaves its weight to the others of its category.
func (f *facts) score() Score {
	return once(f, "score", func() Score {
		s := Score{Target: posture}
		for _, c := range scoreCategories() {
			s.Categories = append(s.Categories, f.measure(c))
		}
		for _, c := range s.Categories {
			s.Mean += c.Points / float64(len(s.Categories))
		}
		s.Mean = tenths(s.Mean)
		return s
	})
}

func (f *facts) measure(c scoreCategory) Category {
	out := Category{Name: c.name}
	weight := 0.0
	for _, p := range c.parts {
		m := p.measure(f)
		part := Part{Name: p.name, Evidence: m.evidence}
		if !m.moot {
			part.Weight, part.Points = p.weight, tenths(p.weight*m.share)
		}
		weight += part.Weight
		out.Points += part.Points
		out.Parts = append(out.Parts, part)
	}
	if weight > 0 {
		out.Points = tenths(10 * out.Points / weight)
	}
	return out
}

func tenths(x float64) float64 { return math.Round(x*10) / 10 }

// checkSecurityScore: the mean of the five categories reaches the target.
func checkSecurityScore(f *facts, _ *Row) verdict {
	if !f.hasContent() {
		return missing("a tree whose files have content: an empty one shows nothing")
	}
	s := f.score()
	evidence := []Evidence{{Text: fmt.Sprintf("%.1f of 10; the target is %g", s.Mean, s.Target), Against: s.Mean < s.Target}}
	var gaps []string
	for _, c := range s.Categories {
		e := Evidence{Text: fmt.Sprintf("%s: %.1f", c.Name, c.Points), Against: c.Points < s.Target}
		var open []string
		for _, p := range c.Parts {
			if p.Points < p.Weight {
				open = append(open, fmt.Sprintf("%s (%g of %g)", p.Name, p.Points, p.Weight))
			}
		}
		if len(open) > 0 {
			e.Text += "; to gain: " + strings.Join(open, ", ")
			gaps = append(gaps, c.Name+": "+strings.Join(open, ", "))
		}
		evidence = append(evidence, e)
	}
	if s.Mean < s.Target {
		return missing(fmt.Sprintf("a score of %g: %.1f now. To gain: %s", s.Target, s.Mean, strings.Join(gaps, "; ")), evidence...)
	}
	return done(evidence...)
}

// ofCheck takes the share of a part from the verdict of a row's check.
func ofCheck(c check) func(f *facts) measured {
	return func(f *facts) measured {
		v := c(f, &Row{})
		return measured{share: shareOf(v.state), evidence: v.evidence}
	}
}

func shareOf(s State) float64 {
	switch s {
	case Done:
		return 1
	case Partial:
		return 0.5
	}
	return 0
}
