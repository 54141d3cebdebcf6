package audit

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// readsFiles are commands that look at the files they name, and run none of them.
var readsFiles = regexp.MustCompile(`^(python\S* -m )?(py_compile|compileall|black|ruff|flake8|mypy|pylint|pyflakes|isort|pycodestyle|codespell|shellcheck|head|tail|wc|diff|cmp|stat|tar|zip|sha256sum)(\s|$)`)

// namesFile says whether a command runs a file: by its path, from its folder, or as a module.
func namesFile(command, file string) bool {
	if readsFiles.MatchString(command) {
		return false
	}
	module := strings.ReplaceAll(strings.TrimSuffix(file, path.Ext(file)), "/", ".")
	for _, word := range strings.Fields(command) {
		word = strings.Trim(word, `"';`)
		for _, prefix := range []string{"${GITHUB_WORKSPACE}/", "$GITHUB_WORKSPACE/", "${{ github.workspace }}/", "./"} {
			word = strings.TrimPrefix(word, prefix)
		}
		if word == file || word == module || path.Base(word) == path.Base(file) && strings.HasSuffix(file, "/"+word) {
			return true
		}
	}
	return false
}

// checkImportSmokeInCI: a workflow runs the import smoke test on each proposed change, by its path
// or by that of a folder that holds it.
func checkImportSmokeInCI(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests that runs the import smoke test and fails with it"
	c := f.ci()
	if v, stop := nothingRuns(c, needs); stop {
		return v
	}
	var tests []string
	for _, s := range f.smokeTests() {
		if !s.compiled { // what needs the build is no check before it
			tests = append(tests, s.file.path)
		}
	}
	if len(tests) == 0 {
		return missing("an import smoke test that needs no build, and "+needs, Evidence{Text: "no import smoke test that runs without a build", Against: true})
	}
	return ruled(f.runsWhere(func(text string, _ *step) bool {
		return slices.ContainsFunc(tests, func(p string) bool { return namesFile(text, p) || runsTestOf(text, p) })
	}), needs)
}

// namesModule says whether a dotted name is, or ends in, a module, classes and tests of it aside.
func namesModule(dotted, module string) bool {
	return slices.Contains(strings.Split(strings.Trim(dotted, `"'`), "."), module)
}

// discovers says whether `unittest discover` finds a file: by folder and pattern.
func discovers(args []string, file string) bool {
	dir, pattern := ".", "test*.py"
	for i, a := range args[:len(args)-1] {
		switch next := strings.Trim(args[i+1], `"'`); a {
		case "-s", "--start-directory":
			dir = path.Clean(next)
		case "-p", "--pattern":
			pattern = next
		}
	}
	ok, err := path.Match(pattern, path.Base(file))
	return ok && err == nil && (dir == "." || strings.HasPrefix(file, dir+"/"))
}

var unittestRun = regexp.MustCompile(`^python\S* (-\S+ )*-m unittest\s`)

var pytestRun = regexp.MustCompile(`^((uv|poetry|pdm|hatch|pipenv|pixi) run (-\S+ )*)?(python\S* -m )?pytest(\s|$)`)

// runsTestOf says whether a command runs a test file under another name: pytest on it or on a
// folder of it, PyTorch's run_test.py with its stem.
func runsTestOf(command, file string) bool {
	stem := strings.TrimSuffix(path.Base(file), path.Ext(file))
	args := strings.Fields(command)
	switch {
	case strings.Contains(command, "run_test.py"):
		return slices.Contains(args, stem) || slices.Contains(args, strings.TrimSuffix(strings.TrimPrefix(file, "test/"), path.Ext(file)))
	case unittestRun.MatchString(command) && slices.Contains(args, "discover"):
		return discovers(args, file)
	case unittestRun.MatchString(command):
		return slices.ContainsFunc(args, func(a string) bool { return namesModule(a, stem) })
	case !pytestRun.MatchString(command):
		return false
	}
	for _, a := range args {
		a = strings.TrimSuffix(strings.TrimPrefix(a, "./"), "/")
		if a, _, _ = strings.Cut(a, "::"); a == file || strings.HasPrefix(file, a+"/") && !strings.HasPrefix(a, "-") && a != "" {
			return true
		}
	}
	return false
}
