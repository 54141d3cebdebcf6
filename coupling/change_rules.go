package coupling

import (
	"embed"
	"io/fs"

	"plumbline/internal/finding"
)

//go:embed change/rules/*.txtar
var changeDocs embed.FS

// changeRule is a rule on two measured trees.
type changeRule struct {
	finding.Rule
	topic Topic
	check func(c *comparison, report reportFunc)
}

// changeRules lists the rules on pairs in ID order.
var changeRules = [...]*changeRule{newModuleDependency, cycleGrew, edgeAgainstOrder, couplingWorse}

// ChangeRules describes the rules on two trees in ID order, each with its document.
func ChangeRules() []finding.Rule {
	docs, err := fs.Sub(changeDocs, "change")
	if err != nil {
		panic(err) // the path is a constant
	}
	var out []finding.Rule
	for _, r := range changeRules {
		out = append(out, finding.Documented(r.Rule, docs))
	}
	return out
}

// checkChange runs every rule on pairs. A finding that names no severity has its rule's.
func checkChange(c *comparison) (out []Violation) {
	for _, rule := range changeRules {
		rule.check(c, func(f finding.Finding, pair *Pair) {
			f.Rule, f.Name, f.Invariant = rule.ID, rule.Name, rule.Invariant
			if f.Severity == 0 {
				f.Severity = rule.Severity
			}
			f.Fingerprint = finding.Fingerprint(f.Rule, f.Subject, f.Contract)
			out = append(out, Violation{Finding: f, Topic: rule.topic, Pair: pair})
		})
	}
	return out
}
