package abi

import (
	"slices"

	"plumbline/parse"
)

// maxSlots bounds the slots of all tables of a surface: a chain of ten thousand classes has
// fifty million. PyTorch has some fifty thousand.
const maxSlots = 3_000_000

// maxTableWork bounds the steps taken through hierarchies to fill tables.
const maxTableWork = 20_000_000

// tables are the virtual tables of a class as classes that derive from it need them.
type tables struct {
	primary []vslot
	why     string // why they are not known, "" where they are
	busy    bool
}

// vslot is one slot of a primary table.
type vslot struct {
	key   string
	sub   subobject // that introduces it, in the class of the table
	intro *record
	fn    *Function // final overrider; nil where implicit, or of the standard library
}

// subobject names a base of a class by the way there: from the class, or from a virtual
// base of it, along direct non-virtual bases.
type subobject struct {
	virtual *record
	path    *pathStep
}

// pathStep is one direct base on the way.
type pathStep struct {
	base int
	next *pathStep
}

// KeyFunction is the function whose definition decides where the virtual table is emitted:
// the first virtual function of the class that is neither pure nor inline (Itanium 5.2.3);
// nil where every object file that needs the table has its own copy.
func (c *Class) KeyFunction() *Function {
	for _, f := range c.Methods {
		if f.Virtual && !f.Pure && !f.Inline && !f.Deleted && !f.Static && !f.Untaken {
			return f
		}
	}
	return nil
}

// vtable is the virtual table group of a class, nil where it has none or it is not known.
func (l *layouter) vtable(r *record) *Vtable {
	if r.class == nil || !r.dynamic || r.baseWhy != "" {
		return nil
	}
	t := l.tablesOf(r)
	if t.why != "" {
		return nil
	}
	out := &Vtable{Slots: publicSlots(t.primary)}
	w := &tableWalk{l: l, top: r, out: out, known: r.placesKnown()}
	w.below(r, subobject{}, 0)
	claimed := r.claimedBases()
	for _, v := range r.vbases {
		if v.rec.dynamic && !claimed[v.rec] {
			w.emit(v.rec, subobject{virtual: v.rec}, v.offset)
		}
		w.below(v.rec, subobject{virtual: v.rec}, v.offset)
	}
	if w.why != "" {
		return nil
	}
	return out
}

// placesKnown reports whether the offsets of bases are: a class may lack a layout for a
// field alone.
func (r *record) placesKnown() bool {
	for _, b := range r.bases {
		if b.rec.why != "" {
			return false
		}
	}
	return len(r.vbases) == 0 || r.why == ""
}

// claimedBases are the virtual bases that share their table with what derives from them.
func (r *record) claimedBases() map[*record]bool {
	out := map[*record]bool{}
	if len(r.vbases) == 0 {
		return out
	}
	g := &graphWalk{claimed: map[*record]claim{}, seen: map[*record]bool{}}
	if r.primaryVirt {
		g.claimed[r.vbases[r.primary].rec] = claim{}
	}
	g.bases(r, nil, 0)
	for v := range g.claimed {
		out[v] = true
	}
	return out
}

// tableWalk collects the secondary tables of a class.
type tableWalk struct {
	l     *layouter
	top   *record
	out   *Vtable
	known bool
	why   string
}

// below emits the tables of the non-virtual bases of n, a subobject of the class.
func (w *tableWalk) below(n *record, at subobject, offset int64) {
	for i, b := range n.bases {
		if b.virtual || !b.rec.dynamic || w.why != "" {
			continue
		}
		primary := !n.primaryVirt && n.primary == i
		if primary && b.rec.single {
			continue
		}
		if w.l.work += at.path.length(); w.l.work > maxTableWork {
			w.why = "there are too many bases"
			return
		}
		sub := at.append(i)
		if !primary {
			w.emit(b.rec, sub, offset+b.offset)
		}
		w.below(b.rec, sub, offset+b.offset)
	}
}

// emit adds the table of one base: its slots, each with the final overrider in the class.
func (w *tableWalk) emit(n *record, at subobject, offset int64) {
	t := w.l.tablesOf(n)
	if t.why != "" {
		w.why = t.why
		return
	}
	if w.l.slots += len(t.primary); w.l.slots > maxSlots {
		w.why = "too many virtual functions"
		return
	}
	slots := make([]vslot, len(t.primary))
	for i, s := range t.primary {
		s.sub = s.sub.in(at)
		s.fn = w.l.overrider(w.top, s)
		slots[i] = s
	}
	if !w.known {
		offset = -1
	}
	w.out.Secondary = append(w.out.Secondary, SecondaryVtable{Base: n.key, Offset: offset, Slots: publicSlots(slots)})
}

// length is the number of steps, one at least.
func (s *pathStep) length() int {
	n := 1
	for ; s != nil; s = s.next {
		n++
	}
	return n
}

// append is the direct base i of a subobject.
func (s subobject) append(i int) subobject {
	return subobject{s.virtual, concatPath(s.path, &pathStep{base: i})}
}

