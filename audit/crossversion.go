package audit

import (
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

// crossTest is a file whose tests run processes of two versions of the package.
type crossTest struct {
	file     *pyFile
	test     *pyFunc
	versions []string
	line     int // where the second version stands
	process  int // where a process starts
	mixed    int // where processes of one version get protocol versions that differ, 0 for nowhere
}

var (
	releaseText = regexp.MustCompile(`^v?[0-9]+\.[0-9]+(\.[0-9]+)?(\+\w+)?$`)
	pinnedTorch = regexp.MustCompile(`(?i)torch==([0-9]+\.[0-9]+(\.[0-9]+)?)`)
	// interpreters are what an environment may say of a second version: OLD_PYTHON, TORCH_A_VENV.
	interpreters = regexp.MustCompile(`(?i)^[A-Z0-9_]*(PYTHON|VENV|VERSION|INTERPRETER)[A-Z0-9_]*$`)
	collective   = regexp.MustCompile(`\b(all_reduce|init_process_group|all_gather|broadcast)\b`)
	allReduce    = regexp.MustCompile(`\ball_reduce\b`)
)

// crossTests lists the tests that run two versions of the package in processes that talk to one
// another, and behind them those that give processes of one version protocol versions that differ.
func (f *facts) crossTests() (found []crossTest, close []Evidence) {
	type both struct {
		found []crossTest
		close []Evidence
	}
	b := once(f, "cross-tests", func() (b both) {
		for _, file := range f.testFiles("all_reduce", "init_process_group") {
			if !slices.ContainsFunc(file.uses, func(u parse.PyUse) bool { return runsProcess.MatchString(u.Name) }) {
				continue
			}
			for _, test := range file.tests() {
				fns := test.reach()
				process := startsProcess(fns)
				if process == 0 || says(fns, collective) == 0 && !slices.ContainsFunc(sharedTexts(fns), func(t pyString) bool { return collective.MatchString(t.text) }) && says(file.plain(), collective) == 0 {
					continue
				}
				versions, line := file.versionsOf(fns)
				switch {
				case len(versions) >= 2:
					b.found = append(b.found, crossTest{file: file, test: test, versions: versions, line: line, process: process})
				case mixesVersions(fns) != 0 && protocolLine(fns, nil) != 0:
					b.found = append(b.found, crossTest{file: file, test: test, process: process, mixed: mixesVersions(fns)})
				case len(versions) == 1:
					b.close = append(b.close, against(test.at(line, test.name+" runs one version only: "+versions[0])))
				}
			}
		}
		slices.SortStableFunc(b.found, func(x, y crossTest) int { return min(1, x.mixed) - min(1, y.mixed) })
		return b
	})
	return b.found, b.close
}

// plain are the functions of the module itself.
func (p *pyFile) plain() []*pyFunc {
	return slices.DeleteFunc(slices.Clone(p.funcs), func(fn *pyFunc) bool { return fn.class != "" || strings.HasPrefix(fn.name, "test") })
}

func startsProcess(fns []*pyFunc) int {
	for _, fn := range fns {
		for _, u := range fn.uses() {
			if u.Call != nil && runsProcess.MatchString(u.Name) {
				return u.Line
			}
		}
	}
	return 0
}

// versionsOf lists the versions of the package that functions speak of, in their strings or in
// constants of the module that they or the class use, or by variables of the environment.
func (p *pyFile) versionsOf(fns []*pyFunc) (versions []string, line int) {
	texts := sharedTexts(fns)
	for _, fn := range fns {
		texts = append(texts, fn.texts()...)
		for _, d := range fn.def.Decorators {
			for _, t := range p.strings {
				if t.line >= d.Line && t.line < fn.line {
					texts = append(texts, t)
				}
			}
		}
	}
	for _, t := range texts {
		if t.line <= len(p.lines) && strings.Contains(p.lines[t.line-1], "assert") {
			continue // what is expected to come out is no version that runs
		}
		version := ""
		switch m := pinnedTorch.FindStringSubmatch(t.text); {
		case m != nil:
			version = m[1]
		case releaseText.MatchString(t.text):
			version = t.text
		case interpreters.MatchString(t.text) && len(t.text) > 8:
			version = "$" + t.text
		}
		if version != "" && !slices.Contains(versions, version) {
			versions, line = append(versions, version), t.line
		}
	}
	return versions, line
}

// checkCrossVersionTest: a test runs two versions of the package against one another.
func checkCrossVersionTest(f *facts, _ *Row) verdict {
	const needs = "a test that starts processes with two versions of PyTorch (two interpreters or environments, as 2.1 and 2.2), which join one process group"
	found, close := f.crossTests()
	if len(found) == 0 {
		return missing(needs, close...)
	}
	c := found[0]
	if c.mixed != 0 {
		return partly(needs, against(c.test.at(c.mixed, c.test.name+" gives the processes protocol versions that differ: they run one version of PyTorch")))
	}
	return done(c.test.at(c.line, "runs versions "+strings.Join(c.versions, ", ")), c.test.at(c.process, c.test.name+" starts the processes"))
}

// checkCrossVersionFails: among those tests one holds that all_reduce across versions fails.
func checkCrossVersionFails(f *facts, _ *Row) verdict {
	const needs = "a cross-version test that runs all_reduce between two versions and expects it to fail with a clear error"
	found, near := f.crossTests()
	for _, c := range found {
		fns := c.test.reach()
		reduces := says(fns, allReduce)
		for _, t := range sharedTexts(fns) {
			if allReduce.MatchString(t.text) {
				reduces = firstLine(reduces, t.line)
			}
		}
		reduces = firstLine(reduces, says(c.file.plain(), allReduce))
		fails := expectsFailure(fns)
		switch {
		case fails == 0:
			near = append(near, against(c.test.at(c.test.line, c.test.name+" mixes two versions, and expects no failure")))
		case reduces == 0:
			near = append(near, against(c.test.at(c.test.line, c.test.name+" mixes two versions, and runs no all_reduce")))
		case c.mixed != 0:
			return partly(needs, c.test.at(reduces, "runs all_reduce"), c.test.at(fails, c.test.name+" expects a failure"),
				against(c.test.at(c.mixed, "the processes run one version of PyTorch, with protocol versions that differ")))
		default:
			return done(c.test.at(reduces, "runs all_reduce"), c.test.at(fails, c.test.name+" expects a failure"))
		}
	}
	return missing(needs, near...)
}

var sameVersionName = regexp.MustCompile(`(?i)(same|equal|matching|identical)_?\w*version|version\w*_(same|match(es)?|equal|agree)|(^|_)same(_|$)`)

// checkCrossVersionSame: beside them a test runs one version on both sides and holds that it goes
// well.
func checkCrossVersionSame(f *facts, _ *Row) verdict {
	const needs = "beside the cross-version test one that runs the same version on both sides and expects success"
	found, near := f.crossTests()
	seen := map[*pyFile]bool{}
	for _, c := range found {
		if seen[c.file] {
			continue
		}
		seen[c.file] = true
		for _, test := range c.file.tests() {
			fns := test.reach()
			line, differ := samePair(test)
			if sameVersionName.MatchString(test.name) && !differ {
				line = firstLine(line, test.line)
			}
			if line == 0 || startsProcess(fns) == 0 {
				continue
			}
			// What the test itself expects comes first: helpers serve the other tests too.
			if expectsFailure(fns[:1]) == 0 && expectsSuccess(fns) != 0 {
				return done(test.at(line, test.name+" runs one version on both sides"), test.at(expectsSuccess(fns), "expects success"))
			}
			near = append(near, against(test.at(line, test.name+" runs one version on both sides, and expects no success")))
		}
	}
	return missing(needs, near...)
}

// samePair is the line of a call within a test that gives one version twice, 0 for none, and whether
// one gives two that differ.
func samePair(test *pyFunc) (line int, differ bool) {
	for _, u := range test.uses() {
		if u.Call == nil || strings.Contains(u.Name, "assert") {
			continue
		}
		count, most := map[string]int{}, 0
		for _, a := range u.Call.Args[1:] {
			for _, v := range append([]parse.PyExpr{a}, a.Args...) { // a list of them is one argument
				if v.Kind == parse.ExprStr && releaseText.MatchString(v.Str) || versionish.MatchString(v.Text) || interpreters.MatchString(v.Text) {
					count[v.Text]++
					most = max(most, count[v.Text])
				}
			}
		}
		switch {
		case most >= 2:
			line = firstLine(line, u.Line)
		case len(count) >= 2:
			differ = true
		}
	}
	return line, differ
}
