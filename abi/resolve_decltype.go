package abi

import "plumbline/parse"

// decltype is the type of an expression, where that is a name or a call of a function that
// is not overloaded ([dcl.type.decltype]); it stays as written otherwise.
func (r *resolver) decltype(text string, c *ctx) *Type {
	e := evaluator{r: r, c: c, toks: lexConstant(text)}
	if text == "nullptr" {
		return r.builtin("decltype(nullptr)")
	}
	if len(e.toks) < maxTokens {
		if n := e.qualifiedName(); n != nil {
			if t := r.typeOfName(n, &e, c); t != nil {
				return t
			}
		}
	}
	if v := r.constant(text, c); v.known {
		if v.typ == nil {
			return intType
		}
		return v.typ
	}
	return &Type{Kind: Dependent, Name: "decltype (" + text + ")"}
}

// typeOfName is the declared type of a variable, or what a call of a function returns; nil
// where neither is certain.
func (r *resolver) typeOfName(n *parse.Name, e *evaluator, c *ctx) *Type {
	defer r.leave()
	if !r.enter() {
		return nil
	}
	hit, ok := r.valueSlot(n, c)
	if !ok || hit.slot == nil {
		return nil
	}
	var d *parse.Decl
	var o *origin
	switch s := hit.slot; {
	case len(s.variables) > 0 && e.at == len(e.toks):
		o = &s.variables[0].origin
		d = o.decl
	case len(s.functions) == 1 && e.peek() == "(" && e.skip() && e.at == len(e.toks):
		o = &s.functions[0].origin
		d = o.decl
	default:
		return nil
	}
	if d.Type == nil || len(d.Templates) > 0 && o.scope.class == nil {
		return nil
	}
	in := &ctx{scope: o.scope, path: o.path, line: d.Line}
	if hit.via != nil {
		in.frames = r.framesOf(hit.via)
	}
	if d.Kind == parse.DeclFunction {
		if d.Type.Elem == nil {
			return nil
		}
		return r.resolve(d.Type.Elem, in)
	}
	return r.resolve(d.Type, in)
}
