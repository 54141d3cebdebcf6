package deprecation

import (
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"plumbline/parse"
)

// valueOf gives the one spelling of a value: two expressions with the same one mean the same.
// Numbers are computed, names followed to what they are in the tree (a constant to its value),
// layout and quotes are gone. scope is the module or class that the expression stands in.
func (s *Surface) valueOf(scope *Object, e *parse.PyExpr) string { return s.valueAt(scope, e, 0) }

// maxValueDepth bounds how deep values are followed, through constants too.
const maxValueDepth = 20

func (s *Surface) valueAt(scope *Object, e *parse.PyExpr, depth int) string {
	if e == nil || depth > maxValueDepth {
		return "?"
	}
	if v := numberOf(e, 0); v != nil {
		return v.ExactString()
	}
	switch e.Kind {
	case parse.ExprStr:
		return "'" + e.Str + "'"
	case parse.ExprConst:
		return e.Name
	case parse.ExprName, parse.ExprAttr:
		return s.namedValue(scope, e, depth)
	case parse.ExprTuple, parse.ExprList, parse.ExprSet, parse.ExprDict:
		parts := make([]string, len(e.Args))
		for i := range e.Args {
			parts[i] = s.valueAt(scope, &e.Args[i], depth+1)
		}
		brackets := map[parse.PyExprKind]string{parse.ExprTuple: "()", parse.ExprList: "[]", parse.ExprSet: "{}", parse.ExprDict: "{}"}[e.Kind]
		return brackets[:1] + strings.Join(parts, ", ") + brackets[1:]
	case parse.ExprCall:
		return s.callValue(scope, e, depth)
	case parse.ExprUnary:
		return e.Name + " " + s.valueAt(scope, &e.Args[0], depth+1)
	case parse.ExprBinary:
		return "(" + s.valueAt(scope, &e.Args[0], depth+1) + " " + e.Name + " " + s.valueAt(scope, &e.Args[1], depth+1) + ")"
	}
	return spelling(e.Text)
}

// namedValue is what a name stands for: a constant of the tree its value, anything else the
// name that defines it.
func (s *Surface) namedValue(scope *Object, e *parse.PyExpr, depth int) string {
	name := dotted(e)
	switch lastOf(name) {
	case "inf", "Inf", "infty":
		return "inf"
	case "nan", "NaN":
		return "nan"
	}
	if name == "" {
		return spelling(e.Text)
	}
	r := s.resolveIn(scope, name)
	switch {
	case r.Obj == nil && r.Outside != "":
		return r.Outside
	case r.Obj == nil:
		return name
	case r.Obj.Kind == AttributeKind && r.Obj.Stmt != nil && r.Obj.Stmt.Value != nil && s.isConstant(r.Obj, r.Obj.Stmt.Value) && isLiteral(r.Obj.Stmt.Value, 0):
		return s.valueAt(r.Obj.Owner, r.Obj.Stmt.Value, depth+1)
	}
	return r.Obj.Name
}

// isConstant reports whether an attribute stands for its value: one of a module, or of a class where that is
// no None, which is often a place for what is set later. A member of an enum stands for itself.
func (s *Surface) isConstant(o *Object, value *parse.PyExpr) bool {
	return o.Owner.Kind == ModuleKind || o.Owner.Kind == ClassKind && value.Kind != parse.ExprConst && !s.isEnum(o.Owner)
}

// isLiteral reports whether a value is spelled out: numbers, strings, constants and
// collections of them.
func isLiteral(e *parse.PyExpr, depth int) bool {
	switch e.Kind {
	case parse.ExprStr, parse.ExprNumber, parse.ExprBytes:
		return true
	case parse.ExprConst:
		return !isEllipsis(e) // what a stub leaves open
	case parse.ExprUnary, parse.ExprTuple, parse.ExprList, parse.ExprSet, parse.ExprDict:
		return depth < maxNesting && !slices.ContainsFunc(e.Args, func(a parse.PyExpr) bool { return !isLiteral(&a, depth+1) })
	case parse.ExprBinary:
		return numberOf(e, 0) != nil
	}
	return false
}

// callValue is a call with its arguments; empty calls of collections are the empty collection,
// float("inf") is infinity.
func (s *Surface) callValue(scope *Object, e *parse.PyExpr, depth int) string {
	fn := dotted(&e.Args[0])
	if len(e.Args) == 1 {
		if empty, ok := map[string]string{"dict": "{}", "list": "[]", "tuple": "()", "str": "''", "int": "0", "float": "0", "bool": "False"}[fn]; ok {
			return empty
		}
	}
	if fn == "float" && len(e.Args) == 2 && e.Args[1].Kind == parse.ExprStr {
		switch text := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(e.Args[1].Str), "+")); text {
		case "inf", "infinity":
			return "inf"
		case "-inf", "-infinity":
			return "- inf"
		default:
			return text
		}
	}
	parts := make([]string, 0, len(e.Args))
	for i := range e.Args {
		v := s.valueAt(scope, &e.Args[i], depth+1)
		if k := e.Args[i].Key; k != "" {
			v = k + "=" + v
		}
		parts = append(parts, v)
	}
	return parts[0] + "(" + strings.Join(parts[1:], ", ") + ")"
}

