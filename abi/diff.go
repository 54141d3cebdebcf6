package abi

import (
	"slices"
	"strings"

	"plumbline/internal/finding"
)

// Pair is one thing at BASE and at HEAD: Old is nil for what HEAD adds, New for what is gone.
type Pair[T any] struct{ Old, New *T }

// The kinds of pair that rules see.
type (
	ClassPair    = Pair[Class]
	EnumPair     = Pair[Enum]
	VariablePair = Pair[Variable] // variables and static members; fields belong to their class
	AliasPair    = Pair[Alias]
	MacroPair    = Pair[Macro]
	HeaderPair   = Pair[Header]
	OperatorPair = Pair[Operator]
)

// FunctionPair is a function at BASE and at HEAD.
type FunctionPair struct {
	Old, New *Function
	// Same says that both take the same parameters and have the same qualifiers, apart from
	// what follows from Causes.
	Same bool
	// Causes are the qualified names at BASE of the types, aliases and namespaces whose own
	// change made its symbol another one.
	Causes []string

	changed    functionChange
	overriders []string // methods whose change is that of this one, which they override
}

// Diff is a matched pair of surfaces. Nothing changes it once Match has returned it. Pairs
// are in the order of the old names, what HEAD adds last.
type Diff struct {
	Old, New *Surface
	Options  Options

	Functions []FunctionPair
	Classes   []ClassPair
	Enums     []EnumPair
	Variables []VariablePair
	Aliases   []AliasPair
	Macros    []MacroPair
	Headers   []HeaderPair
	// Instantiations are the explicit instantiations.
	Instantiations []Pair[Entity]
	Operators      []OperatorPair

	classOf    map[string]*ClassPair // by canonical name
	enumOf     map[string]*EnumPair
	aliasOf    map[string]*AliasPair
	functionOf map[*Function]*FunctionPair
	oldSets    map[string][]*Function // overload sets, by canonical name
	newSets    map[string][]*Function
	oldInline  map[string]bool // qualified names of inline namespaces
	newInline  map[string]bool
	special    []string                // names of namespaces that canonical has to look at
	renamed    map[string]string       // namespaces that are gone to those that have their names now
	vacated    map[string]bool         // namespaces that are gone with all that they had
	follow     map[string][]string     // root cause to the functions whose symbol follows from it
	firmest    map[string]Tier         // root cause to the firmest tier of these functions
	roots      map[*AliasPair][]string // see aliasRoots
	respelt    map[*Class]bool         // see respelled
	exposed    map[*Class]Tier         // internal classes that firmer ones derive from or hold
	reached    map[string]bool         // types that something public reaches, at either end
	includes   *includeGraph           // of HEAD
	effects    *classEffects

	foreign      map[*Entity]bool     // see foreignEntities
	inLibrary    map[*Entity]bool     // what BASE has a symbol for that clients refer to
	newVariables map[string]bool      // canonical names
	unusedMarks  map[string]bool      // see unusedMarks
	oldConstants map[string]*Variable // by qualified name
	newConstants map[string]*Variable
	newMacros    map[string]bool
	moved        map[string][]string // see moves
	operators    *operatorJudgement
}

// Match pairs two surfaces once, for all rules.
func Match(base, head *Surface, opt Options) *Diff {
	d := &Diff{Old: base, New: head, Options: opt,
		oldInline: set(base.Inline), newInline: set(head.Inline), follow: map[string][]string{}, firmest: map[string]Tier{}, roots: map[*AliasPair][]string{}}
	d.foreign, d.unusedMarks = foreignEntities(base), unusedMarks(base, head)
	d.oldConstants, d.newConstants = constantsOf(base), constantsOf(head)
	d.matchNamespaces()
	d.Classes = matchEntities(d, base.Classes, head.Classes, classEntity)
	d.Enums = append(matchEntities(d, namedEnums(base.Enums), namedEnums(head.Enums), enumEntity), d.matchNameless(base.Enums, head.Enums)...)
	d.Aliases = matchEntities(d, base.Aliases, head.Aliases, aliasEntity)
	d.Variables = matchEntities(d, notFields(base.Variables), notFields(head.Variables), variableEntity)
	d.Macros = matchEntities(d, base.Macros, head.Macros, macroEntity)
	d.Instantiations = matchEntities(d, base.Instantiations, head.Instantiations, func(e *Entity) *Entity { return e })
	d.Headers = d.matchHeaders()
	d.Operators = matchOperators(base.Operators, head.Operators)
	d.classOf = index(d, d.Classes, classEntity)
	d.enumOf = index(d, d.Enums, enumEntity)
	d.aliasOf = index(d, d.Aliases, aliasEntity)
	d.newVariables, d.newMacros = map[string]bool{}, map[string]bool{}
	for _, v := range head.Variables {
		if v.Kind != "field" && v.Public {
			d.newVariables[d.canonical(v.Name)] = true
		}
	}
	for _, m := range head.Macros {
		d.newMacros[m.Name] = true
	}
	d.matchFunctions()
	d.respelt = d.respelled()
	d.exposed = exposedClasses(base)
	d.includes = newIncludeGraph(head)
	d.reached = reachedTypes(base, head)
	d.moved = d.moves()
	d.operators = judgeOperators(d)
	d.effects = d.findEffects()
	d.inLibrary = map[*Entity]bool{}
	for _, f := range base.Functions {
		d.inLibrary[&f.Entity] = hasSymbol(f)
	}
	for _, v := range base.Variables {
		d.inLibrary[&v.Entity] = inLibrary(v)
	}
	return d
}

