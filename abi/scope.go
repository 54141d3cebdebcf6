package abi

import "plumbline/parse"

// scope is a namespace or a class, with the names declared in it ([basic.scope]).
type scope struct {
	name        string // the last component as a demangler prints it; of a specialisation see class.spec
	parent      *scope // nil for the global one
	inline      bool
	unnamed     bool
	known       bool // of the table of known names, not of the tree
	class       *class
	slots       map[string]*slot
	transparent []*scope // inline and unnamed namespaces in it ([namespace.def])
	directives  []*directive

	full string              // memo of qualified
	memo [4]map[string]found // of names looked up from here outward, by what is wanted
	in   [4]map[string]*slot // of names looked up in this namespace
}

// slot is all that one name means in one scope; a type and functions of one name live
// side by side ([basic.scope.hiding]).
type slot struct {
	space       *scope
	spaceAlias  []*directive
	class       *class
	enum        *enum
	aliases     []*alias
	usings      []*using
	functions   []*function
	variables   []*variable
	enumerators []enumeratorOf

	asked string // the header that chosen was last asked for, and
	told  *alias // its answer
}

// origin is where a declaration stands.
type origin struct {
	decl    *parse.Decl
	path    string
	scope   *scope
	untaken bool // it, or what it stands in, is in a branch not taken
	hidden  bool // a friend of a class, found by its arguments only
	outside bool // declared outside of its scope
	// names are the template headers that it repeats of the classes around it, when it
	// stands outside of them.
	names *frame
	rest  [][]parse.TemplateParam // the template headers that are its own
}

// directive is a using-directive or a namespace alias.
type directive struct {
	target *parse.Name
	from   *scope
	to     *scope
	busy   bool
	done   bool
}

// using is a using-declaration.
type using struct {
	origin
	busy, done bool
	asked      bool // whether it holds what is wanted is being found out
	slot       *slot
	via        *Type
	qualified  string
}

// class is a class of the tree or of the known names.
type class struct {
	out     *Class
	scope   *scope
	params  []parse.TemplateParam // nil where it is no template
	inner   []parse.TemplateParam // params as the definition names them, see within
	primary *class                // of a specialisation
	specs   []*class
	spec    []parse.TemplateArg // as written; nil for none
	isSpec  bool
	args    []Arg // of spec, resolved
	argsOK  uint8 // 0 not resolved, 1 being resolved, 2 resolved
	known   bool
	ghost   bool // named by a friend declaration or an elaborated type only
	decls   []origin
	def     *origin
	bases   []Base
	baseOK  uint8
	self    *Type             // the type of the current instantiation
	merged  bool              // into another specialisation of the same arguments
	bound   map[string][]Base // bases of its type with other arguments, by that type
}

// enum is an enumeration.
type enum struct {
	out    *Enum
	scope  *scope // that it is declared in
	decls  []origin
	def    *origin
	valued uint8 // 0 not computed, 1 being computed, 2 computed
	known  bool
	typ    *Type
	inner  map[string]int
	body   *scope
}

// enumeratorOf is one enumerator.
type enumeratorOf struct {
	enum  *enum
	index int
}

// alias is an alias or an alias template.
type alias struct {
	origin
	params []parse.TemplateParam
	known  bool
	busy   int // how often it is being resolved
	memo   *Type
}

// function is one declaration of a function.
type function struct {
	origin
	out *Function
}

// variable is one declaration of a variable or a field.
type variable struct {
	origin
	out   *Variable
	busy  bool
	done  bool
	worth value // once done
}

// frame binds the parameters of one template header.
type frame struct {
	owner  *scope // the class whose header it is; nil for that of a function, alias or variable
	params []parse.TemplateParam
	args   []Arg // nil: the parameters stand for themselves
	pick   int   // which element a pack stands for, -1 for the whole
	bound  bool
	next   *frame
}

// newScope makes a scope in parent.
func newScope(name string, parent *scope) *scope {
	return &scope{name: name, parent: parent}
}

// at is the slot of a name, made where it isn't there.
func (s *scope) at(name string) *slot {
	if e := s.slots[name]; e != nil {
		return e
	}
	if s.slots == nil {
		s.slots = map[string]*slot{}
	}
	e := &slot{}
	s.slots[name] = e
	return e
}

// namespace is the namespace that a scope lies in, itself if it is one.
func (s *scope) namespace() *scope {
	for s.class != nil {
		s = s.parent
	}
	return s
}

// within reports whether s is outer or lies in it.
func (s *scope) within(outer *scope) bool {
	for ; s != nil; s = s.parent {
		if s == outer {
			return true
		}
	}
	return false
}

// qualified is the name of a scope as Entity.Name spells it.
func (r *resolver) qualified(s *scope) string {
	if s.parent == nil {
		return ""
	}
	if s.full != "" {
		return s.full
	}
	name := s.name
	if s.class != nil && s.class.isSpec {
		r.specArgs(s.class)
		if s.class.argsOK == 1 {
			return s.name // in its own arguments
		}
		name = s.class.name() + argsString(s.class.args)
	}
	s.full = join(r.qualified(s.parent), name)
	return s.full
}

// join qualifies a name.
func join(scope, name string) string {
	if scope == "" {
		return name
	}
	return scope + "::" + name
}

// name is the name of a class without arguments.
func (c *class) name() string {
	if c.primary != nil {
		return c.primary.scope.name
	}
	return c.scope.name
}

// within are the template parameters as the definition of a class names them.
func (c *class) within() []parse.TemplateParam {
	if c.inner != nil {
		return c.inner
	}
	return c.params
}

// variadic is the index of the parameter pack, -1 for none.
func variadic(params []parse.TemplateParam) int {
	for i := range params {
		if params[i].Pack {
			return i
		}
	}
	return -1
}

// argument is what parameter i of the frame is bound to: one argument, or those of a pack.
func (f *frame) argument(i int) []Arg {
	pack := variadic(f.params)
	switch {
	case pack < 0 || i < pack:
		if i < len(f.args) {
			return f.args[i : i+1]
		}
		return nil
	case i == pack:
		end := max(len(f.args)-(len(f.params)-1-pack), pack)
		if pack > len(f.args) {
			return nil
		}
		return f.args[pack:min(end, len(f.args))]
	}
	if j := len(f.args) - (len(f.params) - i); j >= 0 {
		return f.args[j : j+1]
	}
	return nil
}
