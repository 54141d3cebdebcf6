package deprecation

import (
	"slices"
	"strings"
	"unicode"

	"plumbline/parse"
)

// changeKind is one way in which a parameter may change. Each is a rule.
type changeKind uint8

const (
	paramRemoved changeKind = iota
	paramRenamed
	paramReordered
	paramInserted
	paramKeywordOnly
	paramPositionalOnly
	paramRequired
	paramAddedRequired
	paramDefault
	paramVariadic
	paramType
)

// paramChange is one change of one parameter.
type paramChange struct {
	kind     changeKind
	old, new *parse.PyParam // nil where it isn't there
	note     string         // what the message adds
	mild     bool           // the caller sees no difference, or only a warning
}

// name is the parameter's name as the subject has it: the old one where there is one.
func (c *paramChange) name() string {
	if c.old != nil {
		return c.old.Name
	}
	return c.new.Name
}

// paramMatch pairs the parameters of two signatures.
type paramMatch struct {
	old, new []parse.PyParam
	args     bool // HEAD takes *args
	kwargs   bool // HEAD takes **kwargs
	mate     []int
	taken    []bool
	changes  []paramChange
}

// compareParams tells what changed between the parameters of two signatures, without self:
// each change once, at what it comes from. Types and defaults are not compared here.
func compareParams(old, new []parse.PyParam) *paramMatch {
	m := &paramMatch{old: old, new: new, mate: make([]int, len(old)), taken: make([]bool, len(new))}
	for i := range new {
		m.args = m.args || new[i].Kind == parse.PyVarPositional
		m.kwargs = m.kwargs || new[i].Kind == parse.PyVarKeyword
	}
	m.pairByName()
	m.pairVariadic()
	m.pairByType()
	m.pairRenamed()
	m.judgeOld()
	m.judgeAdded()
	m.judgeOrder()
	return m
}

// pairByName pairs parameters of one name.
func (m *paramMatch) pairByName() {
	for i := range m.old {
		m.mate[i] = -1
		if isVariadic(&m.old[i]) {
			continue
		}
		for j := range m.new {
			if !isVariadic(&m.new[j]) && m.new[j].Name == m.old[i].Name && !m.taken[j] {
				m.mate[i], m.taken[j] = j, true
				break
			}
		}
	}
}

// pairVariadic pairs *args with *args and **kwargs with **kwargs, whatever their names.
func (m *paramMatch) pairVariadic() {
	for i := range m.old {
		if !isVariadic(&m.old[i]) {
			continue
		}
		for j := range m.new {
			if m.new[j].Kind == m.old[i].Kind {
				m.mate[i], m.taken[j] = j, true
			}
		}
	}
}

// pairByType pairs positional parameters that are gone with those that are new, where not as many are
// new as are gone: their places say little then, and a type that is no word of the language is as good as a
// name. Order is kept.
func (m *paramMatch) pairByType() {
	gone, added := 0, 0
	for i := range m.old {
		if m.mate[i] < 0 && isPositional(&m.old[i]) {
			gone++
		}
	}
	for j := range m.new {
		if !m.taken[j] && isPositional(&m.new[j]) {
			added++
		}
	}
	if gone == added {
		return
	}
	next := 0
	for i := range m.old {
		o := &m.old[i]
		if m.mate[i] >= 0 || !isPositional(o) || o.Type == nil || !strings.ContainsAny(o.Type.Text, "[.") {
			continue
		}
		for j := next; j < len(m.new); j++ {
			n := &m.new[j]
			if !m.taken[j] && isPositional(n) && n.Type != nil && (o.Default == nil) == (n.Default == nil) && sameSource(o.Type, n.Type) {
				m.mate[i], m.taken[j], next = j, true, j+1
				break
			}
		}
	}
}