// Affected are the functions whose symbol follows from a change to the type, alias or
// namespace of that qualified name at BASE.
func (d *Diff) Affected(name string) []string { return d.follow[name] }

// causeTier is how firm the promise is that a root cause breaks: its own, or the firmest of
// the functions that compiled clients no longer find.
func (d *Diff) causeTier(e *Entity) Tier {
	own := d.tierOf(e, nil)
	if t := d.firmest[e.Name]; t != "" && tierRank(t) < tierRank(own) {
		return t
	}
	return own
}

// FunctionPair is the pair that a function of either side belongs to.
func (d *Diff) FunctionPair(f *Function) *FunctionPair { return d.functionOf[f] }

// Class is the pair of the class that has, or had, a qualified name.
func (d *Diff) Class(name string) *ClassPair { return d.classOf[d.canonical(name)] }

func classEntity(c *Class) *Entity       { return &c.Entity }
func enumEntity(e *Enum) *Entity         { return &e.Entity }
func functionEntity(f *Function) *Entity { return &f.Entity }
func variableEntity(v *Variable) *Entity { return &v.Entity }
func aliasEntity(a *Alias) *Entity       { return &a.Entity }
func macroEntity(m *Macro) *Entity       { return &m.Entity }

func set(names []string) map[string]bool {
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return out
}

func notFields(list []*Variable) []*Variable {
	return slices.DeleteFunc(slices.Clone(list), func(v *Variable) bool { return v.Kind == "field" })
}

// canonical is a qualified name without the components that are unnamed namespaces, or inline
// ones at either end, and with what renamed namespaces are called at HEAD: what both ends share.
func (d *Diff) canonical(name string) string {
	unnamed := strings.Contains(name, unnamedSpace)
	if !unnamed && !slices.ContainsFunc(d.special, func(space string) bool { return strings.HasPrefix(name, space) }) {
		return name
	}
	var kept []string
	parts := splitName(name)
	for i, p := range parts {
		prefix := strings.Join(parts[:i+1], "::")
		if p != unnamedSpace && !d.oldInline[prefix] && !d.newInline[prefix] {
			kept = append(kept, p)
			if to := d.renamed[prefix]; to != "" {
				kept = splitName(to)
			}
		}
	}
	return strings.Join(kept, "::")
}

// splitName cuts a qualified name at each :: outside template arguments and parentheses.
func splitName(name string) (parts []string) {
	depth, start := 0, 0
	for i := 0; i < len(name); i++ {
		if i == start && operatorName(name[i:]) {
			break // the rest is the name: of an operator, or the type of a conversion
		}
		switch name[i] {
		case '<', '(':
			depth++
		case '>', ')':
			depth--
		case ':':
			if depth <= 0 && i+1 < len(name) && name[i+1] == ':' {
				parts = append(parts, name[start:i])
				start, i = i+2, i+1
			}
		}
	}
	return append(parts, name[start:])
}

// operatorName reports whether a text begins with the keyword of operators and conversions.
func operatorName(text string) bool {
	rest, ok := strings.CutPrefix(text, "operator")
	return ok && rest != "" && !identByte(rest[0])
}

// scopeOf is the qualified name of what a qualified name lies in, "" at the top.
func scopeOf(name string) string {
	parts := splitName(name)
	return strings.Join(parts[:len(parts)-1], "::")
}

// lastOf is the last component of a qualified name.
func lastOf(name string) string {
	parts := splitName(name)
	return parts[len(parts)-1]
}

func index[T any](d *Diff, pairs []Pair[T], entity func(*T) *Entity) map[string]*Pair[T] {
	out := map[string]*Pair[T]{}
	for i := range pairs {
		p := &pairs[i]
		x := p.Old
		if x == nil {
			x = p.New
		}
		key := d.canonical(entity(x).Name)
		if q := out[key]; q == nil || q.Old == nil && p.Old != nil {
			out[key] = p
		}
	}
	return out
}

