package python

import (
	"cmp"
	"slices"
	"sort"

	"plumbline/parse"
)

// scope is one Python scope; the module's is the first and has no parent.
type scope struct {
	parent int32
	depth  int32 // function and lambda bodies around, its own included
	kind   scopeKind
}

type scopeKind uint8

const (
	scopeModule scopeKind = iota
	scopeFunction
	scopeClass
	scopeComprehension
	scopeTypeParams // PEP 695
)

// bindKind tells how a name becomes known in a scope.
type bindKind uint8

const (
	bindName     bindKind = iota // def, class, assignment, parameter, ...
	bindHidden                   // except-as and del: local, but no name of the module
	bindGlobal                   // a global statement
	bindNonlocal                 // a nonlocal statement
)

// bind is one binding of the name at [start, end); in a class body it takes effect at
// offset from.
type bind struct {
	start, end int32
	scope      int32
	from       int32
	how        bindKind
}

// chain is a dotted name whose root may turn out to be an import.
type chain struct {
	start, root, end int32 // of the chain, end of its root, end of the chain
	line             int32
	scope            int32
	spelled          int32 // 1 + index in parser.spelled when the chain is not contiguous, else 0
}

func (p *parser) newScope(parent int32, k scopeKind) int32 {
	depth := p.scopes[parent].depth
	if k == scopeFunction {
		depth++
	}
	p.scopes = append(p.scopes, scope{parent: parent, depth: depth, kind: k})
	return int32(len(p.scopes) - 1)
}

// bindToken binds the name of token i in scope s.
func (p *parser) bindToken(i int, s int32, how bindKind) {
	if t := &p.toks[i]; t.kind == tokName {
		p.binds = append(p.binds, bind{t.start, t.end, s, p.stmtEnd, how})
	}
}

// walrusScope is the scope that := in scope s binds in: the one around comprehensions (PEP 572).
func (p *parser) walrusScope(s int32) int32 {
	for p.scopes[s].kind == scopeComprehension {
		s = p.scopes[s].parent
	}
	return s
}

// noteChain notes the chain of tokens [i, k).
func (p *parser) noteChain(i, k int, s int32) {
	first, last := &p.toks[i], &p.toks[k-1]
	c := chain{start: first.start, root: first.end, end: last.end, line: first.line, scope: s}
	length := int32(0)
	for n := i; n < k; n++ {
		length += p.toks[n].end - p.toks[n].start
	}
	if length != last.end-first.start {
		p.spelled = append(p.spelled, p.spell(i+2, k))
		c.spelled = int32(len(p.spelled))
	}
	p.chains = append(p.chains, c)
}

// nameTable answers what a name means in a scope. It knows only the names that imports
// bind or that a dynamic import is called by: no other name matters.
type nameTable struct {
	p        *parser
	ids      map[string]int32
	lengths  [256]uint32 // bit n%32 of entry c: some name starts with c and has n bytes
	module   []*binding  // by id: its binding, when only the module scope binds it
	bindings map[uint64]*binding
}

// binding is all that binds one name in one scope.
type binding struct {
	imports   []int32 // indices in parser.imports, ascending
	canonical []int32 // parallel: the first import of the same base
	other     bool    // bound otherwise, too
	from      int32   // first offset at which the other binding is in effect
	declared  bindKind
}

// nameTable builds the table.
func (p *parser) nameTable() *nameTable {
	t := &nameTable{p: p, ids: make(map[string]int32), bindings: make(map[uint64]*binding)}
	for i := range p.imports {
		n := &p.imports[i]
		if n.Dynamic {
			t.intern(string(p.src[n.root.start:n.root.end]))
		} else if name := n.Binds(); name != "" {
			t.intern(name)
		}
	}
	for i := range p.binds {
		if b := &p.binds[i]; b.how >= bindGlobal {
			if id, ok := t.id(b.start, b.end); ok {
				t.get(b.scope, id).declared = b.how
			}
		}
	}
	for i := range p.imports {
		if n := &p.imports[i]; n.Binds() != "" {
			id := t.ids[n.Binds()]
			b := t.get(t.owner(n.scope, id), id)
			b.imports = append(b.imports, int32(i))
		}
	}
	for i := range p.binds {
		b := &p.binds[i]
		if b.how >= bindGlobal {
			continue
		}
		if id, ok := t.id(b.start, b.end); ok {
			at := t.get(t.owner(b.scope, id), id)
			if !at.other || b.from < at.from {
				at.other, at.from = true, b.from
			}
		}
	}
	t.index()
	return t
}

// index finishes the bindings: the canonical imports and the names bound in the module only.
func (t *nameTable) index() {
	t.module = make([]*binding, len(t.ids))
	elsewhere := make([]bool, len(t.ids))
	for key, b := range t.bindings {
		id := uint32(key)
		if key>>32 == 0 {
			t.module[id] = b
		} else {
			elsewhere[id] = true
		}
		slices.Sort(b.imports)
		b.canonical = make([]int32, len(b.imports))
		first := make(map[string]int32)
		for i, n := range b.imports {
			base := t.p.imports[n].base()
			if _, seen := first[base]; !seen {
				first[base] = n
			}
			b.canonical[i] = first[base]
		}
	}
	for id := range elsewhere {
		if elsewhere[id] {
			t.module[id] = nil
		}
	}
}

