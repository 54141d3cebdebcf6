package abi

import "strconv"

// structural lays out the classes of the library that are built of their arguments, as
// libstdc++ of GCC 12 defines them; false for others.
func (l *layouter) structural(r *record, name string, args []Arg) bool {
	switch name {
	case "std::pair":
		l.stdFields(r, args, 2)
		r.traits.copyAssign, r.traits.moveAssign = userDefined, userDefined
	case "std::tuple":
		l.stdTuple(r, args)
	case "std::array":
		l.stdArray(r, args)
	case "std::optional":
		l.stdOptional(r, args)
	case "std::variant":
		l.stdVariant(r, args)
	case "std::atomic":
		l.stdAtomic(r, args)
	case "std::unique_ptr":
		l.stdUniquePtr(r, args)
	case "std::complex", "std::chrono::duration", "std::reverse_iterator":
		l.stdFields(r, args, 1)
		if name == "std::complex" {
			r.size, r.nvsize = r.size*2, r.nvsize*2
		}
	case "std::chrono::time_point":
		l.stdTimePoint(r, args)
	case "std::bitset":
		l.stdBitset(r, args)
	case "std::queue", "std::stack":
		l.stdAdaptor(r, args)
	case "std::priority_queue":
		l.stdPriorityQueue(r, args)
	default:
		return false
	}
	return true
}

// argument is what a member of the type of argument i takes.
func (l *layouter) argument(r *record, args []Arg, i int) (info typeInfo, ok bool) {
	if i >= len(args) || args[i].Type == nil || args[i].Pack {
		r.fail("argument " + strconv.Itoa(i+1) + " of " + r.key + " is not known")
		return info, false
	}
	info, why := l.sizeOf(args[i].Type)
	if why != "" {
		r.fail(rootWhy(why))
		return info, false
	}
	return info, true
}

// put places one more part of a class of the library behind what is there.
func (r *record) put(info typeInfo, size int64) {
	at := roundUp(r.nvsize, info.align)
	r.nvsize = at + size
	r.align = max(r.align, info.align)
	r.size = roundUp(r.nvsize, r.align)
	for _, e := range info.empties() {
		r.empties = append(r.empties, emptyAt{e.key, e.offset + at})
	}
	if info.rec != nil {
		r.traits.part(&info.rec.traits)
	}
	s := r.traits.sub
	r.traits.copyCtor, r.traits.moveCtor, r.traits.copyAssign, r.traits.moveAssign, r.traits.dtor =
		s.copyCtor, s.moveCtor, s.copyAssign, s.moveAssign, s.dtor
}

// stdFields are n members, of the types of the first n arguments.
func (l *layouter) stdFields(r *record, args []Arg, n int) {
	for i := range n {
		info, ok := l.argument(r, args, i)
		if !ok {
			return
		}
		r.put(info, info.size)
	}
}

// stdTuple is std::tuple: the last element first, each element that is an empty class
// overlaps (_Head_base holds it with [[no_unique_address]]).
func (l *layouter) stdTuple(r *record, args []Arg) {
	p := &placer{rec: r, align: 1}
	for i := len(args) - 1; i >= 0; i-- {
		info, ok := l.argument(r, args, i)
		if !ok {
			return
		}
		if info.rec != nil && !info.array && info.rec.empty {
			p.emptyPart(info.rec, info.align, p.free())
		} else {
			p.data = true
			p.part(info.empties(), info.size, info.align)
		}
		if info.rec != nil {
			r.traits.part(&info.rec.traits)
		}
	}
	s := r.traits.sub
	r.traits.copyCtor, r.traits.dtor = s.copyCtor, s.dtor
	if len(args) > 0 {
		r.traits.copyAssign, r.traits.moveAssign = userDefined, userDefined
		r.traits.moveCtor = max(s.moveCtor, userDefined) // _Tuple_impl has its own
	}
	r.empty = !p.data
	r.align = p.align
	r.size = roundUp(max(p.free(), p.end, 1), p.align)
	r.nvsize = max(p.free(), p.end)
	if r.empty {
		r.nvsize = 0
		r.empties = append(r.empties, emptyAt{r.key, 0})
	}
}

func (l *layouter) stdArray(r *record, args []Arg) {
	info, ok := l.argument(r, args, 0)
	if !ok {
		return
	}
	n, ok := argNumber(args, 1)
	if !ok || n > maxSize || info.size > 0 && n > maxSize/info.size {
		r.fail("the length of " + r.key + " is not known")
		return
	}
	if n == 0 {
		r.size, r.nvsize, r.pod = 1, 1, true
		return
	}
	size := info.size * n
	info.array, info.count = true, max(info.count, 1)*n
	r.put(info, size)
	r.pod = info.rec == nil || info.rec.pod
}

