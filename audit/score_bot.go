package audit

import (
	"encoding/json"

	"go.yaml.in/yaml/v3"
)

// updateBot: Dependabot or Renovate keeps packages up to date, those of actions aside.
func updateBot(f *facts) measured {
	for _, p := range f.artefact("dependabot") {
		var file struct {
			Version int `yaml:"version"`
			Updates []struct {
				Ecosystem yaml.Node `yaml:"package-ecosystem"`
			} `yaml:"updates"`
		}
		if err := yaml.Unmarshal(f.read(p), &file); err != nil || file.Version != 2 {
			return measured{evidence: []Evidence{{Path: p, Text: "is no configuration of Dependabot, version 2", Against: true}}}
		}
		for _, u := range file.Updates {
			if e := u.Ecosystem.Value; e != "" && e != "github-actions" {
				return measured{share: 1, evidence: []Evidence{{Path: p, Line: u.Ecosystem.Line, Text: "updates " + e}}}
			}
		}
	}
	for _, p := range f.find("renovate.json", ".github/renovate.json", ".renovaterc", ".renovaterc.json") {
		var file map[string]any
		if err := json.Unmarshal(f.read(p), &file); err == nil && len(file) > 0 && file["enabled"] != false {
			return measured{share: 1, evidence: []Evidence{{Path: p, Text: "Renovate updates what it finds"}}}
		}
	}
	return measured{evidence: []Evidence{{Text: "no bot updates packages", Against: true}}}
}
