package audit

import (
	"path"
	"regexp"
	"strings"
)

// auditScript is a script that looks at what the tree vendors.
type auditScript struct {
	path      string
	inventory int // lines of its code, 0 for none: it goes through what is vendored
	versions  int // it reads their versions or commits
	latest    int // it asks for the newest ones
	compares  int // it says which are behind
	reports   int // it prints or writes
	pushes    int // it changes things by itself: an updater is no report
}

// What code does shows in what it calls and in the strings that it hands on. Comments and
// docstrings are gone before these look.
var (
	listsVendored = regexp.MustCompile(`\.gitmodules|submodule['",\s]+(status|foreach|summary)|\bsubmodule\.[\w.*]*path|["'/ ]third_party/?["'/ ]?|(?i)sbom[\w.-]*\.json|SBOM_PATH`)
	readsVersions = regexp.MustCompile(`(?i)submodule['",\s]+status|rev-parse|ls-tree|describe|\bversions?\b|_version|version_|\bcommits?\b|_sha\b|\bsha\b|\btags?\b`)
	asksLatest    = regexp.MustCompile(`(?i)ls-remote|releases/latest|/releases\b|/tags\b|pypi\.org/pypi|repology|deps\.dev|osv\.dev|release-monitoring|fetch['",\s]+--tags|\b\w*_?(latest|newest|upstream)(_\w+)?\b`)
	saysBehind    = regexp.MustCompile(`(?i)\b\w*(outdated|out_of_date|out-of-date|out of date|behind|newer|older|stale|update available|updates? needed|upgradable|is_older|needs_update)\w*`)
	pushesChange  = regexp.MustCompile(`git['",\s]+push|create_pull|/pulls\b`)
	writesReport  = regexp.MustCompile(`\bprint\(|\.write\(|write_text\(|json\.dump|\blogging\.|\blogger\.|sys\.stdout|\becho\b|\bprintf\b|csv\.writer|click\.echo`)
)

// auditScripts are the scripts that go through what is vendored, read versions and report, most
// able first.
func (f *facts) auditScripts() []auditScript {
	return once(f, "audit scripts", func() []auditScript {
		var out []auditScript
		for _, p := range f.artefact("third-party-script") {
			if testFolder.MatchString(p) {
				continue
			}
			data := f.read(p)
			if len(data) == 0 || len(data) > 1<<20 || !listsVendored.Match(data) || strings.HasSuffix(p, ".py") && f.py(p) == nil {
				continue
			}
			s := readScript(p, string(data))
			switch {
			case s.inventory == 0 || s.versions == 0 || s.reports == 0 || s.pushes > 0:
			case s.latest > 0 && s.compares > 0:
				out = append([]auditScript{s}, out...)
			case saysAudit(p):
				out = append(out, s)
			}
		}
		return out
	})
}

// saysAudit: many scripts walk third_party and print; one that does not look for newer versions
// is an audit only if it is called one.
func saysAudit(p string) bool {
	name := strings.ToLower(path.Base(p))
	return strings.Contains(name, "audit") || strings.Contains(name, "outdated") || strings.Contains(name, "sbom") || strings.Contains(name, "inventory") ||
		strings.Contains(name, "version") && (strings.Contains(name, "third") || strings.Contains(name, "vendor"))
}

func readScript(p, text string) auditScript {
	s := auditScript{path: p}
	codeFile := codeOnly(p, text)
	if !listsVendored.MatchString(codeFile) {
		return s
	}
	for i, line := range strings.Split(codeFile, "\n") {
		for _, w := range []struct {
			at *int
			re *regexp.Regexp
		}{{&s.inventory, listsVendored}, {&s.versions, readsVersions}, {&s.latest, asksLatest}, {&s.compares, saysBehind}, {&s.reports, writesReport}, {&s.pushes, pushesChange}} {
			if *w.at == 0 && w.re.MatchString(line) {
				*w.at = i + 1
			}
		}
	}
	return s
}

