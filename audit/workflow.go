package audit

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// workflow is a workflow of GitHub Actions or the steps of a composite action, as the checks see
// it. One reader makes both, since a step is a step in either, and neither of the libraries keeps
// what is asked for here: comments, and the line of each line of a script.
type workflow struct {
	Path        string
	Action      bool   // a composite action: one job without triggers
	Broken      string // why it can't be understood, "" if it can
	Generated   bool   // made from a template, which is where to mend it
	Name        string
	Triggers    []trigger
	Permissions *permissions // nil where none are declared
	Jobs        []*job
	lines       []string
}

// trigger is one event of `on:`.
type trigger struct {
	Event string
	Line  int
	Crons []scalar // of schedule

	Paths, PathsIgnore []string // the changes that start it; nil for all
}

// permissions of a token: one word for all scopes, or a word a scope.
type permissions struct {
	Line   int
	All    string
	Scopes map[string]string
}

// scalar is a plain value with the line that it stands on; Line 0 is a value that is not there.
// Key is the line of its key, which for a script is the line above its first.
type scalar struct {
	Text string
	Line int
	Key  int
}

func (s scalar) set() bool { return s.Line > 0 }

// job is a job; of a composite action, the whole action.
type job struct {
	ID, Name        string
	Line            int
	If              scalar
	ContinueOnError scalar
	FailFast        scalar
	Uses            scalar
	Permissions     *permissions
	Images          []scalar // of its container and services
	RunsOn          string   // labels of its runner, with blanks between
	Env             map[string]scalar
	Shell           string
	Steps           []*step
}

// step is a step of a job or of a composite action.
type step struct {
	ID, Name        string
	Line            int
	If              scalar
	ContinueOnError scalar
	Uses            scalar
	Run             scalar
	Shell           string
	With, Env       map[string]scalar
	Script          []shellLine // what it runs, from run or from the command of a retry action
	commands        []command   // of Script
}

// shellLine is one line of a script where it stands in the file.
type shellLine struct {
	Line int
	Text string
}

// ci is everything that the checks on workflows share.
type ci struct {
	workflows []*workflow
	byPath    map[string]*workflow
	callers   map[string][]*workflow // of a reusable workflow or local action, by its path
	silent    []SilentFailure
	pins      []Pin
	scripts   map[string][]command // of the scripts that workflows run, by path
}

// workflowGlobs are where GitHub looks for workflows, and where repositories keep composite
// actions: GitHub takes an action from any folder.
var workflowGlobs = []string{".github/workflows/*.yml", ".github/workflows/*.yaml"}

var actionGlobs = []string{".github/actions/**/action.yml", ".github/actions/**/action.yaml", "action.yml", "action.yaml"}

// ci reads every workflow and composite action of the tree, once.
func (f *facts) ci() *ci {
	if f.ciFacts != nil {
		return f.ciFacts
	}
	c := &ci{byPath: map[string]*workflow{}, callers: map[string][]*workflow{}, scripts: map[string][]command{}}
	f.ciFacts = c
	todo := f.find(append(slices.Clone(workflowGlobs), actionGlobs...)...)
	for seen := map[string]bool{}; len(todo) > 0; todo = todo[1:] {
		p := todo[0]
		if seen[p] {
			continue
		}
		seen[p] = true
		data := f.read(p)
		w := readWorkflow(p, data, !strings.HasPrefix(p, ".github/workflows/"))
		if w == nil {
			continue // an action of another kind: it has no steps
		}
		if slices.ContainsFunc(f.problems, func(e Evidence) bool { return e.Path == p }) {
			w.Broken = "can't be read"
		} else if w.Broken != "" {
			f.problem(p, 0, w.Broken)
		}
		c.workflows = append(c.workflows, w)
		c.byPath[p] = w
		for _, u := range w.uses() {
			todo = append(todo, f.localActions(u.Text)...)
		}
	}
	slices.SortFunc(c.workflows, func(a, b *workflow) int { return strings.Compare(a.Path, b.Path) })
	for _, w := range c.workflows {
		for _, u := range w.uses() {
			if target := c.local(u.Text); target != nil {
				c.callers[target.Path] = append(c.callers[target.Path], w)
			}
		}
	}
	c.silent = silentFailures(c, f.in.Settings)
	c.pins = pinsOf(c, f.in.Settings)
	return c
}

// localActions are the files of an action that a `uses` names by its folder, wherever that is.
func (f *facts) localActions(uses string) []string {
	p, ok := strings.CutPrefix(uses, "./")
	if !ok {
		return nil
	}
	var out []string
	for _, name := range []string{"action.yml", "action.yaml"} {
		file := path.Join(p, name)
		if _, ok := slices.BinarySearch(f.in.Tree.Paths, file); ok {
			out = append(out, file)
		}
	}
	return out
}

// uses lists what the workflow uses: actions of steps, and workflows of jobs.
func (w *workflow) uses() []scalar {
	var out []scalar
	for _, j := range w.Jobs {
		if j.Uses.set() {
			out = append(out, j.Uses)
		}
		for _, s := range j.Steps {
			if s.Uses.set() {
				out = append(out, s.Uses)
			}
		}
	}
	return out
}

