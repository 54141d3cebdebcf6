package audit

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

var (
	coverageRun    = regexp.MustCompile(`--cov(=|\s|-|$)|^(python\S* -m )?coverage (run|report|xml)|^uses codecov/codecov-action|^codecov\b|tools/code_coverage`)
	coverageFailAt = regexp.MustCompile(`(--cov-fail-under|--fail-under)[ =]"?([0-9.]+)`)
)

// coverageTarget is what the program asks for, in percent.
const coverageTarget = 75

// checkCoverage: a threshold of 75% or more is configured, and a workflow that enforces it measures
// coverage on each proposed change. Where it is only measured, a report has to tell.
func checkCoverage(f *facts, row *Row) verdict {
	const needs = "a coverage threshold of 75 or more (fail_under, --cov-fail-under, codecov's target) that a workflow on pull requests enforces"
	if v, stop := nothingRuns(f.ci(), needs); stop {
		return v
	}
	runs := f.workflowsThatRun(coverageRun)
	at, threshold := f.coverageThreshold(runs)
	switch {
	case len(runs) == 0 && at.Path == "":
		return missing(needs)
	case len(runs) == 0:
		at.Against = true
		return partly(needs, at)
	case at.Path == "":
		return unknown(firstOf(row.Needs, needs), runs[0].evidence(true))
	}
	v := ruled(runs, needs)
	if threshold < coverageTarget {
		at.Against = true
		at.Text += ", below 75"
		return partly(needs, append(v.evidence, at)...)
	}
	v.evidence = append(v.evidence, at)
	return v
}

var coverageFiles = []struct {
	glob    string
	pattern *regexp.Regexp
}{
	{".coveragerc", regexp.MustCompile(`(?m)^\s*fail_under\s*=\s*([0-9.]+)`)},
	{"setup.cfg", regexp.MustCompile(`(?m)^\s*fail_under\s*=\s*([0-9.]+)`)},
	{"tox.ini", regexp.MustCompile(`(?m)^\s*fail_under\s*=\s*([0-9.]+)`)},
	{"pyproject.toml", regexp.MustCompile(`(?m)^\s*fail_under\s*=\s*([0-9.]+)|^[^#\n]*--cov-fail-under[ =]([0-9.]+)`)},
	{"pytest.ini", regexp.MustCompile(`(?m)^[^#;\n]*--cov-fail-under[ =]([0-9.]+)`)},
}

func (f *facts) coverageThreshold(runs []ciRun) (Evidence, float64) {
	for _, r := range runs {
		if m := coverageFailAt.FindStringSubmatch(r.text); m != nil {
			n, _ := strconv.ParseFloat(m[2], 64)
			return Evidence{Path: r.path, Line: r.line, Text: "fails under " + m[2]}, n
		}
	}
	for _, c := range coverageFiles {
		for _, p := range f.find(c.glob) {
			data := f.read(p)
			m := c.pattern.FindSubmatchIndex(data)
			if m == nil {
				continue
			}
			value := string(data[m[2]:m[3]])
			n, _ := strconv.ParseFloat(value, 64)
			return Evidence{Path: p, Line: 1 + strings.Count(string(data[:m[2]]), "\n"), Text: "fails under " + value}, n
		}
	}
	if slices.ContainsFunc(runs, func(r ciRun) bool { return strings.Contains(r.text, "codecov") }) {
		return f.codecovThreshold()
	}
	return Evidence{}, 0
}

// codecovThreshold is what Codecov wants of the whole project; a status that is informational wants nothing.
func (f *facts) codecovThreshold() (Evidence, float64) {
	type status struct {
		Target        yaml.Node `yaml:"target"`
		Informational bool      `yaml:"informational"`
	}
	for _, p := range f.find("{.github/,dev/,}{.,}codecov.y{,a}ml") {
		var file struct {
			Coverage struct {
				Status struct {
					Project yaml.Node `yaml:"project"`
				} `yaml:"status"`
			} `yaml:"coverage"`
		}
		if err := yaml.Unmarshal(f.read(p), &file); err != nil {
			f.problem(p, 0, "is no valid YAML: "+err.Error())
			continue
		}
		var projects map[string]status
		if file.Coverage.Status.Project.Decode(&projects) != nil {
			continue // yes, no: Codecov's own default, which is no number
		}
		for _, name := range slices.Sorted(maps.Keys(projects)) {
			s := projects[name]
			n, err := strconv.ParseFloat(strings.TrimSuffix(s.Target.Value, "%"), 64)
			if err == nil && !s.Informational {
				return Evidence{Path: p, Line: s.Target.Line, Text: "fails under " + s.Target.Value}, n
			}
		}
	}
	return Evidence{}, 0
}
