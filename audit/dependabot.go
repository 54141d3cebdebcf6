package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v3"
)

// dependabotFile is a configuration of Dependabot, version 2 (docs.github.com, "Dependabot
// options reference").
type dependabotFile struct {
	Version int                `yaml:"version"`
	Updates []dependabotUpdate `yaml:"updates"`
}

type dependabotUpdate struct {
	Ecosystem   yaml.Node `yaml:"package-ecosystem"`
	Directory   string    `yaml:"directory"`
	Directories []string  `yaml:"directories"`
	Schedule    struct {
		Interval string `yaml:"interval"`
		Cron     string `yaml:"cronjob"`
	} `yaml:"schedule"`
	Group  string `yaml:"multi-ecosystem-group"` // it has the schedule
	Limit  *int   `yaml:"open-pull-requests-limit"`
	Ignore []struct {
		Name     string   `yaml:"dependency-name"`
		Versions any      `yaml:"versions"`
		Types    []string `yaml:"update-types"`
	} `yaml:"ignore"`
}

// dependabotIntervals are those that Dependabot takes.
var dependabotIntervals = []string{"daily", "weekly", "monthly", "quarterly", "semiannually", "yearly", "cron"}

// invalid says why Dependabot refuses an entry, "" for one that it takes.
func (u *dependabotUpdate) invalid() string {
	switch s := u.Schedule; {
	case u.Directory == "" && len(u.Directories) == 0, s.Interval == "" && u.Group == "":
		return "lacks a directory or a schedule"
	case s.Interval == "":
		return ""
	case !slices.Contains(dependabotIntervals, s.Interval):
		return fmt.Sprintf("has an interval that Dependabot does not know (%s)", s.Interval)
	case s.Interval == "cron" && s.Cron == "":
		return "has the interval cron and no cronjob"
	}
	return ""
}

// idle says why an entry for github-actions updates no workflow, "" for one that does. Dependabot
// reads the workflows for the directory /, and for that alone.
func (u *dependabotUpdate) idle() string {
	if u.Limit != nil && *u.Limit == 0 {
		return "open-pull-requests-limit: 0 switches version updates off"
	}
	for _, i := range u.Ignore {
		if i.Name == "*" && i.Versions == nil && len(i.Types) == 0 {
			return "ignores every dependency"
		}
	}
	for _, d := range append([]string{u.Directory}, u.Directories...) {
		if d == "" {
			continue
		}
		d = "/" + strings.Trim(strings.TrimPrefix(d, "."), "/")
		if d == "/" || d == "/.github" || d == "/.github/workflows" || doublestar.MatchUnvalidated(d, "/") || doublestar.MatchUnvalidated(d, "/.github/workflows") {
			return ""
		}
	}
	return "is for " + strings.Join(append(u.Directories, u.Directory), " ") + ", which the workflows are not in: their directory is /"
}

// ignored lists what an entry leaves alone.
func (u *dependabotUpdate) ignored() string {
	var names []string
	for _, i := range u.Ignore {
		names = append(names, i.Name)
	}
	if len(names) == 0 {
		return ""
	}
	return ", without " + strings.Join(names, ", ")
}

// readDependabot reads a configuration of Dependabot; the second result says why it is none.
func (f *facts) readDependabot(path string) (*dependabotFile, string) {
	var file dependabotFile
	if err := yaml.Unmarshal(f.read(path), &file); err != nil {
		return nil, "is no valid YAML: " + err.Error()
	}
	if file.Version != 2 {
		return nil, "does not say version: 2, so Dependabot leaves it aside"
	}
	for i := range file.Updates {
		u := &file.Updates[i]
		if why := u.invalid(); why != "" {
			return nil, fmt.Sprintf("the entry for %s on line %d %s", u.Ecosystem.Value, u.Ecosystem.Line, why)
		}
	}
	return &file, ""
}

// checkDependabot: a valid configuration of Dependabot, version 2, keeps the actions of the
// workflows up to date. Renovate does as well.
func checkDependabot(f *facts, _ *Row) verdict {
	const needs = "a .github/dependabot.yml of version 2 with an entry under updates for the ecosystem github-actions"
	if e, on := f.renovate(func(manager string) bool { return manager == "github-actions" }); on {
		e.Text = "Renovate updates the actions, in place of Dependabot"
		return done(e)
	}
	files := f.artefact("dependabot")
	if len(files) == 0 {
		return missing(needs)
	}
	path := files[0]
	file, why := f.readDependabot(path)
	if file == nil {
		return missing(needs, Evidence{Path: path, Text: why, Against: true})
	}
	var idle []Evidence
	for i := range file.Updates {
		u := &file.Updates[i]
		if u.Ecosystem.Value != "github-actions" {
			continue
		}
		at := Evidence{Path: path, Line: u.Ecosystem.Line, Text: "updates github-actions " + u.Schedule.Interval + u.ignored()}
		if why := u.idle(); why != "" {
			at.Text, at.Against = "the entry for github-actions: "+why, true
			idle = append(idle, at)
			continue
		}
		return done(at)
	}
	if len(idle) > 0 {
		return partly("an entry for github-actions that takes effect: the directory /, no limit of 0, not everything ignored", idle...)
	}
	return missing(needs, Evidence{Path: path, Text: "has no entry for github-actions", Against: true})
}
