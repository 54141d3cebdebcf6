package audit

import (
	"regexp"
	"slices"
	"strings"
)

var (
	abiRun         = regexp.MustCompile(`^(\S*/)?plumbline (check|abi)\b|^(go run \S*plumbline\S*) (check|abi)\b|^(\S*/)?(abi-compliance-checker|abidiff|abipkgdiff|abi-dumper)\b|^(python\S*|bash|sh)?\s*\S*(^|[/_-]|\s)(check_)?c?p?p?_?abi([_-]\w+)*\.(py|sh)`)
	deprecationRun = regexp.MustCompile(`^(\S*/)?plumbline (check|api|deprecation)\b|^(go run \S*plumbline\S*) (check|api|deprecation)\b|^(python\S*|bash|sh)?\s*(-m )?\S*(check|lint|verify|audit)[\w-]*deprecat\w*|^(python\S*|bash|sh)?\s*(-m )?\S*deprecat[\w-]*(check|lint|verify|policy|audit)\w*`)
	// abiTool and deprecationWord are what a script of another name speaks of.
	abiTool         = regexp.MustCompile(`\b(abidiff|abi-compliance-checker|abi-dumper|abipkgdiff)\b`)
	deprecationWord = regexp.MustCompile(`(?i)deprecat\w*[ _-](cycle|policy|period|window|marker)|without (a |any )?deprecat|deprecat\w* (first|before)|not deprecated|removed? in|FutureWarning`)
	plumblineUses   = regexp.MustCompile(`^uses \S*plumbline\S*`)
)

// plumblineRuns lists the uses of plumbline's own action that run one of its passes; it runs all
// of them where its input `only` names none.
func (f *facts) plumblineRuns(passes ...string) []ciRun {
	runs := f.runsWhere(func(text string, s *step) bool {
		only := s.With["only"].Text
		return plumblineUses.MatchString(text) &&
			(only == "" || slices.ContainsFunc(strings.Split(only, ","), func(p string) bool { return slices.Contains(passes, strings.TrimSpace(p)) }))
	})
	for i := range runs {
		if runs[i].step.With["fail-on"].Text == "never" {
			runs[i].soft = firstOf(runs[i].soft, "fail-on: never")
		}
	}
	return runs
}

// checkABIInCI: a workflow compares the C++ surface of each proposed change with its base.
func checkABIInCI(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests that compares the C++ surface with the base (plumbline abi, abi-compliance-checker, abidiff) and fails with it"
	if v, stop := nothingRuns(f.ci(), needs); stop {
		return v
	}
	runs, absent := f.withScripts(f.workflowsThatRun(abiRun))
	runs = append(runs, f.runsScriptAbout(abiTool, "abi")...)
	return ruled(append(runs, f.plumblineRuns("abi")...), needs).but(absent)
}

// checkDeprecationInCI: a workflow holds each proposed change against the deprecation policy.
func checkDeprecationInCI(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests that checks the deprecation cycle (plumbline deprecation, or a script of the tree) and fails with it"
	if v, stop := nothingRuns(f.ci(), needs); stop {
		return v
	}
	runs, absent := f.withScripts(f.workflowsThatRun(deprecationRun))
	runs = append(runs, f.runsScriptAbout(deprecationWord, "eprecat", "FutureWarning")...)
	return ruled(append(runs, f.plumblineRuns("api", "deprecation")...), needs).but(absent)
}

var (
	benchmarkGate = regexp.MustCompile(`--benchmark-compare-fail|^asv continuous|^(python\S*|bash|sh)?\s*\S*((perf|benchmark|performance)\w*[_-](regression|compare|check|gate|test)|(check|compare|test|gate)_?\w*(perf|benchmark|performance)\w*)\S*\.(py|sh)|(bench|perf)\S*\.py\s.*--(max-regression|fail-on-regression|regression-threshold|fail-threshold)\b|^uses benchmark-action/github-action-benchmark`)
	benchmarkRun  = regexp.MustCompile(`--benchmark-(only|enable|json)|^asv run|^(python\S*|bash|sh)?\s*(-m )?\S*(benchmarks/(\S+/)?(run|bench)\w*|(^|/|\s)(run_)?bench(mark)?s?(_\w+)?|\w*_(bench|perf)(mark)?)\.(py|sh)`)
	flakyRun      = regexp.MustCompile(`\S*(flak(y|iness|es\b)|rerun_disabled|rerun-disabled|disabled[_-]?tests?|quarantin)\S*`)
)

// checkPerformanceGate: a workflow compares benchmarks with their past and fails when they are slower.
func checkPerformanceGate(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests or a schedule that compares benchmarks with a baseline and fails when they are slower"
	if v, stop := nothingRuns(f.ci(), needs); stop {
		return v
	}
	gates, absent := f.withScripts(f.workflowsThatRun(benchmarkGate))
	for i := range gates {
		if strings.Contains(gates[i].text, "github-action-benchmark") && gates[i].step.With["fail-on-alert"].Text != "true" {
			gates[i].soft = firstOf(gates[i].soft, "fail-on-alert is not true")
		}
	}
	if len(gates) == 0 {
		gates, _ = f.withScripts(f.workflowsThatRun(benchmarkRun))
		for i := range gates {
			gates[i].soft = firstOf(gates[i].soft, "it measures and compares with nothing")
		}
	}
	return ruledOrScheduled(gates, needs).but(absent)
}

// checkFlakesTracked: a workflow tracks tests that fail now and then (it finds, reports or reruns
// those that were disabled). How many there are no tree tells.
func checkFlakesTracked(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests or a schedule that tracks flaky tests (finds, reports or quarantines them, or runs disabled ones again), or a flake rate below 1%, with a link"
	if v, stop := nothingRuns(f.ci(), needs); stop {
		return v
	}
	runs, absent := f.withScripts(f.workflowsThatRun(flakyRun))
	return ruledOrScheduled(runs, needs).but(absent)
}

// plumblineCommand finds the commands that run one of plumbline's passes.
func plumblineCommand(passes ...string) *regexp.Regexp {
	any := "(" + strings.Join(passes, "|") + `)\b`
	return regexp.MustCompile(`^(\S*/)?plumbline (-\S+ )*` + any + `|^go run \S*plumbline\S* ` + any)
}