// in is a subobject of one that lies at a place.
func (s subobject) in(at subobject) subobject {
	if s.virtual != nil {
		return s
	}
	return subobject{at.virtual, concatPath(at.path, s.path)}
}

// concatPath is one way after another; steps are shared, never changed.
func concatPath(a, b *pathStep) *pathStep {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	var steps []int
	for ; a != nil; a = a.next {
		steps = append(steps, a.base)
	}
	for _, i := range slices.Backward(steps) {
		b = &pathStep{i, b}
	}
	return b
}

// up is a subobject of direct base i, seen from the class.
func (s subobject) up(i int, b directBase) subobject {
	switch {
	case s.virtual != nil:
		return s
	case b.virtual:
		return subobject{b.rec, s.path}
	}
	return subobject{nil, &pathStep{i, s.path}}
}

// tablesOf builds the primary table of a class, once.
func (l *layouter) tablesOf(r *record) *tables {
	if t := l.tables[r]; t != nil {
		if t.busy {
			return &tables{why: r.key + " derives from itself"}
		}
		return t
	}
	t := &tables{busy: true}
	l.tables[r] = t
	l.primaryTable(r, t)
	t.busy = false
	if l.slots += len(t.primary); l.slots > maxSlots || l.work > maxTableWork {
		t.primary, t.why = nil, "there are too many virtual functions"
	}
	return t
}

// primaryTable is Itanium 2.5.2: the slots of the primary base, then one for each virtual
// function of the class that has none among them, or returns what needs an adjustment.
func (l *layouter) primaryTable(r *record, t *tables) {
	switch {
	case r.std != nil:
		for _, key := range r.std {
			t.primary = append(t.primary, vslot{key: key, intro: r})
		}
		return
	case r.baseWhy != "":
		t.why = r.baseWhy
		return
	case r.class == nil:
		if r.dynamic {
			t.why = "the virtual functions of " + r.key + " are not known"
		}
		return
	}
	if b, i, ok := r.primaryBase(); ok {
		bt := l.tablesOf(b.rec)
		if bt.why != "" || l.slots > maxSlots {
			t.why = orReason(bt.why, "there are too many virtual functions")
			return
		}
		for _, s := range bt.primary {
			s.sub = s.sub.up(i, b)
			if s.sub.virtual != nil {
				s.fn = l.overrider(r, s)
			} else if f := r.method(s.key); f != nil || s.key == "~" {
				s.fn = f
			}
			t.primary = append(t.primary, s)
		}
	} else if !r.primaryCertain() {
		t.why = "whether a virtual base is nearly empty is not known"
		return
	}
	l.ownSlots(r, t)
}

