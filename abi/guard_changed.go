package abi

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var guardChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI092", Name: "guard-changed", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "What is declared is declared under the conditions it was.",
	},
	check: checkGuardChanged,
}

// checkGuardChanged reports declarations that stand under other conditions: gone from the
// reference configuration, or from some other. What changed alike in one header is told once.
func checkGuardChanged(d *Diff, report reportFunc) {
	type change struct {
		path, old, new string
		lost           bool
	}
	groups := map[change][]Pair[Entity]{}
	var order []change
	for _, p := range d.declarations() {
		if p.New == nil || !d.judged(p.Old) || p.Old.Untaken && !p.New.Untaken {
			continue
		}
		if declaredOnly(p) || d.elsewhere(p) {
			continue
		}
		more := meaningful(gone(p.New.Guards, p.Old.Guards))
		lost := !p.Old.Untaken && p.New.Untaken
		if !lost && (len(more) == 0 || p.Old.Untaken) {
			continue
		}
		c := change{p.Old.Path, strings.Join(p.Old.Guards, " && "), strings.Join(p.New.Guards, " && "), lost}
		if groups[c] == nil {
			order = append(order, c)
		}
		groups[c] = append(groups[c], p)
	}
	for _, c := range order {
		group := groups[c]
		i := issue{subject: group[0].Old.Name, contract: c.old + " to " + c.new, old: group[0].Old, new: group[0].New,
			message: fmt.Sprintf("%s is declared only under `%s`", group[0].Old.Name, c.new),
			axes:    source, possible: !c.lost, instead: "Declare it under the conditions that it had.",
			recompiled: "It no longer compiles where the condition is false.",
			witness:    fmt.Sprintf("using %s;", group[0].Old.Name)}
		if len(group) > 1 {
			i.subject = c.path
			i.message = fmt.Sprintf("%d declarations of %s stand only under `%s`", len(group), c.path, c.new)
		}
		if c.lost && slices.ContainsFunc(group, func(p Pair[Entity]) bool { return d.inLibrary[p.Old] }) {
			i.axes |= binary
		}
		i.versioned = versionGuard(gone(group[0].New.Guards, group[0].Old.Guards))
		report(i)
	}
}

// declaredOnly reports whether a class is merely declared, at either end.
func declaredOnly(p Pair[Entity]) bool {
	opaque := func(e *Entity) bool { return e.Decl != nil && e.Decl.Kind == parse.DeclClass && !e.Decl.Defined }
	return opaque(p.Old) || opaque(p.New)
}

// elsewhere reports whether a pair is of declarations in two headers of which neither took the
// other's place: functions that several headers declare, each for its own configuration.
func (d *Diff) elsewhere(p Pair[Entity]) bool {
	if p.Old.Path == p.New.Path {
		return false
	}
	for _, n := range d.newSets[d.canonical(p.Old.Name)] {
		if n.Path == p.Old.Path && len(gone(n.Guards, p.Old.Guards)) == 0 {
			return true
		}
	}
	return d.headerLost(p.Old.Path) && slices.ContainsFunc(d.Old.Headers, func(h *Header) bool { return h.Path == p.New.Path })
}

// headerLost reports whether HEAD lacks a header.
func (d *Diff) headerLost(path string) bool {
	return !slices.ContainsFunc(d.New.Headers, func(h *Header) bool { return h.Path == path })
}

// meaningful leaves out conditions that hold in every C++ client.
func meaningful(guards []string) []string {
	return slices.DeleteFunc(slices.Clone(guards), func(g string) bool {
		return strings.ReplaceAll(strings.ReplaceAll(g, " ", ""), "(__cplusplus)", "__cplusplus") == "defined__cplusplus"
	})
}
