package abi

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/parse"
)

// eachHierarchy visits the public classes that both ends define under the same conditions:
// those whose bases and virtual functions are compared. Private members count, and so do
// templates, by their text. Two definitions in branches not taken that stand under other
// conditions in other files aren't the same one, nor are two specialisations for enumerators
// that share a value only.
func (d *Diff) eachHierarchy(visit func(o, n *Class)) {
	for k := range d.Classes {
		o, n := d.Classes[k].Old, d.Classes[k].New
		if o == nil || n == nil || !o.Defined || !n.Defined || o.Untaken != n.Untaken ||
			!d.judged(&o.Entity) || d.told(&o.Entity) {
			continue
		}
		if o.Untaken && o.Path != n.Path && !slices.Equal(o.Guards, n.Guards) || enumeratorArgument(o) != enumeratorArgument(n) {
			continue
		}
		visit(o, n)
	}
}

// enumeratorArgument is the enumerator that a specialisation is for, as written without its
// scope: its value, which is part of the name, may be another's at the other end.
func enumeratorArgument(c *Class) string {
	if c.Decl == nil || !strings.Contains(c.Name, "<(") {
		return ""
	}
	for _, a := range c.Decl.SpecArgs {
		if a.Type != nil && a.Type.Name != nil {
			return a.Type.Name.Last().Ident
		}
		if a.Expr != "" {
			return lastOf(a.Expr)
		}
	}
	return ""
}

// virtualIssue starts what is told of a virtual function of a class: it weighs as much as
// the firmer of the class and the function, for the table is the class's.
func (d *Diff) virtualIssue(o *Class, f *Function, a axes) issue {
	tier := d.tierOf(&o.Entity, nil)
	if own := f.Tier; tierRank(own) < tierRank(tier) && own != "" {
		tier = own
	}
	return issue{subject: f.Name, contract: f.Symbol, tier: tier, axes: a, silent: a&binary != 0, affected: d.followers(o.Name)}
}

// possibleSlot reports whether a member function may stand in a virtual table.
func possibleSlot(f *Function) bool {
	return !f.Static && len(f.TemplateParams) == 0 && f.Func != parse.FuncConstructor
}

// takesSlot reports whether a member function stands in a virtual table.
func takesSlot(f *Function) bool { return f.Virtual && possibleSlot(f) }

// introduces reports whether a class itself adds a virtual function: it overrides none of a
// base. What it says to override is that of a base that is not known.
func introduces(c *Class, f *Function) bool {
	if !takesSlot(f) || f.Override {
		return false
	}
	_, how := overriddenIn(c, f)
	return how == overridesNone
}

// overriding says where the function stands that another overrides.
type overriding uint8

const (
	overridesNone      overriding = iota
	overridesPrimary              // in the table that the class shares: no slot of its own
	overridesSecondary            // in another: the class's own table has a slot for it too
)

// overriddenIn is the virtual function of a base furthest up that a member function of a
// class overrides ([class.virtual]/2); nil for one of the standard library.
func overriddenIn(c *Class, f *Function) (*Function, overriding) {
	s := overrideSearch{f: f, seen: map[*Class]bool{}}
	for at := c; at != nil && !s.seen[at] && len(s.seen) <= maxBases; {
		s.seen[at] = true
		b := primaryOf(at)
		if b == nil {
			break
		}
		s.base(b)
		at = b.Class
	}
	if s.found {
		return s.top, overridesPrimary
	}
	s.seen = map[*Class]bool{}
	s.bases(c)
	if s.found {
		return s.top, overridesSecondary
	}
	return nil, overridesNone
}

// overrideSearch looks for what a function overrides.
type overrideSearch struct {
	f     *Function
	seen  map[*Class]bool
	top   *Function
	found bool
}

// base looks at one base itself.
func (s *overrideSearch) base(b *Base) {
	if b.Class == nil {
		if b.Type != nil && b.Type.Kind == External && slices.Contains(stdSlotTable()[stdName(b.Type.Name)], slotKey(s.f)) {
			s.found = true
		}
		return
	}
	for _, m := range b.Class.Methods {
		if takesSlot(m) && (s.f.Untaken || !m.Untaken) && mayOverride(s.f, m) {
			s.top, s.found = m, true
		}
	}
}