// local finds the workflow or composite action of this tree that a `uses` names, nil for none.
// The repository may be checked out into a folder first ("./pytorch/.github/actions/x").
func (c *ci) local(uses string) *workflow {
	p, ok := strings.CutPrefix(uses, "./")
	if !ok {
		p, ok = strings.CutPrefix(uses, "$/")
	}
	if !ok {
		return nil
	}
	for _, rest := range []string{p, afterGithub(p)} {
		for _, name := range []string{rest, path.Join(rest, "action.yml"), path.Join(rest, "action.yaml")} {
			if w := c.byPath[name]; w != nil {
				return w
			}
		}
	}
	return nil
}

func afterGithub(p string) string {
	if i := strings.Index(p, "/.github/"); i >= 0 {
		return p[i+1:]
	}
	return p
}

// broken lists the workflows that can't be understood, as evidence against every row that rests
// on reading them all.
func (c *ci) broken() []Evidence {
	var out []Evidence
	for _, w := range c.workflows {
		if w.Broken != "" {
			out = append(out, Evidence{Path: w.Path, Text: w.Broken, Against: true})
		}
	}
	return out
}

// real says whether there is a workflow at all, apart from actions.
func (c *ci) real() bool {
	return slices.ContainsFunc(c.workflows, func(w *workflow) bool { return !w.Action && w.Broken == "" })
}

// events are the events that start a workflow, those of its callers included: a reusable
// workflow or an action runs when they do.
func (c *ci) events(w *workflow) map[string]bool {
	out := map[string]bool{}
	seen := map[string]bool{}
	var visit func(w *workflow)
	visit = func(w *workflow) {
		if seen[w.Path] {
			return
		}
		seen[w.Path] = true
		for _, t := range w.Triggers {
			out[t.Event] = true
		}
		for _, caller := range c.callers[w.Path] {
			visit(caller)
		}
	}
	visit(w)
	return out
}

// onChangeOf says whether a proposed change of one of the files starts the workflow.
func (c *ci) onChangeOf(w *workflow, files []string) bool {
	for _, by := range append([]*workflow{w}, c.callers[w.Path]...) {
		for _, t := range by.Triggers {
			if t.onChange() && slices.ContainsFunc(files, t.covers) || by != w && t.Event == "workflow_call" {
				return true
			}
		}
	}
	return false
}

func (t trigger) onChange() bool {
	return t.Event == "pull_request" || t.Event == "pull_request_target" || t.Event == "merge_group"
}

// covers says whether a change of a file passes the filters of an event. Of several patterns the
// last that fits counts, and one with a ! takes away.
func (t trigger) covers(file string) bool {
	in := func(patterns []string) (yes bool) {
		for _, p := range patterns {
			plain, negated := strings.CutPrefix(p, "!")
			if doublestar.MatchUnvalidated(plain, file) {
				yes = !negated
			}
		}
		return yes
	}
	return (t.Paths == nil || in(t.Paths)) && !in(t.PathsIgnore)
}

// onChange says whether a change that is proposed starts the workflow.
func (c *ci) onChange(w *workflow) bool {
	e := c.events(w)
	return e["pull_request"] || e["pull_request_target"] || e["merge_group"]
}

var (
	commentMarker = regexp.MustCompile(`^(?i:(noqa|nosec|yamllint|shellcheck|actionlint|zizmor|checkov|nosemgrep|todo|fixme|xxx|ratchet)\b)`)
	commentedCode = regexp.MustCompile(`^-?\s*[\w-]+:(\s+\S+)?$`)
	words         = regexp.MustCompile(`\pL{2,}`)
)

// trailing is the comment at the end of a line, with quotes minded.
func trailing(line string) string {
	var quote rune
	runes := []rune(line)
	for i, r := range runes {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case (r == '"' || r == '\'') && (i == 0 || strings.ContainsRune(" \t:[{,(=", runes[i-1])):
			quote = r
		case r == '#' && (i == 0 || runes[i-1] == ' ' || runes[i-1] == '\t'):
			return strings.TrimSpace(string(runes[i+1:]))
		}
	}
	return ""
}

// above is the comment block that stands directly above a line, "" for none. A blank line ends it.
func (w *workflow) above(line int) string {
	var block []string
	for i := line - 2; i >= 0 && i < len(w.lines); i-- {
		text, ok := strings.CutPrefix(strings.TrimSpace(w.lines[i]), "#")
		if !ok {
			break
		}
		block = append(block, strings.TrimSpace(strings.TrimLeft(text, "#")))
	}
	slices.Reverse(block)
	return strings.TrimSpace(strings.Join(block, "\n"))
}

// reason is what of a comment gives a reason: three words or more that are neither an order to
// another tool nor a line that was commented out.
func reason(comment string) string {
	var kept []string
	for _, line := range strings.Split(comment, "\n") {
		if line = strings.TrimSpace(line); line == "" || commentMarker.MatchString(line) || commentedCode.MatchString(line) {
			continue
		}
		kept = append(kept, line)
	}
	text := strings.Join(kept, " ")
	if len(words.FindAllString(text, 3)) < 3 {
		return ""
	}
	return text
}

// justification is the reason given for what stands on a line: at the end of the line, else
// directly above it, else directly above the step or job that it belongs to. The second result
// says that it is the last of these, which may speak of something else.
func (w *workflow) justification(line, owner int) (text string, loose bool) {
	if line >= 1 && line <= len(w.lines) {
		if r := reason(trailing(w.lines[line-1])); r != "" {
			return r, false
		}
	}
	if r := reason(w.above(line)); r != "" {
		return r, false
	}
	if owner > 0 && owner != line {
		if r := reason(w.above(owner)); r != "" {
			return r, true
		}
	}
	return "", false
}
