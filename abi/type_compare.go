package abi

import (
	"slices"
	"strconv"
	"strings"
)

// typeComparer tells whether two types are the same, apart from what follows from root
// causes, which it collects: an alias that means another type, a class that became an alias,
// a type that is gone, an inline namespace that was renamed.
type typeComparer struct {
	d                    *Diff
	oldParams, newParams map[string]int // template parameters by position
	oldOwner, newOwner   *Class         // classes of the functions compared, nil for none
	causes               []string
	steps                int // taken so far
}

func (d *Diff) compareTypes(o, n *Function) *typeComparer {
	c := &typeComparer{d: d, oldParams: templateParams(o), newParams: templateParams(n)}
	if o != nil && n != nil {
		c.oldOwner, c.newOwner = o.Owner, n.Owner
	}
	return c
}

// templateParams numbers the template parameters of a function and its classes.
func templateParams(f *Function) map[string]int {
	if f == nil || !f.Template {
		return nil
	}
	out := map[string]int{}
	if f.Owner != nil {
		for i, p := range f.Owner.Params {
			out[p.Name] = 1000 + i
		}
	}
	for i, p := range f.TemplateParams {
		out[p.Name] = i
	}
	return out
}

// same compares two types.
func (c *typeComparer) same(o, n *Type) bool { return c.at(o, n, 0) }

func (c *typeComparer) at(o, n *Type, depth int) bool {
	if o == n && len(c.oldParams)+len(c.newParams) == 0 {
		return true
	}
	c.steps++
	if o == nil || n == nil || depth > maxTypeDepth || c.steps > maxTypeParts {
		return o == n || o != nil && n != nil
	}
	if unknown(o) && !unknown(n) || unknown(n) && !unknown(o) || c.explained(o, n, depth) {
		return true
	}
	if o.Kind != n.Kind || o.Const != n.Const || o.Volatile != n.Volatile {
		return false
	}
	switch o.Kind {
	case Builtin, External, Unresolved:
		return o.Name == n.Name && c.args(o, n, depth)
	case ClassType, EnumType:
		return c.sameName(o, n) && (injected(o, c.oldOwner) && injected(n, c.newOwner) || c.args(o, n, depth))
	case TemplateParam:
		return c.param(o.Name, n.Name)
	case Dependent:
		return c.sameText(o.Name, n.Name) && c.args(o, n, depth)
	case Array:
		return o.Len == n.Len && (o.Len >= 0 || o.Extent == n.Extent) && c.at(o.Elem, n.Elem, depth+1)
	case MemberPointer:
		return c.at(o.Of, n.Of, depth+1) && c.at(o.Elem, n.Elem, depth+1)
	case FunctionType:
		return c.function(o, n, depth)
	}
	return c.at(o.Elem, n.Elem, depth+1)
}

// near compares two types but for a reference, and for const and volatile of what it refers to.
func (c *typeComparer) near(o, n *Type) bool {
	if o == nil || n == nil {
		return false
	}
	plainOld, plainNew := *strip(o), *strip(n)
	plainOld.Const, plainOld.Volatile, plainNew.Const, plainNew.Volatile = false, false, false, false
	if plainOld.Kind == TemplateParam {
		return false // any type is near to T
	}
	return c.at(&plainOld, &plainNew, 0)
}

// injected reports whether a type is a class template within itself, with its own parameters
// for arguments ([temp.local]): what parameters it has is a matter of the class.
func injected(t *Type, owner *Class) bool {
	if owner == nil || t.Name != owner.Name || len(owner.Params) == 0 || len(t.Args) != len(owner.Params) {
		return false
	}
	for i, p := range owner.Params {
		a := t.Args[i]
		if p.Name != "" && a.Value != p.Name && (a.Type == nil || a.Type.Kind != TemplateParam || a.Type.Name != p.Name) {
			return false
		}
	}
	return true
}

func (c *typeComparer) function(o, n *Type, depth int) bool {
	if len(o.Params) != len(n.Params) || o.Variadic != n.Variadic || o.FnConst != n.FnConst || o.Ref != n.Ref {
		return false
	}
	for i := range o.Params {
		if !c.at(o.Params[i], n.Params[i], depth+1) {
			return false
		}
	}
	return c.at(o.Elem, n.Elem, depth+1)
}

func (c *typeComparer) args(o, n *Type, depth int) bool {
	if len(o.Args) != len(n.Args) || !c.at(o.Outer, n.Outer, depth+1) {
		return false
	}
	for i := range o.Args {
		if !c.sameText(o.Args[i].Value, n.Args[i].Value) ||
			!c.at(o.Args[i].Type, n.Args[i].Type, depth+1) {
			return false
		}
	}
	return true
}

func (c *typeComparer) sameName(o, n *Type) bool {
	if c.d.canonical(o.Name) != c.d.canonical(n.Name) {
		return false
	}
	if cause := c.d.namespaceCause(o.Name, n.Name); cause != "" {
		c.causes = append(c.causes, cause)
	}
	return true
}

