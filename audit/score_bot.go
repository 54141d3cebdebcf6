package audit

import (
	"encoding/json"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"
)

// updateBot: Dependabot or Renovate keeps packages up to date, those of actions aside.
func updateBot(f *facts) measured {
	var against []Evidence
	for _, p := range f.artefact("dependabot") {
		file, why := f.readDependabot(p)
		if file == nil {
			against = append(against, Evidence{Path: p, Text: why, Against: true})
			continue
		}
		for i := range file.Updates {
			u := &file.Updates[i]
			if e := u.Ecosystem.Value; e != "" && e != "github-actions" && (u.Limit == nil || *u.Limit > 0) {
				return measured{share: 1, evidence: []Evidence{{Path: p, Line: u.Ecosystem.Line, Text: "updates " + e}}}
			}
		}
	}
	if e, on := f.renovate(func(manager string) bool { return manager != "github-actions" }); on {
		return measured{share: 1, evidence: []Evidence{e}}
	}
	return measured{evidence: append(against, Evidence{Text: "no bot updates packages", Against: true})}
}

// renovateFiles are where Renovate looks for its configuration; the first that is there counts
// (docs.renovatebot.com, "Configuration Options").
var renovateFiles = []string{"renovate.json", "renovate.json5", ".github/renovate.json", ".github/renovate.json5",
	".renovaterc", ".renovaterc.json", ".renovaterc.json5"}

// renovate says whether Renovate is configured, and left on for a manager of packages.
func (f *facts) renovate(wants func(manager string) bool) (Evidence, bool) {
	for _, p := range renovateFiles {
		if !f.has(p) {
			continue
		}
		file, err := parseJSON5(f.read(p))
		if err != nil {
			f.problem(p, 0, "is no configuration of Renovate: "+err.Error())
			return Evidence{}, false
		}
		return Evidence{Path: p, Text: "Renovate updates what it finds"}, len(file) > 0 && renovateOn(file, wants)
	}
	return Evidence{}, false
}

func renovateOn(file map[string]any, wants func(manager string) bool) bool {
	off := func(v any) bool {
		m, ok := v.(map[string]any)
		return ok && m["enabled"] == false
	}
	if off(any(file)) || wants("github-actions") && off(file["github-actions"]) {
		return false
	}
	if list, ok := file["enabledManagers"].([]any); ok {
		return slices.ContainsFunc(list, func(m any) bool { s, _ := m.(string); return wants(s) })
	}
	rules, _ := file["packageRules"].([]any)
	for _, r := range rules {
		rule, _ := r.(map[string]any)
		managers, _ := rule["matchManagers"].([]any)
		// A rule that asks for more than the manager switches only a part off.
		if off(r) && len(rule) == 2 && len(managers) == 1 && managers[0] == "github-actions" && wants("github-actions") {
			return false
		}
	}
	return true
}

var json5Comment = regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|//[^\n]*|(?s:/\*.*?\*/)`)

// parseJSON5 reads JSON, or what people write in its place: comments, keys without quotes, commas
// at the end. Without the comments YAML reads that.
func parseJSON5(data []byte) (map[string]any, error) {
	var file map[string]any
	if json.Unmarshal(data, &file) == nil {
		return file, nil
	}
	plain := json5Comment.ReplaceAllFunc(data, func(m []byte) []byte {
		if m[0] == '/' {
			return []byte(" ")
		}
		return m
	})
	err := yaml.Unmarshal(plain, &file)
	return file, err
}
