package coupling

import (
	"embed"
	"slices"

	"plumbline/internal/finding"
)

//go:embed rules/*.txtar
var ruleDocs embed.FS

// rule is a boundary rule: what stays the same about its violations, and the check.
type rule struct {
	finding.Rule
	topic Topic
	check func(r *Result, c Contract, report reportFunc)
}

// reportFunc adds a violation; rule, name, invariant, severity, topic and fingerprint are
// filled in from the rule. pair is nil where the rule is about one file.
type reportFunc func(f finding.Finding, pair *Pair)

// rules lists the boundary rules in ID order.
var rules = [...]*rule{layerViolation, forbiddenDependency, moduleCycle, godModule, unresolvedImport}

// Rules describes the boundary rules in ID order, each with the document that is its
// fixture too.
func Rules() []finding.Rule {
	var out []finding.Rule
	for _, r := range rules {
		out = append(out, finding.Documented(r.Rule, ruleDocs))
	}
	return out
}

// check runs every rule and sorts what they find.
func check(r *Result, c Contract) []Violation {
	var out []Violation
	for _, rule := range rules {
		rule.check(r, c, func(f finding.Finding, pair *Pair) {
			f.Rule, f.Name, f.Invariant, f.Severity = rule.ID, rule.Name, rule.Invariant, rule.Severity
			f.Fingerprint = finding.Fingerprint(f.Rule, f.Subject, f.Contract)
			out = append(out, Violation{Finding: f, Topic: rule.topic, Pair: pair})
		})
	}
	slices.SortFunc(out, func(a, b Violation) int { return finding.Compare(&a.Finding, &b.Finding) })
	return out
}
