package deprecation

import (
	"slices"

	"plumbline/parse"
)

// KeyKind is what stands behind a key of a module's state dict.
type KeyKind string

// The kinds of key.
const (
	ParameterKey KeyKind = "parameter"
	BufferKey    KeyKind = "buffer"
	ModuleKey    KeyKind = "module" // the keys of a submodule follow it, after a dot
	EntryKey     KeyKind = "entry"  // what _save_to_state_dict stores itself, or get_extra_state
)

// StateKey is one key of the state dict of a module's class, or the name of a submodule: what
// Module.state_dict of torch/nn/modules/module.py gives for an object that __init__ has made.
type StateKey struct {
	Name string // with "{}" for what only the running program knows: weight_ih_l{}
	Kind KeyKind
	// Conditional says that an object may be made without it: bias=False, a buffer that may be
	// None.
	Conditional bool
	// Pattern says that the name is computed.
	Pattern bool
	Path    string
	Line    int

	Owner *Object // the class whose code sets it
	Class *Object // of a submodule its class, where the tree has it

	cond    []parse.PyGuard // what one setting of it depends on
	classes []*Object       // all that it may be an object of; nil among them for one that is not known
	outside string          // of a submodule the name of its class, where the tree does not have it
}

// StateKeys lists the state-dict keys of the objects of a class, in the order in which they are
// set: what __init__ and the methods that it calls on self put there, those of its bases
// included. It is nil for a class that is no nn.Module. An attribute that may hold a module for
// all that the source says is none.
func (s *Surface) StateKeys(o *Object) []StateKey {
	if !s.isModule(o) {
		return nil
	}
	return s.stateOf(o).keys
}

// moduleState is what is known of the state dict of a class.
type moduleState struct {
	keys      []StateKey
	transient []StateKey // buffers that are not saved
	maybe     []StateKey // attributes of which the source does not say what they hold
	computed  []StateKey // what is set under a name of which nothing is known
	whole     bool       // all bases and what they set could be read
	hooked    bool       // it reads state dicts in a way of its own
	saves     bool       // it makes its state dict in a way of its own
	version   string     // its _version, "" where it is the first
}

// moduleRoots are the names of nn.Module, for trees that only use it.
var moduleRoots = set("torch.nn.Module torch.nn.modules.Module torch.nn.modules.module.Module")

// isRoot reports whether a class is nn.Module itself.
func isRoot(o *Object) bool { return o.Kind == ClassKind && moduleRoots[o.Name] }

// isModule reports whether a class derives from nn.Module.
func (s *Surface) isModule(o *Object) bool {
	if o == nil || o.Kind != ClassKind || o.Class() == nil || isRoot(o) {
		return false
	}
	mro, _ := s.linear(o)
	for _, c := range mro {
		if isRoot(c) || slices.ContainsFunc(s.bases(c), func(b baseRef) bool { return isOutsideModule(b.ref.Outside) }) {
			return true
		}
	}
	return false
}

// isOutsideModule reports whether a class of another project is nn.Module, or by its place and
// name one of the modules of torch.nn.
func isOutsideModule(name string) bool {
	if moduleRoots[name] || name == "torch.jit.ScriptModule" {
		return true
	}
	last := lastOf(name)
	return within(name, "torch.nn") && last[0] >= 'A' && last[0] <= 'Z' && outsideKind(name) == ""
}

// stateOf reads the state dict of a class.
func (s *Surface) stateOf(o *Object) *moduleState {
	r := &keyReader{s: s, class: o, known: map[string]KeyKind{}}
	var whole bool
	r.mro, whole = s.linear(o)
	r.whole = whole || s.endsInRoot(r.mro)
	r.call("__init__", nil, nil, 0)
	m := &moduleState{whole: r.whole, hooked: r.hooked}
	r.keys(m)
	r.saved(m)
	for _, c := range r.mro {
		if isRoot(c) {
			break
		}
		m.hooked = m.hooked || c.scope.names["_load_from_state_dict"] != nil || c.scope.names["load_state_dict"] != nil
		m.saves = m.saves || c.scope.names["state_dict"] != nil
		if b := c.scope.names["_version"]; b != nil && m.version == "" && b.stmt.Value != nil {
			m.version = b.stmt.Value.Text
		}
	}
	return m
}

