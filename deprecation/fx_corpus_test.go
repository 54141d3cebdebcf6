//go:build corpus

package deprecation

import (
	"slices"
	"sort"
	"strings"
	"testing"

	"plumbline/parse"
)

// fxExpected are the files in which PyTorch keeps what torch.fx promises
// (TestFXAPIBackwardCompatibility of test/test_fx.py), written by the running program.
const fxExpected = "test/expect/TestFXAPIBackwardCompatibility."

// fxMade are the marked classes that a call of type makes at run time (_create_immutable_container
// of torch/fx/immutable_collections.py), whose members no source spells.
var fxMade = []string{"torch.fx.immutable_collections.immutable_dict", "torch.fx.immutable_collections.immutable_list"}

// TestFXCompatibility holds what the surface says of the functions and classes that torch.fx
// marks with @compatibility(is_backward_compatible=True) against those files: names, parameters
// with their stars and plain defaults, public members of classes.
func TestFXCompatibility(t *testing.T) {
	for _, release := range releases {
		s := corpusSurface(t, release)
		var functions, classes, made []string
		s.each(func(o *Object) {
			if !within(o.Name, "torch.fx") || !keptByFX(o) {
				return
			}
			switch o.Kind {
			case ClassKind:
				classes = append(classes, o.Name+" "+strings.Join(publicMembers(s, o), " "))
			case AttributeKind:
				made = append(made, o.Name)
			case FunctionKind:
				functions = append(functions, o.Name+" "+fxParams(o.Func()))
			}
		})
		if !slices.Equal(made, fxMade) {
			t.Errorf("%s: classes made at run time: %q", release, made)
		}
		compareLines(t, release+" functions", functions, expectedFunctions(string(corpusFile(t, release,
			fxExpected+"test_function_back_compat-fx_backcompat_function_signatures.expect"))))
		compareLines(t, release+" classes", classes, expectedClasses(string(corpusFile(t, release,
			fxExpected+"test_class_member_back_compat-fx_backcompat_class_members.expect"))))
	}
}

// keptByFX reports whether an object itself is marked.
func keptByFX(o *Object) bool {
	for _, d := range o.decorators() {
		if kept, ok := compatibility(&d); ok {
			return kept
		}
	}
	if o.Owner == nil || o.Owner.Facts == nil {
		return false
	}
	return slices.ContainsFunc(o.Owner.Facts.Body, func(st *parse.PyStmt) bool {
		v := st.Value
		if v == nil || v.Kind != parse.ExprCall || len(v.Args) != 2 || v.Args[1].Name != o.Base() {
			return false
		}
		kept, _ := compatibility(&v.Args[0])
		return kept
	})
}

// publicMembers are the public names of a class's own __dict__.
func publicMembers(s *Surface, o *Object) (out []string) {
	mro, _ := s.linear(o)
	tuple := slices.ContainsFunc(mro, func(c *Object) bool {
		return slices.ContainsFunc(s.bases(c), func(b baseRef) bool { return lastOf(b.ref.Outside) == "NamedTuple" })
	})
	for _, name := range o.members() {
		st := o.scope.names[name].stmt
		if isUnderscored(name) || isDeclared(st) && !tuple {
			continue
		}
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// fxParams are the parameters of a function: names with stars, plain defaults as they are,
// others as "?".
func fxParams(f *parse.PyFunc) string {
	var out []string
	for _, p := range f.Params {
		text := map[parse.PyParamKind]string{parse.PyVarPositional: "*", parse.PyVarKeyword: "**"}[p.Kind] + p.Name
		if p.Default != nil && p.Default.Text != "inspect.Signature.empty" { // which inspect takes for none
			text += "=" + plainDefault(p.Default)
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func plainDefault(e *parse.PyExpr) string {
	switch e.Kind {
	case parse.ExprConst, parse.ExprNumber:
		return e.Text
	case parse.ExprStr:
		return "'" + e.Str + "'"
	}
	return "?"
}

// expectedFunctions reads the lines `name(param: type = default, ...) -> type` in the form of
// fxParams.
func expectedFunctions(text string) (out []string) {
	for line := range strings.Lines(text) {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), "(")
		if !ok {
			continue
		}
		var params []string
		for _, p := range splitParams(rest) {
			p, value, given := strings.Cut(p, " = ")
			p, _, _ = strings.Cut(p, ": ")
			if given {
				if strings.HasPrefix(value, "<") || strings.HasPrefix(value, "(") || strings.Contains(value, ".") {
					value = "?"
				}
				p += "=" + value
			}
			params = append(params, p)
		}
		out = append(out, name+" "+strings.Join(params, " "))
	}
	return out
}

// splitParams splits a parameter list up to its closing parenthesis at the commas of its level.
func splitParams(text string) (out []string) {
	depth, start := 0, 0
	for i, c := range text {
		switch c {
		case '(', '[', '{', '<':
			depth++
		case ']', '}':
			depth--
		case '>':
			if i > 0 && text[i-1] != '-' {
				depth--
			}
		case ')':
			if depth == 0 {
				if i > start {
					out = append(out, strings.TrimSpace(text[start:i]))
				}
				return out
			}
			depth--
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(text[start:i]))
				start = i + 1
			}
		}
	}
	return out
}

// expectedClasses reads the lines `name ['a', 'b']`.
func expectedClasses(text string) (out []string) {
	for line := range strings.Lines(text) {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), " ")
		if ok && !slices.Contains(fxMade, name) {
			out = append(out, name+" "+strings.Join(strings.Fields(strings.NewReplacer("[", " ", "]", " ", "'", " ", ",", " ").Replace(rest)), " "))
		}
	}
	return out
}

// compareLines reports what one list has and the other lacks.
func compareLines(t *testing.T, what string, got, want []string) {
	t.Helper()
	same := 0
	for _, w := range want {
		if slices.Contains(got, w) {
			same++
		} else {
			t.Errorf("%s: missing %s", what, w)
		}
	}
	for _, g := range got {
		if !slices.Contains(want, g) {
			t.Errorf("%s: extra %s", what, g)
		}
	}
	t.Logf("%s: %d of %d reproduced, %d extra", what, same, len(want), len(got)-same)
}
