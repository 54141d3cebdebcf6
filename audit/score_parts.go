package audit

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// dependencyFiles are the files of a name that say what the tree itself needs: those of vendored
// code and of tests' data are others'.
func (f *facts) dependencyFiles(is func(base string) bool) []string {
	var out []string
	for _, p := range f.in.Tree.Paths {
		if is(path.Base(p)) && !vendorRoot(strings.SplitN(p, "/", 2)[0]) && !strings.Contains(p, "/third_party/") && !testFolder.MatchString(p) {
			out = append(out, p)
		}
	}
	return out
}

var (
	requirementsName = regexp.MustCompile(`(?i)^[\w.-]*requirements?[\w.-]*\.txt$`)
	exactPin         = regexp.MustCompile(`^[A-Za-z0-9][\w.-]*(\[[^\]]*\])?\s*===?\s*[\w.!+-]+\s*(;|#|--|\\|$)|@\s*\S+@[0-9a-f]{40}|--hash=|^git\+\S+@[0-9a-f]{40}`)
	requirement      = regexp.MustCompile(`^([A-Za-z0-9]|git\+)`)
)

// exactPins is the share of requirement lines that allow one version only.
func exactPins(f *facts) measured {
	all, pinned := 0, 0
	var evidence []Evidence
	for _, p := range f.dependencyFiles(requirementsName.MatchString) {
		n, first := 0, 0
		for i, line := range strings.Split(string(f.read(p)), "\n") {
			if line = strings.TrimSpace(line); !requirement.MatchString(line) {
				continue
			}
			all++
			if exactPin.MatchString(line) {
				pinned++
			} else if n++; first == 0 {
				first = i + 1
			}
		}
		if n > 0 {
			evidence = append(evidence, Evidence{Path: p, Line: first, Text: fmt.Sprintf("%d requirements without an exact version", n), Against: true})
		}
	}
	if all == 0 {
		return measured{moot: true, evidence: []Evidence{{Text: "no requirements file"}}}
	}
	evidence = append([]Evidence{{Text: fmt.Sprintf("%d of %d requirements are pinned", pinned, all)}}, evidence...)
	return measured{share: float64(pinned) / float64(all), evidence: evidence}
}

