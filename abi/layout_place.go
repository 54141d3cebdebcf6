package abi

import (
	"slices"
	"strings"
)

// placer gives the parts of one class their places, in the order of Itanium 2.4 II and III.
type placer struct {
	rec   *record
	bits  int64 // the first free bit: dsize in bits
	align int64
	end   int64 // sizeof so far: empty bases may lie beyond dsize
	union bool
	pack  int64 // alignment of members that have the attribute packed in bytes, 0 for none
	bound int64 // of #pragma pack: what no alignment exceeds, in bytes, 0 for none
	data  bool  // holds something that makes it not empty
	used  map[emptyAt]bool
}

// roundUp is the least multiple of a that is at least n.
func roundUp(n, a int64) int64 {
	if a <= 1 {
		return n
	}
	return (n + a - 1) / a * a
}

// free is the first free byte.
func (p *placer) free() int64 { return (p.bits + 7) / 8 }

// ends notes where a part ends, see dataEnd.
func (p *placer) ends(at int64) { p.rec.ownEnd = max(p.rec.ownEnd, at) }

// bounded is an alignment under #pragma pack.
func (p *placer) bounded(align int64) int64 {
	if p.bound > 0 {
		return min(align, p.bound)
	}
	return align
}

// advance says that everything before byte n is used.
func (p *placer) advance(n int64) {
	if p.union {
		p.bits = max(p.bits, n*8)
	} else {
		p.bits = n * 8
	}
	p.end = max(p.end, n)
	if n > maxSize {
		p.rec.fail("it is too large")
	}
}

// baseParts places the vptr and the non-virtual bases.
func (p *placer) baseParts() {
	r := p.rec
	if r.dynamic {
		p.data = true
	}
	switch {
	case r.primary >= 0 && !r.primaryVirt:
		p.base(r.primary)
	case r.primary >= 0:
		v := r.vbases[r.primary].rec
		p.put(v.empties, 0)
		p.align = max(p.align, p.bounded(v.nvalign))
		p.advance(v.nvsize)
		p.ends(v.nvsize)
	case r.dynamic:
		p.align = 8
		if r.packed {
			p.align = 1
		}
		p.align = p.bounded(p.align)
		p.advance(8)
		p.ends(8)
	}
	for i := range r.bases {
		if r.bases[i].virtual || i == r.primary && !r.primaryVirt {
			continue
		}
		p.base(i)
	}
}

// base places a non-virtual base.
func (p *placer) base(i int) {
	b := &p.rec.bases[i]
	if b.rec.why != "" {
		return
	}
	if b.rec.empty {
		b.offset = p.emptyPart(b.rec, b.rec.nvalign, p.free())
		p.ends(b.offset + b.rec.size)
		return
	}
	p.data = true
	b.offset = p.part(b.rec.empties, b.rec.nvsize, b.rec.nvalign)
	p.ends(b.offset + b.rec.nvsize)
}

// part places something that is not empty after what is there, clear of conflicts of empty
// subobjects.
func (p *placer) part(empties []emptyAt, size, align int64) int64 {
	step := max(align, 1)
	align = p.bounded(align)
	if p.union {
		p.put(empties, 0)
		p.advance(size)
		p.align = max(p.align, align)
		return 0
	}
	at := roundUp(p.free(), align)
	for p.conflict(empties, at) {
		at += step
	}
	p.put(empties, at)
	p.align = max(p.align, align)
	p.advance(at + size)
	return at
}

// emptyPart places an empty base or an empty [[no_unique_address]] member: at 0, else at
// the end, from.
func (p *placer) emptyPart(b *record, align, from int64) int64 {
	at := int64(0)
	if p.conflict(b.empties, 0) {
		at = roundUp(from, align)
		for p.conflict(b.empties, at) {
			at += align
		}
	}
	p.put(b.empties, at)
	p.align = max(p.align, align)
	p.end = max(p.end, at+b.size)
	return at
}

// conflict reports whether empty subobjects, moved to at, would share an address with one
// of their type.
func (p *placer) conflict(empties []emptyAt, at int64) bool {
	if p.union || p.rec.why != "" {
		return false
	}
	for _, e := range empties {
		if p.used[emptyAt{e.key, e.offset + at}] {
			return true
		}
	}
	return false
}

// put notes where empty subobjects lie.
func (p *placer) put(empties []emptyAt, at int64) {
	if len(empties) == 0 {
		return
	}
	if len(p.used)+len(empties) > maxEmpties {
		p.rec.fail("it holds too many empty classes")
		return
	}
	if p.used == nil {
		p.used = map[emptyAt]bool{}
	}
	for _, e := range empties {
		p.used[emptyAt{e.key, e.offset + at}] = true
		p.rec.empties = append(p.rec.empties, emptyAt{e.key, e.offset + at})
	}
}

