package abi

import (
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

// fieldPair is a non-static data member at BASE and at HEAD: Old is nil for one that is
// added, New for one that is gone.
type fieldPair struct {
	Old, New *Variable
	Renamed  bool // paired by place and type, not by name
	SameType bool // apart from what follows from root causes; true unless both are there
	// Replaced says that the type at BASE is gone, or the alias that named it, and that the
	// member is of one with other parts now: the root cause does not tell of that.
	Replaced bool
}

// classChange is what changed in the text of a class that both ends define.
type classChange struct {
	pair      *ClassPair
	fields    []fieldPair // in the order of BASE, what HEAD adds last
	reordered bool        // members that both have lie in another order
	bases     bool        // other bases, or in another order
	virtuals  bool        // other virtual functions of its own, or in another order
	frame     bool        // alignment, packing, union or not
	specials  bool        // user-provided copying or destruction, which decides on padding
	causes    []string    // root causes that the types of its parts follow from, by name at BASE
}

// layout reports whether the text changed in a way that the places of parts follow from.
func (c *classChange) layout() bool {
	if c.bases || c.frame || c.reordered || c.specials {
		return true
	}
	return slices.ContainsFunc(c.fields, func(f fieldPair) bool {
		return f.Old == nil || f.New == nil || !f.SameType || f.Old.Bits != f.New.Bits || f.Old.IsBits != f.New.IsBits ||
			f.Old.NoUnique != f.New.NoUnique || !slices.Equal(f.Old.Align, f.New.Align)
	})
}

// classChanges compares the classes that both ends define, in the order of the pairs.
func (d *Diff) classChanges() []*classChange {
	var out []*classChange
	for i := range d.Classes {
		p := &d.Classes[i]
		if p.Old == nil || p.New == nil || !p.Old.Defined || !p.New.Defined || p.Old.Untaken != p.New.Untaken {
			continue
		}
		out = append(out, d.classChange(p))
	}
	return out
}

func (d *Diff) classChange(p *ClassPair) *classChange {
	c := &classChange{pair: p}
	o, n := p.Old, p.New
	cmpr := &typeComparer{d: d, oldParams: paramNumbers(o.Params), newParams: paramNumbers(n.Params)}
	c.matchFields(cmpr, liveFields(o), liveFields(n))
	c.bases = len(o.Bases) != len(n.Bases)
	for i := 0; !c.bases && i < len(o.Bases); i++ {
		c.bases = o.Bases[i].Virtual != n.Bases[i].Virtual || !cmpr.same(o.Bases[i].Type, n.Bases[i].Type)
	}
	c.virtuals = !slices.Equal(virtualNames(o), virtualNames(n))
	c.frame = o.Kind != n.Kind && (o.Kind == "union" || n.Kind == "union") ||
		o.Decl != nil && n.Decl != nil && (o.Decl.Packed != n.Decl.Packed || !slices.Equal(o.Decl.Align, n.Decl.Align))
	c.specials = providedSpecials(o) != providedSpecials(n)
	c.causes = sortedUnique(cmpr.causes)
	return c
}

func paramNumbers(params []parse.TemplateParam) map[string]int {
	out := map[string]int{}
	for i, p := range params {
		out[p.Name] = i
	}
	return out
}

// liveFields are the data members of the configuration.
func liveFields(c *Class) []*Variable {
	return slices.DeleteFunc(slices.Clone(c.Fields), func(f *Variable) bool { return f.Untaken != c.Untaken })
}

// virtualNames are the virtual functions that a class declares, in order, without the types
// of their parameters: those have rules of their own.
func virtualNames(c *Class) (names []string) {
	for _, f := range c.Methods {
		if f.Virtual && f.Untaken == c.Untaken {
			names = append(names, virtualName(f))
		}
	}
	return names
}

// virtualName tells virtual functions of one class apart as far as their names, qualifiers and
// numbers of parameters do.
func virtualName(f *Function) string {
	if f.Func == parse.FuncDestructor {
		return "~"
	}
	name := lastOf(f.Name) + strings.Repeat(",", len(f.Params))
	if f.Const {
		name += " const"
	}
	return name
}

// providedSpecials tells which of the functions are user-provided that decide whether a class is
// POD for the purpose of layout, or trivial for the purposes of calls.
func providedSpecials(c *Class) (set uint8) {
	for _, f := range c.Methods {
		switch {
		case f.Untaken != c.Untaken || f.Deleted || f.Defaulted && f.Inline:
		case f.Func == parse.FuncDestructor:
			set |= 1
		case f.Func == parse.FuncConstructor && len(f.Params) == 1 && ofClass(f.Params[0].Type, c):
			set |= 2
		}
	}
	return set
}

// ofClass reports whether a type is a reference to a class.
func ofClass(t *Type, c *Class) bool {
	return t != nil && (t.Kind == LRef || t.Kind == RRef) && t.Elem != nil && t.Elem.Class == c
}

// matchFields pairs members by name, then what is left by place and type.
func (c *classChange) matchFields(cmpr *typeComparer, old, new []*Variable) {
	byName := map[string]int{}
	for j, n := range new {
		if n.Decl.Name != "" {
			byName[n.Decl.Name] = j
		}
	}
	mate := make([]int, len(old))
	taken := make([]bool, len(new))
	for i, o := range old {
		mate[i] = -1
		if j, ok := byName[o.Decl.Name]; ok && o.Decl.Name != "" {
			mate[i], taken[j] = j, true
		}
	}
	for i, o := range old {
		if mate[i] >= 0 {
			continue
		}
		for j, n := range new {
			nameless := o.Decl.Name == "" && n.Decl.Name == ""
			if !taken[j] && (nameless || i == j || neighbours(mate, i, j)) && o.Bits == n.Bits && o.Type.key(0) == n.Type.key(0) {
				mate[i], taken[j] = j, true
				break
			}
		}
	}
	last := -1
	for i, o := range old {
		f := fieldPair{Old: o, SameType: true}
		if j := mate[i]; j >= 0 {
			f.New = new[j]
			f.Renamed = o.Decl.Name != f.New.Decl.Name
			known := len(cmpr.causes)
			f.SameType = cmpr.same(o.Type, f.New.Type)
			f.Replaced = f.SameType && cmpr.d.anyGone(cmpr.causes[known:]) && !sameParts(o.Type, f.New.Type)
			c.reordered = c.reordered || j < last
			last = max(last, j)
		}
		c.fields = append(c.fields, f)
	}
	for j, n := range new {
		if !taken[j] {
			c.fields = append(c.fields, fieldPair{New: n, SameType: true})
		}
	}
}

// anyGone reports whether one of some root causes is a type or an alias that is gone.
func (d *Diff) anyGone(causes []string) bool {
	return slices.ContainsFunc(causes, func(name string) bool {
		if p := d.aliasOf[d.canonical(name)]; p != nil && p.Old != nil && p.New == nil {
			return true
		}
		_, gone := d.goneType(name)
		return gone
	})
}

// sameParts reports whether two classes are known to hold the same members in the same
// places: one that only has another name is no other type to a compiled client.
func sameParts(o, n *Type) bool {
	if o == nil || n == nil || o.Class == nil || n.Class == nil || o.Class.Layout == nil || n.Class.Layout == nil {
		return o != nil && n != nil && o.key(0) == n.key(0)
	}
	if !sameLayout(o.Class.Layout, n.Class.Layout) || !slices.Equal(virtualNames(o.Class), virtualNames(n.Class)) {
		return false
	}
	old, new := liveFields(o.Class), liveFields(n.Class)
	return slices.EqualFunc(old, new, func(a, b *Variable) bool { return a.Type.key(0) == b.Type.key(0) })
}

// neighbours reports whether the members in front of old[i] and new[j] are a pair.
func neighbours(mate []int, i, j int) bool { return i > 0 && j > 0 && mate[i-1] == j-1 }

// reservedName matches the names of members that hold room for later ones.
var reservedName = regexp.MustCompile(`(?i)^_*(reserved|unused|padding|pad|spare|dummy|placeholder)`)

// reuses reports whether a member takes the room that a reserved one held: the layout is
// known at both ends, of the same size, and nothing else moved.
func (c *classChange) reuses() bool {
	o, n := c.pair.Old.Layout, c.pair.New.Layout
	if o == nil || n == nil || o.Size != n.Size || o.Align != n.Align || c.reordered || c.bases {
		return false
	}
	room := false
	for _, f := range c.fields {
		switch {
		case f.New == nil:
			if !reservedName.MatchString(f.Old.Decl.Name) {
				return false
			}
			room = true
		case f.Old == nil:
		case reservedName.MatchString(f.Old.Decl.Name): // put to use, or shrunk
			room = true
		case offsetOf(o, f.Old) != offsetOf(n, f.New):
			return false
		}
	}
	return room
}

// offsetOf is the place of a member in bits, -1 for one that has none.
func offsetOf(l *Layout, f *Variable) int64 {
	for _, x := range l.Fields {
		if x.Name == f.Decl.Name {
			return x.Offset*8 + int64(x.Bit)
		}
	}
	return -1
}
