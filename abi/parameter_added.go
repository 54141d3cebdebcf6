package abi

import (
	"fmt"
	"strings"

	"plumbline/internal/finding"
)

var parameterAdded = &rule{
	Rule: finding.Rule{
		ID: "ABI003", Name: "parameter-added", Invariant: "INV-002", Severity: finding.Error,
		Promise: "No public function gains a parameter.",
	},
	check: checkParameterAdded,
}

// checkParameterAdded reports functions with more parameters than before. With a default the
// source of a call stays, but the symbol is another one.
func checkParameterAdded(d *Diff, report reportFunc) {
	d.eachChanged(addedParameters, func(p *FunctionPair) {
		o, n := p.Old, p.New
		i := functionIssue(p, callAxes(o))
		i.silent = o.ExternC || o.Virtual
		extra := d.compareTypes(o, n).added(o, n)
		defaulted := true
		var names []string
		for k, j := range extra {
			names = append(names, argument(n, j))
			// Only at the end does a default leave calls as they were.
			defaulted = defaulted && (n.Params[j].Default != "" || n.Params[j].Pack) && j == len(o.Params)+k
		}
		what := strings.Join(names, ", ")
		if defaulted {
			i.message = fmt.Sprintf("%s gained %s with a default: sources still compile, the symbol is another", o.Name, what)
			i.instead = "Add an overload that takes the new parameter, and keep the old one."
		} else {
			i.axes |= source
			i.message = fmt.Sprintf("%s gained the parameter %s, which every call has to give", o.Name, what)
			i.instead = "Add an overload that takes the new parameter, and let the old one call it."
		}
		if o.Virtual {
			i.axes |= source
		}
		if i.axes != 0 {
			report(i)
		}
	})
}
