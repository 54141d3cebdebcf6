package audit

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// called are the commands of a script of the tree, or of a target of its Makefile, that a command runs.
type called struct {
	path     string
	commands []command
}

func (f *facts) calledBy(text string) []called {
	var out []called
	for _, p := range f.scriptsIn(text) {
		out = append(out, called{p, f.script(p)})
	}
	return append(out, f.recipes(text)...)
}

var (
	makeRun  = regexp.MustCompile(`^(make|gmake)\b`)
	makeRule = regexp.MustCompile(`^([\w.%/-][\w.%/ -]*?)\s*::?(?:[^=]|$)`)
)

// recipes are the commands of the targets that a command makes, in the Makefile at the top of the
// tree or in the folder of -C, those that a target depends on included.
func (f *facts) recipes(text string) []called {
	if !makeRun.MatchString(text) {
		return nil
	}
	dir := ""
	var targets []string
	args := strings.Fields(text)[1:]
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "-C" && i+1 < len(args):
			i++
			dir = args[i]
		case strings.HasPrefix(a, "-"), strings.Contains(a, "="):
		default:
			targets = append(targets, strings.Trim(a, `"'`))
		}
	}
	for _, name := range []string{"GNUmakefile", "makefile", "Makefile"} {
		p := path.Join(dir, name)
		if _, ok := slices.BinarySearch(f.in.Tree.Paths, p); ok {
			return []called{{p, shellCommands(recipeLines(linesOf(f.read(p)), targets))}}
		}
	}
	return nil
}

// recipeLines are the lines of the recipes of some targets, of the first one for none.
func recipeLines(lines []shellLine, targets []string) []shellLine {
	type rule struct {
		names, needs []string
		recipe       []shellLine
	}
	var rules []rule
	for _, l := range lines {
		switch {
		case strings.HasPrefix(l.Text, "\t"):
			if n := len(rules); n > 0 {
				// @, - and + in front are make's own; a dash passes over a failure.
				text := strings.TrimLeft(l.Text, "\t @+")
				if rest, ignores := strings.CutPrefix(text, "-"); ignores {
					text = strings.TrimLeft(rest, " @+") + " || true"
				}
				rules[n-1].recipe = append(rules[n-1].recipe, shellLine{Line: l.Line, Text: text})
			}
		case makeRule.MatchString(l.Text):
			names, needs, _ := strings.Cut(l.Text, ":")
			needs, _, _ = strings.Cut(needs, "#")
			rules = append(rules, rule{names: strings.Fields(names), needs: strings.Fields(needs)})
		}
	}
	if len(targets) == 0 {
		for _, r := range rules {
			if !strings.HasPrefix(r.names[0], ".") {
				targets = r.names[:1]
				break
			}
		}
	}
	var out []shellLine
	targets = slices.Clone(targets)
	for i := 0; i < len(targets) && i < 100; i++ {
		for _, r := range rules {
			if !slices.Contains(r.names, targets[i]) {
				continue
			}
			out = append(out, r.recipe...)
			for _, n := range r.needs {
				if !slices.Contains(targets, n) {
					targets = append(targets, n)
				}
			}
		}
	}
	return out
}

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
	for _, p := range f.in.Tree.Paths {
		if base := path.Base(p); !slices.ContainsFunc(words, func(w string) bool { return path.Base(w) == base }) || !namesFile(text, p) {
			continue
		}
		if strings.HasSuffix(p, ".py") {
			if file := f.py(p); file != nil && (len(file.uses) > 0 || len(file.imports) > 0) {
				return true
			}
		} else if len(f.script(p)) > 0 {
			return true
		}
	}
	return false
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
