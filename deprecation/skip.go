package deprecation

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/parse"
)

// BCLinter is what a tree's .bc-linter.yml says of what PyTorch's own linter for compatibility
// looks at (pytorch/test-infra, tools/stronghold/docs/bc_linter_config.md).
type BCLinter struct {
	// File is its path, for reasons.
	File string
	// Covers reports whether paths leave a file in; nil for all.
	Covers func(path string) bool
	// NoFunctions and NoClasses say that these are not looked at.
	NoFunctions, NoClasses bool
	// Included and Excluded are decorators that put a symbol in or out, whatever the paths say.
	Included, Excluded []Annotation
	// Violations are the names of checks that are turned off.
	Violations []string
}

// Annotation is a decorator, by its last name or the end of its dotted one.
type Annotation struct {
	Name      string
	Propagate bool // it holds for the members of a class too
}

// skipDecorator is the decorator that takes a symbol out without any configuration: the one that
// the linter's documentation names.
const skipDecorator = "bc_linter_skip"

// Skips gives the reason why an object is outside of the promise, "" where it is not: a
// decorator or a path of the linter (nil for none), @compatibility(is_backward_compatible=False)
// of torch.fx, or what its docstring, or that of what is around it, says of its state. Of the
// linter a decorator that takes out is stronger than one that puts in, and that than paths.
func Skips(linter *BCLinter) func(o *Object) string {
	if linter == nil {
		linter = &BCLinter{}
	}
	return func(o *Object) string {
		if reason := linter.excludes(o); reason != "" {
			return reason
		}
		if linter.includes(o) {
			return ""
		}
		if reason := linter.outside(o); reason != "" {
			return reason
		}
		if reason := incompatible(o); reason != "" {
			return reason
		}
		for x := o; x != nil; x = x.Owner {
			if sentence := unstable(x); sentence != "" {
				return "the docstring" + of(x, o) + " says: " + sentence
			}
		}
		return ""
	}
}

// of names what a reason is found on, where it is not the object itself.
func of(x, o *Object) string {
	if x == o {
		return ""
	}
	return " of " + x.Name
}

// decorators are those of a function or class, of its overloads too.
func (o *Object) decorators() (list []parse.PyExpr) {
	if o.Stmt == nil {
		return nil
	}
	for _, st := range append([]*parse.PyStmt{o.Stmt}, o.More...) {
		switch {
		case st.Func != nil:
			list = append(list, st.Func.Decorators...)
		case st.Class != nil:
			list = append(list, st.Class.Decorators...)
		}
	}
	return list
}

// annotated is the first of some annotations that an object has, or that what is around it has
// and hands down.
func annotated(o *Object, list []Annotation) (*Annotation, *Object) {
	for x := o; x != nil; x = x.Owner {
		for _, d := range x.decorators() {
			if d.Kind == parse.ExprCall {
				d = d.Args[0]
			}
			name := dotted(&d)
			for i := range list {
				if a := &list[i]; (name == a.Name || strings.HasSuffix(name, "."+a.Name)) && name != "" && (x == o || a.Propagate) {
					return a, x
				}
			}
		}
	}
	return nil, nil
}

func (b *BCLinter) excludes(o *Object) string {
	list := append(slices.Clip(b.Excluded), Annotation{Name: skipDecorator, Propagate: true})
	if i := slices.IndexFunc(b.Excluded, func(a Annotation) bool { return a.Name == skipDecorator }); i >= 0 {
		list = b.Excluded
	}
	if a, x := annotated(o, list); a != nil {
		return fmt.Sprintf("@%s%s takes it out", lastOf(a.Name), of(x, o))
	}
	return ""
}

func (b *BCLinter) includes(o *Object) bool {
	a, _ := annotated(o, b.Included)
	return a != nil
}

// outside is why paths or kinds leave an object out.
func (b *BCLinter) outside(o *Object) string {
	switch {
	case b.Covers != nil && !b.Covers(o.Path):
		return fmt.Sprintf("the paths of %s leave %s out", b.File, o.Path)
	case b.NoFunctions && o.Kind == FunctionKind:
		return b.File + " does not look at functions"
	case b.NoClasses && (o.Kind == ClassKind || o.Owner != nil && o.Owner.Kind == ClassKind && o.Kind == AttributeKind):
		return b.File + " does not look at classes"
	}
	return ""
}