// matchEntities pairs by name. Where one side declares a name more than once (in branches of
// an #if), what stands under the same conditions is paired first; a name that both sides
// have is neither added nor removed.
func matchEntities[T any](d *Diff, old, new []*T, entity func(*T) *Entity) []Pair[T] {
	byName := map[string][]*T{}
	for _, n := range new {
		key := d.canonical(entity(n).Name)
		byName[key] = append(byName[key], n)
	}
	var pairs []Pair[T]
	groups, names := map[string][]*T{}, []string{}
	for _, o := range old {
		key := d.canonical(entity(o).Name)
		if groups[key] == nil {
			names = append(names, key)
		}
		groups[key] = append(groups[key], o)
	}
	for _, name := range names {
		pairs = append(pairs, matchGroup(groups[name], byName[name], entity)...)
	}
	for _, n := range new {
		if groups[d.canonical(entity(n).Name)] == nil {
			pairs = append(pairs, Pair[T]{nil, n})
		}
	}
	return pairs
}

// matchGroup pairs what one name stands for at either end.
func matchGroup[T any](old, new []*T, entity func(*T) *Entity) (pairs []Pair[T]) {
	if len(new) == 0 {
		for _, o := range old {
			pairs = append(pairs, Pair[T]{o, nil})
		}
		return pairs
	}
	usedOld, usedNew := make([]bool, len(old)), make([]bool, len(new))
	for _, alike := range []func(o, n *Entity) bool{
		func(o, n *Entity) bool {
			return o.Untaken == n.Untaken && o.Path == n.Path && slices.Equal(o.Guards, n.Guards)
		},
		func(o, n *Entity) bool { return o.Untaken == n.Untaken && slices.Equal(o.Guards, n.Guards) },
		func(o, n *Entity) bool { return o.Untaken == n.Untaken },
	} {
		for i, o := range old {
			for j, n := range new {
				if !usedOld[i] && !usedNew[j] && alike(entity(o), entity(n)) {
					usedOld[i], usedNew[j] = true, true
					pairs = append(pairs, Pair[T]{o, n})
				}
			}
		}
	}
	if len(pairs) == 0 { // taken at one end only: its condition changed
		pairs = append(pairs, Pair[T]{old[0], new[0]})
	}
	return pairs
}

// matchHeaders pairs headers by path: that is what clients include.
func (d *Diff) matchHeaders() (pairs []HeaderPair) {
	byPath := map[string]*Header{}
	for _, h := range d.New.Headers {
		byPath[h.Path] = h
	}
	taken := map[string]bool{}
	for _, h := range d.Old.Headers {
		n := byPath[h.Path]
		if n != nil {
			taken[n.Path] = true
		}
		pairs = append(pairs, HeaderPair{h, n})
	}
	for _, h := range d.New.Headers {
		if !taken[h.Path] {
			pairs = append(pairs, HeaderPair{nil, h})
		}
	}
	return pairs
}

func matchOperators(old, new []*Operator) (pairs []OperatorPair) {
	byName := map[string]*Operator{}
	for _, o := range new {
		byName[o.Name] = o
	}
	seen := map[string]bool{}
	for _, o := range old {
		seen[o.Name] = true
		pairs = append(pairs, OperatorPair{o, byName[o.Name]})
	}
	for _, o := range new {
		if !seen[o.Name] {
			pairs = append(pairs, OperatorPair{nil, o})
		}
	}
	return pairs
}

// tierOf is how firm the promise is that a change touches: that made at BASE, else at HEAD.
// What is internal is as firm as the firmest type that derives from it or holds it.
func (d *Diff) tierOf(old, new *Entity) Tier {
	e := old
	if e == nil {
		e = new
	}
	if e == nil {
		return TierHeader
	}
	if e.Tier != TierInternal {
		return e.Tier
	}
	c := e.Owner
	if c == nil || e.Kind == "class" || e.Kind == "struct" || e.Kind == "union" {
		if p := d.Class(e.Name); p != nil && p.Old != nil {
			c = p.Old
		}
	}
	if c != nil && d.exposed[c] != "" {
		return d.exposed[c]
	}
	return e.Tier
}

// versioned says what makes a change a versioned one, "" for nothing: see
// docs/compatibility.md.
func (d *Diff) versioned(i *issue) string {
	if i.axes == 0 {
		return ""
	}
	if old, new, ok := majors(d.Old.Version, d.New.Version); ok {
		return "major release, " + old + " to " + new
	}
	if i.old != nil && i.new != nil {
		return versionGuard(gone(i.new.Guards, i.old.Guards))
	}
	return ""
}

// majors reports whether the first component of a release number grew.
func majors(old, new string) (string, string, bool) {
	o, okOld := majorOf(old)
	n, okNew := majorOf(new)
	return old, new, okOld && okNew && n > o
}

func majorOf(version string) (n int, ok bool) {
	digits, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	for _, c := range digits {
		if c < '0' || c > '9' || n > 1<<20 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, digits != ""
}

// location is where a header as a whole is meant.
func location(h *Header) *finding.Location {
	if h == nil {
		return nil
	}
	return &finding.Location{Path: h.Path, Line: 1}
}
