package audit

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/rhysd/actionlint"
	yaml4 "go.yaml.in/yaml/v4"
)

// actionlintConfigs are where actionlint itself looks.
var actionlintConfigs = []string{".github/actionlint.yaml", ".github/actionlint.yml"}

// actionMeta is what the linter asks about a local action.
type actionMeta struct {
	meta *actionlint.ActionMetadata
	path string
	err  error
}

// linter runs actionlint's rules over the workflows of a tree without a disk. Its own Linter reads
// local actions and called workflows from files; here called workflows are put into its cache
// beforehand, and what it says of local actions is said by localAction in its words. Left out are
// its remarks on keys of their runs that belong to another kind of action, and on outputs that
// they don't have.
type linter struct {
	has        func(path string) bool
	config     *actionlint.Config
	cache      *actionlint.LocalReusableWorkflowCache
	called     map[string]bool   // specs of workflows that can be called
	uncallable map[string]string // why the other workflows of the tree can't
	actions    map[string]actionMeta
	said       map[string]bool // actions that were judged: each is reported where it is used first
}

// lintFinding is what actionlint says of a line.
type lintFinding struct {
	path    string
	line    int
	column  int
	kind    string
	message string
}

// ages says whether a finding is about the age of an action's runner: what the linter knows of
// that changes with the linter's version and not with the tree.
func (l lintFinding) ages() bool {
	return l.kind == "action" && strings.Contains(l.message, "is too old to run on GitHub Actions")
}

// lint gives the findings of actionlint over all workflows, without shellcheck and pyflakes, in order.
func (f *facts) lint() []lintFinding {
	l := &linter{has: f.has, called: map[string]bool{}, uncallable: map[string]string{}, actions: map[string]actionMeta{}, said: map[string]bool{}}
	l.readConfig(f)
	l.cache = actionlint.NewLocalReusableWorkflowCache(&actionlint.Project{}, "", nil)
	files := f.find(workflowGlobs...)
	for _, p := range files {
		w, _ := parseWorkflow(f.read(p))
		if w == nil {
			continue
		}
		l.uncallable["./"+p] = `"workflow_call" event trigger is not found in "on:"` + placeOfOn(f.read(p))
		for _, e := range w.On {
			if call, ok := e.(*actionlint.WorkflowCallEvent); ok {
				l.cache.WriteWorkflowCallEvent(p, call)
				l.called["./"+p] = true
			}
		}
	}
	for _, p := range f.find("**/action.yml", "**/action.yaml") {
		spec := path.Dir(p)
		m := actionMeta{meta: &actionlint.ActionMetadata{}, path: p}
		m.err = yaml4.Unmarshal(f.read(p), m.meta)
		l.actions[spec] = m
	}
	var out []lintFinding
	for _, p := range files {
		out = append(out, l.file(f, p)...)
	}
	return out
}

// placeOfOn says where `on:` of a workflow has its value, as actionlint does.
func placeOfOn(data []byte) string {
	var file struct {
		On yaml4.Node `yaml:"on"`
	}
	if err := yaml4.Unmarshal(data, &file); err != nil || file.On.Line == 0 {
		return ""
	}
	return fmt.Sprintf(" at line:%d, column:%d", file.On.Line, file.On.Column)
}

func (l *linter) readConfig(f *facts) {
	for _, p := range f.find(actionlintConfigs...) {
		c, err := actionlint.ParseConfig(f.read(p))
		if err != nil {
			f.problem(p, 0, "is no configuration of actionlint: "+err.Error())
			continue
		}
		l.config = c
		return
	}
}

// parseWorkflow is actionlint's reading; a panic of it on hostile input is an error like others.
func parseWorkflow(data []byte) (w *actionlint.Workflow, errs []*actionlint.Error) {
	defer func() {
		if r := recover(); r != nil {
			w, errs = nil, []*actionlint.Error{{Kind: "syntax-check", Message: fmt.Sprintf("actionlint can't read it: %v", r)}}
		}
	}()
	return actionlint.Parse(data)
}