// locksOf are the lock files of a manifest, by its name.
var locksOf = map[string][]string{
	"pyproject.toml":  {"uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "requirements.lock", "requirements.lock.txt", "requirements-lock.txt"},
	"setup.py":        {"uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "requirements.lock", "requirements.lock.txt", "requirements-lock.txt"},
	"Pipfile":         {"Pipfile.lock"},
	"package.json":    {"package-lock.json", "yarn.lock", "pnpm-lock.yaml", "npm-shrinkwrap.json", "bun.lock"},
	"Cargo.toml":      {"Cargo.lock"},
	"go.mod":          {"go.sum"},
	"Gemfile":         {"Gemfile.lock"},
	"requirements.in": {"requirements.txt"},
}

// lockFiles is the share of manifests with a lock file that has content, beside them or above.
func lockFiles(f *facts) measured {
	all, locked := 0, 0
	var evidence []Evidence
	seen := map[string]bool{}
	for _, p := range f.dependencyFiles(func(base string) bool { return locksOf[base] != nil }) {
		base, dir := path.Base(p), path.Dir(p)
		if !f.isManifest(p) || seen[dir+" "+locksOf[base][0]] {
			continue
		}
		seen[dir+" "+locksOf[base][0]] = true
		all++
		if lock := f.lockOf(base, dir); lock != "" {
			locked++
			evidence = append(evidence, Evidence{Path: lock, Text: "locks " + p})
		} else {
			evidence = append(evidence, Evidence{Path: p, Text: "has no lock file", Against: true})
		}
	}
	if all == 0 {
		return measured{moot: true, evidence: []Evidence{{Text: "no manifest of packages"}}}
	}
	return measured{share: float64(locked) / float64(all), evidence: evidence}
}

func (f *facts) lockOf(base, dir string) string {
	for {
		for _, l := range locksOf[base] {
			if p := path.Join(dir, l); f.has(p) && len(bytes.TrimSpace(f.read(p))) > 0 {
				return p
			}
		}
		if dir == "." || dir == "/" {
			return ""
		}
		dir = path.Dir(dir)
	}
}

// isManifest says whether a file declares dependencies. A pyproject.toml may only set up tools.
func (f *facts) isManifest(p string) bool {
	data := f.read(p)
	switch path.Base(p) {
	case "pyproject.toml":
		var file struct {
			Project map[string]any `toml:"project"`
			Build   map[string]any `toml:"build-system"`
			Tool    struct {
				Poetry map[string]any `toml:"poetry"`
			} `toml:"tool"`
		}
		if err := toml.Unmarshal(data, &file); err != nil {
			f.problem(p, 0, "is no valid TOML: "+err.Error())
			return true
		}
		return file.Project != nil || file.Build != nil || file.Tool.Poetry != nil
	case "setup.py":
		return bytes.Contains(data, []byte("install_requires"))
	}
	return len(bytes.TrimSpace(data)) > 0
}

// vendoredVersions is the share of vendored components that are at a known version: a submodule
// always is, git keeps its commit.
func vendoredVersions(f *facts) measured {
	all, known := 0, 0
	var evidence []Evidence
	for _, v := range f.vendored() {
		all++
		if v.Submodule() || v.Version != "" {
			known++
		} else {
			evidence = append(evidence, Evidence{Path: v.Path, Text: "says no version", Against: true})
		}
	}
	if all == 0 {
		return measured{moot: true, evidence: []Evidence{{Text: "nothing is vendored"}}}
	}
	return measured{share: float64(known) / float64(all), evidence: append([]Evidence{{Text: fmt.Sprintf("%d of %d are known", known, all)}}, evidence...)}
}

var (
	scanners = []string{"github/codeql-action", "google/osv-scanner", "aquasecurity/trivy-action", "anchore/scan-action", "pypa/gh-action-pip-audit", "snyk/actions", "ossf/scorecard-action", "actions/dependency-review-action"}
	scanRuns = regexp.MustCompile(`(?m)(^|[\s;&|])(osv-scanner|trivy (fs|repo|sbom)|grype|pip-audit|snyk test|safety (check|scan)|govulncheck)\b`)
	ofCode   = regexp.MustCompile(`(?m)(^|[\s;&|])(osv-scanner|trivy (fs|repo|sbom)|grype sbom)\b`)

	secretScanners = []string{"gitleaks/gitleaks-action", "trufflesecurity/trufflehog", "GitGuardian/ggshield"}
	secretRuns     = regexp.MustCompile(`(?m)(^|[\s;&|])(gitleaks|trufflehog|detect-secrets(-hook)?|ggshield|git-secrets|git secrets|noseyparker)\b`)

	attesters  = []string{"actions/attest-build-provenance", "actions/attest", "slsa-framework/slsa-github-generator"}
	attestRuns = regexp.MustCompile(`(?m)(^|[\s;&|])(cosign (sign|attest)|gh attestation|slsa-generator|in-toto-run|witness run)\b`)
)

// uses finds a step of a workflow that uses one of the actions or runs one of the commands.
func (f *facts) uses(actions []string, runs *regexp.Regexp) *Evidence {
	for _, s := range f.settings() {
		switch s.key() {
		case "uses":
			for _, a := range actions {
				if name, _, ok := strings.Cut(s.value, "@"); ok && (strings.EqualFold(name, a) || strings.HasPrefix(strings.ToLower(name), strings.ToLower(a)+"/")) {
					return &Evidence{Path: s.path, Line: s.line, Text: "uses " + s.value}
				}
			}
		case "run":
			for i, line := range strings.Split(s.value, "\n") {
				if line = strings.TrimSpace(line); runs != nil && !strings.HasPrefix(line, "#") && runs.MatchString(line) && !strings.HasPrefix(line, "echo ") {
					return &Evidence{Path: s.path, Line: s.line + i + blockOffset(f, &s), Text: "runs " + line}
				}
			}
		}
	}
	return nil
}

// blockOffset is one where a scalar is a block whose text begins on the next line.
func blockOffset(f *facts, s *setting) int {
	if line := strings.TrimSpace(lineOf(f.read(s.path), s.line)); strings.HasSuffix(line, "|") || strings.HasSuffix(line, ">") || strings.HasSuffix(line, "|-") || strings.HasSuffix(line, ">-") {
		return 1
	}
	return 0
}

func ifFound(e *Evidence, otherwise string) measured {
	if e == nil {
		return measured{evidence: []Evidence{{Text: otherwise, Against: true}}}
	}
	return measured{share: 1, evidence: []Evidence{*e}}
}

func scannerInCI(f *facts) measured {
	return ifFound(f.uses(scanners, scanRuns), "no workflow scans for vulnerabilities")
}

func provenance(f *facts) measured {
	return ifFound(f.uses(attesters, attestRuns), "no workflow attests what it builds")
}

func secretScanner(f *facts) measured {
	e := f.uses(secretScanners, secretRuns)
	if c := f.preCommit(); e == nil {
		for i := range c.hooks {
			if h := &c.hooks[i]; !h.manual && secretRuns.MatchString(h.id+"\n"+h.command) {
				e = &Evidence{Path: c.path, Line: h.line, Text: h.id + " runs before a commit"}
				break
			}
		}
	}
	return ifFound(e, "nothing scans for secrets in CI or before a commit; scanning by the host of the repository is not in the tree")
}

func actionsUpdated(f *facts) measured {
	v := checkDependabot(f, &Row{})
	return measured{share: shareOf(v.state), evidence: v.evidence}
}

// vendoredScanned: what is vendored is looked after, by the script that asks for newer versions or
// by a scanner that reads the tree.
func vendoredScanned(f *facts) measured {
	if len(f.vendored()) == 0 {
		return measured{moot: true, evidence: []Evidence{{Text: "nothing is vendored"}}}
	}
	if e := f.uses([]string{"google/osv-scanner", "aquasecurity/trivy-action", "anchore/scan-action"}, ofCode); e != nil {
		return measured{share: 1, evidence: []Evidence{*e}}
	}
	v := checkThirdPartyOutdated(f, &Row{})
	return measured{share: shareOf(v.state), evidence: v.evidence}
}

// securityPolicy: SECURITY.md says how to report. A file without a way to do so is none.
func securityPolicy(f *facts) measured {
	for _, p := range f.find("SECURITY.md", ".github/SECURITY.md", "docs/SECURITY.md", "SECURITY.rst") {
		if text := strings.ToLower(string(f.read(p))); strings.Contains(text, "report") && (strings.Contains(text, "@") || strings.Contains(text, "http")) {
			return measured{share: 1, evidence: []Evidence{{Path: p, Text: "says how to report a vulnerability"}}}
		}
	}
	return measured{evidence: []Evidence{{Text: "no SECURITY.md says how to report a vulnerability", Against: true}}}
}

func noSecrets(f *facts) measured {
	m := measured{share: 1}
	for _, s := range f.secrets() {
		switch {
		case strings.HasPrefix(s.kind, "literal under "), s.allowed != "" && !s.doubt:
			continue
		case s.doubt:
			m.share = min(m.share, 0.5)
		default:
			m.share = 0
		}
		m.evidence = append(m.evidence, Evidence{Path: s.path, Line: s.line, Text: s.kind + " " + s.shown, Against: true})
	}
	if !f.hasContent() {
		return measured{}
	}
	return m
}

func noLiterals(f *facts) measured {
	if len(f.settings()) == 0 {
		return measured{moot: true, evidence: []Evidence{{Text: "no workflow"}}}
	}
	var evidence []Evidence
	for _, s := range f.workflowLiterals() {
		if s.allowed == "" {
			evidence = append(evidence, Evidence{Path: s.path, Line: s.line, Text: s.kind + " " + s.shown, Against: true})
		}
	}
	if len(evidence) > 0 {
		return measured{evidence: evidence}
	}
	return measured{share: 1, evidence: []Evidence{{Text: "no literal stands under a key that says secret"}}}
}

func sbomComplete(f *facts) measured {
	vendored := f.vendored()
	if len(vendored) == 0 {
		return measured{moot: true, evidence: []Evidence{{Text: "nothing is vendored"}}}
	}
	bills := f.sboms()
	if len(bills) == 0 {
		return measured{evidence: []Evidence{{Text: "no SBOM", Against: true}}}
	}
	absent, _ := bills[0].against(vendored)
	listed := len(vendored) - len(absent)
	return measured{share: float64(listed) / float64(len(vendored)),
		evidence: []Evidence{{Path: bills[0].path, Text: fmt.Sprintf("lists %d of %d vendored components", listed, len(vendored)), Against: len(absent) > 0}}}
}
