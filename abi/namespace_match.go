package abi

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// minNames is how many names a namespace must have had for its end to be told as one change
// instead of name by name.
const minNames = 4

// namespaces are the names that each namespace of a surface holds, those of namespaces in it
// included, relative to it.
func namespaces(s *Surface) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	add := func(e *Entity) {
		if e.Owner != nil || e.Kind == "macro" || !strings.Contains(e.Name, "::") {
			return
		}
		parts := splitName(e.Name)
		for i := 1; i < len(parts); i++ {
			space := strings.Join(parts[:i], "::")
			if out[space] == nil {
				out[space] = map[string]bool{}
			}
			out[space][strings.Join(parts[i:], "::")] = true
		}
	}
	for _, f := range s.Functions {
		add(&f.Entity)
	}
	for _, c := range s.Classes {
		add(&c.Entity)
	}
	for _, e := range s.Enums {
		add(&e.Entity)
	}
	for _, v := range s.Variables {
		add(&v.Entity)
	}
	for _, a := range s.Aliases {
		add(&a.Entity)
	}
	return out
}

// matchNamespaces finds namespaces that HEAD no longer has: renamed, where most of their
// names are in one that is new, or to which a link of the old name leads; else vacated.
func (d *Diff) matchNamespaces() {
	d.renamed, d.vacated = map[string]string{}, map[string]bool{}
	old, new := namespaces(d.Old), namespaces(d.New)
	var lost []string
	for space, names := range old {
		if len(new[space]) == 0 && len(names) >= minNames && !d.oldInline[space] && !strings.Contains(space, "(anonymous") {
			lost = append(lost, space)
		}
	}
	slices.Sort(lost)
	for _, space := range lost {
		if d.below(space) {
			continue
		}
		if to := d.successor(old[space], space, old, new); to != "" {
			d.renamed[space] = to
		} else if scopeOf(space) == "" || len(new[scopeOf(space)]) > 0 {
			d.vacated[space] = true
		}
	}
	d.special = d.specialSpaces()
}

// specialSpaces are the namespaces whose names canonical changes.
func (d *Diff) specialSpaces() []string {
	return sortedUnique(slices.Concat(d.Old.Inline, d.New.Inline, slices.Collect(maps.Keys(d.renamed))))
}

// below reports whether a namespace lies in one that is dealt with.
func (d *Diff) below(space string) bool {
	for up := scopeOf(space); up != ""; up = scopeOf(up) {
		if d.vacated[up] || d.renamed[up] != "" {
			return true
		}
	}
	return false
}

// successor is the namespace of HEAD that has most of the names that another had, "" for
// none: one that BASE lacked, or that the old name leads to.
func (d *Diff) successor(names map[string]bool, space string, old, new map[string]map[string]bool) string {
	best, most := "", len(names)*3/5
	linked := map[string]bool{}
	for _, l := range d.New.Links {
		linked[l.To] = linked[l.To] || l.From == space
	}
	for to, has := range new {
		if old[to] != nil && !linked[to] || d.newInline[to] {
			continue
		}
		shared := 0
		for n := range names {
			if has[n] {
				shared++
			}
		}
		if c := cmp.Compare(shared, most); c > 0 || c == 0 && best != "" && (len(to) > len(best) || len(to) == len(best) && to < best) {
			best, most = to, shared
		}
	}
	return best
}

// leads reports whether HEAD's names of one namespace are found under another.
func (d *Diff) leads(from, to string) bool {
	return slices.Contains(d.New.Links, NamespaceLink{From: from, To: to})
}

// spaceVacated reports whether something was declared in a namespace that is gone with all
// that it had: that is told of the namespace.
func (d *Diff) spaceVacated(name string) bool {
	if len(d.vacated) == 0 {
		return false
	}
	for up := scopeOf(name); up != ""; up = scopeOf(up) {
		if d.vacated[up] {
			return true
		}
	}
	return false
}