func (l *linter) file(f *facts, p string) []lintFinding {
	w, all := parseWorkflow(f.read(p))
	if w != nil {
		all = append(all, l.local(w)...)
		all = append(all, l.rules(p, w)...)
	}
	ignore := l.config.PathConfigs(p)
	var out []lintFinding
	for _, e := range all {
		ignored := slices.ContainsFunc(ignore, func(c actionlint.PathConfig) bool { return c.Ignore.Match(e) })
		if !ignored && !selfReference(e) {
			out = append(out, lintFinding{path: p, line: e.Line, column: e.Column, kind: e.Kind, message: e.Message})
		}
	}
	slices.SortFunc(out, func(a, b lintFinding) int {
		switch {
		case a.line != b.line:
			return a.line - b.line
		case a.column != b.column:
			return a.column - b.column
		}
		return strings.Compare(a.message, b.message)
	})
	return slices.Compact(out)
}

// selfReference says whether a finding is about `uses: $/...`, which GitHub knows and this
// version of actionlint does not.
func selfReference(e *actionlint.Error) bool {
	return (e.Kind == "action" || e.Kind == "workflow-call") && strings.Contains(e.Message, `"$/`)
}

func (l *linter) rules(p string, w *actionlint.Workflow) (out []*actionlint.Error) {
	defer func() {
		if r := recover(); r != nil {
			out = append(out, &actionlint.Error{Kind: "syntax-check", Message: fmt.Sprintf("actionlint can't judge it: %v", r)})
		}
	}()
	actions := actionlint.NewLocalActionsCache(nil, nil)
	rules := []actionlint.Rule{
		actionlint.NewRuleMatrix(), actionlint.NewRuleCredentials(), actionlint.NewRuleShellName(), actionlint.NewRuleRunnerLabel(),
		actionlint.NewRuleEvents(), actionlint.NewRuleJobNeeds(), actionlint.NewRuleAction(actions), actionlint.NewRuleEnvVar(),
		actionlint.NewRuleID(), actionlint.NewRuleGlob(), actionlint.NewRulePermissions(), actionlint.NewRuleWorkflowCall(p, l.cache),
		actionlint.NewRuleExpression(actions, l.cache), actionlint.NewRuleDeprecatedCommands(), actionlint.NewRuleIfCond(),
	}
	v := actionlint.NewVisitor()
	for _, r := range rules {
		if l.config != nil {
			r.SetConfig(l.config)
		}
		v.AddPass(r)
	}
	if err := v.Visit(w); err != nil {
		return []*actionlint.Error{{Kind: "syntax-check", Message: err.Error()}}
	}
	for _, r := range rules {
		out = append(out, r.Errs()...)
	}
	return out
}

// local says what the rules would say had they a disk, and takes the names of workflows that
// can't be called out of their sight (as one of another repository, which they pass over).
func (l *linter) local(w *actionlint.Workflow) []*actionlint.Error {
	var out []*actionlint.Error
	var used []*actionlint.ExecAction
	for _, j := range w.Jobs {
		if call := j.WorkflowCall; call != nil && call.Uses != nil && strings.HasPrefix(call.Uses.Value, "./") && !l.called[call.Uses.Value] && !strings.Contains(call.Uses.Value, "@") {
			message := fmt.Sprintf("could not read reusable workflow file for %q: open %s: no such file or directory", call.Uses.Value, strings.TrimPrefix(call.Uses.Value, "./"))
			if why := l.uncallable[call.Uses.Value]; why != "" {
				message = fmt.Sprintf("error while parsing reusable workflow %q: %s", call.Uses.Value, why)
			}
			out = append(out, errorAt(call.Uses.Pos, "workflow-call", "%s", message))
			call.Uses.Value = "unknown/unknown/.github/workflows/unknown.yml@unknown"
		}
		for _, s := range j.Steps {
			if a, ok := s.Exec.(*actionlint.ExecAction); ok && a.Uses != nil && strings.HasPrefix(a.Uses.Value, "./") {
				used = append(used, a)
			}
		}
	}
	slices.SortFunc(used, func(a, b *actionlint.ExecAction) int { return a.Uses.Pos.Line - b.Uses.Pos.Line })
	for _, a := range used {
		out = append(out, l.localAction(a)...)
	}
	return out
}

