package abi

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// paramsChange is what became of the parameters of a template.
type paramsChange uint8

// The changes, by what they ask of those who use the template.
const (
	paramsSame     paramsChange = iota
	paramsExtended              // more at the end, each with a default argument or a pack
	paramsChanged               // added, removed, reordered or of another kind
)

// compareParams compares two lists of template parameters by what they accept: names and
// default arguments don't matter, a parameter that moved is known by its name.
func compareParams(o, n []parse.TemplateParam) paramsChange {
	if (o == nil) != (n == nil) {
		return paramsChanged
	}
	for i := range min(len(o), len(n)) {
		if !sameSpelling(paramShape(o, i), paramShape(n, i)) {
			return paramsChanged
		}
		if name := o[i].Name; name != "" && name != n[i].Name && placeOf(n, name) >= 0 && placeOf(o, n[i].Name) >= 0 {
			return paramsChanged // changed places
		}
	}
	if len(n) < len(o) {
		return paramsChanged
	}
	for i := len(o); i < len(n); i++ {
		if n[i].Default == nil && !n[i].Pack || placeOf(o, n[i].Name) >= 0 {
			return paramsChanged
		}
	}
	if len(n) > len(o) {
		return paramsExtended
	}
	return paramsSame
}

func placeOf(params []parse.TemplateParam, name string) int {
	if name == "" {
		return -1
	}
	return slices.IndexFunc(params, func(p parse.TemplateParam) bool { return p.Name == name })
}

// paramShape is a text that parameters share which accept the same: the kind, whether it is
// a pack, of a value its type. Constraints written as value parameters accept by their own rule.
func paramShape(params []parse.TemplateParam, i int) string {
	p := &params[i]
	s := string('0' + rune(p.Kind))
	if p.Pack {
		s += "..."
	}
	if p.Kind == parse.ValueParam && p.Type != nil && !strings.Contains(p.Text, "enable_if") {
		s += plainArg(writtenType(p.Type, 0), params)
	}
	return s
}

// plainArg writes an argument, a default or a type so that texts of the same meaning are
// alike: parameters by place, std and traits in short.
func plainArg(text string, params []parse.TemplateParam) string {
	text = plainTraits(renameParams(text, numbered(params)))
	return strings.TrimPrefix(strings.ReplaceAll(strings.ReplaceAll(text, "::std::", ""), "std::", ""), "::")
}

// sameSpelling reports whether two texts are the same but that one of them qualifies a name
// further: Tensor and at::Tensor.
func sameSpelling(o, n string) bool {
	for o != "" && n != "" {
		a, b := spelledName(o), spelledName(n)
		if a != b && !strings.HasSuffix(a, "::"+b) && !strings.HasSuffix(b, "::"+a) {
			return false
		}
		o, n = o[len(a):], n[len(b):]
	}
	return o == n
}

// spelledName is what a text starts with: a qualified name, else one character.
func spelledName(text string) string {
	n := 0
	for n < len(text) && (identByte(text[n]) || text[n] == ':' || text[n] == '$') {
		n++
	}
	return text[:max(n, 1)]
}

// changedDefaults are the places at which two lists of parameters that accept the same have
// other default arguments; lost are those that have none any more.
func changedDefaults(o, n []parse.TemplateParam) (changed, lost []int) {
	if (o == nil) != (n == nil) {
		return nil, nil
	}
	for i := range min(len(o), len(n)) {
		switch a, b := o[i].Default, n[i].Default; {
		case a == nil:
		case b == nil:
			lost = append(lost, i)
		case !sameSpelling(plainArg(writtenArg(a, 0), o), plainArg(writtenArg(b, 0), n)):
			changed = append(changed, i)
		}
	}
	return changed, lost
}

// templated explains two uses of one class template that differ because of the template's
// own parameters: others, or other default arguments.
func (c *typeComparer) templated(o, n *Type, depth int) bool {
	p := c.d.Class(o.Name)
	if p == nil || p.Old == nil || p.New == nil || p.Old.Params == nil && p.New.Params == nil {
		return false
	}
	switch compareParams(p.Old.Params, p.New.Params) {
	case paramsChanged:
		if len(o.Args) == len(n.Args) {
			return false
		}
	case paramsExtended:
		if len(o.Args) >= len(n.Args) || !c.sameArgs(o, n, nil, depth) {
			return false
		}
	default:
		changed, _ := changedDefaults(p.Old.Params, p.New.Params)
		if len(changed) == 0 || len(o.Args) != len(n.Args) || !c.sameArgs(o, n, changed, depth) {
			return false
		}
		if !slices.ContainsFunc(changed, func(i int) bool {
			return i < len(o.Args) && standsFor(&o.Args[i], p.Old.Params[i].Default) && standsFor(&n.Args[i], p.New.Params[i].Default) &&
				!c.sameArg(&o.Args[i], &n.Args[i], depth)
		}) {
			return false
		}
	}
	c.causes = append(c.causes, p.Old.Name)
	return true
}

// sameArgs compares the arguments that both have, those at some places left out.
func (c *typeComparer) sameArgs(o, n *Type, except []int, depth int) bool {
	for i := range min(len(o.Args), len(n.Args)) {
		if !slices.Contains(except, i) && !c.sameArg(&o.Args[i], &n.Args[i], depth) {
			return false
		}
	}
	return true
}

func (c *typeComparer) sameArg(o, n *Arg, depth int) bool {
	return c.sameText(o.Value, n.Value) && c.at(o.Type, n.Type, depth+1)
}

// standsFor reports whether an argument may be what a default as written comes to.
func standsFor(a *Arg, def *parse.TemplateArg) bool {
	if a.Type == nil || def == nil || def.Type == nil || def.Type.Kind != parse.TypeNamed {
		return def != nil
	}
	name := def.Type.Name.Last().Ident
	return lastOf(a.Type.Name) == name || slices.ContainsFunc(a.Type.Via, func(v string) bool { return lastOf(v) == name })
}