// bases looks at all bases of a class.
func (s *overrideSearch) bases(c *Class) {
	for i := range c.Bases {
		b := &c.Bases[i]
		if b.Class != nil && (s.seen[b.Class] || len(s.seen) > maxBases) {
			continue
		}
		if s.base(b); b.Class != nil {
			s.seen[b.Class] = true
			s.bases(b.Class)
		}
	}
}

// mayOverride reports whether a function overrides one of a base; types of the base that
// depend on its template parameters may be any.
func mayOverride(f, m *Function) bool {
	if f.Func == parse.FuncDestructor || m.Func == parse.FuncDestructor {
		return f.Func == m.Func
	}
	if f.Func != m.Func || memberName(f) != memberName(m) || len(f.Params) != len(m.Params) || !sameQualifiers(f, m) {
		return false
	}
	if f.Func == parse.FuncConversion && !mayBe(f.Return, m.Return) {
		return false
	}
	for i := range f.Params {
		if !mayBe(f.Params[i].Type, m.Params[i].Type) {
			return false
		}
	}
	return true
}

func mayBe(t, of *Type) bool { return t.key(0) == of.key(0) || !independent(of) || !independent(t) }

// independent reports whether a type is known and names no template parameter.
func independent(t *Type) bool {
	known := true
	t.walk(0, func(t *Type) {
		known = known && t.Kind != Dependent && t.Kind != Unresolved && t.Kind != TemplateParam
	})
	return known
}

// primaryOf is the base that a class shares its virtual table with, nil for none: the first
// one that has a table and is not virtual (Itanium 2.4).
func primaryOf(c *Class) *Base {
	for i := range c.Bases {
		if b := &c.Bases[i]; !b.Virtual && dynamicBase(b, map[*Class]bool{}) {
			return b
		}
	}
	return nil
}

// dynamicClass reports whether objects of a class have a virtual table.
func dynamicClass(c *Class, seen map[*Class]bool) bool {
	if seen[c] || len(seen) > maxBases {
		return false
	}
	seen[c] = true
	for _, m := range c.Methods {
		if takesSlot(m) && (c.Untaken || !m.Untaken) {
			return true
		}
	}
	for i := range c.Bases {
		if c.Bases[i].Virtual || dynamicBase(&c.Bases[i], seen) {
			return true
		}
	}
	return false
}

func dynamicBase(b *Base, seen map[*Class]bool) bool {
	if b.Class == nil {
		return b.Type != nil && b.Type.Kind == External && len(stdSlotTable()[stdName(b.Type.Name)]) > 0
	}
	return dynamicClass(b.Class, seen)
}

// newSlots are the virtual functions that a class adds and that BASE did not declare at all.
func (d *Diff) newSlots(n *Class) (list []*Function) {
	for _, f := range n.Methods {
		if q := d.FunctionPair(f); q != nil && q.Old == nil && introduces(n, f) {
			list = append(list, f)
		}
	}
	return list
}

// slotPlace says where a new slot stands in the table of a class, and whether that is behind
// all that BASE had.
func (d *Diff) slotPlace(o, n *Class, f *Function) (place string, last bool) {
	if !dynamicClass(o, map[*Class]bool{}) {
		return "the first virtual function of its class, whose objects gain a table", false
	}
	at := slices.Index(n.Methods, f)
	for _, g := range n.Methods[at+1:] {
		if q := d.FunctionPair(g); q != nil && q.Old != nil && q.Old.Virtual && g.Untaken == n.Untaken && introduces(n, g) {
			return fmt.Sprintf("it takes its slot before %s", memberName(g)), false
		}
	}
	return "it takes a slot at the end of its class's", true
}

// closed reports whether nothing could derive from a class at BASE.
func closed(c *Class) bool { return c.Decl != nil && c.Decl.Final }

// implement is client code that derives from a class.
func implement(c *Class, body string) string {
	return fmt.Sprintf("struct Client : %s { %s };", c.Name, body)
}

// redeclared is an overrider of a virtual function, as a client writes it.
func redeclared(f *Function) string {
	if f.Func == parse.FuncDestructor {
		return "~Client() override;"
	}
	text := memberName(f) + "(" + parameterList(f) + ")"
	if f.Return != nil && f.Func != parse.FuncConversion {
		text = f.Return.String() + " " + text
	}
	if f.Const {
		text += " const"
	}
	if f.Ref != "" {
		text += " " + f.Ref
	}
	return text + " override;"
}
