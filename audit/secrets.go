package audit

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"regexp"
	"slices"
	"strings"
)

// secret is a place that holds one, or what looks like one. Its value is never kept, only what a
// person needs to find it.
type secret struct {
	path    string
	line    int
	times   int // how often the file has the same
	kind    string
	shown   string // the value, redacted
	allowed string // why it is none that matters: "" for one that does
	doubt   bool   // it lies where made-up ones do, and does not look made up
}

// secretFormat is a format of a provider: a fixed prefix that is looked for first, and the whole.
type secretFormat struct {
	kind   string
	marks  []string
	format *regexp.Regexp
}

// secretFormats are formats with fixed prefixes, as their providers document them. There is no
// rule for "anything with much entropy": on source code it is nearly always wrong.
var secretFormats = []secretFormat{
	{"AWS access key", []string{"AKIA", "ASIA"}, standingAlone(`(?:AKIA|ASIA)[A-Z0-9]{16}`)},
	{"GitHub token", []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_"}, standingAlone(`gh[pousr]_[A-Za-z0-9]{36,255}`)},
	{"GitHub fine-grained token", []string{"github_pat_"}, standingAlone(`github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}`)},
	{"GitLab token", []string{"glpat-"}, standingAlone(`glpat-[A-Za-z0-9_-]{20,}`)},
	{"Slack token", []string{"xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-"}, standingAlone(`xox[abeoprs]-[0-9A-Za-z-]{10,}`)},
	{"Slack webhook", []string{"hooks.slack.com/services/"}, standingAlone(`hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}`)},
	{"Google API key", []string{"AIza"}, standingAlone(`AIza[0-9A-Za-z_-]{35}`)},
	{"Stripe key", []string{"_live_"}, standingAlone(`[sr]k_live_[0-9A-Za-z]{16,}`)},
	{"npm token", []string{"npm_"}, standingAlone(`npm_[A-Za-z0-9]{36}`)},
	{"PyPI token", []string{"pypi-AgE"}, standingAlone(`pypi-AgE[A-Za-z0-9_-]{50,}`)},
	{"Hugging Face token", []string{"hf_"}, standingAlone(`hf_[A-Za-z0-9]{34}`)},
	{"Docker token", []string{"dckr_pat_"}, standingAlone(`dckr_pat_[A-Za-z0-9_-]{27}`)},
	{"Anthropic key", []string{"sk-ant-"}, standingAlone(`sk-ant-[A-Za-z0-9_-]{32,}`)},
	{"OpenAI key", []string{"sk-proj-"}, standingAlone(`sk-proj-[A-Za-z0-9_-]{40,}`)},
	{"SendGrid key", []string{"SG."}, standingAlone(`SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}`)},
	{"Azure storage key", []string{"AccountKey="}, standingAlone(`AccountKey=[A-Za-z0-9+/]{86}==`)},
}

// standingAlone is a pattern that stands by itself: inside a run of base64 anything comes up by chance.
func standingAlone(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[^A-Za-z0-9+/_-]|//)(` + pattern + `)(?:$|[^A-Za-z0-9+/=_-])`)
}

var (
	keyHead      = regexp.MustCompile(`-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----`)
	base64Line   = regexp.MustCompile(`[A-Za-z0-9+/]{40,}={0,2}`)
	excuse       = regexp.MustCompile(`plumbline: ignore\[[\w, -]*secrets[\w, -]*\]\s*\S|gitleaks:allow|pragma: allowlist secret`)
	fixturePlace = regexp.MustCompile(`(?i)(^|/)(testdata|fixtures?|mocks?|__mocks__|examples?|samples?)/`)
	quietPlace   = regexp.MustCompile(`(?i)(^|/)(tests?|testing|__tests__|docs?)/|(^|/)(test_[^/]*|conftest|[^/]*[._](test|spec))\.\w+$|\.(md|rst)$`)
)

// maxSecretScan bounds what is searched of one file; what is above is named.
const maxSecretScan = 32 << 20

// secrets searches every file of the tree, and the workflows for literals under keys that say
// secret.
func (f *facts) secrets() []secret {
	return once(f, "secrets", func() []secret {
		var out []secret
		for _, p := range f.in.Tree.Paths {
			data, err := f.in.Tree.Read(p) // not kept: it is the whole tree
			switch {
			case err != nil:
				f.problem(p, 0, "can't be searched for secrets: "+err.Error())
			case len(data) > maxSecretScan:
				f.problem(p, 0, fmt.Sprintf("is not searched for secrets: %d bytes", len(data)))
			default:
				out = append(out, scanSecrets(p, data)...)
			}
		}
		return append(out, f.workflowLiterals()...)
	})
}

// scanSecrets finds the formats of providers and private keys in one file.
func scanSecrets(p string, data []byte) []secret {
	if bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 {
		return nil // binary: whatever it looks like, nobody wrote it there
	}
	var out []secret
	seen := map[string]int{} // place in out, by value
	for i := range secretFormats {
		s := &secretFormats[i]
		for _, mark := range s.marks {
			for at := 0; ; {
				k := bytes.Index(data[at:], []byte(mark))
				if k < 0 {
					break
				}
				at += k
				from, to := lineAround(data, at)
				for _, m := range s.format.FindAllSubmatch(data[from:to], -1) {
					value := string(m[1])
					allowed := allowance(p, value, s.marks, around(data, from, to))
					if k, ok := seen[value+allowed]; ok {
						out[k].times++
						continue
					}
					seen[value+allowed] = len(out)
					out = append(out, secret{path: p, line: 1 + bytes.Count(data[:from], []byte("\n")), times: 1, kind: s.kind, shown: hide(value), allowed: allowed, doubt: allowed == doubtful})
				}
				at = to
			}
		}
	}
	return append(out, privateKeys(p, data)...)
}

// privateKeys finds PEM blocks with at least two lines of key.
func privateKeys(p string, data []byte) []secret {
	if !bytes.Contains(data, []byte("PRIVATE KEY")) {
		return nil
	}
	var out []secret
	for _, loc := range keyHead.FindAllIndex(data, -1) {
		body := data[loc[1]:min(len(data), loc[1]+4096)]
		if end := bytes.Index(body, []byte("-----END")); end >= 0 {
			body = body[:end]
		}
		// In a string of another language its lines end in \n, spelled out.
		lines := base64Line.FindAll(bytes.ReplaceAll(body, []byte(`\n`), []byte("\n")), -1)
		if len(lines) < 2 {
			continue
		}
		from, to := lineAround(data, loc[0])
		s := secret{path: p, line: 1 + bytes.Count(data[:from], []byte("\n")), kind: "private key", shown: "-----BEGIN…"}
		s.allowed = allowance(p, string(bytes.Join(lines, nil)), nil, around(data, from, to))
		s.doubt = s.allowed == doubtful
		out = append(out, s)
	}
	return out
}

func lineAround(data []byte, at int) (from, to int) {
	from = bytes.LastIndexByte(data[:at], '\n') + 1
	if n := bytes.IndexByte(data[at:], '\n'); n >= 0 {
		return from, at + n
	}
	return from, len(data)
}

// around is a line with the one above it: where an excuse may stand.
func around(data []byte, from, to int) []byte {
	above := from
	if from > 0 {
		above, _ = lineAround(data, from-1)
	}
	return data[above:to]
}

// doubtful is said of a value among tests or documents that does not look made up.
const doubtful = "among tests or documents, and does not look made up"

// allowance says why a hit is no secret that matters, "" for one that does: an excuse beside it,
// a value that nobody would be given, or a place for fixtures; doubtful where only a person can tell.
func allowance(p, value string, marks []string, lines []byte) string {
	body := value
	for _, m := range marks {
		body = strings.TrimPrefix(body, m)
	}
	switch {
	case excuse.Match(lines):
		return "excused beside it"
	case checksumFits(value):
		return "" // nobody makes that up
	case madeUp(body):
		return "a made-up value"
	case fixturePlace.MatchString(p):
		return "in a place for fixtures"
	case quietPlace.MatchString(p):
		return doubtful
	}
	return ""
}

// sampleWords are in values that were written to be read.
var sampleWords = regexp.MustCompile(`(?i)example|sample|fake|dummy|mock|placeholder|redacted|changeme|your[_-]?|notareal|not[_-]real|xxxx|test[_-]?(token|key|secret)|\*\*\*|\.\.\.|<.*>`)

// madeUp says whether a value is one that nobody would be given: it says so, has few different
// characters, or runs through the digits or the alphabet.
func madeUp(body string) bool {
	if sampleWords.MatchString(body) {
		return true
	}
	lower := strings.ToLower(body)
	different := map[rune]bool{}
	run, longest := 1, 1
	for i, r := range lower {
		different[r] = true
		if i > 0 && int(lower[i])-int(lower[i-1]) == 1 {
			run++
			longest = max(longest, run)
		} else {
			run = 1
		}
	}
	few := len(body) >= 12 && len(different) <= 6
	return few || longest >= 6 || len(body) >= 12 && strings.Count(lower+lower, lower[:len(lower)/3]) >= 5
}

// checksumFits says whether the last six characters of a GitHub token are the checksum of those
// before: CRC-32 in base 62 (github.blog, "Behind GitHub's new authentication token formats").
func checksumFits(value string) bool {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	if len(value) != 40 || value[:2] != "gh" || value[3] != '_' {
		return false
	}
	sum := crc32.ChecksumIEEE([]byte(value[4:34]))
	for i := 39; i >= 34; i-- {
		if value[i] != digits[sum%62] {
			return false
		}
		sum /= 62
	}
	return true
}

// hide keeps so much of a value that a person finds it: at most its first four characters, and
// never more than a quarter.
func hide(value string) string {
	return fmt.Sprintf("%s… (%d characters)", value[:min(4, len(value)/4)], len(value))
}

// redact hides whatever has the format of a provider in a text that goes out.
func redact(text string) string {
	for i := range secretFormats {
		s := &secretFormats[i]
		if !strings.Contains(text, s.marks[0]) && !containsAny(text, s.marks[1:]) {
			continue
		}
		for _, m := range s.format.FindAllStringSubmatch(text, -1) {
			text = strings.ReplaceAll(text, m[1], hide(m[1]))
		}
	}
	return text
}

func containsAny(text string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}

// redactReport hides secrets in whatever a report quotes from the tree: what has the format of a
// provider, and the literals that workflows hold, wherever they stand again.
func redactReport(r *Report, literals []string) {
	hideOne := func(texts ...*string) {
		for _, t := range texts {
			for _, l := range literals {
				*t = strings.ReplaceAll(*t, l, hide(l))
			}
			*t = redact(*t)
		}
	}
	hideIn := func(evidence []Evidence) {
		for i := range evidence {
			hideOne(&evidence[i].Text)
		}
	}
	for i := range r.Rows {
		hideIn(r.Rows[i].Evidence)
		hideOne(&r.Rows[i].Needs)
	}
	for i := range r.Silent {
		s := &r.Silent[i]
		hideOne(&s.Job, &s.Step, &s.Text, &s.Reason)
	}
	for i := range r.Pins {
		p := &r.Pins[i]
		hideOne(&p.Uses, &p.Name, &p.Ref, &p.Comment, &p.Conflict)
	}
	for _, c := range r.Score.Categories {
		for _, p := range c.Parts {
			hideIn(p.Evidence)
		}
	}
	hideIn(r.Problems)
}

// checkSecrets: no file of the tree holds a secret. Made-up values and those in places for
// fixtures are named and don't count; one among tests or documents that does not look made up
// leaves the row partial. It is the tree as it stands: what history holds, only a scan of history
// shows.
func checkSecrets(f *facts, _ *Row) verdict {
	var bad, doubt, aside []Evidence
	for _, s := range f.secrets() {
		e := Evidence{Path: s.path, Line: s.line, Text: s.kind + " " + s.shown, Against: s.allowed == "" || s.doubt}
		if s.times > 1 {
			e.Text += fmt.Sprintf(", %d times", s.times)
		}
		if s.allowed != "" {
			e.Text += ": " + s.allowed
		}
		switch {
		case s.doubt:
			doubt = append(doubt, e)
		case s.allowed == "":
			bad = append(bad, e)
		default:
			aside = append(aside, e)
		}
	}
	switch {
	case len(bad) > 0:
		return missing(fmt.Sprintf("every secret taken out of the tree, and revoked where it was issued: %d", len(bad)), slices.Concat(bad, doubt, aside)...)
	case !f.hasContent():
		return missing("a tree whose files have content: an empty one shows nothing")
	case len(doubt) > 0:
		return partly("values among tests and documents that are visibly made up, or a comment \"plumbline: ignore[secrets] why\" beside them", slices.Concat(doubt, aside)...)
	}
	return done(append([]Evidence{{Text: fmt.Sprintf("%d files hold no secret; what history holds is not looked at", len(f.in.Tree.Paths))}}, aside...)...)
}

// hasContent says whether any file of the tree has some.
func (f *facts) hasContent() bool {
	for _, p := range f.in.Tree.Paths {
		if data, err := f.in.Tree.Read(p); err == nil && len(data) > 0 {
			return true
		}
	}
	return false
}
