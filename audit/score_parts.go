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
func (f *facts) dependencyFiles(is func(p string) bool) []string {
	var out []string
	for _, p := range f.in.Tree.Paths {
		if is(p) && !vendorRoot(strings.SplitN(p, "/", 2)[0]) && !strings.Contains(p, "/third_party/") && !testFolder.MatchString(p) {
			out = append(out, p)
		}
	}
	return out
}

var (
	requirementsName = regexp.MustCompile(`(?i)(^|/)([\w.-]*requirements?[\w.-]*|requirements/[\w.-]+)\.txt$`)
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
	for _, p := range f.dependencyFiles(func(p string) bool { return locksOf[path.Base(p)] != nil }) {
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
	scanners = []string{"github/codeql-action", "google/osv-scanner", "google/osv-scanner-action", "aquasecurity/trivy-action", "anchore/scan-action", "pypa/gh-action-pip-audit", "snyk/actions", "ossf/scorecard-action", "actions/dependency-review-action"}
	scanRuns = regexp.MustCompile(`(^|[\s;&|])(osv-scanner|trivy (fs|repo|sbom)|grype|pip[-_]audit|snyk test|safety (check|scan)|govulncheck)\b`)
	ofCode   = regexp.MustCompile(`(^|[\s;&|])(osv-scanner|trivy (fs|repo|sbom)|grype sbom)\b`)

	secretScanners = []string{"gitleaks/gitleaks-action", "trufflesecurity/trufflehog", "GitGuardian/ggshield", "GitGuardian/ggshield-action"}
	secretRuns     = regexp.MustCompile(`(^|[\s;&|])(gitleaks|trufflehog|detect-secrets(-hook)?|ggshield|git-secrets|git secrets|noseyparker)\b|^docker run .*/(gitleaks|trufflehog|ggshield|noseyparker)[:@\s]`)

	attesters  = []string{"actions/attest-build-provenance", "actions/attest", "slsa-framework/slsa-github-generator"}
	attestRuns = regexp.MustCompile(`(^|[\s;&|])(cosign (sign|sign-blob|attest|attest-blob)|slsa-generator|in-toto-run|witness run)\b|^npm publish .*--provenance`)
)

// uses finds the best place where a workflow uses one of the actions or runs one of the commands:
// whole where its failure counts, half where it is passed over. What never runs is none.
func (f *facts) uses(actions []string, runs *regexp.Regexp, also func(text string, s *step) bool) (best measured) {
	for _, r := range f.runsWhere(func(text string, s *step) bool {
		name, isAction := strings.CutPrefix(text, "uses ")
		if !isAction {
			return runs.MatchString(text)
		}
		name, _, _ = strings.Cut(strings.ToLower(name), "@")
		for _, a := range actions {
			if a = strings.ToLower(a); name == a || strings.HasPrefix(name, a+"/") {
				return true
			}
		}
		return also != nil && also(text, s)
	}) {
		share := 1.0
		switch {
		case strings.HasPrefix(r.soft, "if: "):
			continue
		case r.soft != "":
			share = 0.5
		}
		if share > best.share {
			best = measured{share: share, evidence: []Evidence{{Path: r.path, Line: r.line, Text: r.evidence(false).Text, Against: share < 1}}}
		}
	}
	return best
}

// orNone says so where nothing was found.
func (m measured) orNone(otherwise string) measured {
	if m.share == 0 {
		return measured{evidence: []Evidence{{Text: otherwise, Against: true}}}
	}
	return m
}

func scannerInCI(f *facts) measured {
	return f.uses(scanners, scanRuns, nil).orNone("no workflow scans for vulnerabilities")
}

func provenance(f *facts) measured {
	return f.uses(attesters, attestRuns, func(text string, s *step) bool {
		return strings.HasPrefix(text, "uses pypa/gh-action-pypi-publish@") && s.With["attestations"].Text == "true" ||
			strings.HasPrefix(text, "uses docker/build-push-action@") && (s.With["provenance"].Text == "true" || strings.HasPrefix(s.With["provenance"].Text, "mode="))
	}).orNone("no workflow attests what it builds")
}

func secretScanner(f *facts) measured {
	m := f.uses(secretScanners, secretRuns, nil)
	if c := f.preCommit(); m.share < 1 {
		for i := range c.hooks {
			if h := &c.hooks[i]; !h.manual && (secretRuns.MatchString(h.id) || secretRuns.MatchString(h.command)) {
				m = measured{share: 1, evidence: []Evidence{{Path: c.path, Line: h.line, Text: h.id + " runs before a commit"}}}
				break
			}
		}
	}
	return m.orNone("nothing scans for secrets in CI or before a commit; scanning by the host of the repository is not in the tree")
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
	if m := f.uses([]string{"google/osv-scanner", "google/osv-scanner-action", "aquasecurity/trivy-action", "anchore/scan-action"}, ofCode, nil); m.share == 1 {
		return m
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
