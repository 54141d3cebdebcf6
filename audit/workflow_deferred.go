package audit

import (
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

var (
	doctestRun    = regexp.MustCompile(`--doctest-(modules|glob)|--xdoctest|(^|\s)(-m )?xdoctest(\s|$)|^python\S* -m doctest|^make .*\b(doctest|coverage)\b|sphinx-build .*-b ?(doctest|coverage)`)
	memoryRun     = regexp.MustCompile(`^(python\S*|bash|sh|pytest)?\s*(-m )?(pytest )?\S*(memory|mem)_?(leak|regression|usage|test|profil)\w*|\S*test_\w*(memory|mem_leak)\w*|--memray|^memray|valgrind .*--error-exitcode|--limit-memory`)
	doctestOption = regexp.MustCompile(`--(doctest-(modules|glob)|xdoctest)`)
)

// checkDoctest: a workflow runs the examples of the documentation, or measures what is documented.
func checkDoctest(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests or a schedule that runs doctests (pytest --doctest-modules, xdoctest, make doctest) and fails with them"
	if v, stop := nothingRuns(f.ci(), needs); stop {
		return v
	}
	v := ruledOrScheduled(f.workflowsThatRun(doctestRun), needs)
	if at, ok := f.doctestByDefault(); ok && v.state != Done {
		if byDefault := ruledOrScheduled(f.workflowsThatRun(pytestRun), needs); byDefault.state != NotDone {
			byDefault.evidence = append(byDefault.evidence, at)
			return byDefault
		}
	}
	return v
}

// doctestByDefault is where pytest is configured to run doctests without being asked.
func (f *facts) doctestByDefault() (Evidence, bool) {
	for _, p := range f.find("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg") { // where pytest looks
		options := iniOptions(string(f.read(p)))
		if strings.HasSuffix(p, ".toml") {
			options = f.tomlOptions(p)
		}
		if doctestOption.MatchString(options) {
			line, _, _ := strings.Cut(string(f.read(p)), "--doctest")
			return Evidence{Path: p, Line: 1 + strings.Count(line, "\n"), Text: "pytest runs doctests by its addopts"}, true
		}
	}
	return Evidence{}, false
}

// iniOptions is the value of addopts, its further lines included.
func iniOptions(text string) string {
	var out []string
	within := false
	for l := range strings.SplitSeq(text, "\n") {
		t := strings.TrimSpace(l)
		switch name, value, ok := strings.Cut(t, "="); {
		case t == "", strings.HasPrefix(t, "#"), strings.HasPrefix(t, ";"):
		case ok && strings.TrimSpace(name) == "addopts":
			within = true
			out = append(out, value)
		case within && (strings.HasPrefix(l, " ") || strings.HasPrefix(l, "\t")):
			out = append(out, t)
		default:
			within = false
		}
	}
	return strings.Join(out, " ")
}

func (f *facts) tomlOptions(p string) string {
	var file struct {
		Tool struct {
			Pytest struct {
				Ini struct {
					Addopts any `toml:"addopts"`
				} `toml:"ini_options"`
			} `toml:"pytest"`
		} `toml:"tool"`
	}
	if err := toml.Unmarshal(f.read(p), &file); err != nil {
		f.problem(p, 0, "is no valid TOML: "+err.Error())
		return ""
	}
	switch v := file.Tool.Pytest.Ini.Addopts.(type) {
	case string:
		return v
	case []any:
		var words []string
		for _, w := range v {
			if s, ok := w.(string); ok {
				words = append(words, s)
			}
		}
		return strings.Join(words, " ")
	}
	return ""
}

// checkMemoryTest: a workflow runs a test that fails when memory grows or leaks, known by its name,
// by the tool that measures, or by what it measures and holds.
func checkMemoryTest(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests or a schedule that runs a memory regression or leak test and fails with it"
	if v, stop := nothingRuns(f.ci(), needs); stop {
		return v
	}
	runs, absent := f.withScripts(f.workflowsThatRun(memoryRun))
	runs = append(runs, f.runsWhere(func(text string, s *step) bool {
		return s.Env["PYTORCH_TEST_CUDA_MEM_LEAK_CHECK"].Text == "1" && classOfCommand(text) == ClassTest
	})...)
	v := ruledOrScheduled(runs, needs)
	if v.state == Done {
		return v
	}
	for _, e := range f.memoryTests() {
		if at, ok := f.runOf(e.Path); ok {
			return done(e, at)
		}
		e.Against, e.Text = true, e.Text+"; no workflow on pull requests runs it"
		absent = append(absent, e)
	}
	return v.but(absent)
}

var (
	measuresMemory = regexp.MustCompile(`(^|\.)(tracemalloc\.\w+|get_traced_memory|(max_)?memory_(allocated|reserved)|memory_stats|getrusage|memory_info|ru_maxrss|limit_memory)$`)
	memoryName     = regexp.MustCompile(`(?i)mem(ory)?_|_mem|memory|leak`)
	regressionName = regexp.MustCompile(`(?i)leak|regress|grow|bound|peak|budget|limit|baseline|threshold`)
)

// memoryTests are tests that measure memory and hold what they measured to a bound, by their names
// too: a test of the functions that measure is none.
func (f *facts) memoryTests() []Evidence {
	var out []Evidence
	for _, file := range f.testFiles("tracemalloc", "memory_allocated", "memory_reserved", "memory_stats", "getrusage", "memory_info", "limit_memory") {
		for _, t := range file.tests() {
			harness := t.class + " " + file.path // what is about memory as a whole, not one test of something else
			if !memoryName.MatchString(harness) || !regressionName.MatchString(harness+" "+t.name) {
				continue
			}
			fns := t.wideReach()
			q := testQuery{uses: measuresMemory}
			if q.used(t, fns) && asserts(fns) {
				out = append(out, t.at(t.line, t.name+" measures memory and holds it to a bound"))
				break
			}
		}
	}
	return out
}