// numberOf is the value of an arithmetic expression of numbers, nil for anything else.
func numberOf(e *parse.PyExpr, depth int) constant.Value {
	if depth > maxNesting {
		return nil
	}
	switch e.Kind {
	case parse.ExprNumber:
		return numberLiteral(e.Text)
	case parse.ExprUnary:
		if x := numberOf(&e.Args[0], depth+1); x != nil {
			switch e.Name {
			case "-":
				return constant.UnaryOp(token.SUB, x, 0)
			case "+":
				return x
			}
		}
	case parse.ExprBinary:
		x, y := numberOf(&e.Args[0], depth+1), numberOf(&e.Args[1], depth+1)
		if x == nil || y == nil {
			return nil
		}
		return arithmetic(e.Name, x, y)
	}
	return nil
}

// arithmetic computes the operators that defaults use; nil for others.
func arithmetic(op string, x, y constant.Value) constant.Value {
	switch op {
	case "+":
		return constant.BinaryOp(x, token.ADD, y)
	case "-":
		return constant.BinaryOp(x, token.SUB, y)
	case "*":
		return constant.BinaryOp(x, token.MUL, y)
	case "/":
		if constant.Sign(y) != 0 {
			return whole(constant.BinaryOp(constant.ToFloat(x), token.QUO, constant.ToFloat(y)))
		}
	case "<<", "**":
		n, ok := constant.Uint64Val(constant.ToInt(y))
		if !ok || n > maxShift || x.Kind() != constant.Int {
			return nil
		}
		if op == "<<" {
			return constant.Shift(x, token.SHL, uint(n))
		}
		out := constant.MakeInt64(1)
		for range n {
			out = constant.BinaryOp(out, token.MUL, x)
		}
		return out
	}
	return nil
}

// maxShift bounds the powers that are computed.
const maxShift = 128

// whole makes a float that is a whole number the integer: 1.0 == 1.
func whole(v constant.Value) constant.Value {
	if n := constant.ToInt(v); n.Kind() == constant.Int {
		return n
	}
	return v
}

// numberLiteral is the value of a numeric literal of Python, whose spelling Go's contains but
// for the imaginary j; nil where it is none.
func numberLiteral(text string) constant.Value {
	t := strings.ReplaceAll(strings.ToLower(text), "_", "")
	kind := token.INT
	switch {
	case strings.HasSuffix(t, "j"):
		return nil
	case strings.HasPrefix(t, "0x"), strings.HasPrefix(t, "0o"), strings.HasPrefix(t, "0b"):
	case strings.ContainsAny(t, ".e"):
		kind = token.FLOAT
	default:
		if t = strings.TrimLeft(t, "0"); t == "" {
			t = "0"
		}
	}
	v := constant.MakeFromLiteral(t, kind, 0)
	if v.Kind() == constant.Unknown {
		return nil
	}
	return whole(v)
}

// standsForRequired reports whether a default is an object that says the parameter must be
// given: `lr=required` of PyTorch's optimizers before 2.1.
func standsForRequired(e *parse.PyExpr) bool {
	name := lastOf(dotted(e))
	return name == "required" || name == "_required" || name == "REQUIRED"
}

// isEllipsis reports whether a default is the "..." of stubs, which says only that there is one.
func isEllipsis(e *parse.PyExpr) bool { return e.Kind == parse.ExprConst && e.Name == "..." }

// sentinelWords are names and strings that stand for "not given".
var sentinelWords = []string{"sentinel", "unset", "notset", "not_set", "notgiven", "not_given", "missing", "no_default", "nodefault",
	"not_provided", "notprovided", "undefined", "deprecated", "unspecified", "_empty"}

// isSentinel reports whether a default stands for "not given", and whether it says that the
// parameter is deprecated.
func isSentinel(e *parse.PyExpr) (sentinel, deprecated bool) {
	if e == nil {
		return false, false
	}
	text := strings.ToLower(e.Text)
	if e.Kind == parse.ExprConst && e.Name == "None" {
		return true, false
	}
	if e.Kind == parse.ExprStr {
		word := strings.Trim(strings.ToLower(e.Str), "<>_ ")
		return word == "deprecated", word == "deprecated"
	}
	if e.Kind != parse.ExprName && e.Kind != parse.ExprAttr && e.Kind != parse.ExprCall {
		return false, false
	}
	for _, w := range sentinelWords {
		if strings.Contains(text, w) {
			return true, w == "deprecated"
		}
	}
	return false, false
}