// pairRenamed pairs a positional parameter that is gone with one that is new in its place:
// behind the mate of the one before it. Others that vanish were removed.
func (m *paramMatch) pairRenamed() {
	for i := range m.old {
		if m.mate[i] >= 0 || isVariadic(&m.old[i]) {
			continue
		}
		if m.old[i].Kind == parse.PyKeywordOnly {
			m.pairRenamedKeyword(i)
			continue
		}
		j := 0
		if i > 0 {
			if j = m.mate[i-1] + 1; j == 0 {
				continue
			}
		}
		if j < len(m.new) && !m.taken[j] && isPositional(&m.new[j]) && alikeParams(&m.old[i], &m.new[j]) {
			m.mate[i], m.taken[j] = j, true
		}
	}
}

// pairRenamedKeyword pairs the only keyword-only parameter that is gone with the only one
// that is new, of the same default and type.
func (m *paramMatch) pairRenamedKeyword(i int) {
	gone, added := 0, -1
	for k := range m.old {
		if m.old[k].Kind == parse.PyKeywordOnly && m.mate[k] < 0 {
			gone++
		}
	}
	for j := range m.new {
		if m.new[j].Kind == parse.PyKeywordOnly && !m.taken[j] {
			if added >= 0 {
				return
			}
			added = j
		}
	}
	if gone == 1 && added >= 0 && alikeParams(&m.old[i], &m.new[added]) && sameSource(m.old[i].Type, m.new[added].Type) {
		m.mate[i], m.taken[added] = added, true
	}
}

// alikeParams reports whether a parameter can be another one under another name: required or
// not as before, of a default that says nothing else, and of a type that may be that one's successor: whoever
// is told that one is now another will pass it on.
func alikeParams(o, n *parse.PyParam) bool {
	if (o.Default == nil) != (n.Default == nil) {
		return false
	}
	if o.Default != nil && !sameSource(o.Default, n.Default) {
		return false
	}
	if o.Type == nil || n.Type == nil || sameSource(o.Type, n.Type) || sameType(typeOf(o.Type), typeOf(n.Type)) {
		return true
	}
	// Optional, it may as well be another; required and in its place, types that speak of one thing will do.
	return o.Default == nil && o.Kind != parse.PyKeywordOnly && slices.ContainsFunc(typeWords(o.Type.Text), func(w string) bool {
		return slices.Contains(typeWords(n.Type.Text), w)
	})
}

// typeWords are the names in an annotation, but for those that hold any others.
func typeWords(text string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(text, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }), func(w string) bool {
		switch w {
		case "Any", "Callable", "Dict", "FrozenSet", "Iterable", "Iterator", "List", "Literal", "Mapping", "None", "Optional", "Sequence", "Set", "Tuple", "Type", "Union",
			"collections", "abc", "dict", "frozenset", "list", "set", "str", "tuple", "type", "typing":
			return true
		}
		return false
	})
}

func sameSource(a, b *parse.PyExpr) bool {
	return a == nil && b == nil || a != nil && b != nil && oneLine(a.Text) == oneLine(b.Text)
}

// judgeOld tells what became of each old parameter.
func (m *paramMatch) judgeOld() {
	for i := range m.old {
		o := &m.old[i]
		if m.mate[i] < 0 {
			m.judgeMissing(o)
			continue
		}
		n := &m.new[m.mate[i]]
		switch {
		case isVariadic(o):
		case o.Name != n.Name && o.Kind != parse.PyPositionalOnly:
			m.add(paramChange{kind: paramRenamed, old: o, new: n})
		}
		if isVariadic(o) {
			continue
		}
		switch {
		case isPositional(o) && n.Kind == parse.PyKeywordOnly:
			if !(m.args && o.Kind == parse.PyPositionalOnly) {
				m.add(paramChange{kind: paramKeywordOnly, old: o, new: n})
			}
		case o.Kind != parse.PyPositionalOnly && n.Kind == parse.PyPositionalOnly && !m.kwargs:
			m.add(paramChange{kind: paramPositionalOnly, old: o, new: n})
		}
		if o.Default != nil && n.Default == nil {
			m.add(paramChange{kind: paramRequired, old: o, new: n})
		}
	}
}