// endsInRoot reports whether all that can't be followed above a class is nn.Module of another
// tree: which sets no key.
func (s *Surface) endsInRoot(mro []*Object) bool {
	for _, c := range mro {
		for _, b := range s.bases(c) {
			if !moduleRoots[b.ref.Outside] && !plainBase[b.ref.Outside] && (b.ref.Obj == nil || b.ref.Obj.Kind != ClassKind) {
				return false
			}
		}
	}
	return true
}

// keySet is one statement that puts something under a name on a module.
type keySet struct {
	name    string
	pattern bool
	kind    KeyKind // "" where the source does not say
	nothing bool    // None, or what is no key whatever it is
	maybe   bool    // the value may be None
	saved   bool    // it is not a buffer with persistent=False
	class   *Object
	outside string
	guards  []parse.PyGuard
	owner   *Object
	line    int
}

// keyReader follows the construction of one class's objects.
type keyReader struct {
	s      *Surface
	class  *Object
	mro    []*Object
	sets   []keySet
	raises [][]parse.PyGuard // under which construction ends
	known  map[string]KeyKind
	whole  bool
	hooked bool
	stack  []*parse.PyFunc
	read   int
}

// maxMethods bounds how many methods are read for one class, and how deep they call one another.
const maxMethods = 300

// call reads the method of that name which an object of the class has; behind a class in the
// order of its bases where after is set (super()).
func (r *keyReader) call(name string, after *Object, guards []parse.PyGuard, depth int) {
	from := 0
	if after != nil {
		from = slices.Index(r.mro, after) + 1
	}
	for _, c := range r.mro[from:] {
		if isRoot(c) {
			return
		}
		if b := c.scope.names[name]; b != nil {
			r.method(c, r.s.memberBinding(c, b, nil).Obj, guards, depth)
			return
		}
	}
}

// method reads one method of a class.
func (r *keyReader) method(c, fn *Object, guards []parse.PyGuard, depth int) {
	f := fn.Func()
	if f == nil || depth > maxNesting || r.read > maxMethods || slices.Contains(r.stack, f) {
		return
	}
	r.read++
	r.stack = append(r.stack, f)
	defer func() { r.stack = r.stack[:len(r.stack)-1] }()
	in := &methodScope{s: r.s, class: c, f: f}
	calls := 0
	callsUntil := func(line int) {
		for ; calls < len(f.Calls) && f.Calls[calls].Line <= line; calls++ {
			r.follow(in, calls, guards, depth)
		}
	}
	for i := range f.Selfs {
		p := &f.Selfs[i]
		if p.Inner != "" {
			continue
		}
		callsUntil(p.Line)
		r.set(in, p, guards)
	}
	callsUntil(int(^uint(0) >> 1))
	for i := range f.Sites {
		if site := &f.Sites[i]; site.Kind == parse.PyRaise && site.Inner == "" && len(site.Guards) > 0 {
			r.raises = append(r.raises, effective(joined(guards, site.Guards)))
		}
	}
}

func joined(a, b []parse.PyGuard) []parse.PyGuard { return append(slices.Clip(a), b...) }

