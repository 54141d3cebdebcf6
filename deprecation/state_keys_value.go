package deprecation

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// methodScope is what names mean within one method.
type methodScope struct {
	s     *Surface
	class *Object // whose method it is
	f     *parse.PyFunc
}

// setValue is what the source says of a value that a module is given as an attribute.
type setValue struct {
	kind  KeyKind
	class *Object
	none  bool // None
	maybe bool // it may be None
	other bool // neither a parameter, a buffer nor a module

	outside string // the name of a module's class that the tree does not have
}

// or is what a choice between two values is.
func (v setValue) or(w setValue) setValue {
	if v.kind == "" {
		v, w = w, v
	}
	if v.kind == "" {
		return setValue{none: v.none && w.none, other: (v.other || v.none) && (w.other || w.none), maybe: v.maybe || w.maybe || v.none != w.none}
	}
	v.maybe = v.maybe || w.maybe || w.none || w.other
	return v
}

// selfReturning are methods of modules that return the module (torch/nn/modules/module.py).
var selfReturning = set("to cuda cpu xpu ipu half float double bfloat16 type eval train requires_grad_ apply share_memory to_empty")

// value says what an expression gives.
func (in *methodScope) value(e *parse.PyExpr, guards []parse.PyGuard, depth int) setValue {
	if e == nil || depth > maxValueDepth {
		return setValue{}
	}
	switch e.Kind {
	case parse.ExprConst:
		return setValue{none: e.Name == "None", other: e.Name != "None"}
	case parse.ExprStr, parse.ExprFStr, parse.ExprBytes, parse.ExprNumber, parse.ExprList, parse.ExprTuple, parse.ExprSet,
		parse.ExprDict, parse.ExprComp, parse.ExprLambda, parse.ExprUnary:
		return setValue{other: true}
	case parse.ExprBinary:
		if e.Name != "or" && e.Name != "and" {
			return setValue{other: true}
		}
		left, right := in.value(&e.Args[0], guards, depth+1), in.value(&e.Args[1], guards, depth+1)
		out := left.or(right)
		if e.Name == "or" { // None goes on to the right
			out.maybe = right.maybe || right.none
		}
		return out
	case parse.ExprIfElse:
		return in.value(&e.Args[0], guards, depth+1).or(in.value(&e.Args[2], guards, depth+1))
	case parse.ExprWalrus:
		return in.value(&e.Args[0], guards, depth+1)
	case parse.ExprName:
		return in.named(e, guards, depth)
	case parse.ExprAttr:
		if name := dotted(e); name != "" && !in.isLocal(name) {
			if ref := in.s.resolveIn(moduleOf(in.class), name); ref.known() {
				return setValue{other: true}
			}
		}
	case parse.ExprCall:
		return in.called(e, guards, depth)
	}
	return setValue{}
}

// isLocal reports whether a dotted name starts with a parameter or local variable.
func (in *methodScope) isLocal(name string) bool {
	first := name
	if outer := outerOf(name); outer != "" {
		for first = outer; outerOf(first) != ""; {
			first = outerOf(first)
		}
	}
	return in.param(first) != nil || slices.ContainsFunc(in.f.Locals, func(l parse.PyLocal) bool { return l.Name == first })
}

func (in *methodScope) param(name string) *parse.PyParam {
	if i := slices.IndexFunc(in.f.Params, func(p parse.PyParam) bool { return p.Name == name }); i >= 0 {
		return &in.f.Params[i]
	}
	return nil
}

// named says what a variable holds: a local one what it was given, a parameter what it is
// declared to be.
func (in *methodScope) named(e *parse.PyExpr, guards []parse.PyGuard, depth int) setValue {
	if elements, ok := in.looped(e.Name, guards, depth); ok {
		return in.anyOf(elements, guards, depth)
	}
	var out setValue
	found := false
	for i := range in.f.Locals {
		l := &in.f.Locals[i]
		if l.Name != e.Name || l.Line > e.Line || l.Op != "=" || l.Value == e {
			continue
		}
		v := in.value(l.Value, l.Guards, depth+1)
		if found = true; out.kind == "" || v.kind != "" {
			out = v
		}
	}
	if found {
		return out
	}
	if p := in.param(e.Name); p != nil {
		v := in.typed(p.Type, 0)
		if p.Default != nil && p.Default.Kind == parse.ExprConst && p.Default.Name == "None" {
			v.maybe = true
		} else if p.Type == nil && p.Default != nil && isLiteral(p.Default, 0) {
			return setValue{other: true}
		}
		return v
	}
	if ref := in.s.resolveIn(moduleOf(in.class), e.Name); ref.known() || builtins[e.Name] {
		return setValue{other: true}
	}
	return setValue{}
}

// anyOf is what any of the elements of a collection is: the first of a kind.
func (in *methodScope) anyOf(elements []element, guards []parse.PyGuard, depth int) setValue {
	var out setValue
	for _, el := range elements {
		if v := in.value(el.expr, guards, depth+1); v.kind != "" {
			return v
		} else if v.other {
			out = v
		}
	}
	return out
}