func errorAt(pos *actionlint.Pos, kind, format string, args ...any) *actionlint.Error {
	return &actionlint.Error{Line: pos.Line, Column: pos.Col, Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// localAction holds what a step gives to a local action against what the action asks for, and at
// its first use the action itself against the rules.
func (l *linter) localAction(a *actionlint.ExecAction) []*actionlint.Error {
	dir := path.Clean(strings.TrimPrefix(a.Uses.Value, "./"))
	m, ok := l.actions[dir]
	if !ok {
		return nil // it may come with a checkout
	}
	first := !l.said[dir]
	l.said[dir] = true
	if m.err != nil {
		if !first {
			return nil
		}
		return []*actionlint.Error{errorAt(a.Uses.Pos, "action", "could not parse action metadata in %q: %s", dir, yamlMessage(m.err))}
	}
	var out []*actionlint.Error
	if first {
		out = append(actionItself(m, a.Uses.Pos), l.filesOfAction(m, a.Uses.Pos)...)
	}
	var all, required []string
	for _, asked := range m.meta.Inputs {
		all = append(all, asked.Name)
		if asked.Required {
			required = append(required, asked.Name)
		}
	}
	for id, given := range a.Inputs {
		if asked, ok := m.meta.Inputs[id]; ok && asked.Deprecated && !asked.Required {
			message := fmt.Sprintf("avoid using deprecated input %q in action %q defined at %q", asked.Name, m.meta.Name, a.Uses.Value)
			if asked.DeprecationMessage != "" {
				message += ": " + asked.DeprecationMessage
			}
			out = append(out, errorAt(given.Name.Pos, "action", "%s", message))
		} else if !ok {
			out = append(out, errorAt(given.Name.Pos, "action", "input %q is not defined in action %q defined at %q. available inputs are %s",
				given.Name.Value, m.meta.Name, a.Uses.Value, quoted(all)))
		}
	}
	for id, asked := range m.meta.Inputs {
		if _, ok := a.Inputs[id]; asked.Required && !ok {
			out = append(out, errorAt(a.Uses.Pos, "action", "missing input %q which is required by action %q defined at %q. all required inputs are %s",
				asked.Name, m.meta.Name, a.Uses.Value, quoted(required)))
		}
	}
	return out
}

func actionItself(m actionMeta, pos *actionlint.Pos) []*actionlint.Error {
	var out []*actionlint.Error
	if m.meta.Name == "" {
		out = append(out, errorAt(pos, "action", "name is required in action metadata %q", m.path))
	}
	if m.meta.Description == "" {
		out = append(out, errorAt(pos, "action", "description is required in metadata of %q action at %q", m.meta.Name, m.path))
	}
	switch using := m.meta.Runs.Using; using {
	case "composite", "docker", "node20", "node24":
	case "":
		out = append(out, errorAt(pos, "action", `"runs.using" is missing in local action %q defined at %q`, m.meta.Name, path.Dir(m.path)))
	default:
		out = append(out, errorAt(pos, "action", `invalid runner name %q at runs.using in %q action defined at %q. valid runners are "composite", "docker", "node20", and "node24". see https://docs.github.com/en/actions/creating-actions/metadata-syntax-for-github-actions#runs`, using, m.meta.Name, path.Dir(m.path)))
	}
	return out
}

func quoted(names []string) string {
	slices.Sort(names)
	for i, n := range names {
		names[i] = strconv.Quote(n)
	}
	return strings.Join(names, ", ")
}

// yamlMessage is the message of a YAML error on one line; a single one without the library's words around it.
func yamlMessage(err error) string {
	var t *yaml4.TypeError
	if errors.As(err, &t) && len(t.Errors) == 1 {
		return t.Errors[0].Error()
	}
	return strings.ReplaceAll(err.Error(), "\n", "")
}

// checkActionlintClean: actionlint, as it is built into this program, finds nothing in any
// workflow. What it says of the age of an action makes the row partial: its own data age too.
func checkActionlintClean(f *facts, _ *Row) verdict {
	const needs = "workflows in which actionlint (1.7.12) finds nothing"
	c := f.ci()
	if len(f.find(workflowGlobs...)) == 0 {
		v, _ := noWorkflows(c, needs)
		return v
	}
	evidence := c.broken()
	state := Done
	if len(evidence) > 0 {
		state = NotDone
	}
	for _, l := range f.lint() {
		if l.ages() {
			state = worse(state, Partial)
		} else {
			state = NotDone
		}
		evidence = append(evidence, Evidence{Path: l.path, Line: l.line, Text: fmt.Sprintf("%s [%s]", l.message, l.kind), Against: true})
	}
	if state == Done {
		return done(Evidence{Text: fmt.Sprintf("actionlint finds nothing in %d workflows", len(f.find(workflowGlobs...)))})
	}
	if state == Partial {
		return partly("newer versions of the actions that actionlint (1.7.12) calls too old", evidence...)
	}
	return missing(needs, evidence...)
}
