//go:build corpus

package abi

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"plumbline/internal/corpustest"
	"plumbline/parse/opschema"
)

// PyTorch's own test of schema compatibility, read from its source: the schemas, what is
// asserted of each pair, and the reasons.
var (
	pyLiterals = `((?:(?:"[^"\n]*"|'[^'\n]*')\s*)+)`
	testSteps  = regexp.MustCompile(strings.Join([]string{
		`(\w+) = parse_schema\(\s*` + pyLiterals + `\)`,
		`self\.assert(True|False)\(\s*(\w+)\.is_backward_compatible_with\(\s*(\w+)\s*\)`,
		`\w+, \w+ = (\w+)\.check_forward_compatible_with\((\w+)\)`,
		`self\.assert(True|False)\(is_fc\)`,
		`self\.assertEqual\(\s*reason,\s*` + pyLiterals,
		`with self\.assertRaisesRegex\(\s*RuntimeError`,
	}, "|"))
	pyLiteral = regexp.MustCompile(`"([^"\n]*)"|'([^'\n]*)'`)
)

// literalValue joins adjacent literals.
func literalValue(literals string) string {
	var b strings.Builder
	for _, m := range pyLiteral.FindAllStringSubmatch(literals, -1) {
		b.WriteString(m[1] + m[2])
	}
	return strings.ReplaceAll(b.String(), `\'`, "'")
}

func TestSchemaVerdictsAreThoseOfPyTorchsOwnTest(t *testing.T) {
	for release := range builds {
		src, err := os.ReadFile(filepath.Join(corpustest.Dir(t), release, "test/test_function_schema.py"))
		if err != nil {
			t.Fatal(err)
		}
		schemas := map[string]*opschema.Schema{}
		var isForward, raises bool
		var reason string
		backward, forward, reasons, errors := 0, 0, 0, 0
		for _, m := range testSteps.FindAllStringSubmatch(string(src), -1) {
			switch {
			case m[1] != "":
				s, err := opschema.ParseSchema(literalValue(m[2]))
				if (err != nil) != raises {
					t.Errorf("%s: %q: %v", release, literalValue(m[2]), err)
				}
				if raises {
					errors++
				}
				raises = false
				schemas[m[1]] = s
			case m[3] != "" && schemas[m[4]] == nil: // of all schemas that a build registers
			case m[3] != "":
				backward++
				if got := backwardCompatible(schemas[m[5]], schemas[m[4]]); got != (m[3] == "True") {
					t.Errorf("%s: %s after %s: got %v", release, schemas[m[4]], schemas[m[5]], got)
				}
			case m[6] != "":
				isForward, reason = forwardCompatible(schemas[m[7]], schemas[m[6]])
			case m[8] != "":
				forward++
				if isForward != (m[8] == "True") {
					t.Errorf("%s: forward: got %v, %s", release, isForward, reason)
				}
			case m[9] != "":
				reasons++
				if reason != literalValue(m[9]) {
					t.Errorf("%s: got %q, want %q", release, reason, literalValue(m[9]))
				}
			default:
				raises = true
			}
		}
		t.Logf("%s: %d backward, %d forward, %d reasons, %d errors", release, backward, forward, reasons, errors)
		if backward < 29 || forward < 12 || reasons < 8 {
			t.Errorf("%s: too few cases were read", release)
		}
	}
}

// operatorSurface is the part of a release's surface that concerns operators.
func operatorSurface(t *testing.T, release string) *Surface {
	t.Helper()
	read := func(path string) []byte {
		src, err := os.ReadFile(filepath.Join(corpustest.Dir(t), release, path))
		if err != nil {
			t.Fatal(err)
		}
		return src
	}
	const allowPath = "test/forward_backward_compatibility/check_forward_backward_compatibility.py"
	s := &Surface{Operators: releaseOperators(t, release, nil), Allow: opschema.ReadAllowList(allowPath, read(allowPath))}
	var problems []opschema.Problem
	s.Upgraders, problems = opschema.ReadUpgraders(read("torch/csrc/jit/operator_upgraders/version_map.cpp"))
	for _, p := range append(problems, s.Allow.Problems...) {
		t.Errorf("%s: line %d: %s", release, p.Line, p.Text)
	}
	return s
}