// judgeMissing tells of a parameter that HEAD doesn't name: *args and **kwargs may still take
// what callers give.
func (m *paramMatch) judgeMissing(o *parse.PyParam) {
	switch {
	case isVariadic(o):
		m.add(paramChange{kind: paramVariadic, old: o})
	case o.Kind == parse.PyPositionalOnly && m.args, o.Kind == parse.PyKeywordOnly && m.kwargs, o.Kind == parse.PyPositional && m.args && m.kwargs:
	case o.Kind == parse.PyPositional && m.kwargs:
		m.add(paramChange{kind: paramKeywordOnly, old: o, note: "**kwargs takes it by name only"})
	case o.Kind == parse.PyPositional && m.args:
		m.add(paramChange{kind: paramPositionalOnly, old: o, note: "*args takes it by place only"})
	default:
		m.add(paramChange{kind: paramRemoved, old: o})
	}
}

// judgeAdded tells of parameters that HEAD adds: required ones, and optional ones in front of
// old ones, which move.
func (m *paramMatch) judgeAdded() {
	last := -1 // the last of the old positional parameters at HEAD
	for i := range m.old {
		if m.mate[i] >= 0 && isPositional(&m.old[i]) && isPositional(&m.new[m.mate[i]]) {
			last = max(last, m.mate[i])
		}
	}
	takes := m.args && slices.ContainsFunc(m.old, func(p parse.PyParam) bool { return p.Kind == parse.PyVarPositional })
	for j := range m.new {
		n := &m.new[j]
		if isVariadic(n) || m.taken[j] && !m.gainsPlace(j) {
			continue
		}
		switch {
		case n.Default == nil && !m.taken[j]:
			m.add(paramChange{kind: paramAddedRequired, new: n})
		case isPositional(n) && (j < last || takes):
			m.add(paramChange{kind: paramInserted, new: n})
		}
	}
}

// gainsPlace reports whether a parameter of HEAD was keyword-only and now is given by place too.
func (m *paramMatch) gainsPlace(j int) bool {
	i := slices.Index(m.mate, j)
	return i >= 0 && m.old[i].Kind == parse.PyKeywordOnly && isPositional(&m.new[j])
}

// judgeOrder tells of old positional parameters that stand in another order: of those whose
// moving explains it, the fewest.
func (m *paramMatch) judgeOrder() {
	var places, which []int
	for i := range m.old {
		if j := m.mate[i]; j >= 0 && isPositional(&m.old[i]) && isPositional(&m.new[j]) {
			places, which = append(places, j), append(which, i)
		}
	}
	for _, k := range outOfOrder(places) {
		m.add(paramChange{kind: paramReordered, old: &m.old[which[k]], new: &m.new[places[k]]})
	}
}

// outOfOrder gives the indices of a list that are not in every longest increasing run of it:
// of 2 0 1 the first, of 1 0 both, for either may have moved.
func outOfOrder(list []int) []int {
	n := len(list)
	up, down := make([]int, n), make([]int, n) // longest run that ends at, that starts at an index
	longest := 0
	for i := range list {
		up[i] = 1
		for k := range i {
			if list[k] < list[i] {
				up[i] = max(up[i], up[k]+1)
			}
		}
		longest = max(longest, up[i])
	}
	level := make([]int, n+1) // how many share a place in such runs
	for i := n - 1; i >= 0; i-- {
		down[i] = 1
		for k := i + 1; k < n; k++ {
			if list[k] > list[i] {
				down[i] = max(down[i], down[k]+1)
			}
		}
		if up[i]+down[i]-1 == longest {
			level[up[i]]++
		}
	}
	var out []int
	for i := range list {
		if up[i]+down[i]-1 < longest || level[up[i]] > 1 {
			out = append(out, i)
		}
	}
	return out
}

func (m *paramMatch) add(c paramChange) { m.changes = append(m.changes, c) }
