package abi

import "strings"

// newLayouter makes one without templates.
func newLayouter() *layouter {
	return &layouter{memo: map[string]*record{}, tables: map[*record]*tables{}, self: func(*Class) *Type { return nil }}
}

// layOut gives every class of a surface that is defined and no template its layout and its
// virtual tables as GCC lays them out on x86-64 Linux (Itanium C++ ABI, chapter 2). What
// depends on anything unknown has none, and LayoutWhy says what: never a guess.
func (l *layouter) layOut(s *Surface) {
	for _, c := range s.Classes {
		switch {
		case !c.Defined:
			continue
		case c.Template:
			c.LayoutWhy = "it is a template"
			continue
		case c.Untaken:
			c.LayoutWhy = "it is defined in a branch that is not taken"
			continue
		}
		t := l.self(c)
		if t == nil {
			t = &Type{Kind: ClassType, Name: c.Name, Class: c}
		}
		r := l.record(t)
		if r.why != "" {
			c.LayoutWhy = r.why
		} else {
			c.Layout = r.layout()
		}
		c.Vtable = l.vtable(r)
	}
}

// layouter lays out the classes of one surface.
type layouter struct {
	memo   map[string]*record // by typeKey
	tables map[*record]*tables
	// instance gives what a specialisation of a template holds, its types bound to the
	// arguments; nil and why where that is not known.
	instance func(*Type) (*Class, string)
	// fresh gives a class with what needs sizes resolved again.
	fresh func(*Class) *Class
	// self is how lookup names a class; nil where it doesn't know it.
	self      func(*Class) *Type
	depth     int
	nested    int // instances of templates in the making
	instances int
	slots     int // made so far, see maxSlots
	work      int // steps taken for tables, see maxTableWork
}

// Bounds on what hostile declarations can multiply; real classes stay far below.
const (
	maxHierarchy = 20_000 // how deep classes hold or derive from one another
	maxInstance  = 100    // how deep instances of templates do
	maxEmpties   = 2_000  // empty subobjects of one class whose places are told apart
	maxInstances = 100_000

	maxVirtualBases = 500
	maxSize         = int64(1) << 40
)

// record is what is known about a class: its layout, and what classes that derive from it
// or hold it need.
type record struct {
	key   string
	class *Class // with types bound, for a specialisation; nil for one of the standard library
	why   string // why the layout is unknown; "" where it is known
	busy  bool

	size, align int64
	nvsize      int64 // Itanium 1.1: size without virtual bases and tail padding
	nvalign     int64
	ownEnd      int64 // see dataEnd
	empty       bool
	pod         bool // for the purpose of layout
	dynamic     bool // needs a vptr: virtual functions or bases (known even where the layout is not)
	polymorphic bool
	nearlyEmpty bool
	packed      bool // the attribute is in force
	traits      specials
	fields      []FieldOffset
	bases       []directBase
	vbases      []virtualBase // all, in inheritance graph order
	primary     int           // index into bases or, with primaryVirtual, into vbases; -1 for none
	primaryVirt bool
	empties     []emptyAt            // empty subobjects of the non-virtual part
	vempties    []emptyAt            // those of its virtual bases, in the complete object
	single      bool                 // all its tables are one: no base but the primary one has any
	baseWhy     string               // why they are not
	std         []string             // slots of a polymorphic class of the standard library
	methods     map[string]*Function // declared here, by slotKey; made when first asked for
	inherits    map[string]bool      // what overrides found, by slotKey
}

// directBase is a direct base as it lies in the non-virtual part; virtual ones have their
// place in virtualBase.
type directBase struct {
	rec     *record
	virtual bool
	offset  int64
}

// virtualBase is a virtual base, direct or not, at its place in the complete object.
type virtualBase struct {
	rec    *record
	offset int64
}

// emptyAt is an empty subobject: two of one type never share an address.
type emptyAt struct {
	key    string
	offset int64
}

