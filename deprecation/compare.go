package deprecation

import (
	"cmp"
	"slices"

	"plumbline/internal/finding"
	"plumbline/parse"
)

// Result is what a comparison of two surfaces says.
type Result struct {
	Findings   []finding.Finding
	Verdict    Verdict
	Base, Head Counts
	BlindSpots []BlindSpot // of HEAD, then of BASE, then those of the comparison
}

// Counts says how large a surface is.
type Counts struct {
	Modules, PublicModules, Classes, Functions, Attributes, Schemas int
}

// Compare says what changed from base to head, for whom, and what to do. Every rule sees
// the same matched pairs; no rule sees what another found.
func Compare(base, head *Surface, opt Options) *Result {
	d := Match(base, head, opt)
	r := &Result{Verdict: difference(base, head), Base: base.count(), Head: head.count()}
	for _, rule := range rules {
		rule.check(d, func(i issue) {
			if i.old != nil && !i.old.Public && d.contracted(i.old) && !rule.contract() {
				return // promised by a contract alone, which tells of it
			}
			f := d.finding(rule, i)
			r.Verdict = worse(r.Verdict, Verdict(f.Change.Verdict))
			r.Findings = append(r.Findings, f)
		})
	}
	finding.Sort(r.Findings)
	r.BlindSpots = slices.Concat(sortedSpots(head.BlindSpots), sortedSpots(base.BlindSpots), sortedSpots(d.spots))
	return r
}

func sortedSpots(list []BlindSpot) []BlindSpot {
	out := slices.Clone(list)
	slices.SortFunc(out, func(a, b BlindSpot) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	return slices.Compact(out)
}

// count counts what is public.
func (s *Surface) count() Counts {
	var c Counts
	s.each(func(o *Object) {
		switch {
		case o.Kind == ModuleKind:
			c.Modules++
			if o.Public {
				c.PublicModules++
			}
		case !o.Public:
		case o.Origin == FromSchema:
			c.Schemas++
		case o.Kind == ClassKind:
			c.Classes++
		case o.Kind == FunctionKind:
			c.Functions++
		default:
			c.Attributes++
		}
	})
	return c
}

// difference is the verdict on a pair in which no rule finds anything: identical where all
// public objects read the same, wherever they stand; else compatible.
func difference(base, head *Surface) Verdict {
	old, new := base.texts(), head.texts()
	if len(old) != len(new) {
		return Compatible
	}
	for name, text := range old {
		if other, ok := new[name]; !ok || other != text {
			return Compatible
		}
	}
	return Identical
}

// texts are the public objects by all their names, as they read.
func (s *Surface) texts() map[string]string {
	out := map[string]string{}
	s.each(func(o *Object) {
		if !o.Public {
			return
		}
		text := definitionText(o)
		for _, p := range o.paths() {
			out[p] = text
		}
	})
	return out
}

// definitionText is how an object reads: all its definitions with their decorators.
func definitionText(o *Object) string {
	if o.Kind == ModuleKind {
		return string(o.Kind)
	}
	text := statementText(o)
	for _, st := range append(slices.Clone(o.More), o.Stmt) {
		if st == nil {
			continue
		}
		text += "\n"
		var decorators []parse.PyExpr
		switch {
		case st.Func != nil:
			decorators = st.Func.Decorators
		case st.Class != nil:
			decorators = st.Class.Decorators
		}
		for i := range decorators {
			text += "@" + spelling(decorators[i].Text) + " "
		}
		if st != o.Stmt {
			text += statementText(withStmt(o, st))
		}
	}
	return text
}
