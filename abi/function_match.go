package abi

import (
	"cmp"
	"slices"
	"strings"

	"plumbline/parse"
)

// maxOverloads bounds the overload sets whose leftovers are compared each with each.
const maxOverloads = 256

// matchFunctions pairs functions by symbol; what is left of an overload set by signature,
// apart from what follows from a root cause; what is left then by likeness, so that a
// changed signature is told from an overload removed and another added.
func (d *Diff) matchFunctions() {
	d.oldSets, d.newSets = d.overloads(d.Old.Functions), d.overloads(d.New.Functions)
	names := make([]string, 0, len(d.oldSets))
	for name := range d.oldSets {
		names = append(names, name)
	}
	for name := range d.newSets {
		if d.oldSets[name] == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		d.Functions = append(d.Functions, d.matchOverloads(d.oldSets[name], d.newSets[name])...)
	}
	d.functionOf = map[*Function]*FunctionPair{}
	for i := range d.Functions {
		p := &d.Functions[i]
		if p.Old != nil {
			d.functionOf[p.Old] = p
		}
		if p.New != nil {
			d.functionOf[p.New] = p
		}
		p.changed = d.changes(p)
		if p.Old == nil || p.Old.Template {
			continue
		}
		if p.Old.Public && hasSymbol(p.Old) {
			for _, cause := range p.Causes {
				if t := d.firmest[cause]; t == "" || tierRank(p.Old.Tier) < tierRank(t) {
					d.firmest[cause] = p.Old.Tier
				}
			}
		}
		for _, cause := range p.Causes {
			d.follow[cause] = append(d.follow[cause], p.Old.Name)
		}
	}
	d.followOverridden()
	for cause, names := range d.follow {
		d.follow[cause] = sortedUnique(names)
	}
}

func (d *Diff) overloads(list []*Function) map[string][]*Function {
	sets := map[string][]*Function{}
	for _, f := range list {
		key := d.canonical(f.Name)
		if f.Func == parse.FuncConversion {
			key = plainTraits(key) // the name is the type that it converts to
		}
		sets[key] = append(sets[key], f)
	}
	return sets
}

// matchOverloads pairs the functions of one name.
func (d *Diff) matchOverloads(old, new []*Function) (pairs []FunctionPair) {
	usedOld, usedNew := make([]bool, len(old)), make([]bool, len(new))
	pair := func(i, j int, p FunctionPair) {
		usedOld[i], usedNew[j] = true, true
		pairs = append(pairs, p)
	}
	keys := map[string][]int{}
	for j, n := range new {
		keys[functionKey(n)] = append(keys[functionKey(n)], j)
	}
	for _, alike := range []func(o, n *Function) bool{
		func(o, n *Function) bool { return o.Untaken == n.Untaken && o.Path == n.Path },
		func(o, n *Function) bool { return o.Untaken == n.Untaken },
		func(o, n *Function) bool { return true },
	} {
		for i, o := range old {
			for _, j := range keys[functionKey(o)] {
				if !usedOld[i] && !usedNew[j] && alike(o, new[j]) {
					pair(i, j, FunctionPair{Old: o, New: new[j], Same: true})
				}
			}
		}
	}
	d.dropRepeated(old, new, usedOld, usedNew)
	left, right := indices(usedOld), indices(usedNew)
	if len(left)*len(right) <= maxOverloads*maxOverloads {
		d.matchLeftovers(old, new, left, right, usedOld, usedNew, pair)
	}
	for _, i := range indices(usedOld) {
		pairs = append(pairs, FunctionPair{Old: old[i], Causes: d.vanished(old[i])})
	}
	for _, j := range indices(usedNew) {
		pairs = append(pairs, FunctionPair{New: new[j]})
	}
	return pairs
}

// dropRepeated marks what is left over of a symbol that the other side has too: it was
// declared in more branches of an #if there.
func (d *Diff) dropRepeated(old, new []*Function, usedOld, usedNew []bool) {
	matched := map[string]bool{}
	for i, o := range old {
		if usedOld[i] {
			matched[functionKey(o)] = true
		}
	}
	for i, o := range old {
		usedOld[i] = usedOld[i] || matched[functionKey(o)]
	}
	for j, n := range new {
		usedNew[j] = usedNew[j] || matched[functionKey(n)]
	}
}

func indices(used []bool) (free []int) {
	for i, u := range used {
		if !u {
			free = append(free, i)
		}
	}
	return free
}

// candidate is a pair of leftovers and how alike they are.
type candidate struct {
	i, j, score int
	causes      []string
	same        bool // but for root causes
	common      bool // a parameter is the same, or neither has any
}

// sharedName reports whether the name of a function is one that unrelated functions share:
// an operator of a namespace belongs to the types that it takes.
func sharedName(f *Function) bool { return f.Owner == nil && f.Func == parse.FuncOperator }

