package opschema

import (
	"fmt"
	"slices"
	"strings"
)

// Name is the name of an operator: `ns::base.overload`.
type Name struct {
	Namespace string // "" where the file gives none, which means aten
	Base      string // "add", in place "add_", "__iand__"
	Overload  string // "Tensor", "" for the default one
}

// ParseName reads the name that a schema starts with, or a name alone.
func ParseName(schema string) (Name, error) {
	text, _, _ := strings.Cut(schema, "(")
	text = strings.TrimSpace(text)
	n := Name{Base: text}
	if ns, rest, ok := strings.Cut(text, "::"); ok {
		n.Namespace, n.Base = ns, rest
	}
	n.Base, n.Overload, _ = strings.Cut(n.Base, ".")
	if n.Base == "" || strings.ContainsAny(text, " \t,") {
		return Name{}, fmt.Errorf("%q is no operator name: want ns::name.overload", text)
	}
	return n, nil
}

// String is the name as schemas write it.
func (n Name) String() string {
	s := n.Base
	if n.Namespace != "" {
		s = n.Namespace + "::" + s
	}
	if n.Overload != "" {
		s += "." + n.Overload
	}
	return s
}

// augmented are the Python operators that have an in-place dunder method
// (AUGMENTED_ASSIGNMENT_NAMES of torchgen/model.py).
var augmented = []string{"add", "sub", "mul", "div", "mod", "pow", "lshift", "rshift", "and", "xor", "or"}

// Root is the name that all variants of an operator share, and that its generated headers
// bear: "add" of add, add_ and add.out; "and" of __and__ and __iand__
// (BaseOperatorName.parse and NativeFunction.root_name of torchgen/model.py).
func (n Name) Root() string {
	if dunder, ok := strings.CutPrefix(n.Base, "__"); ok {
		dunder, ok = strings.CutSuffix(dunder, "__")
		if ok && dunder != "" && !strings.Contains(dunder, "_") {
			if op, ok := strings.CutPrefix(dunder, "i"); ok && slices.Contains(augmented, op) {
				return op
			}
			return dunder
		}
	}
	return strings.TrimSuffix(strings.TrimSuffix(n.Base, "_"), "_functional")
}