func orReason(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// primaryBase is the primary base as a direct one: a virtual one may be indirect.
func (r *record) primaryBase() (b directBase, i int, ok bool) {
	switch {
	case r.primary < 0:
		return b, -1, false
	case r.primaryVirt:
		return directBase{rec: r.vbases[r.primary].rec, virtual: true}, -1, true
	}
	return r.bases[r.primary], r.primary, true
}

// primaryCertain reports whether no virtual base could be the primary one after all.
func (r *record) primaryCertain() bool {
	for _, v := range r.vbases {
		if v.rec.why != "" && v.rec.dynamic {
			return false
		}
	}
	return true
}

// ownSlots appends the slots that the class itself adds, in the order of declarations; that
// of an implicit virtual destructor comes last.
func (l *layouter) ownSlots(r *record, t *tables) {
	have := map[string][]int{}
	for i, s := range t.primary {
		have[s.key] = append(have[s.key], i)
	}
	dtor := false
	for _, f := range r.class.Methods {
		if f.Static || f.Untaken || len(f.TemplateParams) > 0 || f.Func == parse.FuncConstructor {
			continue
		}
		key := slotKey(f)
		dtor = dtor || key == "~"
		if !f.Virtual && len(have[key]) == 0 && !l.overrides(r, key) {
			continue
		}
		need := true
		for _, i := range have[key] {
			adjust, known := l.adjusts(f, l.declared(t.primary[i]))
			if !known {
				t.why = "whether the result of " + f.Name + " needs an adjustment is not known"
				return
			}
			need = need && adjust
		}
		if need {
			have[key] = append(have[key], len(t.primary))
			t.primary = append(t.primary, vslot{key: key, intro: r, fn: f})
		}
	}
	if !dtor && len(have["~"]) == 0 && l.overrides(r, "~") {
		t.primary = append(t.primary, vslot{key: "~", intro: r})
	}
}

// declared is the function that introduced a slot, nil where implicit.
func (l *layouter) declared(s vslot) *Function { return s.intro.method(s.key) }

// method is the function of a key that a class declares itself.
func (r *record) method(key string) *Function {
	if r.class == nil {
		return nil
	}
	if r.methods == nil {
		r.methods = map[string]*Function{}
		for _, f := range r.class.Methods {
			if f.Static || f.Untaken || len(f.TemplateParams) > 0 || f.Func == parse.FuncConstructor {
				continue
			}
			k := slotKey(f)
			if r.methods[k] == nil {
				r.methods[k] = f
			}
		}
	}
	return r.methods[key]
}

// overrides reports whether a base of r has a virtual function of a key.
func (l *layouter) overrides(r *record, key string) bool {
	if found, ok := r.inherits[key]; ok {
		return found
	}
	found := false
	for _, b := range r.bases {
		if !b.rec.dynamic {
			continue
		}
		f := b.rec.method(key)
		if f != nil && f.Virtual || slices.Contains(b.rec.std, key) || l.overrides(b.rec, key) {
			found = true
			break
		}
	}
	if r.inherits == nil {
		r.inherits = map[string]bool{}
	}
	r.inherits[key] = found
	return found
}

// overrider is the final overrider of a slot in r ([class.virtual]/2).
func (l *layouter) overrider(r *record, s vslot) *Function {
	return finalIn(r, s.key, s.sub, map[*record]final{}).fn
}

// final is a final overrider and the class that declares it.
type final struct {
	owner *record
	fn    *Function
}

// finalIn is the final overrider of what a subobject of r introduces; memo holds what was
// found for a subobject of a virtual base.
func finalIn(r *record, key string, sub subobject, memo map[*record]final) final {
	for {
		if f := r.method(key); f != nil || key == "~" || sub.virtual == nil && sub.path == nil {
			return final{r, f}
		}
		if sub.virtual != nil {
			break
		}
		r, sub = r.bases[sub.path.base].rec, subobject{nil, sub.path.next}
	}
	if f, ok := memo[r]; ok {
		return f
	}
	best := final{}
	for _, b := range r.bases {
		var f final
		switch {
		case b.virtual && b.rec == sub.virtual:
			f = finalIn(b.rec, key, subobject{nil, sub.path}, memo)
		case b.rec.hasVirtual(sub.virtual):
			f = finalIn(b.rec, key, sub, memo)
		default:
			continue
		}
		if best.owner == nil || f.owner != best.owner && f.owner.derivesFrom(best.owner, map[*record]bool{}) {
			best = f
		}
	}
	if best.owner == nil {
		best = final{owner: r}
	}
	memo[r] = best
	return best
}

func (r *record) hasVirtual(v *record) bool {
	return slices.ContainsFunc(r.vbases, func(b virtualBase) bool { return b.rec == v })
}

func (r *record) derivesFrom(o *record, seen map[*record]bool) bool {
	for _, b := range r.bases {
		if seen[b.rec] {
			continue
		}
		seen[b.rec] = true
		if b.rec == o || b.rec.derivesFrom(o, seen) {
			return true
		}
	}
	return false
}

// adjusts reports whether a pointer that f returns has to be moved to be one that g
// returns: then f needs a slot of its own.
func (l *layouter) adjusts(f, g *Function) (adjust, known bool) {
	if f == nil || g == nil || f.Return == nil || g.Return == nil || f == g {
		return false, true
	}
	from, to := pointee(f.Return), pointee(g.Return)
	if from == nil || to == nil || from.Class == nil || to.Class == nil || typeKey(withoutQualifiers(from)) == typeKey(withoutQualifiers(to)) {
		return false, true
	}
	d, b := l.record(from), l.record(to)
	return d.movesTo(b, true)
}

// movesTo reports whether base b of d lies elsewhere than d itself, and whether that is known.
func (d *record) movesTo(b *record, first bool) (moves, known bool) {
	if d == b {
		return false, true
	}
	if first && d.baseWhy != "" && len(d.bases) == 0 {
		return false, false
	}
	if d.hasVirtual(b) {
		return true, true
	}
	for i, x := range d.bases {
		if x.rec != b && !x.rec.derivesFrom(b, map[*record]bool{}) {
			continue
		}
		if x.virtual {
			return true, true
		}
		if i != d.primary || d.primaryVirt {
			if d.why != "" {
				return false, false
			}
			if x.offset != 0 {
				return true, true
			}
		}
		return x.rec.movesTo(b, false)
	}
	return false, d.baseWhy == ""
}

// pointee is what a pointer or a reference to a class leads to, nil for other types.
func pointee(t *Type) *Type {
	if (t.Kind == Pointer || t.Kind == LRef || t.Kind == RRef) && t.Elem != nil && t.Elem.Kind == ClassType {
		return t.Elem
	}
	return nil
}

func withoutQualifiers(t *Type) *Type {
	bare := *t
	bare.Const, bare.Volatile = false, false
	return &bare
}

// publicSlots spells out slots: a destructor takes two (Itanium 2.5.2: complete, deleting).
func publicSlots(slots []vslot) (out []Slot) {
	for _, s := range slots {
		if s.key == "~" {
			out = append(out, Slot{Key: "~", Function: s.fn, Dtor: "D1"}, Slot{Key: "~", Function: s.fn, Dtor: "D0"})
			continue
		}
		out = append(out, Slot{Key: s.key, Function: s.fn})
	}
	return out
}