// What changed between the releases, counted by hand and with PyTorch's own rules: 270
// schemas changed and 10 of them break callers; 59 entries went, 30 of them to autogen.
func TestOperatorFindingsOfReleases(t *testing.T) {
	old, new := operatorSurface(t, "v1.13.1"), operatorSurface(t, "v2.6.0")
	r := Compare(old, new, Options{Today: time.Date(2025, 1, 29, 0, 0, 0, 0, time.UTC)})
	gone, broken, variants := map[string]bool{}, map[string]bool{}, 0
	var own = map[string]*Operator{}
	for _, op := range old.Operators {
		own[op.Name] = op
	}
	byRule := map[string]int{}
	for _, f := range r.Findings {
		byRule[f.Rule+" "+f.Name]++
		switch {
		case f.Rule == opsGone && own[f.Subject].From == "":
			gone[f.Subject] = true
		case f.Rule == opsGone:
			variants++
		case f.Rule > opsGone && f.Rule < opsForward:
			broken[f.Subject] = true
		}
	}
	changed, left, moved := 0, 0, 0
	for _, p := range Match(old, new, Options{}).Operators {
		if p.Old == nil || p.Old.From != "" {
			continue
		}
		switch {
		case p.New == nil:
			left++
		case p.New.From != "":
			moved++
		case p.Old.Schema != p.New.Schema:
			changed++
		}
	}
	got := [...]int{changed, len(broken), left + moved, len(gone), moved}
	if want := [...]int{270, 10, 59, 29, 30}; got != want {
		t.Errorf("changed, broken, entries gone, really gone, moved to autogen: got %v, want %v", got, want)
	}
	t.Logf("%v and %d variants that autogen made; %v; %v", got, variants, byRule, r.BlindSpots)
	for _, s := range []*Surface{old, new} {
		r := Compare(s, s, Options{})
		spots := len(r.BlindSpots) - len(notInSources(s))
		if len(r.Findings)+spots > 0 || r.Verdict != Identical {
			t.Errorf("a release differs from itself: %v, %d findings, %d blind spots of its own", r.Verdict, len(r.Findings), spots)
		}
	}
}

// What is known of the allow-list of 2.6.0: how many entries never end, and what covers
// operators that it does not spell.
func TestAllowListOfRelease(t *testing.T) {
	s := operatorSurface(t, "v2.6.0")
	var schemas []*opschema.Schema
	for _, op := range s.Operators {
		schemas = append(schemas, op.Parsed)
	}
	perpetual, expired := 0, 0
	over := map[string][]string{}
	for i := range s.Allow.Entries {
		e := &s.Allow.Entries[i]
		if e.Perpetual() {
			perpetual++
		}
		if e.Expired(time.Date(2025, 1, 29, 0, 0, 0, 0, time.UTC)) {
			expired++
		}
		if names := e.Overreach(schemas); len(names) > 0 {
			over[e.Pattern] = names
		}
	}
	if got, want := [...]int{len(s.Allow.Entries), perpetual, expired}, [...]int{86, 72, 14}; got != want {
		t.Errorf("entries, perpetual, expired: got %v, want %v", got, want)
	}
	for pattern, name := range map[string]string{"static": "aten::nonzero_static", "aten::rrelu_with_noise": "aten::rrelu_with_noise_backward"} {
		if !strings.Contains(strings.Join(over[pattern], " "), name) {
			t.Errorf("%s covers %s: got %v", pattern, name, over[pattern])
		}
	}
	for pattern, names := range over {
		t.Logf("%s: %v", pattern, names)
	}
}
