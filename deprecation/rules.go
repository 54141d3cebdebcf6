package deprecation

import (
	"embed"
	"slices"

	"plumbline/internal/finding"
)

//go:embed rules/*.txtar
var ruleDocs embed.FS

// cycleDocs are the documents of the rules of the cycle, whose examples are histories.
//
//go:embed cycle/rules/*.txtar
var cycleDocs embed.FS

// rules lists all rules on pairs in ID order; the lists stand beside the rules that they name.
var rules = slices.Concat(objectRules, parameterRules, functionRules, classRules, pathRules, contractRules, versionRules, stateRules)

// Rules describes the rules in ID order, each with the document that is its fixture too.
func Rules() []finding.Rule {
	var out []finding.Rule
	for _, r := range rules {
		out = append(out, finding.Documented(r.Rule, ruleDocs))
	}
	return out
}