// fieldParts places the non-static data members.
func (l *layouter) fieldParts(p *placer) {
	for _, f := range p.rec.class.Fields {
		if !f.Untaken {
			l.field(p, f)
		}
	}
}

// field places one non-static data member.
func (l *layouter) field(p *placer, f *Variable) {
	r := p.rec
	info, why := l.sizeOf(f.Type)
	if why != "" {
		r.fail("field " + fieldName(f) + " of type " + shorten(describeType(f.Type)) + ": " + rootWhy(why))
		r.traits.unknownMember()
		return
	}
	r.traits.member(f, info)
	if f.NoUnique || info.rec != nil && !info.rec.pod || f.Type.Kind == LRef || f.Type.Kind == RRef {
		r.pod = false
	}
	align := info.align
	user := int64(0)
	for _, a := range f.Align {
		n, ok := l.alignment(a)
		if !ok {
			r.fail("field " + fieldName(f) + ": alignment " + a + " is not known")
			return
		}
		user = max(user, n)
	}
	if f.IsBits {
		p.bitField(f, info, user)
		return
	}
	if p.pack > 0 && packable(f.Type, info) {
		align = min(align, p.pack)
	}
	align = max(align, user)
	if f.NoUnique && info.rec != nil && !info.array {
		if info.rec.empty {
			at := p.emptyPart(info.rec, align, p.bits/8) // GCC counts whole bytes: it may share one with a bit-field
			p.ends(at + info.size)
			r.fields = append(r.fields, FieldOffset{Name: f.shortName(), Offset: at})
			return
		}
		p.data = true
		size := info.rec.dataEnd()
		at := p.part(info.empties(), size, align)
		p.ends(at + size)
		r.fields = append(r.fields, FieldOffset{Name: f.shortName(), Offset: at})
		return
	}
	p.data = true
	at := p.part(info.empties(), info.size, align)
	p.ends(at + info.size)
	r.fields = append(r.fields, FieldOffset{Name: f.shortName(), Offset: at})
}

// dataEnd is how much of the class counts where it is a [[no_unique_address]] member: as GCC
// reckons, a bit-field ends where whole bytes from its first one do, and trailing empty
// virtual bases don't count.
func (r *record) dataEnd() int64 {
	end := r.ownEnd
	for _, v := range r.vbases {
		end = max(end, v.offset+v.rec.nvsize)
	}
	return end
}

// shorten keeps a type readable in a reason.
func shorten(text string) string {
	if r := []rune(text); len(r) > 100 {
		return string(r[:97]) + "..."
	}
	return text
}

// fieldName names a field in a reason.
func fieldName(f *Variable) string {
	if n := f.shortName(); n != "" {
		return n
	}
	return "without a name"
}

// shortName is the unqualified name.
func (v *Variable) shortName() string {
	if v.Decl != nil {
		return v.Decl.Name
	}
	if i := strings.LastIndex(v.Name, "::"); i >= 0 {
		return v.Name[i+2:]
	}
	return v.Name
}

// bitField places a bit-field: the System V psABI as GCC applies it. It doesn't cross a
// boundary of its declared type unless packed; an unnamed one aligns nothing.
func (p *placer) bitField(f *Variable, info typeInfo, user int64) {
	r := p.rec
	if f.Bits < 0 {
		r.fail("field " + fieldName(f) + ": width of the bit-field is not known")
		return
	}
	name := f.shortName()
	align, unit := info.align*8, info.size*8
	if f.Bits == 0 {
		if !p.union {
			p.bits = roundUp(p.bits, align)
			p.end = max(p.end, p.free())
		}
		return
	}
	p.data = true
	width := f.Bits
	if width > unit { // Itanium 2.4 II 1: the largest type that is no wider
		for unit*2 <= min(width, 128) {
			unit, align = unit*2, unit*2
		}
	}
	if p.union {
		p.bits = max(p.bits, width)
		p.end = max(p.end, (width+7)/8)
		p.ends((min(width, unit) + 7) / 8)
		if name != "" {
			p.raise(max(info.align, align/8), user)
			r.fields = append(r.fields, FieldOffset{Name: name})
		}
		return
	}
	at := p.bits
	switch {
	case user > 0:
		at = roundUp(at, p.bounded(user)*8)
	case p.pack > 0 || p.bound > 0 && width <= info.size*8:
	case width > info.size*8:
		at = roundUp(at, p.bounded(align/8)*8)
	case at/unit != (at+width-1)/unit:
		at = roundUp(at, align)
	}
	if at+width > maxSize*8 {
		r.fail("it is too large")
		return
	}
	p.bits = at + width
	p.end = max(p.end, p.free())
	p.ends(at/8 + (min(width, unit)+7)/8)
	if name == "" {
		return
	}
	p.raise(max(info.align, align/8), user)
	r.fields = append(r.fields, FieldOffset{Name: name, Offset: at / 8, Bit: int(at % 8)})
}

