package audit

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// setting is a scalar of a workflow with the keys above it.
type setting struct {
	path  string
	line  int
	keys  []string // from the top; "" for an item of a list
	value string
	quote bool // it is quoted, so a word and no number
}

func (s *setting) key() string { return s.keys[len(s.keys)-1] }

// under says whether one of the keys above is the one.
func (s *setting) under(key string) bool {
	for _, k := range s.keys[:len(s.keys)-1] {
		if k == key {
			return true
		}
	}
	return false
}

// maxWorkflow bounds what is read as a workflow: GitHub takes none above 512 KB.
const maxWorkflow = 8 << 20

// settings are all scalars of the workflows and composite actions.
func (f *facts) settings() []setting {
	return once(f, "settings", func() []setting {
		var out []setting
		for _, p := range f.artefact("workflows") {
			data := f.read(p)
			if len(data) > maxWorkflow {
				f.problem(p, 0, "is too large for a workflow")
				continue
			}
			var root yaml.Node
			if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&root); err != nil {
				if len(bytes.TrimSpace(data)) > 0 {
					f.problem(p, 0, "is no valid YAML: "+redact(err.Error()))
				}
				continue
			}
			walkSettings(p, &root, nil, &out)
		}
		return out
	})
}

// walkSettings goes through a document; an alias stands for what is visited at its anchor.
func walkSettings(p string, n *yaml.Node, keys []string, out *[]setting) {
	switch n.Kind {
	case yaml.DocumentNode:
		for _, c := range n.Content {
			walkSettings(p, c, keys, out)
		}
	case yaml.SequenceNode:
		for _, c := range n.Content {
			walkSettings(p, c, append(keys[:len(keys):len(keys)], ""), out)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			walkSettings(p, n.Content[i+1], append(keys[:len(keys):len(keys)], n.Content[i].Value), out)
		}
	case yaml.ScalarNode:
		if len(keys) > 0 {
			*out = append(*out, setting{path: p, line: n.Line, keys: keys, value: n.Value, quote: n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0})
		}
	}
}

var (
	secretKey = regexp.MustCompile(`(?i)(^|[_-])(token|pass(word|wd|phrase)?|secret|credentials?|(api|private|access|secret|account|encryption|signing)[_-]?key|pat)$`)
	// A literal that is no secret: the name of one, a path, a switch, a reference of another
	// kind, or a word that says where the value comes from.
	noSecret = regexp.MustCompile(`(?i)^(true|false|yes|no|null|none|inherit|read|write|required|optional|default|bearer|basic|oidc|\d{1,5})$|^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^[./~]|^\$|^https?://[^@]*$|^arn:|^(secret|vault|op|ssm)s?://|^[\w.-]+(/[\w.-]+)+$`)
)

// keyShaped is base64 of 30 bytes, as AWS's secret keys are: it may have a slash and be no path.
var keyShaped = regexp.MustCompile(`^[A-Za-z0-9/+]{40}$`)

// sampleSecret is a word that stands in for a secret, as test databases have.
var sampleSecret = regexp.MustCompile(`(?i)^(test|password|secret|token|postgres|root|admin|guest|minioadmin)\w{0,3}$`)

// literal is the value of a setting that may be a secret by the key that it stands under.
func (s *setting) literal() (string, bool) {
	value := strings.TrimSpace(s.value)
	switch {
	case !secretKey.MatchString(s.key()), value == "", strings.Contains(value, "${{"), strings.ContainsAny(value, " \n"):
		return "", false
	case !s.under("env") && !s.under("with") && !s.under("credentials") && !s.under("secrets"):
		return "", false
	}
	return value, !noSecret.MatchString(value) || keyShaped.MatchString(value)
}

// literalValues are the values of workflows that no report may quote. A short or plain word
// would take half of every text with it.
func (f *facts) literalValues() []string {
	var out []string
	for _, s := range f.settings() {
		if value, ok := s.literal(); ok && len(value) >= 6 && !sampleSecret.MatchString(value) {
			out = append(out, value)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) }) // one may hold another
	return slices.Compact(out)
}

// workflowLiterals are literals under keys that say secret, in env, with, credentials and secrets
// of workflows.
func (f *facts) workflowLiterals() []secret {
	var out []secret
	for _, s := range f.settings() {
		value, ok := s.literal()
		if !ok {
			continue
		}
		lines := []byte(lineOf(f.read(s.path), s.line-1) + "\n" + lineOf(f.read(s.path), s.line))
		allowed := ""
		switch {
		case excuse.Match(lines):
			allowed = "excused beside it"
		case len(value) < 4 || madeUp(value) || sampleSecret.MatchString(value):
			allowed = "a made-up value"
		}
		out = append(out, secret{path: s.path, line: s.line, kind: "literal under " + s.key(), shown: hide(value), allowed: allowed})
	}
	return out
}

// lineOf is a line of a file, counted from 1.
func lineOf(data []byte, n int) string {
	lines := strings.Split(string(data), "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}