func (c *typeComparer) param(o, n string) bool {
	i, okOld := c.oldParams[o]
	j, okNew := c.newParams[n]
	return o == n || okOld && okNew && i == j
}

// unknown reports whether a type may be any: lookup found nothing, or it is a plain name
// that the tree does not declare, which may well be a typedef.
func unknown(t *Type) bool {
	return t.Kind == Unresolved || t.Kind == External && !strings.Contains(t.Name, "::") && !t.HasArgs
}

// sameText compares what depends on template parameters, which may have other names, or be
// written with the short forms of type traits.
func (c *typeComparer) sameText(o, n string) bool {
	return o == n || plainTraits(renameParams(o, c.oldParams)) == plainTraits(renameParams(n, c.newParams))
}

// plainTraits writes is_x_v<T> and is_x<T>::value, enable_if_t<T> and enable_if<T>::type alike
// ([meta.type.synop]).
func plainTraits(text string) string { return traitSpellings.Replace(text) }

var traitSpellings = strings.NewReplacer("_v<", "<", "_t<", "<", "::value", "", "::type", "", "typename ", "", " ", "")

// renameParams writes template parameters in a text by position.
func renameParams(text string, params map[string]int) string {
	if len(params) == 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		j := i
		for j < len(text) && identByte(text[j]) {
			j++
		}
		if j == i {
			b.WriteByte(text[i])
			i++
			continue
		}
		if n, ok := params[text[i:j]]; ok {
			b.WriteString("$" + strconv.Itoa(n))
		} else {
			b.WriteString(text[i:j])
		}
		i = j
	}
	return b.String()
}

func identByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// explained reports whether two types differ because of a root cause at this very place.
func (c *typeComparer) explained(o, n *Type, depth int) bool {
	d := c.d
	for _, via := range o.Via {
		p := d.aliasOf[d.canonical(via)]
		if p == nil || p.Old == nil || o.key(0) == n.key(0) {
			continue
		}
		named := slices.ContainsFunc(n.Via, func(v string) bool { return d.canonical(v) == d.canonical(via) })
		became := n.Kind == ClassType && d.canonical(n.Name) == d.canonical(via)
		direct := p.New != nil && p.New.Type != nil && p.New.Type.bare() == n.bare()
		if named && p.New != nil && !d.aliasChanged(p) && dependent(p.Old.Type) && dependent(p.New.Type) {
			return true // the same alias in other words
		}
		follows := (named || direct) && d.aliasChanged(p) || became || p.New == nil
		if follows {
			c.causes = append(c.causes, d.aliasRoots(p)...)
			return true
		}
	}
	if o.Kind != ClassType && o.Kind != EnumType {
		return false
	}
	key := d.canonical(o.Name)
	if n.Kind == o.Kind && d.canonical(n.Name) == key {
		return o.HasArgs && n.HasArgs && c.templated(o, n, depth)
	}
	if name, gone := d.goneType(o.Name); gone {
		c.causes = append(c.causes, name)
		return true
	}
	// A class that became an alias, whether the new declaration goes through it or not.
	alias := d.newAlias(key)
	if alias == nil || d.classOf[key] == nil && d.enumOf[key] == nil {
		return false
	}
	through := slices.ContainsFunc(n.Via, func(v string) bool { return d.canonical(v) == key })
	direct := alias.Using != "" && alias.Using == n.Name || alias.Type != nil && alias.Type.Name == n.Name
	if through || direct {
		c.causes = append(c.causes, o.Name)
		return true
	}
	return false
}

// dependent reports whether an alias means a type that its template arguments decide.
func dependent(t *Type) bool { return t != nil && !knownType(t) }

// aliasChanged reports whether an alias means another type at HEAD, of its own accord.
func (d *Diff) aliasChanged(p *AliasPair) bool {
	if p.Old == nil || p.New == nil {
		return false
	}
	if p.Old.Type == nil || p.New.Type == nil {
		return p.Old.Using != p.New.Using
	}
	if p.Old.Type.key(0) == p.New.Type.key(0) {
		return false
	}
	if !knownType(p.Old.Type) && !knownType(p.New.Type) && p.Old.Decl != nil && p.New.Decl != nil &&
		plainConstraint(renameParams(p.Old.Decl.Text, aliasParams(p.Old))) == plainConstraint(renameParams(p.New.Decl.Text, aliasParams(p.New))) {
		return false // the same words but for the spelling of traits
	}
	c := &typeComparer{d: d, oldParams: aliasParams(p.Old), newParams: aliasParams(p.New)}
	return plainTraits(renameParams(p.Old.Type.key(0), c.oldParams)) != plainTraits(renameParams(p.New.Type.key(0), c.newParams))
}

// aliasParams numbers the template parameters of an alias and its classes.
func aliasParams(a *Alias) map[string]int {
	out := map[string]int{}
	if a.Owner != nil {
		for i, p := range a.Owner.Params {
			out[p.Name] = 1000 + i
		}
	}
	for i, p := range a.Params {
		out[p.Name] = i
	}
	return out
}