// codeOnly blanks the comments of a script, and the docstrings of Python, line by line.
func codeOnly(p, text string) string {
	if strings.HasSuffix(p, ".py") {
		return pythonCode(text)
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// pythonCode blanks comments and strings that stand alone as a statement.
func pythonCode(text string) string {
	out := []byte(text)
	depth, alone := 0, true // alone: nothing but white space since the statement began
	for i := 0; i < len(out); {
		switch c := text[i]; {
		case c == '#':
			for ; i < len(out) && out[i] != '\n'; i++ {
				out[i] = ' '
			}
		case c == '"' || c == '\'':
			end := stringEnd(text, i)
			if alone && depth == 0 {
				for k := i; k < end; k++ {
					if out[k] != '\n' {
						out[k] = ' '
					}
				}
			}
			i, alone = end, false
		default:
			switch c {
			case '(', '[', '{':
				depth++
			case ')', ']', '}':
				depth = max(0, depth-1)
			case '\n':
				alone = true
			}
			prefix := strings.ContainsRune("rRbBuUfF", rune(c)) && i+1 < len(text) && strings.ContainsRune(`"'rRbB`, rune(text[i+1]))
			if c != '\n' && c != ' ' && c != '\t' && c != '\r' && !(alone && prefix) {
				alone = false
			}
			i++
		}
	}
	return string(out)
}

// stringEnd is the offset behind a Python string that begins at i.
func stringEnd(text string, i int) int {
	quote := text[i : i+1]
	if strings.HasPrefix(text[i:], strings.Repeat(quote, 3)) {
		quote = strings.Repeat(quote, 3)
	}
	for k := i + len(quote); k < len(text); k++ {
		switch {
		case text[k] == '\\':
			k++
		case strings.HasPrefix(text[k:], quote):
			return k + len(quote)
		case text[k] == '\n' && len(quote) == 1:
			return k
		}
	}
	return len(text)
}

// checkThirdPartyScript: a script goes through what is vendored, reads versions and reports.
func checkThirdPartyScript(f *facts, _ *Row) verdict {
	const needs = "a script, such as scripts/audit_third_party_versions.py, that goes through .gitmodules and third_party/ and reports the versions"
	scripts := f.auditScripts()
	if len(scripts) == 0 {
		return missing(needs, f.named("third-party-script", saysAudit)...)
	}
	s := scripts[0]
	return done(Evidence{Path: s.path, Line: s.inventory, Text: "goes through what is vendored"}, Evidence{Path: s.path, Line: s.versions, Text: "reads versions or commits"},
		Evidence{Path: s.path, Line: s.reports, Text: "reports"})
}

// named says which files of an artefact have the name and not what makes it one.
func (f *facts) named(artefact string, is func(string) bool) []Evidence {
	var out []Evidence
	for _, p := range f.artefact(artefact) {
		if is(p) && !testFolder.MatchString(p) {
			out = append(out, Evidence{Path: p, Text: "is called so, and does not go through what is vendored and report versions", Against: true})
		}
	}
	return out
}

// checkThirdPartyOutdated: the script asks for the newest versions and says what is behind.
func checkThirdPartyOutdated(f *facts, _ *Row) verdict {
	const needs = "a script that asks upstream for the newest version of each vendored component, compares, and reports those that are behind"
	scripts := f.auditScripts()
	if len(scripts) == 0 {
		return missing(needs, f.named("third-party-script", saysAudit)...)
	}
	s := scripts[0]
	switch {
	case s.latest > 0 && s.compares > 0:
		return done(Evidence{Path: s.path, Line: s.latest, Text: "asks for the newest version"}, Evidence{Path: s.path, Line: s.compares, Text: "says what is behind"})
	case s.latest > 0:
		return partly("a comparison in "+s.path+" that says which components are behind", Evidence{Path: s.path, Line: s.latest, Text: "asks for the newest version"})
	}
	return missing(needs, Evidence{Path: s.path, Text: "reports what there is, and does not ask for anything newer", Against: true})
}
