package audit

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/rhysd/actionlint"
)

// supplyChainParts are the parts of the security score on the workflows: who may run code in
// them. What is looked at follows OpenSSF Scorecard's Pinned-Dependencies, Token-Permissions and
// Dangerous-Workflow; that a person stands behind each workflow, its Code-Review.
func supplyChainParts() []scorePart {
	return []scorePart{
		{"actions fixed to a commit", 3, "references to actions that are fixed to a commit; those of third parties weigh 8, GitHub's own 2, those of the own organisation nothing", ofWorkflows(pinPart)},
		{"least permissions of the token", 2, "workflows that say what their token may do and give the right to write only to the jobs that need it (to every job: half)", ofWorkflows(permissionPart)},
		{"no checkout of foreign code with the rights of the base", 2, "no workflow that a stranger's request starts with the base's rights (pull_request_target, workflow_run, issue_comment) checks out that request", ofWorkflows(dangerPart(foreignCheckouts))},
		{"no script injection", 2, "no text that a stranger writes (titles, branches, messages) stands in `run:` through ${{ }}", ofWorkflows(dangerPart(injections))},
		{"CODEOWNERS on workflows", 1, "workflows that have an owner in CODEOWNERS, who is asked before one changes", workflowOwners},
	}
}

// ofWorkflows measures a part where there are workflows and all can be read: what can't be read
// is no merit.
func ofWorkflows(measure func(*ci) measured) func(*facts) measured {
	return func(f *facts) measured {
		c := f.ci()
		if !c.real() {
			return measured{evidence: []Evidence{{Text: "no workflow that can be read", Against: true}}}
		}
		m := measure(c)
		if broken := c.broken(); len(broken) > 0 {
			m.share, m.evidence = 0, append(m.evidence, broken...)
		}
		return m
	}
}

// pinPart gives the share of references that are fixed to a commit or digest. Actions of GitHub
// itself weigh 2, those of third parties 8, as Scorecard has them; those of the own organisation
// and of the tree are a trust boundary, and left out.
func pinPart(c *ci) measured {
	m := measured{share: 1}
	var sum, got float64
	for _, group := range []struct {
		weight float64
		github bool
	}{{2, true}, {8, false}} {
		total, pinned := 0, 0
		for _, pin := range c.pins {
			github := strings.HasPrefix(pin.Name, "actions/") || strings.HasPrefix(pin.Name, "github/")
			if pin.Own || pin.Container || pin.Kind == PinLocal || github != group.github {
				continue
			}
			total++
			if pin.Kind.Pinned() {
				pinned++
			} else {
				m.evidence = append(m.evidence, pin.evidence(true, ""))
			}
		}
		if total > 0 {
			sum += group.weight
			got += group.weight * float64(pinned) / float64(total)
		}
	}
	if sum > 0 {
		m.share = got / sum
	}
	if len(m.evidence) == 0 {
		m.evidence = []Evidence{pinSummary(c.pins)}
	}
	return m
}

// permissionPart gives the share of workflows that give their token no more than they say: rights
// to write only at the jobs that need them. A workflow that others call has at most their rights,
// and is left out unless it says something.
func permissionPart(c *ci) (m measured) {
	total, least := 0, 0.0
	for _, w := range c.workflows {
		if w.Action || w.Broken != "" || w.Permissions == nil && len(w.Triggers) == 1 && w.Triggers[0].Event == "workflow_call" {
			continue
		}
		total++
		grade, why, line := w.permissionGrade()
		least += grade
		if grade < 1 {
			m.evidence = append(m.evidence, Evidence{Path: w.Path, Line: line, Text: why, Against: true})
		}
	}
	if total > 0 {
		m.share = least / float64(total)
	}
	if total > 0 && len(m.evidence) == 0 {
		m.evidence = []Evidence{{Text: fmt.Sprintf("%d workflows say what their token may do, and give no right to write to all jobs", total)}}
	}
	return m
}

func (w *workflow) permissionGrade() (grade float64, why string, line int) {
	for _, j := range w.Jobs {
		if j.Permissions != nil && j.Permissions.All == "write-all" {
			return 0, "write-all for the job " + j.title(), j.Permissions.Line
		}
	}
	if w.Permissions == nil {
		for _, j := range w.Jobs {
			if j.Permissions == nil {
				return 0, "no permissions for the job " + j.title() + ": its token has those of the repository's default", j.Line
			}
		}
		return 1, "", 0
	}
	if w.Permissions.All == "write-all" {
		return 0, "write-all for every job", w.Permissions.Line
	}
	for _, scope := range []string{"actions", "attestations", "checks", "contents", "deployments", "id-token", "packages", "pull-requests", "issues", "security-events", "statuses"} {
		if w.Permissions.Scopes[scope] == "write" {
			return 0.5, scope + ": write for every job, not only for the one that needs it", w.Permissions.Line
		}
	}
	return 1, "", 0
}

// dangerPart gives all its points where a search finds nothing, none where it finds something.
func dangerPart(search func(*ci, *workflow) []Evidence) func(*ci) measured {
	return func(c *ci) (m measured) {
		for _, w := range c.workflows {
			m.evidence = append(m.evidence, search(c, w)...)
		}
		if len(m.evidence) == 0 {
			return measured{share: 1, evidence: []Evidence{{Text: fmt.Sprintf("none in %d workflows and actions", len(c.workflows))}}}
		}
		return m
	}
}

var (
	foreignRef   = regexp.MustCompile(`github\.event\.pull_request\.(head\.|number|merge_commit_sha)|github\.head_ref|github\.event\.workflow_run\.(head_sha|head_branch|head_repository)|github\.event\.(issue\.)?number|refs/pull/`)
	foreignFetch = regexp.MustCompile(`^gh pr checkout\b|^git (fetch|pull|checkout)\b.*(pull/|head_ref|HEAD_REF|PR_)`)
	fetches      = regexp.MustCompile(`^git (-\S+ \S+ )*(fetch|pull|checkout|switch|merge|reset|clone|cherry-pick)\b`)
)

