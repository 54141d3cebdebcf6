package audit

import (
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

// reached is a function on the way from init_process_group, with who calls it.
type reached struct {
	fn   *pyFunc
	by   *reached
	line int // of the call
}

func (r *reached) chain() string {
	names := []string{r.fn.name}
	for by := r.by; by != nil; by = by.by {
		names = append(names, by.fn.name)
	}
	slices.Reverse(names)
	return strings.Join(names, " -> ")
}

// reachedFrom follows the calls of a function through its own file and what the files of the tree
// import from one another.
func (f *facts) reachedFrom(start *pyFunc) []*reached {
	out := []*reached{{fn: start}}
	seen := map[*pyFunc]bool{start: true}
	for i := 0; i < len(out) && len(out) < 400; i++ {
		from := out[i]
		names := from.fn.file.importedAs()
		for _, u := range from.fn.uses() {
			if u.Call == nil || from.fn.dead(u.Line) {
				continue
			}
			for _, g := range append(f.methodsOf(from.fn, u.Name, names), f.callee(from.fn, u.Name, names)) {
				if g != nil && !seen[g] {
					seen[g] = true
					out = append(out, &reached{g, from, u.Line})
				}
			}
		}
	}
	return out
}

// callee is the function of the tree that a call names, nil for none.
func (f *facts) callee(from *pyFunc, name string, imported map[string]string) *pyFunc {
	head, rest, dotted := strings.Cut(name, ".")
	switch {
	case !dotted && from.file.function("", name) != nil:
		return from.file.function("", name)
	case dotted && (head == "self" || head == "cls"):
		return from.file.function(from.class, rest)
	case dotted && from.file.function(head, rest) != nil:
		return from.file.function(head, rest)
	}
	full := imported[head]
	if full == "" {
		return nil
	}
	if dotted {
		full += "." + rest
	}
	at := strings.LastIndexByte(full, '.')
	if at < 0 {
		return nil
	}
	dir := from.file.path[:strings.LastIndexByte("/"+from.file.path, '/')]
	p := f.moduleFile(full[:at], dir)
	if p == "" {
		return nil
	}
	if file := f.py(p); file != nil {
		return file.function("", full[at+1:])
	}
	return nil
}

// methodsOf are the methods that a function calls of an object: one that it makes by the call of a class
// (a name), or one that the module holds.
func (f *facts) methodsOf(from *pyFunc, name string, imported map[string]string) []*pyFunc {
	class, made := name, true
	head, _, _ := strings.Cut(name, ".")
	for _, st := range from.file.module.Body {
		if made && st.Name == head && st.Value != nil && st.Value.Kind == parse.ExprCall {
			class, _, _ = strings.Cut(st.Value.Text, "(")
			made = false
		}
	}
	file := from.file
	if full := imported[class]; full != "" {
		at := strings.LastIndexByte(full, '.')
		if at < 0 {
			return nil
		}
		p := f.moduleFile(full[:at], "")
		if p == "" {
			return nil
		}
		if file = f.py(p); file == nil {
			return nil
		}
		class = full[at+1:]
	}
	var out []*pyFunc
	code := strings.Join(from.code(), "\n")
	for _, fn := range file.funcs {
		if fn.class == class && class != "" && (made && fn.name == "__init__" || strings.Contains(code, "."+fn.name+"(")) {
			out = append(out, fn)
		}
	}
	return out
}

var leaves = regexp.MustCompile(`^(return|raise)\b`)

// dead reports whether a line of a function never runs, or swallows what it raises: it stands under
// `if False`, behind a return, or in a try that catches everything and raises nothing.
func (fn *pyFunc) dead(line int) bool {
	code := fn.file.lines
	if line < 1 || line > len(code) {
		return false
	}
	indent := indentOf(code[line-1])
	for k := line - 2; k >= fn.line-1 && k >= 0; k-- {
		t := strings.TrimSpace(code[k])
		if indentOf(code[k]) == indent && leaves.MatchString(t) {
			return true // it stands behind a return of its own block
		}
		if t == "" || indentOf(code[k]) >= indent {
			continue
		}
		indent = indentOf(code[k])
		if t == "if False:" || t == "if 0:" || t == "if TYPE_CHECKING:" || t == "try:" && fn.swallowed(k, indent) {
			return true
		}
	}
	return false
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

var catchesAll = regexp.MustCompile(`^except(\s+\(?\s*(Exception|BaseException|RuntimeError)\b.*)?\s*:`)

// swallowed reports whether a handler of the try at a line (0-based) catches everything and does
// not raise.
func (fn *pyFunc) swallowed(try, indent int) bool {
	code := fn.file.lines
	for k := try + 1; k < len(code) && k < fn.end; k++ {
		t := strings.TrimSpace(code[k])
		if t == "" || indentOf(code[k]) > indent {
			continue
		}
		if indentOf(code[k]) < indent || !strings.HasPrefix(t, "except") && !strings.HasPrefix(t, "else") && !strings.HasPrefix(t, "finally") {
			return false
		}
		if !catchesAll.MatchString(t) {
			continue
		}
		raises := strings.Contains(t, "raise")
		for b := k + 1; b < len(code) && (strings.TrimSpace(code[b]) == "" || indentOf(code[b]) > indent); b++ {
			raises = raises || strings.HasPrefix(strings.TrimSpace(code[b]), "raise")
		}
		if !raises {
			return true
		}
	}
	return false
}
