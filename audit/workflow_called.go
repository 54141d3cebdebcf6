package audit

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

// dirBefore is the folder that a command of a script runs in, from where the script began. What a
// variable names is not followed.
func dirBefore(commands []command, i int) string {
	var stack []string
	dir := ""
	for _, c := range commands[:i] {
		words := strings.Fields(c.Text)
		if len(words) == 0 || c.Depth > commands[i].Depth {
			continue
		}
		to := ""
		if len(words) > 1 {
			to = strings.Trim(words[1], `"'`)
		}
		known := to != "" && !strings.ContainsAny(to, "$~-`(") && !strings.HasPrefix(to, "/")
		switch words[0] {
		case "popd":
			if n := len(stack); n > 0 {
				dir, stack = stack[n-1], stack[:n-1]
			}
		case "pushd", "cd":
			if words[0] == "pushd" {
				stack = append(stack, dir)
			}
			if !known {
				dir = ""
			} else if dir = path.Join(dir, to); dir == "." || strings.Trim(dir, "./") == "" {
				dir = "" // .. from where nobody knows
			}
		}
	}
	return dir
}

var (
	anyPlumbline = regexp.MustCompile(`^(\S*/)?plumbline\s|^go run \S*plumbline\S*\s`)
	oneTree      = regexp.MustCompile(`\bdeprecation(\s+-\S+)*(\s+[^\s.-][^\s.]*|\s+\.)?(\s+-\S+)*\s*$`)
)

// reportsOnly says why plumbline, run like this, ends well whatever it finds; "" where it does not,
// and for other tools.
func reportsOnly(text string) string {
	if !anyPlumbline.MatchString(text) {
		return ""
	}
	level := flagValue(text, "--fail-on")
	switch {
	case level == "never":
		return "--fail-on never"
	case level == "" && oneTree.MatchString(text):
		return "deprecation of one tree lists, and fails with nothing unless --fail-on says so"
	}
	return ""
}

var scriptWord = regexp.MustCompile(`[\w./-]+\.(py|sh|bash)\b`)

// hasScript reports whether the script that a command runs stands in the tree and can fail: one
// that is missing, empty or a comment checks nothing. A command that names none has nothing to show.
func (f *facts) hasScript(text string) bool {
	words := scriptWord.FindAllString(text, -1)
	if len(words) == 0 || strings.HasPrefix(text, "uses ") {
		return true
	}
	for _, w := range words {
		for _, p := range f.byBase(path.Base(w)) {
			if !namesFile(text, p) {
				continue
			}
			if strings.HasSuffix(p, ".py") {
				if file := f.py(p); file != nil && (len(file.uses) > 0 || len(file.imports) > 0) {
					return true
				}
			} else if slices.ContainsFunc(f.script(p), func(c command) bool { return !prints.MatchString(c.Text) }) {
				return true
			}
		}
	}
	return false
}

var endsBadly = regexp.MustCompile(`^(sys\.)?exit$|^os\._exit$|SystemExit$|^(subprocess\.)?check_(call|output)$`)

// runsScriptAbout lists where workflows run a Python script of the tree that speaks of something in
// its strings or names, and that can fail: a check is known by what it does, too.
func (f *facts) runsScriptAbout(about *regexp.Regexp, words ...string) []ciRun {
	return f.runsWhere(func(text string, _ *step) bool {
		if !strings.Contains(text, ".py") || strings.HasPrefix(text, "uses ") {
			return false
		}
		for _, w := range scriptWord.FindAllString(text, -1) {
			if !strings.HasSuffix(w, ".py") || strings.Contains(path.Base(w), "test") || path.Base(w) == "setup.py" {
				continue // a suite or a build, whatever it speaks of
			}
			for _, p := range f.byBase(path.Base(w)) {
				if namesFile(text, p) && f.isCheckOf(p, about, words) {
					return true
				}
			}
		}
		return false
	})
}

// byBase lists the files of the tree by the last part of their path.
func (f *facts) byBase(base string) []string {
	return once(f, "by base", func() map[string][]string {
		out := map[string][]string{}
		for _, p := range f.in.Tree.Paths {
			out[path.Base(p)] = append(out[path.Base(p)], p)
		}
		return out
	})[base]
}

func (f *facts) isCheckOf(p string, about *regexp.Regexp, words []string) bool {
	if !holdsAny(f.read(p), words...) {
		return false
	}
	file := f.py(p)
	if file == nil {
		return false
	}
	speaks := slices.ContainsFunc(file.strings, func(s pyString) bool { return about.MatchString(s.text) }) ||
		slices.ContainsFunc(file.uses, func(u parse.PyUse) bool { return about.MatchString(u.Name) })
	can := slices.ContainsFunc(file.uses, func(u parse.PyUse) bool { return endsBadly.MatchString(u.Name) }) ||
		slices.ContainsFunc(file.lines, assertLine.MatchString)
	return speaks && can
}

// withScripts parts runs into those whose script stands in the tree, and evidence of the others: they
// run a script that the tree has not, or that holds nothing.
func (f *facts) withScripts(runs []ciRun) (there []ciRun, absent []Evidence) {
	for _, r := range runs {
		if f.hasScript(r.text) {
			there = append(there, r)
			continue
		}
		e := r.evidence(true)
		e.Text += "; the tree has no such script, or an empty one"
		absent = append(absent, e)
	}
	return there, absent
}

// but adds evidence to a verdict that is not done.
func (v verdict) but(evidence []Evidence) verdict {
	if v.state != Done {
		v.evidence = append(v.evidence, evidence...)
	}
	return v
}