// argNumber reads an argument that is a number: "3ul", "3".
func argNumber(args []Arg, i int) (int64, bool) {
	if i >= len(args) || args[i].Type != nil {
		return 0, false
	}
	text := args[i].Value
	for len(text) > 0 && (text[len(text)-1] == 'u' || text[len(text)-1] == 'l' || text[len(text)-1] == 'U' || text[len(text)-1] == 'L') {
		text = text[:len(text)-1]
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0
}

// trailer is a member of size bytes behind a payload.
func trailer(size int64) typeInfo { return typeInfo{size: size, align: size} }

// stdOptional is std::optional: a payload that is a member, so its tail padding is not used.
func (l *layouter) stdOptional(r *record, args []Arg) {
	info, ok := l.argument(r, args, 0)
	if !ok {
		return
	}
	r.put(info, info.size)
	r.put(trailer(1), 1)
	r.nvsize = r.size
	t := &r.traits
	t.alternatives()
}

// alternatives makes assignment as hard as construction and destruction are: what holds one
// of several, or nothing, has to do both.
func (t *specials) alternatives() {
	t.copyAssign = max(t.copyAssign, t.copyCtor, t.dtor)
	t.moveAssign = max(t.moveAssign, t.moveCtor, t.dtor)
	if t.dtor == userDefined {
		t.copyCtor, t.moveCtor = max(t.copyCtor, min(userDefined, t.copyCtor)), max(t.moveCtor, min(userDefined, t.moveCtor))
	}
}

// stdVariant is std::variant: a union, then the index in one or two bytes; they are a base,
// so classes that derive from it use its tail padding.
func (l *layouter) stdVariant(r *record, args []Arg) {
	var union typeInfo
	union.align = 1
	for i := range args {
		info, ok := l.argument(r, args, i)
		if !ok {
			return
		}
		union.size, union.align = max(union.size, info.size), max(union.align, info.align)
		if info.rec != nil {
			r.traits.part(&info.rec.traits)
		}
	}
	r.put(union, roundUp(union.size, union.align))
	if len(args) < 256 {
		r.put(trailer(1), 1)
	} else {
		r.put(trailer(2), 2)
	}
	r.traits.alternatives()
}

// stdAtomic is std::atomic: aligned to its size where that is a power of two up to 16.
func (l *layouter) stdAtomic(r *record, args []Arg) {
	info, ok := l.argument(r, args, 0)
	if !ok {
		return
	}
	if info.size <= 16 && info.size&(info.size-1) == 0 {
		info.align = max(info.align, info.size)
	}
	r.put(info, info.size)
	r.nvsize = r.size
	r.traits.copyCtor, r.traits.copyAssign = deleted, deleted
	r.traits.moveCtor, r.traits.moveAssign = absent, absent
}

// stdUniquePtr is std::unique_ptr: a tuple of the pointer and the deleter.
func (l *layouter) stdUniquePtr(r *record, args []Arg) {
	pointer := typeInfo{size: 8, align: 8}
	if len(args) > 1 {
		deleter, ok := l.argument(r, args, 1)
		if !ok {
			return
		}
		if c := args[1].Type.Class; c != nil {
			for _, a := range c.Aliases {
				if a.Decl != nil && a.Decl.Name == "pointer" {
					r.fail("the deleter of " + r.key + " chooses its pointer type")
					return
				}
			}
		}
		if deleter.rec == nil || !deleter.rec.empty {
			r.put(deleter, deleter.size)
		}
	}
	r.put(pointer, 8)
	r.traits.copyCtor, r.traits.copyAssign = deleted, deleted
	r.traits.moveCtor, r.traits.moveAssign, r.traits.dtor = userDefined, userDefined, userDefined
}

// stdTimePoint is std::chrono::time_point: its duration, 8 bytes for those of the clocks.
func (l *layouter) stdTimePoint(r *record, args []Arg) {
	if len(args) < 2 {
		r.put(trailer(8), 8)
		return
	}
	l.stdFields(r, args[1:], 1)
}

func (l *layouter) stdBitset(r *record, args []Arg) {
	n, ok := argNumber(args, 0)
	if !ok || n > maxSize {
		r.fail("the length of " + r.key + " is not known")
		return
	}
	if n == 0 {
		r.size, r.empty = 1, true
		return
	}
	r.put(trailer(8), (n+63)/64*8)
}

// stdAdaptor is std::queue or std::stack: their container, std::deque by default.
func (l *layouter) stdAdaptor(r *record, args []Arg) {
	if len(args) > 1 {
		l.stdFields(r, args[1:], 1)
		return
	}
	l.stdFields(r, []Arg{{Type: &Type{Kind: External, Name: "std::deque"}}}, 1)
}

// stdPriorityQueue is std::priority_queue: the container, then the comparison.
func (l *layouter) stdPriorityQueue(r *record, args []Arg) {
	parts := []Arg{{Type: &Type{Kind: External, Name: "std::vector"}}, {Type: &Type{Kind: External, Name: "std::less"}}}
	if len(args) > 1 {
		parts[0] = args[1]
	}
	if len(args) > 2 {
		parts[1] = args[2]
	}
	l.stdFields(r, parts, 2)
}
