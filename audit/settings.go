package audit

// Settings say where a tree keeps what the program produces. Every check looks at content; these
// only narrow down where.
type Settings struct {
	Paths     map[string][]string // globs by artefact: "audit-pack", "sbom", "refactor", ...
	Checklist string              // the tree's own checklist; "" to look for it among Paths["checklist"]
	Critical  []string            // globs of the workflows that guard the main branch
	Own       []string            // owners or owner/repository globs whose actions are a trust boundary, no third party
}

// DefaultSettings are those of the program's own documents, and of what it really produced.
func DefaultSettings() Settings {
	return Settings{
		Paths: map[string][]string{
			"audit-pack":         {"docs/**/*.md", "audit/**/*.md", "*.md"},
			"checklist":          {"docs/**/*DEFINITION*OF*DONE*.md", "docs/**/*definition*of*done*.md", "*DEFINITION*OF*DONE*.md", "*definition*of*done*.md"},
			"contributing":       {"CONTRIBUTING.md", "CONTRIBUTING*.md", ".github/CONTRIBUTING.md", "docs/CONTRIBUTING.md", "docs/**/CONTRIBUTING.md"},
			"dependabot":         {".github/dependabot.yml", ".github/dependabot.yaml"},
			"distributed":        {"torch/distributed/**/*.py"},
			"import-smoke":       {"test/**/*.py", "tests/**/*.py", "scripts/**/*.py", "tools/**/*.py", ".github/scripts/**/*.py", ".ci/**/*.py", "**/*smoke*.py"},
			"invariants":         {"docs/refactor/**/*.md", "docs/audit/**/*.md", "docs/**/*INVARIANT*.md", "docs/**/*invariant*.md", "*.md"},
			"milestones":         {"docs/refactor/milestones/**/*.md", "docs/milestones/**/*.md"},
			"models":             {"test/**/*.pt", "test/**/*.ptl", "test/**/*.pth", "test/**/*.zip", "tests/**/*.pt", "tests/**/*.ptl"},
			"package-manager":    {"docs/**/*.md", "*.md", "third_party/*.md"},
			"pre-commit":         {".pre-commit-config.yaml"},
			"refactor":           {"*.md", "docs/*.md", "docs/refactor/*.md"},
			"sbom":               {"docs/**/*.json", "docs/**/*.xml", "*.json", "*.xml", "**/*sbom*", "**/*SBOM*", "**/sbom/**", "**/*bom.json", "**/*bom.xml", "**/*.spdx", "**/*.spdx.json", "**/*.cdx.json", "**/*.cdx.xml"},
			"tests":              {"test/**/*.py", "tests/**/*.py", "**/test_*.py", "**/*_test.py"},
			"third-party-script": {"scripts/**/*.py", "scripts/**/*.sh", "tools/**/*.py", "tools/**/*.sh", ".github/scripts/**/*.py", ".github/scripts/**/*.sh", ".ci/**/*.py", ".ci/**/*.sh", "third_party/*.py"},
			"third-party-table":  {"docs/**/*.md", "*.md", "third_party/*.md"},
			"tool-log":           {"docs/refactor/**/*.md", "docs/**/*toolcall*.md", "docs/**/*tool_log*.md", "docs/**/*tool-log*.md"},
			"workflows":          {".github/workflows/**/*.yml", ".github/workflows/**/*.yaml", ".github/actions/**/action.yml", ".github/actions/**/action.yaml", "action.yml", "action.yaml"},
		},
		Critical: []string{".github/workflows/pull.y*ml", ".github/workflows/trunk.y*ml", ".github/workflows/lint.y*ml"},
		Own:      []string{"pytorch/*"},
	}
}
