package audit

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed invariants.yaml
var invariantTable []byte

// invariant says what verifies one.
type invariant struct {
	ID       string   `yaml:"id"`
	Parts    []part   `yaml:"parts"`
	Weak     []part   `yaml:"weak"`     // what makes its verification weak and no better
	Passes   []string `yaml:"passes"`   // of this tool
	Commands string   `yaml:"commands"` // other tools that verify the whole of it, where a workflow runs them
}

// part is test files or a check that verify a part of an invariant.
type part struct {
	What  string   `yaml:"what"`
	Files []string `yaml:"files"`
	Uses  string   `yaml:"uses"` // what the tests use: names and strings
	Says  string   `yaml:"says"` // what a string of the tests has to be, too
	Also  string   `yaml:"also"` // what the code of the tests, or their name, has to match, too
	Check string   `yaml:"check"`
	Code  bool     `yaml:"code"` // the check is about product code, which nobody has to run

	// Anywhere is what tests of any other name use, as the imports of their file resolve it; Words
	// are of the text of a file that may hold one.
	Anywhere string   `yaml:"anywhere"`
	Words    []string `yaml:"words"`
}

// strength is how well an invariant is verified (the catalogue's words), worst first.
type strength int

const (
	strengthMissing strength = iota
	strengthWeak             // a part of it is tested
	strengthPartial          // tests are there, and no workflow runs them on every change
	strengthStrong           // tests are there, and a proposed change that fails them is stopped
)

func (s strength) String() string { return [...]string{"missing", "weak", "partial", "strong"}[s] }

// verification is the strength that follows for an invariant, and from what.
type verification struct {
	strength strength
	evidence []Evidence
	needs    []string
}

// invariants reads the table.
func invariants() ([]invariant, error) {
	var out []invariant
	err := yaml.Unmarshal(invariantTable, &out)
	return out, err
}

// verified judges one invariant.
func (f *facts) verified(id string) verification {
	return once(f, "verified:"+id, func() verification {
		table, err := invariants()
		i := slices.IndexFunc(table, func(v invariant) bool { return v.ID == id })
		if err != nil || i < 0 {
			return verification{needs: []string{"an entry for " + id + " in the table of invariants"}}
		}
		return f.verify(&table[i])
	})
}

func (f *facts) verify(v *invariant) verification {
	var out verification
	there, run, some := 0, 0, false
	for i := range v.Parts {
		p := &v.Parts[i]
		state, evidence, runs := f.judgePart(p)
		out.evidence = append(out.evidence, evidence...)
		switch {
		case state == Done && runs:
			there, run = there+1, run+1
		case state == Done:
			there++
			out.needs = append(out.needs, "a workflow on pull requests that runs what is there and fails with it ("+p.What+")")
		default:
			some = some || state == Partial
			out.needs = append(out.needs, p.What)
		}
	}
	switch {
	case run == len(v.Parts):
		out.strength = strengthStrong
	case there == len(v.Parts):
		out.strength = strengthPartial
	case there > 0 || some:
		out.strength = strengthWeak
	}
	for i := range v.Weak {
		if state, evidence, _ := f.judgePart(&v.Weak[i]); state == Done {
			out.strength = max(out.strength, strengthWeak)
			out.evidence = append(out.evidence, evidence...)
		}
	}
	f.ownPasses(v, &out)
	return out
}

// ownPasses counts the passes of this tool that workflows run.
func (f *facts) ownPasses(v *invariant, out *verification) {
	if len(v.Passes) == 0 {
		return
	}
	runs := append(f.workflowsThatRun(plumblineCommand(v.Passes...)), f.plumblineRuns(v.Passes...)...)
	if v.Commands != "" {
		runs = append(runs, f.workflowsThatRun(regexp.MustCompile(v.Commands))...)
	}
	for _, r := range runs {
		enforced := r.enforces()
		out.evidence = append(out.evidence, r.evidence(!enforced))
		if enforced {
			out.strength, out.needs = strengthStrong, nil
			return
		}
		out.strength = max(out.strength, strengthPartial)
	}
}

// judgePart says whether a part is there, and whether a workflow runs it on every change.
func (f *facts) judgePart(p *part) (State, []Evidence, bool) {
	if p.Check != "" {
		v := partCheck(p.Check)(f, &Row{Check: p.Check})
		if v.state != Done {
			return v.state, v.evidence, false
		}
		if p.Code || strings.HasSuffix(p.Check, "-in-ci") {
			return Done, v.evidence, true
		}
		return f.withRun(v.evidence, v.evidence)
	}
	files := f.partTests(p)
	if len(files) == 0 {
		return NotDone, nil, false
	}
	for _, e := range files {
		if at, ok := f.runOf(e.Path); ok {
			return Done, []Evidence{e, at}, true
		}
	}
	return f.withRun(files, files[:min(3, len(files))])
}