// follow reads what a call on self runs.
func (r *keyReader) follow(in *methodScope, i int, guards []parse.PyGuard, depth int) {
	call := &in.f.Calls[i]
	fn := &call.Args[0]
	if i < len(in.f.CallGuards) {
		guards = joined(guards, in.f.CallGuards[i])
	}
	switch {
	case loadHooks[fn.Name]:
		r.hooked = true
	case putting[fn.Name]:
	case fn.Args[0].Kind == parse.ExprCall: // super()
		r.call(fn.Name, in.class, guards, depth+1)
	case len(in.f.Params) > 0 && fn.Args[0].Text == in.f.Params[0].Name:
		r.call(fn.Name, nil, guards, depth+1)
	default: // Base.method(self)
		base := r.s.resolveIn(moduleOf(in.class), dotted(&fn.Args[0]))
		if base.Obj == nil || base.Obj.Kind != ClassKind || isRoot(base.Obj) {
			return
		}
		for _, c := range r.mro {
			if at := slices.Index(r.mro, base.Obj); at >= 0 && slices.Index(r.mro, c) >= at && c.scope.names[fn.Name] != nil && !isRoot(c) {
				r.method(c, r.s.memberBinding(c, c.scope.names[fn.Name], nil).Obj, guards, depth+1)
				return
			}
		}
	}
}

// loadHooks are the methods of nn.Module that let a module change what it is given to load.
var loadHooks = set("_register_load_state_dict_pre_hook register_load_state_dict_pre_hook")

// putting are the methods of nn.Module that the reader of files notes as settings.
var putting = set("register_buffer register_parameter register_module add_module")

// set notes one setting.
func (r *keyReader) set(in *methodScope, p *parse.PySelf, guards []parse.PyGuard) {
	base := keySet{saved: true, owner: in.class, line: p.Line}
	value := p.Value
	switch p.How {
	case "register_parameter", "register_buffer", "add_module", "register_module":
		base.kind = map[string]KeyKind{"register_parameter": ParameterKey, "register_buffer": BufferKey}[p.How]
		if base.kind == "" {
			base.kind = ModuleKey
		}
		if p.How == "register_buffer" {
			base.saved, base.maybe = persistence(p.Value)
		}
		value = argument(p.Value, 2, "tensor", "param", "module")
	case "setattr":
		value = argument(p.Value, 3)
	}
	v := in.value(value, p.Guards, 0)
	if value != nil && value.Kind == parse.ExprName && isGiven(value.Name, p.Guards) {
		v.maybe = false
	}
	if v.kind == "" && p.Type != nil {
		v = in.typed(p.Type, 0)
	}
	if base.kind == "" {
		base.kind = v.kind
	}
	base.nothing, base.maybe, base.class = v.none || v.other && base.kind == "", base.maybe || v.maybe, v.class
	base.outside = v.outside
	base.guards = joined(guards, p.Guards)
	for _, n := range in.names(p) {
		k := base
		k.name, k.pattern, k.guards = n.text, n.pattern, joined(base.guards, n.guards)
		if p.How != "=" && p.How != "setattr" {
			r.known[n.text] = base.kind
		} else if was := r.known[n.text]; was != "" && k.kind == "" {
			k.kind, k.nothing = was, v.none
		}
		if k.kind != "" && r.known[n.text] == "" {
			r.known[n.text] = k.kind
		}
		k.maybe = k.maybe || n.maybe
		r.sets = append(r.sets, k)
	}
}

// argument is an argument of a call by its place, the function being 0, or one of its names.
func argument(call *parse.PyExpr, place int, names ...string) *parse.PyExpr {
	if call == nil || call.Kind != parse.ExprCall {
		return nil
	}
	for i := range call.Args {
		if i > 0 && slices.Contains(names, call.Args[i].Key) {
			return &call.Args[i]
		}
	}
	if place < len(call.Args) && call.Args[place].Key == "" {
		return &call.Args[place]
	}
	return nil
}

// persistence reads the argument persistent of register_buffer.
func persistence(call *parse.PyExpr) (saved, maybe bool) {
	a := argument(call, 3, "persistent")
	switch {
	case a == nil:
		return true, false
	case a.Kind == parse.ExprConst:
		return a.Name == "True", false
	}
	return true, true
}
