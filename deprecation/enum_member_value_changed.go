package deprecation

import (
	"fmt"
	"math/bits"
	"strings"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var enumMemberValueChanged = &rule{
	Rule: finding.Rule{
		ID: "API032", Name: "enum-member-value-changed", Invariant: "INV-001", Severity: finding.Warning,
		Promise: "Every member of a public enum keeps its value.",
	},
	check: checkEnumMemberValueChanged,
}

// checkEnumMemberValueChanged reports members of enums with another value: what was stored or
// sent as a value (an enum is pickled by it) means something else. Those of auto() are counted
// out, and told once an enum.
func checkEnumMemberValueChanged(d *Diff, report reportFunc) {
	d.both(ClassKind, func(p *Pair) {
		if !d.Base.isEnum(p.Old) || !d.Head.isEnum(p.New) {
			return
		}
		old, new := d.Base.enumValues(p.Old), d.Head.enumValues(p.New)
		var counted []string
		for _, m := range enumMembers(p.Old) {
			name := m.Base()
			other := p.New.scope.names[name]
			if other == nil || other.obj == nil || old[name] == "" || new[name] == "" || old[name] == new[name] {
				continue
			}
			if m.Stmt.Value.Kind == parse.ExprCall {
				counted = append(counted, m.Name)
				continue
			}
			report(issue{subject: m.Name, old: m, new: other.obj, effect: silent,
				message: fmt.Sprintf("the enum member %s is %s instead of %s", m.Name, new[name], old[name]),
				instead: "Keep the values; give new members new ones."})
		}
		if len(counted) > 0 {
			report(issue{subject: p.Old.Name, old: p.Old, new: p.New, effect: silent, affected: counted,
				message: fmt.Sprintf("auto() gives other values to members of %s: %d", p.Old.Name, len(counted)),
				instead: "Add new members at the end, or spell the values out."})
		}
	})
}

// enumValues are the values of an enum's members, "" for those that are not spelled out.
// auto() is one more than the highest before it, of a flag the next power of two, of a StrEnum
// the name in lower case (Python library reference, enum.auto); in an enum that makes its values
// itself it is unknown.
func (s *Surface) enumValues(o *Object) map[string]string {
	out := map[string]string{}
	highest := int64(0)
	flag, text := s.derivesFrom(o, "Flag", "IntFlag"), s.derivesFrom(o, "StrEnum")
	made := s.classMember(o, "_generate_next_value_", nil).Obj != nil
	for _, m := range enumMembers(o) {
		v := m.Stmt.Value
		switch {
		case v == nil:
		case isLiteral(v, 0):
			out[m.Base()] = s.valueOf(o, v)
			if n := numberOf(v, 0); n != nil {
				if k, ok := int64Of(n.ExactString()); ok {
					highest = max(highest, k)
				}
			}
		case made || v.Kind != parse.ExprCall || lastOf(dotted(&v.Args[0])) != "auto":
		case text:
			out[m.Base()] = "'" + strings.ToLower(m.Base()) + "'"
		default:
			highest = nextValue(highest, flag)
			out[m.Base()] = fmt.Sprint(highest)
		}
	}
	return out
}

// nextValue is what auto() makes of the highest value before it.
func nextValue(highest int64, flag bool) int64 {
	if flag {
		return 1 << min(bits.Len64(uint64(max(highest, 0))), 62)
	}
	return highest + 1
}

func int64Of(text string) (n int64, ok bool) {
	_, err := fmt.Sscan(text, &n)
	return n, err == nil && fmt.Sprint(n) == text
}