// layout is the public part.
func (r *record) layout() *Layout {
	out := &Layout{
		Size: r.size, Align: r.align, Fields: r.fields, DataSize: r.nvsize, Empty: r.empty,
		Trivial: r.traits.trivialForCalls(), TriviallyCopyable: r.traits.triviallyCopyable(),
		POD: r.pod, Polymorphic: r.polymorphic,
	}
	if r.empty {
		out.DataSize = 0
	}
	direct := map[string]bool{}
	for _, b := range r.bases {
		if b.virtual {
			direct[b.rec.key] = true
		}
		out.Bases = append(out.Bases, BaseOffset{Name: b.rec.key, Offset: r.offsetOf(b), Virtual: b.virtual})
	}
	for _, v := range r.vbases {
		if !direct[v.rec.key] {
			out.Bases = append(out.Bases, BaseOffset{Name: v.rec.key, Offset: v.offset, Virtual: true})
		}
	}
	return out
}

// offsetOf is the place of a direct base in the complete object.
func (r *record) offsetOf(b directBase) int64 {
	if b.virtual {
		return r.virtualOffset(b.rec)
	}
	return b.offset
}

func (r *record) virtualOffset(v *record) int64 {
	for _, b := range r.vbases {
		if b.rec == v {
			return b.offset
		}
	}
	return 0
}

// unknownRecord is a record that tells why there is none.
func unknownRecord(key, why string) *record {
	return &record{key: key, why: why, baseWhy: why, primary: -1}
}

// record lays out the class that a type names, once.
func (l *layouter) record(t *Type) *record {
	bare := *t
	bare.Const, bare.Volatile, bare.Via = false, false, nil
	key := typeKey(&bare)
	if key == "" {
		return unknownRecord(t.Name, t.Name+" has too many template arguments")
	}
	if r := l.memo[key]; r != nil {
		if r.busy {
			return unknownRecord(key, key+" holds itself")
		}
		return r
	}
	if l.depth > maxHierarchy {
		return unknownRecord(key, key+" lies too deep")
	}
	r := &record{key: key, busy: true, primary: -1}
	l.memo[key] = r
	l.depth++
	l.fill(r, &bare)
	l.depth--
	r.busy = false
	return r
}

// fill finds what the class of a type holds, and lays it out.
func (l *layouter) fill(r *record, t *Type) {
	if t.Kind == External {
		l.standard(r, t)
		return
	}
	c := t.Class
	if c == nil {
		r.fail(r.key + " is declared nowhere in the tree")
		return
	}
	if c.Template {
		if l.instance == nil {
			r.fail(r.key + " is a template")
			return
		}
		if l.instances++; l.nested >= maxInstance || l.instances > maxInstances {
			r.fail(r.key + " needs too many instances of templates")
			return
		}
		l.nested++
		defer func() { l.nested-- }()
		bound, why := l.instance(t)
		if bound == nil {
			r.fail(why)
			return
		}
		c = bound
	}
	if !c.Template && l.fresh != nil {
		c = l.fresh(c)
	}
	if !c.Defined {
		r.fail(r.key + " is declared but not defined")
		return
	}
	r.class = c
	l.place(r)
}

// fail records why a layout is unknown: the first reason stands.
func (r *record) fail(why string) {
	if r.why == "" {
		r.why = why
	}
	if r.class == nil && r.baseWhy == "" {
		r.baseWhy = why
	}
}

// place lays out a class of the tree.
func (l *layouter) place(r *record) {
	c := r.class
	p := &placer{rec: r, align: 1, union: c.Kind == "union" || c.Decl != nil && c.Decl.Tag == "union"}
	switch {
	case c.Decl == nil:
	case c.Decl.Pack > 0:
		p.bound = int64(c.Decl.Pack)
	case c.Decl.Packed:
		p.pack = 1
		r.packed = l.allPacked(c)
	}
	l.resolveBases(r)
	r.traits = declaredTraits(c)
	r.pod = !r.traits.nonAggregate && !r.traits.userAssign && !r.traits.userDtor
	if r.baseWhy != "" {
		r.fail(r.baseWhy)
	}
	l.primaryOf(r)
	r.single = len(r.vbases) == 0
	for i, b := range r.bases {
		r.single = r.single && (!b.rec.dynamic || i == r.primary && b.rec.single)
	}
	p.baseParts()
	l.fieldParts(p)
	r.pod = r.pod && !r.traits.nonAggregate
	r.traits.finish(r, c)
	if r.why != "" {
		return
	}
	p.close(l, c)
}

