package reports

import (
	"slices"
	"strings"

	"plumbline/audit"
)

// silentGroup is what workflows pass over in one way.
type silentGroup struct {
	Kind                                audit.SilentKind
	All, Dangerous, Open, Critical, Why int
}

// silentGroups counts the places at which workflows pass over a failure, by their way: those of a
// test or a build, those that nothing excuses, those of critical workflows, those with a comment that says why.
func silentGroups(list []audit.SilentFailure) []silentGroup {
	var out []silentGroup
	for i := range list {
		s := &list[i]
		g := groupFor(&out, func(g *silentGroup) bool { return g.Kind == s.Kind }, silentGroup{Kind: s.Kind})
		g.All++
		count := func(n *int, is bool) {
			if is {
				*n++
			}
		}
		count(&g.Dangerous, s.Class.Dangerous())
		count(&g.Open, !s.Accepted())
		count(&g.Critical, s.Critical != "")
		count(&g.Why, s.Justified())
	}
	slices.SortStableFunc(out, func(a, b silentGroup) int { return b.All - a.All })
	return out
}

const silentColumns = "Way|Places>|Test or build>|Says why>|Open>|In critical workflows>"

func (g *silentGroup) cells() []string {
	return []string{string(g.Kind), thousands(g.All), thousands(g.Dangerous), thousands(g.Why), thousands(g.Open), thousands(g.Critical)}
}

// pinGroup is the references of one kind.
type pinGroup struct {
	Kind             audit.PinKind
	Names, Uses, Own int
}

const pinColumns = "Kind|Names>|Uses>|Of the own organisation>"

func (g *pinGroup) cells() []string {
	return []string{string(g.Kind), thousands(g.Names), thousands(g.Uses), thousands(g.Own)}
}

// pinGroups counts references by kind, the most first.
func pinGroups(list []audit.Reference) []pinGroup {
	var out []pinGroup
	for i := range list {
		r := &list[i]
		g := groupFor(&out, func(g *pinGroup) bool { return g.Kind == r.Kind }, pinGroup{Kind: r.Kind})
		g.Names++
		g.Uses += len(r.Places)
		if r.Own {
			g.Own += len(r.Places)
		}
	}
	slices.SortStableFunc(out, func(a, b pinGroup) int { return b.Uses - a.Uses })
	return out
}

// groupFor finds a group in a list, or adds it as a new one.
func groupFor[G any](list *[]G, is func(*G) bool, fresh G) *G {
	for i := range *list {
		if is(&(*list)[i]) {
			return &(*list)[i]
		}
	}
	*list = append(*list, fresh)
	return &(*list)[len(*list)-1]
}

// foreignReferences are the references of somebody else's code, those least fixed first.
func foreignReferences(pins []audit.Pin) []audit.Reference {
	list := slices.DeleteFunc(audit.References(pins), func(r audit.Reference) bool { return r.Kind == audit.PinLocal })
	slices.SortStableFunc(list, func(a, b audit.Reference) int {
		rank := func(r *audit.Reference) int {
			switch {
			case r.Kind.Pinned():
				return 2
			case r.Own:
				return 1
			}
			return 0
		}
		return rank(&a) - rank(&b)
	})
	return list
}

// referenceKind says how a reference is fixed, and whose it is.
func referenceKind(r *audit.Reference) string {
	if r.Own {
		return string(r.Kind) + ", own organisation"
	}
	return string(r.Kind)
}

// silentText says of one place what it is, and what speaks for it.
func silentText(s *audit.SilentFailure) string {
	parts := []string{string(s.Kind), s.Level + " of class " + string(s.Class)}
	if at := strings.Trim(s.Job+" / "+s.Step, " /"); at != "" {
		parts = append(parts, at)
	}
	switch {
	case s.Justified():
		parts = append(parts, "because: "+s.Reason)
	case s.Handled:
		parts = append(parts, "the script looks at the result")
	case s.Class.Harmless():
		parts = append(parts, "harmless by what it is for")
	default:
		parts = append(parts, "no comment says why")
	}
	if s.Critical != "" {
		parts = append(parts, "part of "+s.Critical)
	}
	return oneLine(strings.Join(parts, "; "))
}
