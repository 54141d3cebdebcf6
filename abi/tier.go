package abi

import "strings"

// tiers settles how firm a promise each entity makes: what its path says, an export macro,
// an internal scope, the rest. In a tree without any export macro what has external linkage
// counts as exported.
func (r *resolver) tiers(s *Surface) {
	t := tiering{r: r, scopes: map[string]bool{}, none: true}
	for _, c := range s.Classes {
		t.none = t.none && c.OwnExport == ""
	}
	for _, f := range s.Functions {
		t.none = t.none && f.OwnExport == ""
	}
	for _, v := range s.Variables {
		t.none = t.none && v.OwnExport == ""
	}
	for _, c := range s.Classes {
		t.settle(&c.Entity, true)
	}
	for _, e := range s.Enums {
		t.settle(&e.Entity, true)
	}
	for _, f := range s.Functions {
		t.settle(&f.Entity, f.Owner != nil || !f.Static)
	}
	for _, v := range s.Variables {
		t.settle(&v.Entity, v.Owner != nil || v.external())
	}
	for _, c := range s.Classes {
		for _, v := range c.Fields {
			if v.Tier == "" {
				t.settle(&v.Entity, true)
			}
		}
	}
	for _, a := range s.Aliases {
		t.settle(&a.Entity, true)
	}
	for _, x := range s.Instantiations {
		t.settle(x, true)
	}
	for _, m := range s.Macros {
		t.settle(&m.Entity, false)
	}
}

// external reports whether a variable of a namespace has external linkage ([basic.link]/3).
func (v *Variable) external() bool {
	if v.Static {
		return false
	}
	return v.Extern || v.Inline || !v.Constexpr && (v.Type == nil || !v.Type.Const)
}

// tiering holds what tiers needs.
type tiering struct {
	r      *resolver
	none   bool            // no export macro in the tree
	scopes map[string]bool // whether a scope is internal
}

// settle gives one entity its tier. linked says that it has external linkage, the unnamed
// namespaces around it aside.
func (t *tiering) settle(e *Entity, linked bool) {
	if t.r.in.TierOf != nil {
		if e.Tier = t.r.in.TierOf(e.Path); e.Tier != "" {
			return
		}
	}
	switch {
	case e.Export != "":
		e.Tier = TierExported
	case t.internal(e.Name):
		e.Tier = TierInternal
	case t.none && linked:
		e.Tier = TierExported
	default:
		e.Tier = TierHeader
	}
}

// internal reports whether a name or a scope around it is marked as internal.
func (t *tiering) internal(name string) bool {
	scope, last := scopeAndName(name)
	return strings.HasPrefix(last, "_") || t.internalScope(scope, 0)
}

func (t *tiering) internalScope(name string, depth int) bool {
	if name == "" || depth > maxNesting {
		return false
	}
	if is, ok := t.scopes[name]; ok {
		return is
	}
	scope, last := scopeAndName(name)
	is := last == unnamedSpace || strings.HasPrefix(last, "_") || t.r.in.Internal != nil && t.r.in.Internal(last) ||
		t.internalScope(scope, depth+1)
	t.scopes[name] = is
	return is
}

// scopeAndName splits a qualified name at its last "::" outside of angle brackets and
// parentheses.
func scopeAndName(name string) (scope, last string) {
	if i := strings.Index(name, "::operator"); i >= 0 {
		return name[:i], name[i+2:]
	}
	depth := 0
	for i := len(name) - 1; i > 0; i-- {
		switch name[i] {
		case '>', ')':
			depth++
		case '<', '(':
			depth--
		case ':':
			if depth == 0 && name[i-1] == ':' {
				return name[:i-1], name[i+1:]
			}
		}
	}
	return "", name
}