// withRun adds to what is shown where a workflow runs one of the files, be it in vain.
func (f *facts) withRun(files, shown []Evidence) (State, []Evidence, bool) {
	near := Evidence{}
	for _, e := range files {
		at, ok := f.runOf(e.Path)
		if ok {
			return Done, append(slices.Clone(shown), at), true
		}
		if near.Path == "" {
			near = at
		}
	}
	if near.Path != "" {
		shown = append(slices.Clone(shown), near)
	}
	return Done, shown, false
}

// partCheck is the check of a part.
func partCheck(name string) check {
	switch name {
	case "abi-check-in-ci":
		return checkABIInCI
	case "cross-version-test":
		return checkCrossVersionTest
	case "deprecation-check-in-ci":
		return checkDeprecationInCI
	case "import-smoke-test":
		return checkImportSmokeTest
	case "protocol-checked":
		return checkProtocolChecked
	case "protocol-mixed-test":
		return checkProtocolMixedTest
	case "state-dict-test":
		return checkStateDictTest
	case "torchscript-models":
		return checkTorchScriptModels
	}
	return func(*facts, *Row) verdict { return missing("a check of the name " + name) }
}

// checkInvariant: what verifies an invariant in the tree is as strong as the row asks.
func checkInvariant(f *facts, row *Row) verdict {
	v := f.verified(row.Invariant)
	wanted := strengthStrong
	if row.Strength == "partial" {
		wanted = strengthPartial
	}
	evidence := append([]Evidence{{Text: fmt.Sprintf("verification is %s, %s is required", v.strength, wanted), Against: v.strength < wanted}}, v.evidence...)
	needs := strings.Join(v.needs, "; ")
	switch {
	case v.strength >= wanted:
		return done(evidence...)
	case v.strength == wanted-1 && v.strength > strengthMissing:
		return partly(needs, evidence...)
	}
	return missing(needs, evidence...)
}

// checkInvariantCoverage: every P0 invariant is verified as strongly as its row asks.
func checkInvariantCoverage(f *facts, _ *Row) verdict {
	held, all, evidence := f.invariantsHeld()
	total := Evidence{Text: fmt.Sprintf("%d of %d P0 invariants are verified as strongly as required, %d%%; baseline 70%%, target 100%%", held, all, held*100/max(1, all)), Against: held < all}
	evidence = append([]Evidence{total}, evidence...)
	const needs = "every P0 invariant verified as its row asks (DOD-P3-01 to DOD-P3-11)"
	switch {
	case held == all && all > 0:
		return done(evidence...)
	case held > 0:
		return partly(needs, evidence...)
	}
	return missing(needs, evidence...)
}

// invariantsHeld counts the P0 invariants, and those that are verified as strongly as their rows ask; with
// a word on each.
func (f *facts) invariantsHeld() (held, all int, evidence []Evidence) {
	rows, err := Definition()
	if err != nil {
		return 0, 0, []Evidence{{Text: err.Error(), Against: true}}
	}
	for i := range rows {
		r := &rows[i]
		if r.Check != "invariant" || !strings.Contains(r.Section, "P0") {
			continue
		}
		all++
		v := checkInvariant(f, r)
		if v.state == Done {
			held++
		}
		evidence = append(evidence, Evidence{Text: fmt.Sprintf("%s is %s, %s is required", r.Invariant, f.verified(r.Invariant).strength, r.Strength), Against: v.state != Done})
	}
	return held, all, evidence
}

var (
	cycleRun = regexp.MustCompile(`^(\S*/)?plumbline (check|deprecation)\b|^go run \S*plumbline\S* (check|deprecation)\b`)
	// otherBreaks are checks that see breaks of a kind, and know no deprecation cycle.
	otherBreaks = regexp.MustCompile(`^(\S*/)?plumbline api\b|^uses \S*/(bc-lint|bc_lint|bc-linter)\b|check_forward_backward_compatibility\.py|\S*bc[_-]?lint(er)?\b`)
)

// checkCompatibility: a workflow holds every proposed change of the public interface against the
// deprecation cycle. One tree alone shows no break.
func checkCompatibility(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests that holds breaks against the deprecation cycle (plumbline check) and fails with them"
	v := ruled(append(f.workflowsThatRun(cycleRun), f.plumblineRuns("deprecation")...), needs)
	if v.state != NotDone {
		return v
	}
	for _, r := range append(f.workflowsThatRun(otherBreaks), f.plumblineRuns("api")...) {
		e := r.evidence(true)
		e.Text += "; it sees breaks, and knows no deprecation cycle"
		v.evidence = append(v.evidence, e)
	}
	if len(v.evidence) > 0 {
		return partly(needs, v.evidence...)
	}
	return v
}
