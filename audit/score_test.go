package audit

import (
	"flag"
	"os"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"
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

// TestWorkflowOwners: the rule of CODEOWNERS that counts for a workflow is the last that fits, and
// composite actions are none.
func TestWorkflowOwners(t *testing.T) {
	const workflow = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"
	for _, c := range []struct {
		owners string
		want   float64
	}{
		{".github/workflows/ @pytorch/ci\n", 1},
		{"*.yml @a\n", 1},
		{"/.github/** ci@example.org # who\n", 1},
		{"/.github/workflows/pull.yml @a\n", 0.5},
		{"* @a\n/.github/workflows/lint.yml\n", 0.5},
		{"* @a\n.github/workflows/\n", 0},
		{"# .github/workflows/ @a\n", 0},
		{"docs/ @a\n", 0},
		{"", 0},
	} {
		files := map[string]string{".github/CODEOWNERS": c.owners, ".github/workflows/pull.yml": workflow, ".github/workflows/lint.yml": workflow,
			".github/actions/a/action.yml": "runs:\n  using: composite\n  steps:\n    - run: make\n      shell: bash\n"}
		var ar txtar.Archive
		for p, text := range files {
			ar.Files = append(ar.Files, txtar.File{Name: "done/" + p, Data: []byte(text)})
		}
		if got := workflowOwners(newFacts(*treesOf(&ar)["done"])); got.share != c.want {
			t.Errorf("%q: %g of the workflows have an owner, want %g: %+v", c.owners, got.share, c.want, got.evidence)
		}
	}
}

// TestScoreParts measures parts of the score on small trees.
func TestScoreParts(t *testing.T) {
	step := func(text string) map[string]string {
		return map[string]string{".github/workflows/a.yml": "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - " + text + "\n"}
	}
	for name, c := range map[string]struct {
		measure func(*facts) measured
		files   map[string]string
		want    float64
	}{
		"scanner":             {scannerInCI, step("run: python -m pip_audit"), 1},
		"scanner soft":        {scannerInCI, step("run: pip-audit || true"), 0.5},
		"scanner never":       {scannerInCI, step("run: pip-audit\n        if: false"), 0},
		"scanner installed":   {scannerInCI, step("run: pip install pip-audit"), 0},
		"scanner by workflow": {scannerInCI, map[string]string{".github/workflows/a.yml": "on: push\njobs:\n  a:\n    uses: google/osv-scanner-action/.github/workflows/osv-scanner-reusable.yml@v2\n"}, 1},
		"scanner by script": {scannerInCI, map[string]string{"scripts/scan.sh": "osv-scanner -r .\n",
			".github/workflows/a.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: scripts/scan.sh\n"}, 1},
		"secrets by image":   {secretScanner, step("run: docker run -v $PWD:/p zricethezav/gitleaks:v8 detect --source=/p"), 1},
		"secrets printed":    {secretScanner, step("run: echo gitleaks"), 0},
		"secrets never":      {secretScanner, step("uses: gitleaks/gitleaks-action@v2\n        if: ${{ false }}"), 0},
		"attested to PyPI":   {provenance, step("uses: pypa/gh-action-pypi-publish@v1\n        with:\n          attestations: true"), 1},
		"published":          {provenance, step("uses: pypa/gh-action-pypi-publish@v1"), 0},
		"cosign installed":   {provenance, step("uses: sigstore/cosign-installer@v3"), 0},
		"pins in a folder":   {exactPins, map[string]string{"requirements/dev.txt": "numpy==1.0\nsympy\n"}, 0.5},
		"pins of other text": {exactPins, map[string]string{"requirements.txt": "numpy==1.0\n", "docs/dev.txt": "numpy\n"}, 1},
		"Renovate":           {updateBot, map[string]string{".renovaterc": "{extends: ['config:base'] /* all */}\n"}, 1},
		"Renovate off":       {updateBot, map[string]string{".renovaterc": "{\"enabled\": false}\n"}, 0},
	} {
		in := treeOf(c.files)
		slices.Sort(in.Tree.Paths)
		if got := c.measure(newFacts(in)); got.share != c.want {
			t.Errorf("%s: %g, want %g: %+v", name, got.share, c.want, got.evidence)
		}
	}
}
