package audit

import (
	_ "embed"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed invariants.yaml
var invariantTable []byte

// invariant says what verifies one.
type invariant struct {
	ID     string   `yaml:"id"`
	Parts  []part   `yaml:"parts"`
	Weak   []part   `yaml:"weak"`   // what makes its verification weak and no better
	Passes []string `yaml:"passes"` // of this tool
}

// part is test files or a check that verify a part of an invariant.
type part struct {
	What  string   `yaml:"what"`
	Files []string `yaml:"files"`
	Uses  string   `yaml:"uses"` // what the tests use: names and strings
	Says  string   `yaml:"says"` // what a string of the tests has to be, too
	Check string   `yaml:"check"`
	Code  bool     `yaml:"code"` // the check is about product code, which nobody has to run
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
	command := regexp.MustCompile(`^(\S*/)?plumbline (` + strings.Join(v.Passes, "|") + `)\b|^go run \S*plumbline\S* (` + strings.Join(v.Passes, "|") + `)\b`)
	for _, r := range append(f.workflowsThatRun(command), f.plumblineRuns(v.Passes...)...) {
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
		for _, e := range v.evidence {
			if at, ok := f.runOf(e.Path); ok {
				return Done, append(v.evidence, at), true
			}
		}
		return Done, v.evidence, false
	}
	files := f.partTests(p)
	if len(files) == 0 {
		return NotDone, nil, false
	}
	for _, e := range files {
		if at, ok := f.runOf(e.Path); ok {
			return Done, append([]Evidence{e}, at), true
		}
	}
	return Done, files[:min(3, len(files))], false
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

// partTests lists the files whose tests use what a part asks for.
func (f *facts) partTests(p *part) []Evidence {
	uses := regexp.MustCompile(p.Uses)
	var says *regexp.Regexp
	if p.Says != "" {
		says = regexp.MustCompile(p.Says)
	}
	var out []Evidence
	seen := map[string]bool{}
	for _, glob := range p.Files { // the usual file first
		for _, file := range f.find(glob) {
			if seen[file] || len(out) >= 5 {
				continue
			}
			seen[file] = true
			if e, ok := f.testsUse(file, uses, says); ok {
				e.Text = p.What + ": " + e.Text
				out = append(out, e)
			}
		}
	}
	return out
}

func (f *facts) testsUse(p string, uses, says *regexp.Regexp) (Evidence, bool) {
	if !uses.Match(f.read(p)) && !strings.ContainsAny(uses.String(), "^$") {
		return Evidence{}, false // not even in a comment
	}
	file := f.py(p)
	if file == nil {
		return Evidence{}, false
	}
	tests := file.tests()
	n, line := 0, 0
	for _, t := range tests {
		fns := t.reach()
		at := usesFirst(fns, uses)
		if at == 0 || says != nil && !slices.ContainsFunc(fns, func(fn *pyFunc) bool {
			return slices.ContainsFunc(fn.texts(), func(s pyString) bool { return says.MatchString(s.text) })
		}) {
			continue
		}
		n, line = n+1, firstLine(line, t.line)
	}
	if n == 0 {
		return Evidence{}, false
	}
	return Evidence{Path: p, Line: line, Text: fmt.Sprintf("%d of the %d tests of the file, the first of them here", n, len(tests))}, true
}

// usesFirst is the first line where functions, their decorators and those of their class included, use
// a name that matches.
func usesFirst(fns []*pyFunc, pattern *regexp.Regexp) int {
	for _, d := range fns[0].def.Decorators {
		if pattern.MatchString(d.Text) {
			return fns[0].line
		}
	}
	return says(fns, pattern)
}

// runsAll finds runners of whole suites.
var runsAll = regexp.MustCompile(`(^|[\s/])(run_test\.py|pytest|py\.test|tox|nox)(\s|$)|unittest discover`)

// runOf is where a workflow runs a test file so that a proposed change that fails is stopped.
func (f *facts) runOf(file string) (Evidence, bool) {
	if file == "" || !strings.HasSuffix(file, ".py") {
		return Evidence{}, false
	}
	type found struct {
		at Evidence
		ok bool
	}
	r := once(f, "run:"+file, func() found {
		for _, r := range f.testRuns() {
			if r.enforces() && (namesFile(r.text, file) || runsTestOf(r.text, file) || runsSuiteOf(r.text, file)) {
				return found{r.evidence(false), true}
			}
		}
		return found{}
	})
	return r.at, r.ok
}

// runsSuiteOf says whether a command runs a whole suite that has the file: run_test.py without a
// choice of tests, pytest or another runner without a path.
func runsSuiteOf(command, file string) bool {
	if !runsAll.MatchString(command) || !strings.HasPrefix(path.Base(file), "test_") && !strings.HasSuffix(file, "_test.py") {
		return false
	}
	args := strings.Fields(command)
	if slices.ContainsFunc(args, func(a string) bool {
		return a == "-i" || a == "--include" || strings.HasPrefix(a, "--include=") || a == "-k" || strings.HasPrefix(a, "-k=") || strings.HasPrefix(a, "--deselect") && strings.Contains(a, file)
	}) {
		return false
	}
	if strings.Contains(command, "run_test.py") {
		switch {
		case !strings.HasPrefix(file, "test/"):
			return false
		case strings.HasPrefix(file, "test/distributed/"):
			return !slices.Contains(args, "--exclude-distributed-tests")
		case slices.Contains(args, "--distributed-tests"), slices.Contains(args, "--cpp"), slices.Contains(args, "--jit"):
			return false
		case strings.Contains(file, "jit_executor"):
			return !slices.Contains(args, "--exclude-jit-executor")
		}
		return true
	}
	// A runner that names a path runs that path.
	return !slices.ContainsFunc(args, func(a string) bool {
		return strings.HasSuffix(a, ".py") || strings.Contains(a, ".py::") || !strings.HasPrefix(a, "-") && strings.Contains(a, "/") && !strings.HasSuffix(a, "pytest")
	})
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
	rows, err := Definition()
	if err != nil {
		return missing("a definition that can be read: " + err.Error())
	}
	var evidence []Evidence
	held, all := 0, 0
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