// resolveBases finds the records of the bases, and whether the class is dynamic.
func (l *layouter) resolveBases(r *record) {
	for i := range r.class.Bases {
		b := &r.class.Bases[i]
		if r.baseWhy != "" {
			break
		}
		switch {
		case b.Pack:
			r.baseWhy = "a base is a pack"
		case b.Type == nil || b.Type.Kind != ClassType && b.Type.Kind != External:
			r.baseWhy = "base " + describeType(b.Type) + " is not known"
		default:
			br := l.record(b.Type)
			if br.baseWhy != "" {
				r.baseWhy = "base " + br.key + ": " + rootWhy(br.baseWhy)
			}
			if br.why != "" {
				r.fail("base " + br.key + ": " + rootWhy(br.why))
			}
			r.bases = append(r.bases, directBase{rec: br, virtual: b.Virtual})
			r.dynamic = r.dynamic || br.dynamic || b.Virtual
			r.polymorphic = r.polymorphic || br.polymorphic
		}
	}
	for _, f := range r.class.Methods {
		if f.Virtual && !f.Static && !f.Untaken && len(f.TemplateParams) == 0 {
			r.dynamic, r.polymorphic = true, true
		}
	}
	r.collectVirtualBases()
	if len(r.vbases) > maxVirtualBases {
		r.vbases = nil
		r.baseWhy = "there are too many virtual bases"
		r.fail(r.baseWhy)
	}
}

// rootWhy is the last of a chain of reasons: of bases and members in one another only the
// innermost matters.
func rootWhy(why string) string {
	if i := strings.LastIndex(why, ": "); i >= 0 {
		return why[i+2:]
	}
	return why
}

// describeType names a type in a reason.
func describeType(t *Type) string {
	if t == nil {
		return "?"
	}
	if key := typeKey(t); key != "" {
		return key
	}
	return t.Name
}

// collectVirtualBases lists the virtual bases in inheritance graph order: depth first, left
// to right, each where it is met first.
func (r *record) collectVirtualBases() {
	seen := map[*record]bool{}
	add := func(v *record) {
		if !seen[v] {
			seen[v] = true
			r.vbases = append(r.vbases, virtualBase{rec: v, offset: -1})
		}
	}
	for _, b := range r.bases {
		if b.virtual {
			add(b.rec)
		}
		for _, v := range b.rec.vbases {
			add(v.rec)
		}
	}
}

// primaryOf chooses the primary base (Itanium 2.4 I): the first direct non-virtual dynamic
// base, else the first nearly empty virtual base that is nobody's primary base, else the
// first nearly empty one.
func (l *layouter) primaryOf(r *record) {
	for i, b := range r.bases {
		if !b.virtual && b.rec.dynamic {
			r.primary = i
			return
		}
	}
	indirect, seen := map[*record]bool{}, map[*record]bool{}
	for _, b := range r.bases {
		b.rec.indirectPrimaries(indirect, seen)
	}
	first := -1
	for i, v := range r.vbases {
		if !v.rec.nearlyEmpty {
			continue
		}
		if !indirect[v.rec] {
			r.primary, r.primaryVirt = i, true
			return
		}
		if first < 0 {
			first = i
		}
	}
	if first >= 0 {
		r.primary, r.primaryVirt = first, true
	}
}

// indirectPrimaries collects the virtual bases that are primary bases in r or below.
func (r *record) indirectPrimaries(into map[*record]bool, seen map[*record]bool) {
	if len(r.vbases) == 0 || seen[r] {
		return
	}
	seen[r] = true
	if r.primaryVirt {
		into[r.vbases[r.primary].rec] = true
	}
	for _, b := range r.bases {
		b.rec.indirectPrimaries(into, seen)
	}
}

// allPacked reports whether the attribute packed holds for a whole class: GCC leaves members
// that are no PODs, and references, where they would be, and counts the class as not packed.
func (l *layouter) allPacked(c *Class) bool {
	for _, f := range c.Fields {
		if f.Untaken {
			continue
		}
		if info, _ := l.sizeOf(f.Type); f.Type == nil || !packable(f.Type, info) {
			return false
		}
	}
	return true
}

func packable(t *Type, info typeInfo) bool {
	return t.Kind != LRef && t.Kind != RRef && (info.rec == nil || info.rec.pod || info.rec.packed)
}
