package abi

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var overloadAdded = &rule{
	Rule: finding.Rule{
		ID: "ABI040", Name: "overload-added", Invariant: "INV-002", Severity: finding.Note,
		Promise: "No overload is added that may make calls ambiguous.",
	},
	check: checkOverloadAdded,
}

// checkOverloadAdded reports overload sets that grew, once a set. Operators of namespaces are
// left out: all classes of a namespace share those names.
func checkOverloadAdded(d *Diff, report reportFunc) {
	added := map[string][]*Function{}
	var names []string
	for k := range d.Functions {
		n := d.Functions[k].New
		if n == nil || d.Functions[k].Old != nil || !d.judged(&n.Entity) || n.Friend || n.Untaken ||
			n.Owner == nil && n.Func != parse.FuncOrdinary || special(n) != "" {
			continue
		}
		key := d.canonical(n.Name)
		if added[key] == nil {
			names = append(names, key)
		}
		added[key] = append(added[key], n)
	}
	for _, key := range names {
		k := slices.IndexFunc(d.oldSets[key], func(f *Function) bool {
			p := d.FunctionPair(f)
			return f.Public && p != nil && p.New != nil && !implicitAgain(f)
		})
		if k < 0 {
			continue
		}
		n := added[key][0]
		i := issue{subject: n.Name, contract: signature(n), new: &n.Entity, old: &d.oldSets[key][k].Entity, axes: source, possible: true}
		i.message = fmt.Sprintf("%s gained the overload (%s)", n.Name, parameterList(n))
		if len(added[key]) > 1 {
			i.message = fmt.Sprintf("%s gained %d overloads", n.Name, len(added[key]))
		}
		i.recompiled = "It compiles, unless its call is ambiguous now, or takes the address of the function."
		i.instead = "Give the new function a name of its own where calls may become ambiguous."
		i.witness = fmt.Sprintf("auto pointer = &%s;", n.Name)
		report(i)
	}
}
