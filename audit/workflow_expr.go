package audit

import (
	"strings"

	"github.com/rhysd/actionlint"
)

// truth is what can be said of a condition before it runs.
type truth int

const (
	unsure truth = iota
	no
	yes
)

// condition folds the condition of a step or job, with or without ${{ }}, as far as its constants
// carry: `false && x` is no, `x || true` is yes, whatever x is. Event, if not "", is the event
// that it is asked for. Always says whether always() stands where it is evaluated.
func condition(text, event string) (t truth, always bool) {
	e := parseExpression(text)
	if e == nil {
		return unsure, false
	}
	return fold(e, event), hasAlways(e)
}

// parseExpression parses an expression, nil where it is none. Text around ${{ }} makes it a
// string, which is another thing (and always true).
func parseExpression(text string) actionlint.ExprNode {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, "${{"); ok && strings.HasSuffix(inner, "}}") {
		text = inner
	} else {
		text = strings.NewReplacer("${{", "(", "}}", ")").Replace(text) + "}}"
	}
	if !strings.HasSuffix(text, "}}") {
		text += "}}"
	}
	e, err := actionlint.NewExprParser().Parse(actionlint.NewExprLexer(text))
	if err != nil {
		return nil
	}
	return e
}

func fold(e actionlint.ExprNode, event string) truth {
	switch e := e.(type) {
	case *actionlint.BoolNode:
		return truthOf(e.Value)
	case *actionlint.NullNode:
		return no
	case *actionlint.IntNode:
		return truthOf(e.Value != 0)
	case *actionlint.FloatNode:
		return truthOf(e.Value != 0)
	case *actionlint.StringNode:
		return truthOf(e.Value != "")
	case *actionlint.FuncCallNode:
		if strings.EqualFold(e.Callee, "always") {
			return yes
		}
	case *actionlint.NotOpNode:
		switch fold(e.Operand, event) {
		case yes:
			return no
		case no:
			return yes
		}
	case *actionlint.LogicalOpNode:
		return foldLogical(e, event)
	case *actionlint.CompareOpNode:
		return foldCompare(e, event)
	}
	return unsure
}

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func foldLogical(e *actionlint.LogicalOpNode, event string) truth {
	l, r := fold(e.Left, event), fold(e.Right, event)
	decides := no // of &&
	if e.Kind == actionlint.LogicalOpNodeKindOr {
		decides = yes
	}
	if l == decides || r == decides {
		return decides
	}
	if l == unsure || r == unsure {
		return unsure
	}
	return l // both are the other one
}

// foldCompare compares two literals, or the name of the event with one.
func foldCompare(e *actionlint.CompareOpNode, event string) truth {
	l, okL := constant(e.Left, event)
	r, okR := constant(e.Right, event)
	if !okL || !okR {
		return unsure
	}
	switch equal := strings.EqualFold(l, r); e.Kind {
	case actionlint.CompareOpNodeKindEq:
		return truthOf(equal)
	case actionlint.CompareOpNodeKindNotEq:
		return truthOf(!equal)
	}
	return unsure
}

func constant(e actionlint.ExprNode, event string) (string, bool) {
	switch e := e.(type) {
	case *actionlint.StringNode:
		return e.Value, true
	case *actionlint.ObjectDerefNode:
		v, ok := e.Receiver.(*actionlint.VariableNode)
		return event, event != "" && ok && v.Name == "github" && e.Property == "event_name"
	}
	return "", false
}

func hasAlways(e actionlint.ExprNode) bool {
	found := false
	actionlint.VisitExprNode(e, func(n, _ actionlint.ExprNode, entering bool) {
		if call, ok := n.(*actionlint.FuncCallNode); ok && entering && strings.EqualFold(call.Callee, "always") {
			found = true
		}
	})
	return found
}
