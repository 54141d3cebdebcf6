package abi

import (
	"cmp"
	"slices"
	"strings"

	"plumbline/parse/opschema"
)

// operatorWitness is code of a client of BASE that shows a change: a call from Python, and
// one from C++ where there is a function to call. Arguments that the change is about are
// given, others that have a default are left out.
func operatorWitness(op *Operator, rule string, details []string) string {
	if op.Parsed == nil {
		return ""
	}
	about := func(name string) bool {
		return rule == opsReordered || rule != opsDefault && slices.ContainsFunc(details, func(d string) bool {
			return strings.HasPrefix(d, "argument "+name+" ")
		})
	}
	var given []opschema.Argument
	for _, a := range op.Parsed.Args {
		if !a.HasDefault || about(a.Name) {
			given = append(given, a)
		}
	}
	byName := func(a *opschema.Argument) bool { return a.KwOnly || rule == opsRenamed && about(a.Name) }
	lines := []string{pythonCall(op.Parsed.Name, given, byName)}
	if call := cppCall(op, given); call != "" {
		lines = append(lines, call)
	}
	return strings.Join(lines, "\n")
}

// pythonCall is a call through torch.ops.
func pythonCall(name opschema.Name, given []opschema.Argument, byName func(*opschema.Argument) bool) string {
	var args []string
	named := false
	for i := range given {
		a := &given[i]
		if named = named || byName(a); named {
			args = append(args, a.Name+"="+a.Name)
		} else {
			args = append(args, a.Name)
		}
	}
	return "torch.ops." + cmp.Or(name.Namespace, "aten") + "." + name.Base + "." + cmp.Or(name.Overload, "default") +
		"(" + strings.Join(args, ", ") + ")"
}

// cppCall is a call of the operator's function, or of its method; out arguments come first.
func cppCall(op *Operator, given []opschema.Argument) string {
	in := func(scope string) string {
		for _, symbol := range op.Cpp {
			if symbolScope(symbol) == scope {
				return cppName(symbol)
			}
		}
		return ""
	}
	var args []string
	for _, out := range []bool{true, false} {
		for i := range given {
			if given[i].IsOut() == out {
				args = append(args, given[i].Name)
			}
		}
	}
	if name := in("at::"); name != "" {
		return name + "(" + strings.Join(args, ", ") + ");"
	}
	if name := in("at::Tensor::"); name != "" {
		args = slices.DeleteFunc(args, func(a string) bool { return a == "self" })
		return "self." + strings.TrimPrefix(name, "at::Tensor::") + "(" + strings.Join(args, ", ") + ");"
	}
	return ""
}
