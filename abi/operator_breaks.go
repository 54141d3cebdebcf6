package abi

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/parse/opschema"
)

// breaks collects, by rule, what of a new schema no longer fits the old one.
type breaks map[string][]string

func (b breaks) add(rule, format string, args ...any) {
	b[rule] = append(b[rule], fmt.Sprintf(format, args...))
}

// backwardBreaks says what in the new schema breaks callers of the old one: nothing exactly
// where PyTorch's own check finds nothing. It names what a person would, which the check
// does not: a renamed argument is one difference, not one gone and one new.
func backwardBreaks(old, new *opschema.Schema) breaks {
	if backwardCompatible(old, new) {
		return nil
	}
	b := breaks{}
	if old.VarArgs != new.VarArgs || old.VarReturns != new.VarReturns {
		b.add(opsVararg, "takes or returns any number of values where it did not, or no longer does")
	}
	b.returns(old.Returns, new.Returns)
	b.arguments(old, new)
	if len(b) == 0 {
		b.add(opsReordered, "arguments no longer stand where callers put them")
	}
	return b
}

func (b breaks) returns(old, new []opschema.Argument) {
	if len(old) != len(new) {
		b.add(opsReturnCount, "%s instead of %s", counted(len(new), "value is returned", "values are returned"), fmt.Sprint(len(old)))
		return
	}
	for i := range old {
		o, n := &old[i], &new[i]
		switch {
		case o.Name != n.Name:
			b.add(opsReturn, "return %d is %s instead of %s", i+1, n, o)
		case !subtype(n.Type, o.Type) || o.FixedSize() != n.FixedSize():
			b.add(opsReturn, "return %d is of type %s instead of %s", i+1, n.Type.Plain(), o.Type.Plain())
		case aliasKey(o.Type) != aliasKey(n.Type):
			b.add(opsAlias, "return %d is %s instead of %s", i+1, n.Type, o.Type)
		}
	}
}

// arguments compares arguments by name, those that were renamed in place by position.
func (b breaks) arguments(old, new *opschema.Schema) {
	at := placesAfter(old, new)
	taken := map[int]bool{}
	for i, j := range at {
		if j < 0 {
			b.add(opsRemoved, "argument %s is gone", old.Args[i].Name)
			continue
		}
		taken[j] = true
		b.argument(&old.Args[i], &new.Args[j])
	}
	kept := slices.DeleteFunc(slices.Clone(at), func(j int) bool { return j < 0 })
	if !slices.IsSorted(kept) {
		b.add(opsReordered, "arguments are in another order: %s", strings.Join(namesAt(new, kept), ", "))
	}
	for j := range new.Args {
		if !taken[j] {
			b.added(new, j, kept)
		}
	}
}

// added reports a new argument that callers can't leave out, or that stands before one
// that they give.
func (b breaks) added(new *opschema.Schema, j int, kept []int) {
	a, out := &new.Args[j], new.OutIndex()
	behind := slices.ContainsFunc(kept, func(k int) bool { return k > j && (k >= out) == (j >= out) })
	switch {
	case j < out && !a.HasDefault:
		b.add(opsAdded, "argument %s is new and has no default", a.Name)
	case behind:
		b.add(opsAdded, "argument %s is new and not the last one", a.Name)
	}
}

// argument compares one argument with what became of it.
func (b breaks) argument(o, n *opschema.Argument) {
	if o.Name != n.Name {
		b.add(opsRenamed, "argument %s is renamed to %s", o.Name, n.Name)
	}
	if !subtype(o.Type, n.Type) || o.FixedSize() != n.FixedSize() {
		b.add(opsType, "argument %s is of type %s instead of %s", n.Name, n.Type.Plain(), o.Type.Plain())
	}
	if aliasKey(o.Type) != aliasKey(n.Type) {
		b.add(opsAlias, "argument %s is %s instead of %s", n.Name, n.Type, o.Type)
	}
	if n.KwOnly && !o.KwOnly {
		b.add(opsKeyword, "argument %s can only be given by name", n.Name)
	}
	switch {
	case keepsDefault(o, n):
	case n.HasDefault:
		b.add(opsDefault, "argument %s defaults to %s instead of %s", n.Name, n.Default, o.Default)
	default:
		b.add(opsDefault, "argument %s no longer defaults to %s", n.Name, o.Default)
	}
}

// placesAfter gives the index in the new schema of every old argument, -1 for one that is
// gone. One that is gone where a new one of a type that fits stands was renamed.
func placesAfter(old, new *opschema.Schema) []int {
	index := func(s *opschema.Schema, name string) int {
		return slices.IndexFunc(s.Args, func(a opschema.Argument) bool { return a.Name == name })
	}
	at := make([]int, len(old.Args))
	for i := range old.Args {
		at[i] = index(new, old.Args[i].Name)
		if at[i] < 0 && i < len(new.Args) && index(old, new.Args[i].Name) < 0 && subtype(old.Args[i].Type, new.Args[i].Type) {
			at[i] = i
		}
	}
	return at
}

func namesAt(s *opschema.Schema, places []int) []string {
	sorted := slices.Sorted(slices.Values(places))
	out := make([]string, len(sorted))
	for i, j := range sorted {
		out[i] = s.Args[j].Name
	}
	return out
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}
