package cpp

import (
	"path"
	"strings"

	"plumbline/parse"
)

// macroState is which macros are defined at one place of a file: those that its includes
// leave defined, and its own.
type macroState struct {
	env      *Environment
	self     *fileMacros // never among what its own includes define; nil for a file the environment does not know
	path     string
	local    map[string]localMacro
	includes []*fileMacros // read so far, each once
	seen     bitset        // what they lead to
	cache    map[string]found
	undo     []undoRecord    // of what changed inside untaken branches
	branches int             // untaken branches being read
	spent    int             // work of all expansions
	inline   int             // directives of files that are read at each include
	borrowed map[string]bool // names that elsewhere gave a definition
}

// localMacro is a macro that the file itself defines, or undefines (no def).
type localMacro struct {
	def   *definition
	after int // how many includes were read by then
}

// found is what a name stands for as a macro.
type found struct {
	def     *definition // nil for no macro
	export  bool        // an export macro, whatever it stands for
	visible bool        // def is defined as a compiler sees it
}

// undoRecord restores a macro.
type undoRecord struct {
	name string
	was  localMacro
	had  bool
}

func newMacroState(e *Environment, f *fileMacros) *macroState {
	return &macroState{env: e, self: f, path: f.path, local: map[string]localMacro{}, cache: map[string]found{}}
}

// define defines or, without def, undefines a macro.
func (s *macroState) define(name string, def *definition) {
	if s.branches > 0 {
		was, had := s.local[name]
		s.undo = append(s.undo, undoRecord{name, was, had})
	}
	s.local[name] = localMacro{def, len(s.includes)}
	delete(s.cache, name)
}

// include reads a file that is read once; false if it has been read.
func (s *macroState) include(f *fileMacros) bool {
	for _, g := range s.includes {
		if g == f {
			return false
		}
	}
	s.includes = append(s.includes, f)
	if !s.seen.holds(f.closure) {
		if s.branches > 0 {
			s.seen = s.seen.clone()
		}
		s.seen.union(f.closure)
		clear(s.cache)
	}
	return true
}

// mark is a state to return to.
type mark struct {
	undo, includes int
	seen           bitset
}

// enter notes the state before an untaken branch: nothing in one leaks.
func (s *macroState) enter() mark {
	s.branches++
	return mark{len(s.undo), len(s.includes), s.seen}
}

// leave returns to the state of m.
func (s *macroState) leave(m mark) {
	s.branches--
	for i := len(s.undo) - 1; i >= m.undo; i-- {
		u := s.undo[i]
		if u.had {
			s.local[u.name] = u.was
		} else {
			delete(s.local, u.name)
		}
		delete(s.cache, u.name)
	}
	s.undo = s.undo[:m.undo]
	if len(s.includes) > m.includes {
		s.includes, s.seen = s.includes[:m.includes], m.seen
		clear(s.cache)
	}
}

// target gives the file of the tree that an include names, nil for none.
func (s *macroState) target(from string, in parse.Include) *fileMacros {
	if in.Macro {
		var ok bool
		if in, ok = s.headerOf(in); !ok {
			return nil
		}
	}
	if s.env.resolve == nil {
		return nil
	}
	p, ok := s.env.resolve(from, in)
	if !ok {
		return nil
	}
	return s.env.files[p]
}

// headerOf gives the include that one of a macro's name stands for.
func (s *macroState) headerOf(in parse.Include) (parse.Include, bool) {
	text := joinToks(s.expand(lexText(in.Target), false))
	l := newLexer(&source{text: []byte(text), orig: []byte(text)})
	var ok bool
	in.Target, in.Angled, ok = l.headerName()
	in.Target = strings.ReplaceAll(in.Target, " ", "")
	return in, ok
}

// expand expands all macros of a list.
func (s *macroState) expand(toks []tok, inIf bool) []tok {
	x := expander{macros: s, inIf: inIf, file: s.path}
	x.begin(fileToken{})
	x.push(context{toks: toks})
	var out []tok
	for {
		t, ok := x.next()
		if !ok {
			break
		}
		out = append(out, t)
	}
	if x.failed {
		return nil
	}
	return out
}

// find tells what a name stands for as a macro.
func (s *macroState) find(name string) found {
	if f, ok := s.cache[name]; ok {
		return f
	}
	f := found{export: s.env.exports[name]}
	if f.def = s.visible(name); f.def != nil {
		f.visible = true
	} else if !f.export {
		if f.def = s.elsewhere(name); f.def == nil {
			f.def = s.env.external[name]
		}
	}
	s.cache[name] = f
	return f
}

// borrow notes that a name was given a definition that no included file has.
func (s *macroState) borrow(name string) {
	if s.borrowed == nil {
		s.borrowed = map[string]bool{}
	}
	s.borrowed[name] = true
}