// called says what a call gives: an object of a class, or what a function says that it returns.
func (in *methodScope) called(e *parse.PyExpr, guards []parse.PyGuard, depth int) setValue {
	fn := &e.Args[0]
	if fn.Kind == parse.ExprAttr && selfReturning[fn.Name] {
		if v := in.value(&fn.Args[0], guards, depth+1); v.kind == ModuleKey || v.kind != "" && fn.Name == "requires_grad_" {
			return v
		}
	}
	name := dotted(fn)
	if name == "" {
		return setValue{}
	}
	if first := in.f.Params; len(first) > 0 && outerOf(name) == first[0].Name {
		ref := in.s.classMember(in.class, fn.Name, nil)
		if f := ref.Obj.Func(); f != nil && f.Returns != nil {
			return in.typed(f.Returns, 0)
		}
		return setValue{}
	}
	if in.isLocal(name) {
		return setValue{}
	}
	ref := in.s.resolveIn(moduleOf(in.class), name)
	switch o := ref.Obj; {
	case lastOf(name) == "deepcopy" || lastOf(name) == "copy" && ref.Outside == "copy.copy":
		return in.value(argument(e, 1), guards, depth+1)
	case o != nil && o.Kind == ClassKind:
		return in.s.instance(o)
	case o != nil && o.Kind == FunctionKind && o.Origin == FromSchema:
		return setValue{other: true}
	case o.Func() != nil && o.Func().Returns != nil:
		return (&methodScope{s: in.s, class: o, f: o.Func()}).typed(o.Func().Returns, 0)
	case ref.Outside != "":
		return outsideInstance(ref.Outside)
	case !ref.known() && builtins[name]:
		return setValue{other: true}
	}
	return setValue{}
}

// instance says what an object of a class of the tree is to a module that holds it.
func (s *Surface) instance(o *Object) setValue {
	if isRoot(o) || s.isModule(o) {
		return setValue{kind: ModuleKey, class: o}
	}
	mro, _ := s.linear(o)
	for _, c := range mro {
		if k := outsideKind(c.Name); k != "" {
			return setValue{kind: k}
		}
		for _, b := range s.bases(c) {
			if k := outsideKind(b.ref.Outside); k != "" {
				return setValue{kind: k}
			}
		}
	}
	return setValue{other: true}
}

// outsideKind is the kind of the classes of torch.nn.parameter, by name.
func outsideKind(name string) KeyKind {
	if !within(name, "torch.nn") {
		return ""
	}
	switch lastOf(name) {
	case "Parameter", "UninitializedParameter":
		return ParameterKey
	case "Buffer", "UninitializedBuffer":
		return BufferKey
	}
	return ""
}

func outsideInstance(name string) setValue {
	switch {
	case outsideKind(name) != "":
		return setValue{kind: outsideKind(name)}
	case isOutsideModule(name):
		return setValue{kind: ModuleKey, outside: name}
	}
	return setValue{other: true}
}

// typed says what a value of a type is to a module that holds it. A union is what one of its
// members is.
func (in *methodScope) typed(e *parse.PyExpr, depth int) setValue {
	if e == nil || depth > maxValueDepth {
		return setValue{}
	}
	switch e.Kind {
	case parse.ExprConst:
		return setValue{none: e.Name == "None"}
	case parse.ExprBinary:
		return in.typed(&e.Args[0], depth+1).or(in.typed(&e.Args[1], depth+1))
	case parse.ExprIndex:
		switch lastOf(dotted(&e.Args[0])) {
		case "Optional":
			return in.typed(&e.Args[1], depth+1).or(setValue{none: true})
		case "Union":
			return in.union(&e.Args[1], depth+1)
		case "Annotated", "Final", "ClassVar":
			if e.Args[1].Kind == parse.ExprTuple && len(e.Args[1].Args) > 0 {
				return in.typed(&e.Args[1].Args[0], depth+1)
			}
			return in.typed(&e.Args[1], depth+1)
		}
		return setValue{other: true}
	case parse.ExprStr:
		name, none := strings.CutSuffix(e.Str, " | None")
		if inner, ok := strings.CutPrefix(name, "Optional["); ok {
			name, none = strings.TrimSuffix(inner, "]"), true
		}
		v := in.typeNamed(name)
		v.maybe = v.maybe || none
		return v
	case parse.ExprName, parse.ExprAttr:
		return in.typeNamed(dotted(e))
	}
	return setValue{}
}

func (in *methodScope) union(e *parse.PyExpr, depth int) setValue {
	if e.Kind != parse.ExprTuple || len(e.Args) == 0 {
		return in.typed(e, depth+1)
	}
	out := in.typed(&e.Args[0], depth+1)
	for i := range e.Args[1:] {
		v := in.typed(&e.Args[i+1], depth+1)
		if v.other {
			continue
		}
		out = out.or(v)
	}
	return out
}

// typeNamed is typed for a type's name.
func (in *methodScope) typeNamed(name string) setValue {
	ref := in.s.resolveIn(moduleOf(in.class), name)
	switch {
	case lastOf(name) == "Any" || name == "object" || name == "":
		return setValue{}
	case ref.Obj != nil && ref.Obj.Kind == ClassKind:
		return in.s.instance(ref.Obj)
	case ref.Obj != nil && isPlumbing(ref.Obj): // TypeVar("T", bound=Module)
		if bound := argument(ref.Obj.Stmt.Value, len(ref.Obj.Stmt.Value.Args), "bound"); bound != nil {
			return (&methodScope{s: in.s, class: ref.Obj.Owner, f: in.f}).typed(bound, maxValueDepth/2)
		}
	case ref.Outside != "":
		return outsideInstance(ref.Outside)
	case builtins[name]:
		return setValue{other: true}
	}
	return setValue{}
}

// isGiven reports whether a test around a statement says that a variable is not None.
func isGiven(name string, guards []parse.PyGuard) bool {
	return slices.ContainsFunc(guards, func(g parse.PyGuard) bool {
		t := g.Test
		if t == nil || g.Kind != parse.PyIf && g.Kind != parse.PyElse {
			return false
		}
		if t.Kind == parse.ExprName && t.Name == name {
			return g.Kind == parse.PyIf
		}
		if t.Kind != parse.ExprBinary || t.Args[0].Text != name || t.Args[1].Text != "None" {
			return false
		}
		return t.Name == "is not" && g.Kind == parse.PyIf || t.Name == "is" && g.Kind == parse.PyElse
	})
}
