package abi

import (
	"slices"
	"strconv"
	"strings"

	"plumbline/parse"
)

// classLevelRules are ABI030 to ABI038: classes as a whole.
var classLevelRules = []*rule{classRemoved, classBecameOpaque, classKindChanged, trivialityChanged,
	templateParametersChanged, defaultTemplateArgumentChanged, specialisationRemoved, classUnexported}

// wholeIssue starts what is told of a class that both ends have.
func (d *Diff) wholeIssue(p *ClassPair, a axes) issue {
	return issue{subject: p.Old.Name, old: &p.Old.Entity, new: &p.New.Entity, axes: a, tier: d.causeTier(&p.Old.Entity),
		witness: objectOf(p.Old)}
}

// objectOf is a line that names a class as a client would.
func objectOf(c *Class) string {
	if c.Template {
		return "using " + c.Name + ";"
	}
	return "void f(" + c.Name + "& object);"
}

// eachWhole visits the public classes with a name that both ends have in the same state of
// the configuration.
func (d *Diff) eachWhole(visit func(p *ClassPair)) {
	for i := range d.Classes {
		p := &d.Classes[i]
		if p.Old != nil && p.New != nil && d.judged(&p.Old.Entity) && !unnameable(p.Old.Name) && p.Old.Untaken == p.New.Untaken &&
			!d.renumbered(p.Old.Name) {
			visit(p)
		}
	}
}

// eachNested visits a class and those declared in it.
func eachNested(c *Class, visit func(c *Class)) { nestedAt(c, 0, visit) }

func nestedAt(c *Class, depth int, visit func(c *Class)) {
	visit(c)
	if depth < maxNesting {
		for _, n := range c.Nested {
			nestedAt(n, depth+1, visit)
		}
	}
}

// specialised reports whether a declaration is an explicit or partial specialisation.
func specialised(e *Entity) bool {
	return e.Decl != nil && (e.Decl.Spec || e.Decl.SpecArgs != nil)
}

// templateName is the qualified name of the template that a specialisation is of.
func templateName(name string) string {
	last := lastOf(name)
	plain, _, _ := strings.Cut(last, "<")
	if strings.HasPrefix(last, "operator") {
		plain = last // an operator keeps its "<"
	}
	return name[:len(name)-len(last)] + plain
}

// unnameable reports whether clients can't name a class: it or one around it has no name.
func unnameable(name string) bool {
	return slices.ContainsFunc(splitName(name), func(part string) bool {
		return strings.HasPrefix(part, "$") || part != unnamedSpace && nameless(part)
	})
}

// renumbered reports whether a name has an argument that is the number of an enumerator which
// has another number now: what has that name at HEAD is something else.
func (d *Diff) renumbered(name string) bool {
	for rest := name; ; {
		_, after, ok := strings.Cut(rest, "(")
		if !ok {
			return false
		}
		rest = after
		enum, number, ok := strings.Cut(rest, ")")
		if !ok {
			return false
		}
		p := d.enumOf[d.canonical(enum)]
		if p == nil || p.Old == nil || p.New == nil {
			continue
		}
		end := 0
		for end < len(number) && (number[end] == '-' || number[end] >= '0' && number[end] <= '9') {
			end++
		}
		if n, err := strconv.ParseInt(number[:end], 10, 64); err == nil && otherEnumerator(p, n) {
			return true
		}
	}
}

// otherEnumerator reports whether the enumerators of a number at BASE have another at HEAD.
func otherEnumerator(p *EnumPair, n int64) bool {
	for _, e := range enumerators(p.Old, p.New) {
		if e.Old.Value != nil && *e.Old.Value == n {
			return e.New == nil || e.New.Value == nil || *e.New.Value != n
		}
	}
	return false
}

// isUnion reports whether a class is a union.
func isUnion(c *Class) bool { return c.Kind == "union" || c.Decl != nil && c.Decl.Tag == "union" }

// hiddenClass reports whether any declaration of a class gives it hidden visibility.
func hiddenClass(c *Class) bool {
	for _, o := range append([]*parse.Decl{c.Decl}, c.Others...) {
		if o != nil && o.Hidden {
			return true
		}
	}
	return false
}
