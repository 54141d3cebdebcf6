package audit

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxNodes bounds how many values of one file are visited, aliases followed: a file can name
// itself a million times in a few lines.
const maxNodes = 500_000

// reader walks one file.
type reader struct {
	w     *workflow
	nodes int
}

// readWorkflow reads a workflow or an action; nil for an action that is not composite.
func readWorkflow(p string, data []byte, action bool) *workflow {
	w := &workflow{Path: p, Action: action, Generated: generated(p, data)}
	r := &reader{w: w}
	var doc yaml.Node
	switch err := yaml.Unmarshal(data, &doc); {
	case err != nil:
		w.Broken = "is no valid YAML: " + err.Error()
		return w
	case len(doc.Content) == 0:
		w.Broken = "is empty"
		return w
	}
	w.lines = strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	root := r.resolve(doc.Content[0])
	if root.Kind != yaml.MappingNode {
		w.Broken = "is no mapping"
		return w
	}
	r.validate(root, nil)
	if action {
		runs := r.get(root, "runs")
		if runs == nil || text(r.get(runs, "using")) == "" {
			r.fail("has no runs.using")
		} else if text(r.get(runs, "using")) != "composite" {
			return nil
		}
		w.Name = text(r.get(root, "name"))
		r.composite(runs)
		return w
	}
	r.workflow(root)
	return w
}

// generated says whether a file says that it was made from another.
func generated(p string, data []byte) bool {
	head := string(data[:min(len(data), 600)])
	return strings.HasPrefix(path.Base(p), "generated-") || strings.Contains(head, "@generated") ||
		regexp.MustCompile(`(?i)#.*(do not edit|auto-?generated|generated (by|from))`).MatchString(head)
}

func (r *reader) fail(format string, args ...any) {
	if r.w.Broken == "" {
		r.w.Broken = fmt.Sprintf(format, args...)
	}
}

// validate finds what GitHub refuses and the YAML library lets pass: keys that stand twice, merge
// keys, values that hold themselves.
func (r *reader) validate(n *yaml.Node, above []*yaml.Node) {
	if r.nodes++; r.nodes > maxNodes {
		r.fail("has more than %d values, aliases followed", maxNodes)
		return
	}
	if n.Kind == yaml.AliasNode {
		if slices.Contains(above, n.Alias) {
			r.fail("line %d: the alias %s holds itself", n.Line, n.Value)
			return
		}
		n = n.Alias
	}
	above = append(above, n)
	if n.Kind == yaml.MappingNode {
		seen := map[string]bool{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Tag == "!!merge" {
				r.fail("line %d: GitHub knows no merge keys (<<)", key.Line)
			} else if seen[key.Value] {
				r.fail("line %d: the key %s stands twice", key.Line, key.Value)
			}
			seen[key.Value] = true
			r.validate(n.Content[i+1], above)
		}
		return
	}
	for _, c := range n.Content {
		r.validate(c, above)
	}
}

func (r *reader) resolve(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// get is the value of a key of a mapping, nil where there is none.
func (r *reader) get(n *yaml.Node, key string) *yaml.Node {
	_, v := r.pair(n, key)
	return v
}

func (r *reader) pair(n *yaml.Node, key string) (k, v *yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i], r.resolve(n.Content[i+1])
		}
	}
	return nil, nil
}

// text is the text of a plain value, "" for anything else.
func text(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

func (r *reader) scalar(n *yaml.Node, key string) scalar {
	k, v := r.pair(n, key)
	if v == nil || v.Kind != yaml.ScalarNode {
		return scalar{}
	}
	return scalar{Text: v.Value, Line: v.Line, Key: k.Line}
}

func (r *reader) scalars(n *yaml.Node) map[string]scalar {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	out := map[string]scalar{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if v := r.resolve(n.Content[i+1]); v.Kind == yaml.ScalarNode {
			out[n.Content[i].Value] = scalar{Text: v.Value, Line: v.Line, Key: n.Content[i].Line}
		}
	}
	return out
}

func (r *reader) workflow(root *yaml.Node) {
	w := r.w
	w.Name = text(r.get(root, "name"))
	w.Permissions = r.permissions(root)
	w.Triggers = r.triggers(r.get(root, "on"))
	if len(w.Triggers) == 0 {
		r.fail("says nothing of what starts it (on:)")
	}
	jobs := r.get(root, "jobs")
	if jobs == nil || jobs.Kind != yaml.MappingNode || len(jobs.Content) == 0 {
		r.fail("has no jobs")
		return
	}
	shell := text(r.get(r.get(r.get(root, "defaults"), "run"), "shell"))
	env := r.scalars(r.get(root, "env"))
	for i := 0; i+1 < len(jobs.Content); i += 2 {
		j := r.job(jobs.Content[i], r.resolve(jobs.Content[i+1]))
		if j.Shell == "" {
			j.Shell = shell
		}
		for k, v := range env {
			if _, ok := j.Env[k]; !ok {
				j.Env[k] = v
			}
		}
		w.Jobs = append(w.Jobs, j)
	}
}

func (r *reader) triggers(on *yaml.Node) []trigger {
	var out []trigger
	switch {
	case on == nil:
	case on.Kind == yaml.ScalarNode && on.Value != "":
		out = append(out, trigger{Event: on.Value, Line: on.Line})
	case on.Kind == yaml.SequenceNode:
		for _, e := range on.Content {
			out = append(out, trigger{Event: text(r.resolve(e)), Line: e.Line})
		}
	case on.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(on.Content); i += 2 {
			t := trigger{Event: on.Content[i].Value, Line: on.Content[i].Line}
			if v := r.resolve(on.Content[i+1]); t.Event == "schedule" && v.Kind == yaml.SequenceNode {
				for _, e := range v.Content {
					if cron := r.scalar(r.resolve(e), "cron"); cron.set() {
						t.Crons = append(t.Crons, cron)
					}
				}
			}
			filter := r.resolve(on.Content[i+1])
			t.Paths, t.PathsIgnore = r.texts(r.get(filter, "paths")), r.texts(r.get(filter, "paths-ignore"))
			out = append(out, t)
		}
	}
	return out
}

// texts are those of a list, or of one plain value.
func (r *reader) texts(n *yaml.Node) []string {
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.ScalarNode && n.Value != "":
		return []string{n.Value}
	}
	var out []string
	for _, c := range n.Content {
		out = append(out, text(r.resolve(c)))
	}
	return out
}

