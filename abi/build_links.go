package abi

import (
	"cmp"
	"slices"
)

// links lists the namespaces that lead into another: by a namespace alias or a
// using-directive ([namespace.alias], [namespace.udir]); sorted.
func (r *resolver) links() []NamespaceLink {
	var list []NamespaceLink
	add := func(from string, d *directive) {
		if to := r.space(d); to != nil && from != "" {
			list = append(list, NamespaceLink{From: from, To: r.qualified(to)})
		}
	}
	var walk func(s *scope, depth int)
	walk = func(s *scope, depth int) {
		if depth > maxNesting || s.known {
			return
		}
		for _, d := range s.directives {
			add(r.qualified(s), d)
		}
		for name, e := range s.slots {
			for _, d := range e.spaceAlias {
				add(join(r.qualified(s), name), d)
			}
			if e.space != nil {
				walk(e.space, depth+1)
			}
		}
	}
	walk(r.global, 0)
	slices.SortFunc(list, func(a, b NamespaceLink) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return slices.Compact(list)
}
