package audit

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// called are commands that a command of a workflow runs by way of a file of the tree.
type called struct {
	path     string
	commands []command
}

// calledBy follows a command one step: into the shell scripts that it names, and into the recipes of
// the targets that make is to make.
func (f *facts) calledBy(text string) []called {
	var out []called
	for _, p := range f.scriptsIn(text) {
		out = append(out, called{p, f.script(p)})
	}
	words := strings.Fields(text)
	if len(words) == 0 || words[0] != "make" && words[0] != "gmake" {
		return out
	}
	dir, targets := "", []string(nil)
	for i := 1; i < len(words); i++ {
		switch w := words[i]; {
		case w == "-C" && i+1 < len(words):
			i++
			dir = strings.TrimPrefix(words[i], "./")
		case !strings.HasPrefix(w, "-") && !strings.Contains(w, "="):
			targets = append(targets, w)
		}
	}
	for _, name := range []string{"GNUmakefile", "makefile", "Makefile"} {
		p := path.Join(dir, name)
		if _, ok := slices.BinarySearch(f.in.Tree.Paths, p); ok {
			return append(out, called{p, shellCommands(recipes(linesOf(f.read(p)), targets))})
		}
	}
	return out
}

var makeRule = regexp.MustCompile(`^([\w./ -]+?)\s*::?(?:\s+(.*))?$`)

// recipes are the lines that make runs for some targets, with what these depend on first; for none,
// those of the first target. A line that begins with "-" may fail.
func recipes(lines []shellLine, targets []string) []shellLine {
	needs, recipe := map[string][]string{}, map[string][]shellLine{}
	var current []string
	for _, l := range lines {
		switch m := makeRule.FindStringSubmatch(l.Text); {
		case strings.HasPrefix(l.Text, "\t"):
			text := strings.TrimLeft(strings.TrimSpace(l.Text), "@+")
			if rest, ok := strings.CutPrefix(text, "-"); ok {
				text = strings.TrimLeft(rest, "@+") + " || true"
			}
			for _, t := range current {
				recipe[t] = append(recipe[t], shellLine{Line: l.Line, Text: text})
			}
		case m != nil:
			current = strings.Fields(m[1])
			for _, t := range current {
				needs[t] = append(needs[t], strings.Fields(m[2])...)
				if len(targets) == 0 && !strings.HasPrefix(t, ".") {
					targets = []string{t}
				}
			}
		case strings.TrimSpace(l.Text) != "" && !strings.HasPrefix(l.Text, "#"):
			current = nil
		}
	}
	seen := map[string]bool{}
	var out []shellLine
	var add func(target string)
	add = func(target string) {
		if seen[target] {
			return
		}
		seen[target] = true
		for _, n := range needs[target] {
			add(n)
		}
		out = append(out, recipe[target]...)
	}
	for _, t := range targets {
		add(t)
	}
	return out
}
