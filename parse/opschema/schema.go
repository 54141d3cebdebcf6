package opschema

import (
	"slices"
	"strconv"
	"strings"
)

// Schema is one operator schema, parsed: `add.Tensor(Tensor self, *, Scalar alpha=1) -> Tensor`.
// The grammar is the union of the two that read it: FunctionSchema.parse of torchgen/model.py
// and torch/csrc/jit/frontend/function_schema_parser.cpp.
type Schema struct {
	Name       Name
	Args       []Argument // in source order, keyword-only and out arguments included
	Returns    []Argument // KwOnly and Default are never set; Name may be ""
	VarArgs    bool       // the arguments end in "..."
	VarReturns bool       // the returns end in "..."
}

// Argument is one argument, or one return.
type Argument struct {
	Name       string
	Type       *Type
	HasDefault bool
	Default    string // as written, blanks around tokens gone
	KwOnly     bool   // behind the "*"
}

// TypeKind is what a type of a schema is made of.
type TypeKind uint8

// The kinds of schema type.
const (
	Base     TypeKind = iota + 1 // Name: "Tensor", "int", "__torch__.torch.classes.ns.Class"
	Optional                     // Elems[0]?
	List                         // Elems[0][], Elems[0][Size]
	Tuple                        // (Elems...)
	Generic                      // Name(Elems...): Dict, Future, Await, RRef, Union
)

// Type is a type of a schema. Alias annotations stand on the part that they follow:
// `Tensor(a!)[]` has one on the element, `Tensor[](a)` one on the list.
type Type struct {
	Kind  TypeKind
	Name  string
	Elems []*Type
	Size  int64 // of a List, -1 for none
	Alias *Alias
}

// Alias is an alias annotation: `(a! -> a|*)`.
type Alias struct {
	Before []string // alias sets before the call, "*" is the wildcard; as written
	Write  bool
	After  []string // nil when none is written: those before
}

// fresh stands for the alias set that `Tensor!` makes for itself.
const fresh = "$"

// Is reports whether the type is the base type of that name.
func (t *Type) Is(name string) bool { return t.Kind == Base && t.Name == name }

// Elem is the type that an optional or a list holds, nil for others.
func (t *Type) Elem() *Type {
	if t.Kind == Optional || t.Kind == List {
		return t.Elems[0]
	}
	return nil
}

// Mentions reports whether the type is the named base type, or an optional or a list of it
// at any depth (is_base_ty_like of torchgen/model.py).
func (t *Type) Mentions(name string) bool {
	for ; t.Elem() != nil; t = t.Elem() {
	}
	return t.Is(name)
}

// Annotation is the alias annotation of the innermost element, nil for none: the one that
// torchgen takes to be the argument's.
func (t *Type) Annotation() *Alias {
	for ; t.Elem() != nil; t = t.Elem() {
		if t.Alias != nil {
			return t.Alias
		}
	}
	return t.Alias
}

// Writes reports whether the argument is written to.
func (a *Argument) Writes() bool {
	alias := a.Type.Annotation()
	return alias != nil && alias.Write
}

// IsOut reports whether it is an out argument: keyword-only and written to.
func (a *Argument) IsOut() bool { return a.KwOnly && a.Writes() }

// FixedSize is the size of an argument that is a list of fixed size, optional or not; -1
// for none.
func (a *Argument) FixedSize() int64 {
	t := a.Type
	for t.Kind == Optional {
		t = t.Elems[0]
	}
	if t.Kind == List {
		return t.Size
	}
	return -1
}

// OutIndex is the index of the first out argument, the number of arguments when there is none.
func (s *Schema) OutIndex() int {
	if i := slices.IndexFunc(s.Args, func(a Argument) bool { return a.IsOut() }); i >= 0 {
		return i
	}
	return len(s.Args)
}

// String is the schema in its one normal form: what torchgen prints.
func (s *Schema) String() string {
	var b strings.Builder
	b.WriteString(s.Name.String())
	b.WriteByte('(')
	keyword := false
	for i := range s.Args {
		if i > 0 {
			b.WriteString(", ")
		}
		if s.Args[i].KwOnly && !keyword {
			b.WriteString("*, ")
			keyword = true
		}
		s.Args[i].write(&b)
	}
	if s.VarArgs {
		if len(s.Args) > 0 {
			b.WriteString(", ")
		}
		b.WriteString("...")
	}
	b.WriteString(") -> ")
	s.writeReturns(&b)
	return b.String()
}

func (s *Schema) writeReturns(b *strings.Builder) {
	if len(s.Returns) == 0 && s.VarReturns {
		b.WriteString("...")
		return
	}
	// A single return that starts with a parenthesis would be read as a list of returns.
	bare := len(s.Returns) == 1 && !s.VarReturns && !startsWithTuple(s.Returns[0].Type)
	if !bare {
		b.WriteByte('(')
	}
	for i := range s.Returns {
		if i > 0 {
			b.WriteString(", ")
		}
		s.Returns[i].write(b)
	}
	if s.VarReturns {
		b.WriteString(", ...")
	}
	if !bare {
		b.WriteByte(')')
	}
}

func startsWithTuple(t *Type) bool {
	for t.Elem() != nil {
		t = t.Elem()
	}
	return t.Kind == Tuple
}

// String is the argument as a schema writes it.
func (a *Argument) String() string {
	var b strings.Builder
	a.write(&b)
	return b.String()
}

func (a *Argument) write(b *strings.Builder) {
	a.Type.write(b)
	if a.Name != "" {
		b.WriteByte(' ')
		b.WriteString(a.Name)
	}
	if a.HasDefault {
		b.WriteByte('=')
		b.WriteString(a.Default)
	}
}

// String is the type as a schema writes it, alias annotations included.
func (t *Type) String() string {
	var b strings.Builder
	t.write(&b)
	return b.String()
}

func (t *Type) write(b *strings.Builder) {
	switch t.Kind {
	case Base:
		b.WriteString(t.Name)
	case Optional:
		t.Elems[0].write(b)
		b.WriteByte('?')
	case List:
		t.Elems[0].write(b)
		b.WriteByte('[')
		if t.Size >= 0 {
			b.WriteString(strconv.FormatInt(t.Size, 10))
		}
		b.WriteByte(']')
	case Tuple, Generic:
		b.WriteString(t.Name)
		b.WriteByte('(')
		for i, elem := range t.Elems {
			if i > 0 {
				b.WriteString(", ")
			}
			elem.write(b)
		}
		b.WriteByte(')')
	}
	if t.Alias != nil {
		b.WriteString(t.Alias.String())
	}
}

// String is the annotation with its parentheses.
func (a *Alias) String() string {
	if a.Write && len(a.Before) == 1 && a.Before[0] == fresh {
		return "!"
	}
	s := "(" + strings.Join(a.Before, "|")
	if a.Write {
		s += "!"
	}
	if a.After != nil {
		s += " -> " + strings.Join(a.After, "|")
	}
	return s + ")"
}

// Plain is the type without its alias annotations; it shares what has none.
func (t *Type) Plain() *Type {
	if t == nil || !t.annotated() {
		return t
	}
	out := *t
	out.Alias = nil
	out.Elems = make([]*Type, len(t.Elems))
	for i, elem := range t.Elems {
		out.Elems[i] = elem.Plain()
	}
	return &out
}

func (t *Type) annotated() bool {
	return t.Alias != nil || slices.ContainsFunc(t.Elems, (*Type).annotated)
}