func (d *Diff) matchLeftovers(old, new []*Function, left, right []int, usedOld, usedNew []bool, pair func(i, j int, p FunctionPair)) {
	alone := len(left) == 1 && len(right) == 1
	var all []candidate
	for _, i := range left {
		for _, j := range right {
			if c, ok := d.alike(old[i], new[j]); ok && (c.same || c.common || alone && !sharedName(old[i])) {
				c.i, c.j = i, j
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	for _, c := range all {
		if !usedOld[c.i] && !usedNew[c.j] {
			pair(c.i, c.j, FunctionPair{Old: old[c.i], New: new[c.j], Same: c.same, Causes: sortedUnique(c.causes)})
		}
	}
}

// alike scores two functions of one name whose symbols differ; false for two that can't
// stand for one another: copy and move operations only for their own kind.
func (d *Diff) alike(o, n *Function) (candidate, bool) {
	if special(o) != special(n) || o.Func != n.Func || o.Deleted && !n.Deleted {
		return candidate{}, false
	}
	cmpr := d.compareTypes(o, n)
	c := candidate{same: len(o.Params) == len(n.Params) && o.Variadic == n.Variadic && sameQualifiers(o, n)}
	equal, near, namesake := 0, 0, false
	for k := range min(len(o.Params), len(n.Params)) {
		switch {
		case cmpr.same(o.Params[k].Type, n.Params[k].Type):
			equal++
		case cmpr.near(o.Params[k].Type, n.Params[k].Type):
			near++
			c.same = false
		default:
			c.same = false
		}
		if name := o.Params[k].Name; name != "" && name == n.Params[k].Name {
			c.score++
			namesake = namesake || o.Owner != nil
		}
	}
	c.common = equal+near > 0 || namesake || len(o.Params) == 0 || len(n.Params) == 0
	if sharedName(o) {
		c.common = equal+near == len(o.Params) && len(o.Params) == len(n.Params)
	}
	c.score += 4*equal + 3*near - 2*max(len(o.Params)-len(n.Params), len(n.Params)-len(o.Params))
	if sameQualifiers(o, n) {
		c.score++
	}
	if o.Const == n.Const {
		c.score++
	}
	if n.Ref != "&&" || o.Ref == "&&" {
		c.score++ // any object calls it
	}
	if o.Untaken == n.Untaken {
		c.score += 2
	}
	if o.Path == n.Path {
		c.score += 2
	}
	if o.Deleted == n.Deleted {
		c.score += 2
	}
	if c.same {
		c.score += 1000
	}
	c.causes = cmpr.causes
	if sharedName(o) && slices.ContainsFunc(c.causes, func(name string) bool { _, gone := d.goneType(name); return gone }) {
		return candidate{}, false // it went with the type that it was for
	}
	if cause := d.namespaceCause(o.Name, n.Name); cause != "" {
		c.causes = append(c.causes, cause)
	}
	return c, true
}

func sameQualifiers(o, n *Function) bool {
	return o.Const == n.Const && o.Volatile == n.Volatile && o.Ref == n.Ref
}

// special names the special member functions that stand for themselves only: copy and move.
func special(f *Function) string {
	if f.Owner == nil || len(f.Params) != 1 || f.Params[0].Type == nil {
		return ""
	}
	t := f.Params[0].Type
	if (t.Kind != LRef && t.Kind != RRef) || t.Elem == nil || t.Elem.Kind != ClassType {
		return ""
	}
	if t.Elem.Name != f.Owner.Name || f.Func != parse.FuncConstructor && !strings.HasSuffix(f.Name, "::operator=") {
		return ""
	}
	if t.Kind == RRef {
		return "move"
	}
	return "copy"
}

// namespaceCause is the renamed or inline namespace that makes one name of both ends two,
// "" for none.
func (d *Diff) namespaceCause(old, new string) string {
	if old == new || len(d.special) == 0 {
		return ""
	}
	parts := splitName(old)
	for i := range parts {
		if prefix := strings.Join(parts[:i+1], "::"); d.renamed[prefix] != "" && !strings.HasPrefix(new, prefix+"::") {
			return prefix
		}
		if prefix := strings.Join(parts[:i+1], "::"); d.oldInline[prefix] && !d.newInline[prefix] {
			return prefix
		}
	}
	parts = splitName(new)
	for i := range parts {
		if prefix := strings.Join(parts[:i+1], "::"); d.newInline[prefix] && !d.oldInline[prefix] {
			return prefix
		}
	}
	return ""
}

// functionKey is what makes two declarations the same function: the symbol, or where there
// is none the name and the parameters.
func functionKey(f *Function) string {
	var b strings.Builder
	if f.Symbol != "" {
		b.WriteString(f.Symbol)
	} else {
		b.WriteString(f.Name)
	}
	for _, p := range f.TemplateParams {
		b.WriteString("|" + plainConstraint(p.Text))
	}
	if f.Symbol != "" {
		return b.String()
	}
	for _, p := range f.Params {
		b.WriteString("," + p.Type.key(0))
	}
	if f.Const {
		b.WriteString(" const")
	}
	return b.String() + f.Ref
}

// vanished are the types that a function's parameters or result name and that are gone: it
// could not stay as it was.
func (d *Diff) vanished(f *Function) (causes []string) {
	if f.Owner != nil {
		if p := d.Class(f.Owner.Name); p != nil && p.Old != nil && (p.New == nil || p.Old.Defined && !p.New.Defined) {
			causes = append(causes, p.Old.Name)
		}
	}
	types := []*Type{f.Return}
	for _, p := range f.Params {
		types = append(types, p.Type)
	}
	for _, t := range types {
		t.walk(0, func(t *Type) {
			if t.Kind != ClassType && t.Kind != EnumType {
				return
			}
			if name, gone := d.goneType(t.Name); gone || name != "" && sharedName(f) && d.newAlias(d.canonical(t.Name)) != nil {
				causes = append(causes, name) // an operator goes with the type that it was for
			}
		})
	}
	return sortedUnique(causes)
}

// goneType reports whether HEAD has no type of the name that BASE had.
func (d *Diff) goneType(name string) (string, bool) {
	key := d.canonical(name)
	if p := d.classOf[key]; p != nil && p.Old != nil {
		return p.Old.Name, p.New == nil && d.newAlias(key) == nil
	}
	if p := d.enumOf[key]; p != nil && p.Old != nil {
		return p.Old.Name, p.New == nil && d.newAlias(key) == nil
	}
	return "", false
}

// newAlias is HEAD's alias of a canonical name, nil for none.
func (d *Diff) newAlias(key string) *Alias {
	if p := d.aliasOf[key]; p != nil {
		return p.New
	}
	return nil
}