// raise takes the alignment of a bit-field into account.
func (p *placer) raise(align, user int64) {
	if p.pack > 0 {
		align = min(align, p.pack)
	}
	p.align = max(p.align, p.bounded(align), p.bounded(user))
}

// close places the virtual bases and fixes sizes (Itanium 2.4 III, IV).
func (p *placer) close(l *layouter, c *Class) {
	r := p.rec
	if c.Decl != nil {
		for _, a := range c.Decl.Align {
			n, ok := l.alignment(a)
			if !ok {
				r.fail("alignment " + a + " is not known")
				return
			}
			p.align = max(p.align, n)
		}
	}
	if len(r.bases) > 0 || r.dynamic {
		r.pod = false
	}
	r.empty = !p.data
	r.nvalign = p.align
	r.nvsize = max(p.free(), p.end)
	r.nearlyEmpty = r.dynamic && p.free() == 8 && !slices.ContainsFunc(r.empties, func(e emptyAt) bool { return e.offset > 0 })
	p.virtualBases()
	if r.why != "" {
		return
	}
	r.align = p.align
	r.size = roundUp(max(p.free(), p.end, 1), p.align)
	if r.pod && !r.empty {
		r.nvsize, r.ownEnd = r.size, r.size
	}
	if r.empty {
		r.empties = append(r.empties, emptyAt{r.key, 0})
	}
}

// virtualBases places the virtual bases at the end; one that is the primary base of another
// base lies where that one does.
func (p *placer) virtualBases() {
	r := p.rec
	if len(r.vbases) == 0 {
		return
	}
	g := &graphWalk{claimed: map[*record]claim{}, seen: map[*record]bool{}}
	if r.primaryVirt {
		g.claimed[r.vbases[r.primary].rec] = claim{}
	}
	g.bases(r, nil, 0)
	own := len(r.empties)
	offsets := map[*record]int64{}
	for i := range r.vbases {
		v := r.vbases[i].rec
		if v.why != "" {
			return
		}
		if _, ok := g.claimed[v]; ok {
			continue
		}
		if v.empty {
			offsets[v] = p.emptyPart(v, v.nvalign, p.free())
		} else {
			offsets[v] = p.part(v.empties, v.nvsize, v.nvalign)
		}
	}
	for i := range r.vbases {
		r.vbases[i].offset = g.offset(r.vbases[i].rec, offsets)
	}
	r.vempties = append(r.vempties, r.empties[own:]...)
	r.empties = r.empties[:own:own]
}

// claim says that a virtual base is the primary base of a subobject that lies at a distance
// from the start of a virtual base, or of the complete object (nil).
type claim struct {
	root *record
	at   int64
}

// graphWalk finds who has which virtual base as its primary base: the first in inheritance
// graph order.
type graphWalk struct {
	claimed map[*record]claim
	seen    map[*record]bool // virtual bases
}

// bases visits what lies below n, itself at a distance from a root.
func (g *graphWalk) bases(n, root *record, at int64) {
	for _, b := range n.bases {
		if len(b.rec.vbases) == 0 && !b.virtual {
			continue
		}
		to, where := root, at+b.offset
		if b.virtual {
			if g.seen[b.rec] {
				continue
			}
			g.seen[b.rec] = true
			to, where = b.rec, 0
		}
		if b.rec.primaryVirt {
			v := b.rec.vbases[b.rec.primary].rec
			if _, ok := g.claimed[v]; !ok {
				g.claimed[v] = claim{to, where}
			}
		}
		g.bases(b.rec, to, where)
	}
}

// offset is where a virtual base lies.
func (g *graphWalk) offset(v *record, placed map[*record]int64) int64 {
	at := int64(0)
	for range maxHierarchy {
		c, ok := g.claimed[v]
		if !ok {
			return at + placed[v]
		}
		at += c.at
		if c.root == nil {
			return at
		}
		v = c.root
	}
	return at
}
