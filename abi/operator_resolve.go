package abi

import (
	"math"
	"strings"

	"plumbline/parse"
)

// operatorName looks up a type or a template that torchgen names ("at::IntArrayRef",
// "c10::optional"), and gives what a demangler prints for it; false for what no header of
// the tree declares.
func (r *resolver) operatorName(name string) (string, bool) {
	if !strings.Contains(name, "::") {
		return "", false
	}
	n := &parse.Name{}
	for part := range strings.SplitSeq(name, "::") {
		n.Parts = append(n.Parts, parse.NamePart{Ident: part})
	}
	r.muted++
	t := r.resolve(&parse.Type{Kind: parse.TypeNamed, Name: n}, &ctx{scope: r.global, line: math.MaxInt32})
	r.muted--
	switch t.Kind {
	case Builtin, ClassType, EnumType, External:
		text := t.String()
		return text, t.Kind != External || text != name // a name that nothing declares is no answer
	}
	return "", false
}
