package reports

import (
	"io"
	"strconv"
	"strings"

	"plumbline/internal/finding"
)

// githubShown is how many annotations of each level GitHub takes from one step; what goes
// beyond it is dropped there without a word, so it is told here. One notice is kept for that.
const githubShown = 10

// FindingsGitHub writes findings as workflow commands, which GitHub shows at the lines of a
// pull request.
func FindingsGitHub(w io.Writer, f Findings) error {
	p := newPrinter(w)
	left := map[finding.Severity]int{finding.Error: githubShown, finding.Warning: githubShown, finding.Note: githubShown - 1}
	hidden := 0
	if f.Gate != nil {
		for _, pass := range f.Gate.Passes {
			if pass.Failed != "" {
				p.line("::error title=plumbline::%s", githubText("pass "+pass.Name+" could not run: "+pass.Failed))
				left[finding.Error]--
			}
		}
	}
	for _, g := range f.grouped() {
		for _, x := range g.list {
			if left[g.severity] == 0 {
				hidden++
				continue
			}
			left[g.severity]--
			p.annotation(x)
		}
	}
	if hidden > 0 {
		p.line("::notice title=plumbline::%s", githubText(plural(hidden, "more finding")+
			" not shown here, since GitHub takes "+strconv.Itoa(githubShown)+" annotations a level; the JSON form has all."))
	}
	return p.Flush()
}

func (p printer) annotation(x *finding.Finding) {
	level := "notice"
	switch x.Severity {
	case finding.Error:
		level = "error"
	case finding.Warning:
		level = "warning"
	}
	at := x.Head
	message := x.Subject + ": " + clipped(x.Message, shownText)
	if at == nil && x.Base != nil {
		at = x.Base
		message += " (the place is that at BASE)"
	}
	var properties []string
	if at != nil {
		properties = append(properties, "file="+githubProperty(at.Path))
		if at.Line > 0 {
			properties = append(properties, "line="+strconv.Itoa(at.Line))
		}
	}
	properties = append(properties, "title="+githubProperty(x.Rule+" "+x.Name))
	if c := x.Change; c != nil && c.Instead != "" {
		message += "\n" + c.Instead
	}
	p.line("::%s %s::%s", level, strings.Join(properties, ","), githubText(message))
}

// githubText and githubProperty escape as the runner's own toolkit does
// (actions/toolkit, packages/core, command.ts).
func githubText(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func githubProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
