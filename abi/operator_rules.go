package abi

import "plumbline/internal/finding"

// IDs of the rules on operators.
const (
	opsGone        = "OPS001"
	opsRemoved     = "OPS002"
	opsAdded       = "OPS003"
	opsRenamed     = "OPS004"
	opsReordered   = "OPS005"
	opsType        = "OPS006"
	opsDefault     = "OPS007"
	opsKeyword     = "OPS008"
	opsAlias       = "OPS009"
	opsReturn      = "OPS010"
	opsReturnCount = "OPS011"
	opsVararg      = "OPS012"
	opsForward     = "OPS013"
	opsVariant     = "OPS014"
	opsExpired     = "OPS015"
	opsPerpetual   = "OPS016"
	opsOverBroad   = "OPS017"
	opsCore        = "OPS018"
)

// operatorRules are the rules on operator schemas (OPS), in ID order. What they find is
// judged once for all of them: operators are compared as wholes, and one difference of a
// schema has one name.
var operatorRules = []*rule{
	operatorRule(opsGone, "operator-removed", finding.Error, "Every operator of BASE is there at HEAD, in its own right or made by autogen."),
	operatorRule(opsRemoved, "operator-argument-removed", finding.Error, "No operator loses an argument."),
	operatorRule(opsAdded, "operator-argument-added", finding.Error, "A new argument of an operator has a default and stands behind those there were."),
	operatorRule(opsRenamed, "operator-argument-renamed", finding.Error, "Arguments of operators keep their names."),
	operatorRule(opsReordered, "operator-argument-reordered", finding.Error, "Arguments of operators keep their order."),
	operatorRule(opsType, "operator-argument-type-changed", finding.Error, "Arguments of operators accept every value that they accepted."),
	operatorRule(opsDefault, "operator-argument-default-changed", finding.Error, "Arguments of operators keep their default."),
	operatorRule(opsKeyword, "operator-argument-became-keyword-only", finding.Error, "Arguments of operators that can be given by position still can."),
	operatorRule(opsAlias, "operator-alias-annotation-changed", finding.Error, "Operators write to and alias what they did, nothing else."),
	operatorRule(opsReturn, "operator-return-changed", finding.Error, "Operators return values of the types and names that they returned."),
	operatorRule(opsReturnCount, "operator-return-count-changed", finding.Error, "Operators return as many values as they did."),
	operatorRule(opsVararg, "operator-vararg-changed", finding.Error, "Whether an operator takes or returns any number of values stays."),
	operatorRule(opsForward, "operator-forward-incompatible", finding.Warning, "What fits an operator at HEAD can be read by BASE."),
	operatorRule(opsVariant, "operator-variant-removed", finding.Warning, "An operator that is a C++ function, or a method of at::Tensor, stays one."),
	operatorRule(opsExpired, "operator-allow-list-expired", finding.Warning, "No entry is added to the allow-list that no longer holds."),
	operatorRule(opsPerpetual, "operator-allow-list-perpetual", finding.Warning, "No entry is added to the allow-list that holds for ever."),
	operatorRule(opsOverBroad, "operator-allow-list-over-broad", finding.Warning, "No entry is added to the allow-list that covers operators that it does not spell."),
	operatorRule(opsCore, "operator-core-tag-removed", finding.Warning, "An operator of the core set stays in it."),
}

func operatorRule(id, name string, severity finding.Severity, promise string) *rule {
	return &rule{
		Rule: finding.Rule{ID: id, Name: name, Invariant: "INV-002, INV-021", Severity: severity, Promise: promise},
		check: func(d *Diff, report reportFunc) {
			for _, i := range d.operators.issues[id] {
				if i.severity == 0 {
					i.severity = severity
				}
				report(i)
			}
		},
	}
}

// operatorText is what the findings of one rule share: what the change does besides what
// follows from lost symbols, and what to do.
type operatorText struct {
	axes                axes
	recompiled, instead string
}

var operatorTexts = map[string]operatorText{
	opsGone: {source, "It no longer compiles; Python fails with an AttributeError, and saved programs that name the operator no longer load.",
		"Keep the operator and deprecate it; an upgrader can rewrite saved programs."},
	opsRemoved: {source, "Calls that give the argument fail.",
		"Keep the argument and ignore it, or add an overload without it."},
	opsAdded: {source, "Calls that were complete lack an argument, or give it what was meant for another.",
		"Append the argument, with a default that means what was meant before; or add an overload."},
	opsRenamed: {source, "Calls that give the argument by name fail; C++ compiles.",
		"Keep the name: it is part of the schema."},
	opsReordered: {source | behaviour, "Arguments that are given by position end up in the wrong place.",
		"Keep the order, or add an overload."},
	opsType: {source, "Calls that give a value of the old type fail.",
		"Widen the type only (T to T?, int to Scalar), or add an overload."},
	opsDefault: {behaviour, "Calls that leave the argument out do something else, or fail where there is no default any more.",
		"Keep the default, or add an overload; an upgrader can rewrite saved programs."},
	opsKeyword: {source, "Calls that give the argument by position fail.",
		"Keep it positional."},
	opsAlias: {behaviour, "Compilers that rely on what is aliased and written to (functionalization, memory planning) go wrong.",
		"Add an overload with the new annotation."},
	opsReturn: {source, "Code that uses the result by its type or name fails.",
		"Return what was returned, or a more specific type; or add an overload."},
	opsReturnCount: {source, "Code that unpacks the result fails.",
		"Add an overload, or another operator."},
	opsVararg: {source, "Calls no longer match.",
		"Add an overload."},
	opsForward: {behaviour, "It compiles; programs that it saves may not load in the release before.",
		"Ship the change a release before anything uses it, or add an overload."},
	opsVariant: {source, "Calls of the variant that is gone no longer compile.",
		"Keep the variant."},
	opsCore: {0, "It compiles and works.",
		"Keep the tag: changes of core operators are never passed over."},
}
