package audit

// Settings say where a tree keeps what the program produces. Every check looks at content; these
// only narrow down where.
type Settings struct {
	Paths    map[string][]string // globs by artefact: "audit-pack", "sbom", "refactor", ...
	Critical []string            // globs of the workflows that guard the main branch
	Own      []string            // owners or owner/repository globs whose actions are a trust boundary, no third party
}

// DefaultSettings are those of the program's own documents, and of what it really produced.
func DefaultSettings() Settings {
	return Settings{
		Paths: map[string][]string{
			"dependabot":         {".github/dependabot.yml", ".github/dependabot.yaml"},
			"import-smoke":       {"test/test_import_smoke*.py", "test/**/test_*import*smoke*.py", "test/**/*smoke*import*.py", "tests/**/test_*import*smoke*.py"},
			"third-party-script": {"scripts/audit_third_party*.py", "scripts/**/*third*party*", "tools/**/*third*party*audit*", "tools/**/*audit*third*party*", ".github/scripts/*third*party*"},
		},
		Critical: []string{".github/workflows/pull.y*ml", ".github/workflows/trunk.y*ml", ".github/workflows/lint.y*ml"},
		Own:      []string{"pytorch/*"},
	}
}