// base is the dotted path of what the import's local name stands for.
func (n *importNote) base() string {
	switch {
	case n.Name != "" && n.Module == "":
		return dots(n.Level) + n.Name
	case n.Name != "":
		return dots(n.Level) + n.Module + "." + n.Name
	case n.As != "":
		return n.Module
	}
	return n.Binds()
}

func (t *nameTable) intern(name string) {
	if _, ok := t.ids[name]; !ok {
		t.ids[name] = int32(len(t.ids))
		t.lengths[name[0]] |= 1 << (len(name) % 32)
	}
}

// id looks up the name at [start, end) of the source.
func (t *nameTable) id(start, end int32) (int32, bool) {
	name := t.p.src[start:end]
	if t.lengths[name[0]]&(1<<(len(name)%32)) == 0 {
		return 0, false
	}
	id, ok := t.ids[string(name)]
	return id, ok
}

func key(s, id int32) uint64 { return uint64(s)<<32 | uint64(id) }

func (t *nameTable) get(s, id int32) *binding {
	b := t.bindings[key(s, id)]
	if b == nil {
		b = &binding{}
		t.bindings[key(s, id)] = b
	}
	return b
}

// owner is the scope that a binding of a name in scope s really binds it in, after the
// global and nonlocal statements of s.
func (t *nameTable) owner(s, id int32) int32 {
	for s > 0 {
		b := t.bindings[key(s, id)]
		switch {
		case b == nil || b.declared < bindGlobal:
			return s
		case b.declared == bindGlobal:
			return 0
		}
		for s = t.p.scopes[s].parent; s > 0; s = t.p.scopes[s].parent {
			if t.p.scopes[s].kind == scopeFunction && t.bindings[key(s, id)] != nil {
				break
			}
		}
	}
	return 0
}

// The answers of lookup besides an import's index.
const (
	shadowed int32 = -1 // bound by something else than an import
	unbound  int32 = -2 // a builtin, or from a star import
)

// lookup gives the index of the import that a name stands for when read at offset pos in
// scope s (reference, 4.2.2): the innermost scope that binds it, class bodies around the
// scope left out. A class body is executed in order and reads the names that it binds
// only later from around it.
func (t *nameTable) lookup(id, s, pos int32) int32 {
	if b := t.module[id]; b != nil {
		return b.choose(t.p.imports, pos)
	}
	start := s
	for s >= 0 {
		in := &t.p.scopes[s]
		b := t.bindings[key(s, id)]
		if b == nil || in.kind == scopeClass && s != start || b.declared == bindNonlocal {
			s = in.parent
			continue
		}
		if b.declared == bindGlobal && s > 0 {
			start, s = 0, 0
			continue
		}
		if in.kind == scopeClass && len(b.imports) == 0 && pos < b.from {
			start, s = 0, 0
			continue
		}
		return b.choose(t.p.imports, pos)
	}
	return unbound
}

// choose picks among the imports that bind a name in one scope the nearest above pos,
// else the first, and of those with the same base the first.
func (b *binding) choose(notes []importNote, pos int32) int32 {
	if len(b.imports) == 0 {
		if b.other {
			return shadowed
		}
		return unbound
	}
	n := sort.Search(len(b.imports), func(i int) bool { return notes[b.imports[i]].pos > pos })
	return b.canonical[max(n-1, 0)]
}

// settleUses fills the attribute chains that start at an import; kept maps the indices
// of parser.imports to those of the file.
func (p *parser) settleUses(f *parse.File, t *nameTable, kept []int) {
	if len(t.ids) == 0 {
		return
	}
	slices.SortFunc(p.chains, func(a, b chain) int { return cmp.Compare(a.start, b.start) })
	texts := make(map[string]string)
	type use struct {
		target int
		attrs  string
	}
	seen := make(map[use]struct{})
	line := int32(0)
	for i := range p.chains {
		c := &p.chains[i]
		id, ok := t.id(c.start, c.root)
		if !ok {
			continue
		}
		n := t.lookup(id, c.scope, c.start)
		if n < 0 {
			continue
		}
		if c.line != line {
			line = c.line
			clear(seen)
		}
		var attrs string
		if c.spelled > 0 {
			attrs = p.spelled[c.spelled-1]
		} else if attrs, ok = texts[string(p.src[c.root+1:c.end])]; !ok {
			attrs = string(p.src[c.root+1 : c.end])
			texts[attrs] = attrs
		}
		u := use{kept[n], attrs}
		if _, ok := seen[u]; ok {
			continue
		}
		seen[u] = struct{}{}
		f.Uses = append(f.Uses, parse.Use{Line: int(line), Import: u.target, Attrs: attrs})
	}
}