func (r *reader) permissions(n *yaml.Node) *permissions {
	k, v := r.pair(n, "permissions")
	if v == nil {
		return nil
	}
	p := &permissions{Line: k.Line, Scopes: map[string]string{}}
	if v.Kind == yaml.ScalarNode {
		p.All = v.Value
	}
	for name, s := range r.scalars(v) {
		p.Scopes[name] = s.Text
	}
	return p
}

func (r *reader) job(key, n *yaml.Node) *job {
	j := &job{ID: key.Value, Line: key.Line, Env: map[string]scalar{}}
	if n.Kind != yaml.MappingNode {
		r.fail("line %d: the job %s is no mapping", key.Line, key.Value)
		return j
	}
	j.Name = text(r.get(n, "name"))
	j.If = r.scalar(n, "if")
	j.ContinueOnError = r.scalar(n, "continue-on-error")
	j.FailFast = r.scalar(r.get(n, "strategy"), "fail-fast")
	j.Uses = r.scalar(n, "uses")
	j.Permissions = r.permissions(n)
	j.RunsOn = r.labels(r.get(n, "runs-on"))
	j.Shell = text(r.get(r.get(r.get(n, "defaults"), "run"), "shell"))
	for k, v := range r.scalars(r.get(n, "env")) {
		j.Env[k] = v
	}
	r.image(j, n, "container")
	if services := r.get(n, "services"); services != nil && services.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(services.Content); i += 2 {
			r.image(j, services, services.Content[i].Value)
		}
	}
	j.Steps = r.steps(r.get(n, "steps"))
	if len(j.Steps) == 0 && !j.Uses.set() {
		r.fail("line %d: the job %s has neither steps nor a workflow that it uses", key.Line, key.Value)
	}
	return j
}

// labels are those of a runner: one, a list, or below `labels` of a group.
func (r *reader) labels(n *yaml.Node) string {
	if n == nil || n.Kind == yaml.ScalarNode {
		return text(n)
	}
	if n.Kind == yaml.MappingNode {
		return r.labels(r.get(n, "labels"))
	}
	var out []string
	for _, c := range n.Content {
		out = append(out, text(r.resolve(c)))
	}
	return strings.Join(out, " ")
}

func (r *reader) image(j *job, n *yaml.Node, key string) {
	s := r.scalar(n, key)
	if !s.set() {
		s = r.scalar(r.get(n, key), "image")
	}
	if s.set() && s.Text != "" {
		j.Images = append(j.Images, s)
	}
}

// composite reads the steps of an action as one job.
func (r *reader) composite(runs *yaml.Node) {
	j := &job{ID: path.Base(path.Dir(r.w.Path)), Name: r.w.Name, Line: 1, Env: map[string]scalar{}}
	j.Steps = r.steps(r.get(runs, "steps"))
	if len(j.Steps) == 0 {
		r.fail("has no steps")
	}
	r.w.Jobs = []*job{j}
}

func (r *reader) steps(n *yaml.Node) []*step {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.fail("line %d: steps is no list", n.Line)
		return nil
	}
	var out []*step
	for _, c := range n.Content {
		c = r.resolve(c)
		if c.Kind != yaml.MappingNode {
			r.fail("line %d: a step is no mapping", c.Line)
			continue
		}
		s := &step{Line: c.Line, ID: text(r.get(c, "id")), Name: text(r.get(c, "name")), Shell: text(r.get(c, "shell")),
			If: r.scalar(c, "if"), ContinueOnError: r.scalar(c, "continue-on-error"), Uses: r.scalar(c, "uses"), Run: r.scalar(c, "run"),
			With: r.scalars(r.get(c, "with")), Env: r.scalars(r.get(c, "env"))}
		s.Script = r.script(c, "run")
		if strings.Contains(s.Uses.Text, "retry") {
			s.Script = r.script(r.get(c, "with"), "command")
		}
		s.commands = shellCommands(s.Script)
		out = append(out, s)
	}
	return out
}

// script gives each line of a script its line of the file. Literal blocks keep their lines; what
// is folded or quoted keeps only its first.
func (r *reader) script(n *yaml.Node, key string) []shellLine {
	v := r.get(n, key)
	if v == nil || v.Kind != yaml.ScalarNode || v.Value == "" {
		return nil
	}
	var out []shellLine
	for i, line := range strings.Split(strings.TrimRight(v.Value, "\n"), "\n") {
		at := v.Line
		switch v.Style & (yaml.LiteralStyle | yaml.FoldedStyle) {
		case yaml.LiteralStyle:
			at = v.Line + 1 + i
		case yaml.FoldedStyle:
			at = v.Line + 1
		}
		out = append(out, shellLine{Line: at, Text: line})
	}
	return out
}
