package audit

import (
	"go.yaml.in/yaml/v3"
)

// checkDependabot: a valid configuration of Dependabot, version 2, keeps the actions of the
// workflows up to date (docs.github.com, "Dependabot options reference").
func checkDependabot(f *facts, _ *Row) verdict {
	const needs = "a .github/dependabot.yml of version 2 with an entry under updates for the ecosystem github-actions"
	files := f.artefact("dependabot")
	if len(files) == 0 {
		return missing(needs)
	}
	path := files[0]
	var file struct {
		Version int `yaml:"version"`
		Updates []struct {
			Ecosystem   yaml.Node `yaml:"package-ecosystem"`
			Directory   string    `yaml:"directory"`
			Directories []string  `yaml:"directories"`
			Schedule    struct {
				Interval string `yaml:"interval"`
			} `yaml:"schedule"`
			Limit *int `yaml:"open-pull-requests-limit"`
		} `yaml:"updates"`
	}
	if err := yaml.Unmarshal(f.read(path), &file); err != nil {
		return missing(needs, Evidence{Path: path, Text: "is no valid YAML: " + err.Error(), Against: true})
	}
	if file.Version != 2 {
		return missing(needs, Evidence{Path: path, Text: "does not say version: 2, so Dependabot leaves it aside", Against: true})
	}
	for _, u := range file.Updates {
		if u.Ecosystem.Value != "github-actions" {
			continue
		}
		at := Evidence{Path: path, Line: u.Ecosystem.Line, Text: "updates github-actions " + u.Schedule.Interval}
		switch {
		case u.Directory == "" && len(u.Directories) == 0, u.Schedule.Interval == "":
			at.Text, at.Against = "the entry for github-actions lacks a directory or a schedule", true
			return missing(needs, at)
		case u.Limit != nil && *u.Limit == 0:
			at.Text, at.Against = "open-pull-requests-limit: 0 switches version updates off", true
			return partly("an open-pull-requests-limit above 0", at)
		}
		return done(at)
	}
	return missing(needs, Evidence{Path: path, Text: "has no entry for github-actions", Against: true})
}