// defined reports whether defined(name) is true.
func (s *macroState) defined(name string) bool { return s.find(name).visible }

// visible gives the definition in force at this place. Most names are defined in one file,
// so which files have been read decides; else their order is followed.
func (s *macroState) visible(name string) *definition {
	n := s.env.names[name]
	local, own := s.local[name]
	if n == nil {
		return local.def
	}
	def := n.base
	if own {
		def = local.def
		if local.after == len(s.includes) {
			return def
		}
	}
	var last *definition
	count, same := 0, true
	for _, d := range n.definers {
		if d.file != s.self && s.seen.has(d.file.id) {
			same = same && (count == 0 || last.same(d.def))
			count++
			last = d.def
		}
	}
	switch {
	case count == 0:
		return def
	case !own && same:
		return last
	}
	return s.replay(n, local.after, def)
}

// replay follows the includes read since the after-th, in order, to what they leave of a
// name that stood for def.
func (s *macroState) replay(n *macroName, after int, def *definition) *definition {
	r := replay{name: n, def: def, self: s.self, visited: map[*fileMacros]bool{}}
	for _, f := range s.includes[:after] {
		r.before.union(f.closure)
	}
	for _, d := range n.definers {
		r.candidates.add(d.file.id)
	}
	for _, f := range s.includes[after:] {
		r.file(f)
	}
	return r.def
}

type replay struct {
	name       *macroName
	def        *definition
	self       *fileMacros
	before     bitset // read already
	candidates bitset
	visited    map[*fileMacros]bool
}

func (r *replay) file(f *fileMacros) {
	if f == r.self || r.visited[f] || !f.closure.meets(r.candidates) || r.before.has(f.id) {
		return
	}
	r.visited[f] = true
	for i := range f.steps {
		switch st := &f.steps[i]; {
		case st.file != nil:
			r.file(st.file)
		case st.name == r.name:
			r.def = st.def
		}
	}
}

// elsewhere gives the definition that some header of the tree leaves for a name that no
// included file says anything about: headers that rely on what their includer includes,
// and generated ones that are missing, need it. Only for what is spelled like a macro.
func (s *macroState) elsewhere(name string) *definition {
	n := s.env.names[name]
	if n == nil || s.self == nil || !spelledLikeMacro(name) {
		return nil
	}
	if _, own := s.local[name]; own {
		return nil
	}
	var best *definition
	nearest, unclear := -1, false
	for _, d := range n.definers {
		if d.file == s.self || s.seen.has(d.file.id) {
			return nil
		}
		if d.def == nil {
			continue
		}
		near := commonFolders(d.file.path, s.path)
		switch {
		case near > nearest:
			best, nearest, unclear = d.def, near, false
		case near == nearest && !best.same(d.def):
			unclear = true
		}
	}
	if unclear {
		return nil
	}
	return best
}

// spelledLikeMacro reports whether a name is reserved, or has no lower-case letter but an
// underscore and some upper-case ones.
func spelledLikeMacro(name string) bool {
	if strings.HasPrefix(name, "__") {
		return len(name) > 2
	}
	upper := 0
	for i := 0; i < len(name); i++ {
		switch {
		case name[i] >= 'a' && name[i] <= 'z':
			return false
		case name[i] >= 'A' && name[i] <= 'Z':
			upper++
		}
	}
	return upper >= 3 && strings.Contains(name, "_")
}

// commonFolders counts the folders that two paths share from the root.
func commonFolders(a, b string) int {
	a, b = path.Dir(a)+"/", path.Dir(b)+"/"
	n := 0
	for i := 0; i < min(len(a), len(b)) && a[i] == b[i]; i++ {
		if a[i] == '/' {
			n++
		}
	}
	return n
}

// bitset is a set of small numbers.
type bitset []uint64

func (b bitset) has(i int) bool { return i >= 0 && i/64 < len(b) && b[i/64]>>(i%64)&1 != 0 }

func (b *bitset) add(i int) {
	if i < 0 {
		return
	}
	for len(*b) <= i/64 {
		*b = append(*b, 0)
	}
	(*b)[i/64] |= 1 << (i % 64)
}

func (b *bitset) union(o bitset) {
	for len(*b) < len(o) {
		*b = append(*b, 0)
	}
	for i, w := range o {
		(*b)[i] |= w
	}
}

// holds reports whether o is part of b.
func (b bitset) holds(o bitset) bool {
	for i, w := range o {
		if w != 0 && (i >= len(b) || w&^b[i] != 0) {
			return false
		}
	}
	return true
}

// meets reports whether the sets share a number.
func (b bitset) meets(o bitset) bool {
	for i := range min(len(b), len(o)) {
		if b[i]&o[i] != 0 {
			return true
		}
	}
	return false
}

func (b bitset) clone() bitset { return append(bitset(nil), b...) }
