package cpp

import "slices"

// builder finds what each file does to macros; it is gone once the environment is made.
type builder struct {
	env     *Environment
	nextID  int
	cyclic  bool // some file includes itself, through others
	depth   int
	inlined int // see mayInline
	tarjan
}

// maxIncludeDepth is how deep includes are followed; GCC gives up at 200.
const maxIncludeDepth = 400

// evaluate finds the steps of a file, those of the files it includes first.
func (b *builder) evaluate(f *fileMacros) {
	if f.progress != unread {
		b.cyclic = b.cyclic || f.progress == reading
		return
	}
	if b.depth >= maxIncludeDepth {
		return
	}
	b.depth++
	f.progress = reading
	b.walk(f)
	f.progress = read
	b.depth--
}

// walk reads the directives of a file once more, with what is known by now of others.
func (b *builder) walk(f *fileMacros) {
	w := walker{state: newMacroState(b.env, f), build: b}
	w.file(f, 0)
	for _, st := range f.steps { // of an earlier walk
		if st.name != nil {
			st.name.definers = slices.DeleteFunc(st.name.definers, func(d definer) bool { return d.file == f })
		}
	}
	f.steps = w.steps
	done := map[*macroName]bool{}
	for _, st := range slices.Backward(f.steps) {
		if st.name == nil || done[st.name] {
			continue
		}
		done[st.name] = true
		st.name.definers = append(st.name.definers, definer{f, st.def})
		if f.id < 0 {
			f.id = b.nextID
			b.nextID++
		}
	}
	f.closure = w.state.seen.clone()
	if f.id >= 0 {
		f.closure.add(f.id)
	}
}

// walker follows the directives that a configuration takes.
type walker struct {
	state *macroState
	build *builder // evaluates what is included; nil when all is evaluated
	steps []step
}

// Bounds on files that are read at every include, for hostile input.
const (
	maxInlineDepth      = 50
	maxInlineDirectives = 20000   // read for one file; those of real ones are hundreds
	maxInlineInTree     = 2 << 20 // read for all
)

// mayInline counts a directive of a file that is read at each include.
func (b *builder) mayInline() bool {
	if b == nil {
		return true
	}
	b.inlined++
	return b.inlined <= maxInlineInTree
}

// file follows one file; depth counts the files without a guard that lead to it.
func (w *walker) file(f *fileMacros, depth int) {
	lines := f.dirs.lines
	for i := 0; i < len(lines); i++ {
		d := &lines[i]
		if depth > 0 {
			if w.state.inline++; w.state.inline > maxInlineDirectives || !w.build.mayInline() {
				return
			}
		}
		switch d.kind {
		case dirIf:
			i = w.branch(f.dirs, i)
		case dirElif, dirElse: // the branch before was taken
			for i < len(lines) && lines[i].kind != dirEndif {
				i = int(lines[i].next)
			}
		case dirDefine:
			w.state.define(d.name, d.macro)
			w.steps = append(w.steps, step{name: w.state.env.names[d.name], def: d.macro})
		case dirUndef:
			w.state.define(d.name, nil)
			if n := w.state.env.names[d.name]; n != nil {
				w.steps = append(w.steps, step{name: n})
			}
		case dirInclude:
			w.include(f, d, depth)
		}
	}
}

// branch gives the directive of the group of the i-th that opens the branch taken, or ends
// the group.
func (w *walker) branch(f *FileDirectives, i int) int {
	for i < len(f.lines) && f.lines[i].kind != dirEndif {
		if holds, _ := w.state.takes(f, i); holds {
			break
		}
		i = int(f.lines[i].next)
	}
	return i
}

// include follows an #include. A file that is read once has been evaluated on its own; any
// other is read here and now, with the macros of this place.
func (w *walker) include(from *fileMacros, d *ppDirective, depth int) {
	g := w.state.target(from.path, d.include)
	switch {
	case g == nil:
	case g.dirs.once:
		if g == w.state.self {
			return
		}
		if w.build != nil {
			w.build.evaluate(g)
		}
		if w.state.include(g) {
			w.steps = append(w.steps, step{file: g})
		}
	case depth < maxInlineDepth:
		w.file(g, depth+1)
	}
}

// settle makes the closures of files that include one another whole, and reads those
// again: each sees what the others define, as if it were the one a compiler starts with.
func (b *builder) settle(order []*fileMacros) {
	b.components(order)
	if !b.cyclic {
		return
	}
	for _, f := range order {
		if f.inCycle {
			b.walk(f)
		}
	}
	b.components(order)
}

// component is a file's place in the search for files that include one another.
type component struct {
	index, low int // 0 for unvisited
	onStack    bool
	inCycle    bool
}

// tarjan is the state of Tarjan's search for strongly connected components.
type tarjan struct {
	count int
	stack []*fileMacros
}

// components computes the closures of all files.
func (b *builder) components(order []*fileMacros) {
	for _, f := range order {
		f.component = component{}
	}
	b.tarjan = tarjan{}
	for _, f := range order {
		if f.index == 0 {
			b.visit(f)
		}
	}
}

func (t *tarjan) visit(f *fileMacros) {
	t.count++
	f.index, f.low, f.onStack = t.count, t.count, true
	t.stack = append(t.stack, f)
	for _, st := range f.steps {
		g := st.file
		switch {
		case g == nil:
		case g.index == 0:
			t.visit(g)
			f.low = min(f.low, g.low)
		case g.onStack:
			f.low = min(f.low, g.index)
		}
	}
	if f.low == f.index {
		t.close(f)
	}
}

// close takes the component whose root is f off the stack. What it leads to is closed.
func (t *tarjan) close(f *fileMacros) {
	from := slices.Index(t.stack, f)
	members := t.stack[from:]
	var all bitset
	for _, g := range members {
		g.onStack, g.inCycle = false, len(members) > 1
		all.add(g.id)
		for _, st := range g.steps {
			if st.file != nil {
				all.union(st.file.closure)
			}
		}
	}
	for _, g := range members {
		g.closure = all
	}
	t.stack = t.stack[:from]
}
