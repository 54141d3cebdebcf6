package abi

import (
	"embed"
	"slices"

	"plumbline/internal/finding"
)

//go:embed rules/*.txtar
var ruleDocs embed.FS

// rule is a rule on a pair of surfaces: what stays the same about its findings, and the
// check, a pure function of the matched pair.
type rule struct {
	finding.Rule
	check func(d *Diff, report reportFunc)
}

// reportFunc tells of one difference.
type reportFunc func(i issue)

// rules lists all rules in ID order; the lists stand beside the rules that they name.
var rules = slices.Concat(functionRules, classRules, declarationRules, operatorRules)

// Rules describes the rules in ID order, each with the document that is its fixture too.
func Rules() []finding.Rule {
	var out []finding.Rule
	for _, r := range rules {
		out = append(out, finding.Documented(r.Rule, ruleDocs))
	}
	return out
}
