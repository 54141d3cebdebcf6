package abi

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// difference is the verdict on a pair in which no rule finds anything: identical when every
// declaration of the public headers stayed, wherever it stands; else compatible.
func (d *Diff) difference() Verdict {
	for _, changed := range []bool{
		differ(d.Classes, classEntity, sameDecl), differ(d.Enums, enumEntity, sameDecl),
		differ(d.Variables, variableEntity, sameDecl), differ(d.Aliases, aliasEntity, sameDecl),
		differ(d.Macros, macroEntity, func(*Entity, *Entity) bool { return true }),
	} {
		if changed {
			return Compatible
		}
	}
	for _, p := range d.Functions {
		if p.Old == nil || p.New == nil {
			if p.Old != nil && p.Old.Public || p.New != nil && p.New.Public {
				return Compatible
			}
		} else if p.New.Public && (p.Old.BodyHash != p.New.BodyHash || p.Old.Pure != p.New.Pure || p.Old.Deleted != p.New.Deleted ||
			p.Old.Defaulted != p.New.Defaulted || !sameDecl(&p.Old.Entity, &p.New.Entity)) {
			return Compatible
		}
	}
	for _, p := range d.Macros {
		if p.Old != nil && p.New != nil && p.New.Public && (p.Old.Body != p.New.Body || !slices.Equal(p.Old.Params, p.New.Params)) {
			return Compatible
		}
	}
	for _, p := range d.Operators {
		if p.Old == nil || p.New == nil || p.Old.Schema != p.New.Schema {
			return Compatible
		}
	}
	return Identical
}

func differ[T any](pairs []Pair[T], entity func(*T) *Entity, same func(o, n *Entity) bool) bool {
	for _, p := range pairs {
		switch {
		case p.Old == nil:
			if entity(p.New).Public {
				return true
			}
		case p.New == nil:
			if entity(p.Old).Public {
				return true
			}
		case entity(p.New).Public && !same(entity(p.Old), entity(p.New)):
			return true
		}
	}
	return false
}

// sameDecl reports whether two declarations read the same.
func sameDecl(o, n *Entity) bool {
	return o.Public == n.Public && o.Untaken == n.Untaken && o.Access == n.Access && sameText(o.Decl, n.Decl)
}

// declarator is the text of a member up to the body of a type that is defined in it, which
// is a member of its own: `union U { ... } u;`.
func declarator(text string) string {
	for _, tag := range []string{"union ", "struct ", "class ", "enum "} {
		if strings.HasPrefix(text, tag) {
			head, _, _ := strings.Cut(text, "{")
			return head
		}
	}
	return text
}

// sameParams compares template parameters, names and defaults included.
func sameParams(o, n []parse.TemplateParam) bool {
	return slices.EqualFunc(o, n, func(a, b parse.TemplateParam) bool {
		return a.Kind == b.Kind && a.Name == b.Name && a.Pack == b.Pack && sameBlanks(writtenType(a.Type, 0), writtenType(b.Type, 0)) &&
			(a.Default == nil) == (b.Default == nil) && (a.Default == nil || sameBlanks(writtenArg(a.Default, 0), writtenArg(b.Default, 0)))
	})
}

// sameBlanks compares two texts, blanks aside.
func sameBlanks(a, b string) bool {
	return strings.Join(strings.Fields(a), "") == strings.Join(strings.Fields(b), "")
}

// sameText compares declarations as written, with the members of classes and enums.
func sameText(o, n *parse.Decl) bool {
	if o == nil || n == nil {
		return o == n
	}
	if o.Text != n.Text || o.Init != n.Init || len(o.Members) != len(n.Members) || !slices.EqualFunc(o.Templates, n.Templates, sameParams) {
		return false
	}
	for i, m := range o.Members {
		k := n.Members[i]
		if declarator(m.Text) != declarator(k.Text) || m.Init != k.Init || m.Access != k.Access || m.BodyHash != k.BodyHash {
			return false
		}
	}
	return true
}
