package deprecation

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// collectionFamily tells the collections that are read alike: a list and a tuple, a set and a frozenset, a
// dict and one that can't be changed.
var collectionFamily = map[string]string{"list": "sequence", "tuple": "sequence", "set": "set", "frozenset": "set", "dict": "mapping",
	"OrderedDict": "mapping", "MappingProxyType": "mapping", "immutabledict": "mapping", "frozendict": "mapping", "ImmutableDict": "mapping",
	"FrozenDict": "mapping", "EmptyDict": "mapping"}

// collection is a collection of spelled-out elements by what it holds, whatever type it is of within
// its family; ok is false for anything else. Constants of the tree are followed.
func (s *Surface) collection(scope *Object, e *parse.PyExpr, depth int) (family, elements string, ok bool) {
	if e == nil || depth > maxValueDepth {
		return "", "", false
	}
	display := map[parse.PyExprKind]string{parse.ExprTuple: "sequence", parse.ExprList: "sequence", parse.ExprSet: "set", parse.ExprDict: "mapping"}
	switch e.Kind {
	case parse.ExprTuple, parse.ExprList, parse.ExprSet, parse.ExprDict:
		parts := make([]string, len(e.Args))
		for i := range e.Args {
			parts[i] = s.valueAt(scope, &e.Args[i], depth+1)
		}
		if e.Kind == parse.ExprSet {
			slices.Sort(parts)
		}
		return display[e.Kind], strings.Join(parts, ", "), true
	case parse.ExprCall:
		family = collectionFamily[lastOf(dotted(&e.Args[0]))]
		switch {
		case family == "" || len(e.Args) > 2:
			return "", "", false
		case len(e.Args) == 1:
			return family, "", true
		}
		_, elements, ok = s.collection(scope, &e.Args[1], depth+1)
		return family, elements, ok && e.Args[1].Key == ""
	case parse.ExprName, parse.ExprAttr:
		if r := s.resolveIn(scope, dotted(e)); r.Obj != nil && r.Obj.Kind == AttributeKind && r.Obj.Stmt != nil && r.Obj.Stmt.Value != nil && r.Obj.Owner != nil {
			return s.collection(r.Obj.Owner, r.Obj.Stmt.Value, depth+1)
		}
	}
	return "", "", false
}

// sameElements reports whether two defaults are collections that differ in nothing but in being of another
// type: a caller who only reads them sees no difference.
func (d *Diff) sameElements(o, n *Object, old, new *parse.PyExpr) bool {
	f, a, ok := d.Base.collection(o.Owner, old, 0)
	g, b, also := d.Head.collection(n.Owner, new, 0)
	return ok && also && f == g && a == b
}
