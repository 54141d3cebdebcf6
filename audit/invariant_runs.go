package audit

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// runsAll finds runners of whole suites.
var runsAll = regexp.MustCompile(`(^|[\s/])(run_test\.py|pytest|py\.test|tox|nox)(\s|$)|unittest discover`)

// runOf is where a workflow runs a test file so that a proposed change that fails is stopped; with
// false, where one runs it and stops nothing, if any does.
func (f *facts) runOf(file string) (Evidence, bool) {
	if file == "" || !strings.HasSuffix(file, ".py") {
		return Evidence{}, false
	}
	type found struct {
		at Evidence
		ok bool
	}
	r := once(f, "run:"+file, func() found {
		var near found
		for _, r := range f.testRuns() {
			if strings.HasPrefix(r.dir, "../") || leavesOut(r.text, file) || !namesFile(r.text, file) && !runsTestOf(r.text, file) && !f.runsSuiteOf(r, file) {
				continue
			}
			if r.enforces() {
				return found{r.evidence(false), true}
			}
			if near.at.Path == "" {
				near.at = r.evidence(true)
			}
		}
		return near
	})
	return r.at, r.ok
}

// leavesOut reports whether a command runs no test (it lists them), or leaves this file out, or may.
func leavesOut(command, file string) bool {
	for a := range strings.FieldsSeq(command) {
		switch name, value, _ := strings.Cut(a, "="); name {
		case "--collect-only", "--co", "--help", "--version", "--fixtures", "--setup-plan":
			return true
		case "--ignore":
			if value = strings.TrimSuffix(strings.TrimPrefix(value, "./"), "/"); value == file || strings.HasPrefix(file, value+"/") {
				return true
			}
		case "-k":
			return !namesFile(command, file) // which tests an expression leaves is not worked out
		}
	}
	return false
}

// runsSuiteOf says whether a command runs a whole suite that has the file: run_test.py without a
// choice of tests, pytest or another runner without a path, in a folder that holds the file.
func (f *facts) runsSuiteOf(r ciRun, file string) bool {
	command := r.text
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
	if r.dir != "" && !strings.HasPrefix(file, r.dir+"/") && f.isFolder(r.dir) {
		return false
	}
	return !f.namesPath(args, r.dir)
}

// optionWithValue are short options of test runners that take the next word.
var optionWithValue = regexp.MustCompile(`^-[mnpcoWres]$`)

// namesPath reports whether a runner is told what to run: it runs that, and not what it finds.
func (f *facts) namesPath(args []string, dir string) bool {
	runner := slices.IndexFunc(args, func(a string) bool { return runsAll.MatchString(a) })
	for i := runner + 1; i < len(args); i++ {
		a := args[i]
		switch {
		case optionWithValue.MatchString(a) && a != "-s":
			i++
		case strings.HasPrefix(a, "-"), strings.HasPrefix(a, "$"), a == "discover", a == "run", a == "unittest":
		case strings.Contains(a, "/"), strings.Contains(a, ".py"), f.isFolder(path.Join(dir, a)):
			return true
		case runner >= 0 && strings.HasSuffix(args[runner], "t") && !strings.HasPrefix(args[i-1], "--"):
			return true // a folder of pytest's that lies elsewhere; tox and nox take names of environments
		}
	}
	return false
}

// isFolder reports whether the tree has a folder of a path.
func (f *facts) isFolder(p string) bool {
	i, _ := slices.BinarySearch(f.in.Tree.Paths, p+"/")
	return i < len(f.in.Tree.Paths) && strings.HasPrefix(f.in.Tree.Paths[i], p+"/")
}
