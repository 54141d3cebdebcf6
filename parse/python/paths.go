package python

import (
	"path"
	"slices"
	"strconv"
)

// pathEntries gives the folders that calls on sys.path add, relative to the folder of
// file. Only what can be computed from literals, __file__ and module-level variables counts.
func (v *variables) pathEntries(file string, changes []fragment) []string {
	var entries []string
	for _, f := range changes {
		l := v.lex(f)
		fold := folder{v: v, file: path.Base(file), before: f.start}
		for _, a := range addedPaths(l) {
			dir, ok := fold.value(l, a.from, a.to, 0)
			if !ok || path.IsAbs(dir) {
				continue
			}
			if dir = path.Clean(dir); !slices.Contains(entries, dir) {
				entries = append(entries, dir)
			}
		}
	}
	return entries
}

// addedPaths finds the expressions that a change of sys.path adds.
func addedPaths(l *lexer) []argument {
	if l.at(0) == tokOpen { // sys.path += [...]
		return l.arguments(1, int(l.toks[0].match))
	}
	if l.at(1) != tokOpen {
		return nil
	}
	args := l.arguments(2, int(l.toks[1].match))
	position := 0
	if l.is(0, "insert") {
		position = 1
	}
	if position >= len(args) {
		return nil
	}
	a := args[position]
	if l.is(0, "extend") {
		if l.at(a.from) != tokOpen {
			return nil
		}
		return l.arguments(a.from+1, int(l.toks[a.from].match))
	}
	return []argument{a}
}

// folder computes path expressions of os.path and pathlib. Values are relative to the
// file's folder, so __file__ is the file's base name.
type folder struct {
	v      *variables
	file   string
	before int32 // variables have the value assigned last before this offset
}

// value computes tokens [i, end): operands joined by / (pathlib) or + (text).
func (f *folder) value(l *lexer, i, end, depth int) (string, bool) {
	if depth > maxNesting {
		return "", false
	}
	result, ok, next := f.operand(l, i, end, depth)
	for ok && next < end {
		op := string(l.text(next))
		var right string
		right, ok, next = f.operand(l, next+1, end, depth)
		switch op {
		case "/":
			result = path.Join(result, right)
		case "+":
			result += right
		default:
			return "", false
		}
	}
	return result, ok
}

// operand computes one operand and its attributes and calls, up to the returned index.
func (f *folder) operand(l *lexer, i, end, depth int) (string, bool, int) {
	if i >= end {
		return "", false, end
	}
	value, ok, next := "", false, i+1
	switch t := l.toks[i]; {
	case t.kind == tokString || t.kind == tokFStart:
		for next = i; next < end && l.toks[next].kind.isString(); next++ {
		}
		value, ok = l.literal(i, next)
	case t.kind == tokOpen && l.src[t.start] == '(':
		next = min(int(t.match)+1, end)
		value, ok = f.value(l, i+1, next-1, depth+1)
	case t.kind == tokName:
		value, ok, next = f.named(l, i, end, depth)
	}
	for ok && next < end && (l.toks[next].kind == opDot || l.toks[next].kind == tokOpen) {
		value, ok, next = f.trailer(l, value, next, end, depth)
	}
	return value, ok, next
}

// named computes a call of a path function by its last name, a constant of os, __file__
// or a module-level variable.
func (f *folder) named(l *lexer, i, end, depth int) (string, bool, int) {
	if l.is(i, "__file__") {
		return f.file, true, i + 1
	}
	k := i + 1
	if l.is(i, "os") || l.is(i, "pathlib") || l.is(i, "osp") {
		for k+1 < end && l.toks[k].kind == opDot && l.toks[k+1].kind == tokName {
			k += 2
		}
	}
	if k < end && l.toks[k].kind == tokOpen {
		last := min(int(l.toks[k].match), end)
		value, ok := f.call(l, string(l.text(k-1)), l.arguments(k+1, last), depth)
		return value, ok, min(last+1, end)
	}
	switch {
	case k > i+1 && l.is(k-1, "pardir"):
		return "..", true, k
	case k > i+1 && l.is(k-1, "curdir"):
		return ".", true, k
	case k > i+1:
		return "", false, k
	}
	value, ok := f.variable(string(l.text(i)), depth)
	return value, ok, k
}

// call computes a path function.
func (f *folder) call(l *lexer, name string, args []argument, depth int) (string, bool) {
	var values []string
	for _, a := range args {
		v, ok := f.value(l, a.from, a.to, depth+1)
		if !ok || a.keyword != "" || a.unpacked {
			return "", false
		}
		values = append(values, v)
	}
	if len(values) == 0 {
		return "", false
	}
	switch name {
	case "dirname":
		return parent(values[0]), true
	case "join", "Path", "PurePath", "PosixPath":
		return path.Join(values...), true
	case "abspath", "realpath", "normpath", "expanduser", "fspath", "str":
		return values[0], true
	}
	return "", false
}

// trailer computes an attribute, a method call or a subscript of a path.
func (f *folder) trailer(l *lexer, value string, i, end, depth int) (string, bool, int) {
	if l.toks[i].kind != opDot || i+1 >= end {
		return "", false, end
	}
	name, next := string(l.text(i+1)), i+2
	var args []argument
	last := next - 1
	if next < end && l.toks[next].kind == tokOpen {
		last = min(int(l.toks[next].match), end)
		args = l.arguments(next+1, last)
	}
	switch name {
	case "parent":
		return parent(value), true, next
	case "parents":
		if len(args) != 1 || args[0].to != args[0].from+1 {
			return "", false, end
		}
		n, err := strconv.Atoi(string(l.text(args[0].from)))
		if err != nil || n < 0 || n > maxNesting {
			return "", false, end
		}
		for range n + 1 {
			value = parent(value)
		}
		return value, true, min(last+1, end)
	case "resolve", "absolute", "as_posix", "expanduser":
		return value, true, min(last+1, end)
	case "joinpath":
		for _, a := range args {
			part, ok := f.value(l, a.from, a.to, depth+1)
			if !ok {
				return "", false, end
			}
			value = path.Join(value, part)
		}
		return value, true, min(last+1, end)
	}
	return "", false, end
}

// variable computes the value a module-level variable was last given before the change
// of sys.path, or first after it.
func (f *folder) variable(name string, depth int) (string, bool) {
	values := f.v.values[name]
	if len(values) == 0 {
		return "", false
	}
	at := values[0]
	for _, v := range values[1:] {
		if v.start < f.before {
			at = v
		}
	}
	l := f.v.lex(at)
	return f.value(l, 0, len(l.toks), depth+maxNesting/maxLookups)
}

// parent is the folder of p, above the file's own folder where need be.
func parent(p string) string {
	p = path.Clean(p)
	if p == "." {
		return ".."
	}
	if path.Base(p) == ".." {
		return p + "/.."
	}
	return path.Dir(p)
}
