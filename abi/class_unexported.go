package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var classUnexported = &rule{
	Rule: finding.Rule{
		ID: "ABI038", Name: "class-unexported", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public class that the library exports stays exported.",
	},
	check: checkClassUnexported,
}

// checkClassUnexported reports classes that lost their export macro or became hidden: once,
// with the members that were exported through them, those of nested classes too.
func checkClassUnexported(d *Diff, report reportFunc) {
	d.eachWhole(func(p *ClassPair) {
		if !unexported(p) || p.Old.Owner != nil && d.losesExport(p.Old.Owner) {
			return
		}
		i := d.wholeIssue(p, binary)
		i.message = fmt.Sprintf("%s is no longer exported from the library, nor are its members", p.Old.Name)
		i.instead = "Keep " + orWord(p.Old.Export, "its visibility") + " on it."
		i.witness = fmt.Sprintf("#include <%s>\nvoid f(%s& object);", p.New.Path, p.Old.Name)
		eachNested(p.Old, func(c *Class) { i.affected = append(i.affected, d.exportedThrough(c)...) })
		if len(i.affected) == 0 {
			if p.Old.Vtable == nil || p.Old.Template {
				return
			}
			i.axes, i.possible = behaviour, true
			i.message = fmt.Sprintf("%s is no longer exported from the library", p.Old.Name)
			i.compiled = "It goes on working, but casts and handlers may take its class for another one."
		}
		report(i)
	})
}

// unexported reports whether a class lost its export macro or became hidden.
func unexported(p *ClassPair) bool {
	if p == nil || p.Old == nil || p.New == nil {
		return false
	}
	return p.Old.Export != "" && p.New.Export == "" || !hiddenClass(p.Old) && hiddenClass(p.New)
}

// losesExport reports whether a class of BASE or one around it is no longer exported.
func (d *Diff) losesExport(c *Class) bool {
	for depth := 0; c != nil && depth < maxNesting; c, depth = c.Owner, depth+1 {
		p := d.Class(c.Name)
		if unexported(p) {
			return true
		}
		if p != nil && p.New != nil && p.New.OwnExport != "" {
			return false
		}
	}
	return false
}

// exportedThrough are the members of a class that both ends have and that clients link
// against, without an export macro of their own.
func (d *Diff) exportedThrough(c *Class) (names []string) {
	for _, m := range c.Methods {
		p := d.functionOf[m]
		if p != nil && p.New != nil && d.judged(&m.Entity) && hasSymbol(m) && !ownCopy(p.New) && d.throughClass(p) {
			names = append(names, m.Name)
		}
	}
	for _, v := range c.Statics {
		if d.judged(&v.Entity) && inLibrary(v) && v.OwnExport == "" && d.newVariables[d.canonical(v.Name)] {
			names = append(names, v.Name)
		}
	}
	return names
}

// throughClass reports whether a method stays as it is declared, but its class is no longer
// exported.
func (d *Diff) throughClass(p *FunctionPair) bool {
	return p.Old.Owner != nil && p.Old.OwnExport == "" && p.New.OwnExport == "" && !hidden(p.Old) && !hidden(p.New) &&
		d.losesExport(p.Old.Owner)
}
