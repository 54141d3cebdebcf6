package abi

import (
	"cmp"
	"fmt"
	"slices"

	"plumbline/internal/finding"
)

// Compare says what changed from base to head, for whom, and what to do. Every rule sees
// the same matched pair; no rule sees what another found.
func Compare(base, head *Surface, opt Options) *Result {
	d := Match(base, head, opt)
	r := &Result{Verdict: d.difference(), Base: count(base), Head: count(head)}
	for _, rule := range rules {
		rule.check(d, func(i issue) {
			f := d.finding(rule, i)
			r.Verdict = worse(r.Verdict, Verdict(f.Change.Verdict))
			r.Findings = append(r.Findings, f)
		})
	}
	finding.Sort(r.Findings)
	r.BlindSpots = slices.Concat(notInSources(head), spots(base.BlindSpots), spots(head.BlindSpots), d.operators.spots)
	return r
}

// notInSources are the gaps that every comparison of sources has.
func notInSources(s *Surface) []BlindSpot {
	out := []BlindSpot{
		{Kind: "build-flags", Text: "judged as Linux x86-64, GCC, C++17 with the new C++11 ABI of libstdc++: other flags, compilers and platforms are not seen"},
		{Kind: "linker-visibility", Text: "what a linker script, a version script or -fvisibility keeps out of the library is not seen"},
	}
	known, unknown := 0, 0
	for _, c := range s.Classes {
		switch {
		case !c.Public || !c.Defined || c.Template || c.Untaken:
		case c.Layout == nil:
			unknown++
		default:
			known++
		}
	}
	if unknown > 0 {
		out = append(out, BlindSpot{Kind: "unknown-layout", Text: fmt.Sprintf("the layout of %d of %d public classes depends on what the tree does not declare: "+
			"changes in them are judged by their text", unknown, known+unknown)})
	}
	return out
}

// spots sorts the blind spots of one tree and drops repetitions.
func spots(list []BlindSpot) []BlindSpot {
	out := slices.Clone(list)
	slices.SortFunc(out, func(a, b BlindSpot) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Path, b.Path),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	return slices.Compact(out)
}

// count says how much of a surface is public.
func count(s *Surface) Counts {
	c := Counts{Headers: len(s.Headers), Operators: len(s.Operators)}
	for _, h := range s.Headers {
		if h.Public {
			c.Public++
		}
	}
	c.Classes = public(s.Classes, classEntity)
	c.Enums = public(s.Enums, enumEntity)
	c.Functions = public(s.Functions, functionEntity)
	c.Variables = public(s.Variables, variableEntity)
	c.Aliases = public(s.Aliases, aliasEntity)
	c.Macros = public(s.Macros, macroEntity)
	return c
}

func public[T any](list []*T, entity func(*T) *Entity) (n int) {
	for _, x := range list {
		if entity(x).Public {
			n++
		}
	}
	return n
}
