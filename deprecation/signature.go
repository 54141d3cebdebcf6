package deprecation

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// flavour is how a function of a class is called.
type flavour string

// The flavours of functions.
const (
	plainFunction flavour = "function"
	method        flavour = "method"
	staticMethod  flavour = "static method"
	classMethod   flavour = "class method"
	property      flavour = "property"
)

// flavourOf is how an object is called: functions of modules are plain.
func flavourOf(o *Object) flavour {
	if o.Owner == nil || o.Owner.Kind != ClassKind || o.Func() == nil {
		return plainFunction
	}
	for i := range o.Func().Decorators {
		switch name := lastOf(decoratorName(&o.Func().Decorators[i])); {
		case name == "staticmethod" || name == "abstractstaticmethod":
			return staticMethod
		case name == "classmethod" || name == "abstractclassmethod":
			return classMethod
		case strings.HasSuffix(strings.ToLower(name), "property"), name == "getter", strings.HasSuffix(name, "memoized_attribute"):
			return property
		}
	}
	if n := o.Base(); n == "__new__" || n == "__init_subclass__" || n == "__class_getitem__" {
		return classMethod // they are so without a decorator (Python reference, 3.3.1)
	}
	return method
}

// decoratorName is the dotted name of a decorator, of a call that of what is called.
func decoratorName(e *parse.PyExpr) string {
	if e.Kind == parse.ExprCall {
		e = &e.Args[0]
	}
	return dotted(e)
}

// decorated reports whether a function or class has a decorator whose name ends in one of
// some words.
func decorated(list []parse.PyExpr, names ...string) bool {
	return slices.ContainsFunc(list, func(d parse.PyExpr) bool { return slices.Contains(names, lastOf(decoratorName(&d))) })
}

// called are the parameters that a caller gives: without self or cls.
func called(o *Object) []parse.PyParam {
	f := o.Func()
	if f == nil {
		return nil
	}
	params := f.Params
	switch flavourOf(o) {
	case method, classMethod, property:
		if len(params) > 0 && isPositional(&params[0]) {
			params = params[1:]
		}
	}
	if o.Owner == nil || o.Owner.Kind != ClassKind || !isDunder(o.Base()) || calledByName[o.Base()] {
		return params
	}
	params = slices.Clone(params)
	for i := range params {
		if params[i].Kind == parse.PyPositional {
			params[i].Kind = parse.PyPositionalOnly
		}
	}
	return params
}

// calledByName are the special methods that users give arguments by name; all others Python
// calls itself, by place, for an operator or a statement (Python reference, 3.3).
var calledByName = set("__init__ __new__ __call__ __init_subclass__")

func isPositional(p *parse.PyParam) bool {
	return p.Kind == parse.PyPositional || p.Kind == parse.PyPositionalOnly
}

func isVariadic(p *parse.PyParam) bool {
	return p.Kind == parse.PyVarPositional || p.Kind == parse.PyVarKeyword
}

// signatureText is a function's signature as its source has it, on one line.
func signatureText(o *Object) string {
	f := o.Func()
	if f == nil {
		return statementText(o)
	}
	var b strings.Builder
	if f.Async {
		b.WriteString("async ")
	}
	b.WriteString("def " + o.Base() + "(")
	star := false
	for i := range f.Params {
		p := &f.Params[i]
		if i > 0 {
			if f.Params[i-1].Kind == parse.PyPositionalOnly && p.Kind != parse.PyPositionalOnly {
				b.WriteString(", /")
			}
			b.WriteString(", ")
		}
		star = star || p.Kind == parse.PyVarPositional
		if p.Kind == parse.PyKeywordOnly && !star {
			b.WriteString("*, ")
			star = true
		}
		b.WriteString(parameterText(p))
	}
	if n := len(f.Params); n > 0 && f.Params[n-1].Kind == parse.PyPositionalOnly {
		b.WriteString(", /")
	}
	b.WriteString(")")
	if f.Returns != nil {
		b.WriteString(" -> " + oneLine(f.Returns.Text))
	}
	return b.String()
}

func parameterText(p *parse.PyParam) string {
	s := p.Name
	switch p.Kind {
	case parse.PyVarPositional:
		s = "*" + s
	case parse.PyVarKeyword:
		s = "**" + s
	}
	equals := "="
	if p.Type != nil {
		s += ": " + oneLine(p.Type.Text)
		equals = " = "
	}
	if p.Default != nil {
		s += equals + oneLine(p.Default.Text)
	}
	return s
}

// statementText is what a definition is on one line, for messages.
func statementText(o *Object) string {
	switch {
	case o.Kind == ModuleKind:
		return "module " + o.Name
	case o.Class() != nil:
		var bases []string
		for _, e := range slices.Concat(o.Class().Bases, o.Class().Keywords) {
			bases = append(bases, keyed(&e))
		}
		if len(bases) == 0 {
			return "class " + o.Base()
		}
		return "class " + o.Base() + "(" + strings.Join(bases, ", ") + ")"
	case o.Func() != nil:
		return signatureText(o)
	case o.Stmt == nil:
		return string(o.Kind) + " " + o.Name
	}
	s := o.Base()
	if o.Stmt.Type != nil {
		s += ": " + oneLine(o.Stmt.Type.Text)
	}
	if o.Stmt.Value != nil {
		s += " = " + oneLine(o.Stmt.Value.Text)
	}
	return s
}

func keyed(e *parse.PyExpr) string {
	if e.Key != "" {
		return e.Key + "=" + oneLine(e.Text)
	}
	return oneLine(e.Text)
}

// maxText bounds how much of a text a message quotes, in bytes.
const maxText = 200

// oneLine is source text with its line breaks and runs of blanks made one blank.
func oneLine(text string) string {
	s := strings.Join(strings.Fields(text), " ")
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "") + "..."
	}
	return s
}