// violations are the rules that mean what a check of the linter means, by its name
// (tools/stronghold/src/api/violations.py), with the kind of object or parameter that it is
// about.
var violations = map[string]struct {
	rules []string
	about string
}{
	"FunctionDeleted":         {[]string{"API001"}, string(FunctionKind)},
	"ClassDeleted":            {[]string{"API001"}, string(ClassKind)},
	"FieldRemoved":            {[]string{"API001"}, string(AttributeKind)},
	"VarArgsDeleted":          {[]string{"API019"}, string(parse.PyVarPositional)},
	"KwArgsDeleted":           {[]string{"API019"}, string(parse.PyVarKeyword)},
	"ParameterRemoved":        {[]string{"API010"}, ""},
	"ParameterRenamed":        {[]string{"API011"}, ""},
	"ParameterReordered":      {[]string{"API012"}, ""},
	"ParameterBecameRequired": {[]string{"API016"}, ""},
	"ParameterNowRequired":    {[]string{"API017"}, ""},
	"ParameterTypeChanged":    {[]string{"API020"}, ""},
	"FieldAdded":              {[]string{"API033"}, ""},
	"FieldTypeChanged":        {[]string{"API005"}, ""},
	"ParameterViolation":      {[]string{"API010", "API011", "API016", "API017", "API020"}, ""},
	"FieldViolation":          {[]string{"API005", "API033"}, ""},
}

// Excuses gives the reason why a finding of a rule on an object is turned off, "" where it is
// not. subject is the finding's: torch.f(args) of a parameter.
func (b *BCLinter) Excuses(rule, subject string, o *Object) string {
	if b == nil || o == nil {
		return ""
	}
	for _, name := range b.Violations {
		v, ok := violations[name]
		if !ok || !slices.Contains(v.rules, rule) {
			continue
		}
		if v.about == "" || v.about == string(o.Kind) || v.about == kindOfParam(o, subject) {
			return fmt.Sprintf("%s turns %s off", b.File, name)
		}
	}
	return ""
}

// Unknown lists the checks that the linter does not have.
func (b *BCLinter) Unknown() (names []string) {
	for _, name := range b.Violations {
		if _, ok := violations[name]; !ok {
			names = append(names, name)
		}
	}
	return names
}

// kindOfParam is the kind of the parameter that a subject names.
func kindOfParam(o *Object, subject string) string {
	_, name, ok := strings.Cut(strings.TrimSuffix(subject, ")"), "(")
	if f := o.Func(); ok && f != nil {
		for i := range f.Params {
			if f.Params[i].Name == strings.TrimLeft(name, "*") {
				return string(f.Params[i].Kind)
			}
		}
	}
	return ""
}

// incompatible reads @compatibility(is_backward_compatible=False) of torch.fx
// (torch/fx/_compatibility.py): a decorator, or the same called with what it marks. The innermost
// mark counts.
func incompatible(o *Object) string {
	for x := o; x != nil && x.Kind != ModuleKind; x = x.Owner {
		for _, d := range x.decorators() {
			if kept, ok := compatibility(&d); ok {
				return incompatibleReason(kept, x, o)
			}
		}
		if x.Owner == nil || x.Owner.Facts == nil {
			continue
		}
		for _, st := range x.Owner.Facts.Body {
			v := st.Value
			if v == nil || v.Kind != parse.ExprCall || len(v.Args) != 2 || v.Args[1].Kind != parse.ExprName || v.Args[1].Name != x.Base() {
				continue
			}
			if kept, ok := compatibility(&v.Args[0]); ok {
				return incompatibleReason(kept, x, o)
			}
		}
	}
	return ""
}

func incompatibleReason(kept bool, x, o *Object) string {
	if kept {
		return ""
	}
	return "@compatibility(is_backward_compatible=False)" + of(x, o)
}

// compatibility reads a call of compatibility; ok is false for anything else.
func compatibility(e *parse.PyExpr) (kept, ok bool) {
	if e.Kind != parse.ExprCall || lastOf(dotted(&e.Args[0])) != "compatibility" {
		return false, false
	}
	a := argument(e, 1, "is_backward_compatible")
	if a == nil || a.Kind != parse.ExprConst {
		return false, false
	}
	return a.Name == "True", true
}

// suppressions are the words by which a commit's message turns the linter off.
var suppressions = []string{"#suppress-bc-linter", "#suppress-api-compatibility-check"}

// Suppression gives the reason why all findings of a pair are excused: a commit between the two
// whose message says so; "" for none.
func Suppression(messages []string) string {
	for _, m := range messages {
		for _, s := range suppressions {
			if strings.Contains(m, s) {
				first, _, _ := strings.Cut(strings.TrimSpace(m), "\n")
				return fmt.Sprintf("the commit %q has %s", first, s)
			}
		}
	}
	return ""
}