// foreignCheckouts finds workflows that a stranger's pull request starts with the rights of the
// base (pull_request_target, workflow_run, issue_comment) and that check the stranger's code out.
func foreignCheckouts(c *ci, w *workflow) []Evidence {
	events := c.events(w)
	if !events["pull_request_target"] && !events["workflow_run"] && !events["issue_comment"] {
		return nil
	}
	var out []Evidence
	for _, j := range w.Jobs {
		for _, s := range j.Steps {
			name, _, _ := strings.Cut(s.Uses.Text, "@")
			if ref := s.With["ref"]; strings.Contains(name, "checkout") && foreignRef.MatchString(ref.Text) {
				out = append(out, Evidence{Path: w.Path, Line: ref.Line, Against: true, Text: "checks out " + shorten(ref.Text) + " with the rights of the base"})
			}
			for _, cmd := range s.commands {
				if foreignFetch.MatchString(cmd.Text) || fetches.MatchString(cmd.Text) && namesForeign(cmd.Text, j, s) {
					out = append(out, Evidence{Path: w.Path, Line: cmd.Line, Against: true, Text: shorten(cmd.Text) + " with the rights of the base"})
				}
			}
		}
	}
	return out
}

// namesForeign says whether a command names the stranger's code: by an expression, or by a variable
// that has one.
func namesForeign(command string, j *job, s *step) bool {
	if foreignRef.MatchString(command) {
		return true
	}
	for _, env := range []map[string]scalar{j.Env, s.Env} {
		for name, v := range env {
			if foreignRef.MatchString(v.Text) && regexp.MustCompile(`\$\{?`+regexp.QuoteMeta(name)+`\b`).MatchString(command) {
				return true
			}
		}
	}
	return false
}

// foreignText are the parts of an event that a stranger writes (docs.github.com, "Security
// hardening for GitHub Actions", untrusted input).
var foreignText = regexp.MustCompile(`^github\.(head_ref|event\.(issue\.(title|body)|pull_request\.(title|body|head\.(ref|label|repo\.default_branch))|comment\.body|review\.body|review_comment\.body|discussion\.(title|body)|head_commit\.(message|author\.(name|email))|commits\.\*?\.?(message|author\.(name|email))|pages\.\*?\.?page_name|workflow_run\.(head_branch|display_title|head_commit\.(message|author\.(name|email))|pull_requests\.\*?\.?head\.ref)|label\.name|milestone\.title))$`)

// foreignWhole are objects that have such a text somewhere inside.
var foreignWhole = regexp.MustCompile(`^github(\.event(\.(issue|pull_request(\.head)?|comment|review|review_comment|discussion|head_commit|commits|pages|workflow_run))?)?$`)

var placeholder = regexp.MustCompile(`(?s)\$\{\{(.*?)\}\}`)

// injections finds ${{ }} with a stranger's text inside a script: it becomes part of the script.
func injections(_ *ci, w *workflow) []Evidence {
	var out []Evidence
	for _, j := range w.Jobs {
		for _, s := range j.Steps {
			script := s.Script
			if strings.HasPrefix(s.Uses.Text, "actions/github-script@") {
				script = []shellLine{{Line: s.With["script"].Line, Text: s.With["script"].Text}}
			}
			for _, l := range script {
				for _, m := range placeholder.FindAllStringSubmatch(l.Text, -1) {
					if name := foreignIn(m[1]); name != "" {
						out = append(out, Evidence{Path: w.Path, Line: l.Line, Against: true,
							Text: "${{ " + name + " }} in a script: whoever writes it writes the script; hand it over in env"})
					}
				}
			}
		}
	}
	return out
}

// foreignIn is the stranger's text that an expression gives out, "" for none. What is compared or
// searched is not given out.
func foreignIn(text string) string {
	e := parseExpression(text)
	if e == nil {
		return ""
	}
	found := ""
	inert := 0
	actionlint.VisitExprNode(e, func(n, _ actionlint.ExprNode, entering bool) {
		step := 1
		if !entering {
			step = -1
		}
		switch n := n.(type) {
		case *actionlint.FuncCallNode:
			switch strings.ToLower(n.Callee) {
			case "contains", "startswith", "endswith", "hashfiles":
				inert += step
			case "tojson":
				for _, a := range n.Args {
					if name := dotted(a); entering && inert == 0 && found == "" && foreignWhole.MatchString(strings.ToLower(name)) {
						found = name
					}
				}
			}
		case *actionlint.CompareOpNode, *actionlint.NotOpNode:
			inert += step
		case *actionlint.ObjectDerefNode, *actionlint.IndexAccessNode:
			if name := dotted(n); entering && inert == 0 && found == "" && foreignText.MatchString(strings.ToLower(name)) {
				found = name
			}
		}
	})
	return found
}

// dotted spells a chain of properties out: github.event.issue.title, with .*. for an index.
func dotted(e actionlint.ExprNode) string {
	switch e := e.(type) {
	case *actionlint.VariableNode:
		return e.Name
	case *actionlint.ObjectDerefNode:
		return dotted(e.Receiver) + "." + e.Property
	case *actionlint.ArrayDerefNode:
		return dotted(e.Receiver) + ".*"
	case *actionlint.IndexAccessNode:
		if s, ok := e.Index.(*actionlint.StringNode); ok {
			return dotted(e.Operand) + "." + s.Value
		}
		return dotted(e.Operand) + ".*"
	}
	return ""
}
