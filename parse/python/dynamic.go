package python

import (
	"strconv"
	"strings"

	"plumbline/parse"
)

// call looks at a call of the dotted name of tokens [i, k), whose opening bracket is k:
// dynamic imports and changes of sys.path are noted.
func (p *parser) call(i, k, end int, s int32) {
	last := p.text(k - 1)
	switch {
	case len(last) == 13 && string(last) == "import_module":
		p.dynamicImport(i, k, end, s, false)
	case len(last) == 10 && string(last) == "__import__":
		p.dynamicImport(i, k, end, s, true)
	case k == i+1 && p.known.has(importModule, last):
		p.dynamicImport(i, k, end, s, false)
	case len(last) == 6 && k == i+5 && p.is(i, "sys") && p.is(i+2, "path"):
		switch string(last) {
		case "append", "insert", "extend":
			p.paths = append(p.paths, fragment{p.toks[k-1].start, p.toks[min(int(p.toks[k].match), len(p.toks)-1)].end})
		}
	}
}

// argument is one argument of a call: tokens [from, to).
type argument struct {
	keyword  string // "" when positional
	from, to int
	unpacked bool // *args or **kwargs
}

// arguments splits tokens [i, end) of a call.
func (l *lexer) arguments(i, end int) []argument {
	var args []argument
	for i < end {
		stop := l.nextComma(i, end)
		a := argument{from: i, to: stop, unpacked: l.at(i) == opStar}
		if l.at(i) == tokName && l.at(i+1) == opAssign {
			a.keyword, a.from = string(l.text(i)), i+2
		}
		args = append(args, a)
		i = stop + 1
	}
	return args
}

// nextComma gives the index of the first comma of [i, end) outside brackets, or end.
func (l *lexer) nextComma(i, end int) int {
	for ; i < end; i++ {
		switch l.toks[i].kind {
		case opComma:
			return i
		case tokOpen, tokFStart:
			i = min(int(l.toks[i].match), end)
		}
	}
	return end
}

// pick finds the argument that a parameter gets, by position or keyword; false when the
// call doesn't tell.
func pick(args []argument, position int, keyword string) (argument, bool) {
	for n, a := range args {
		if a.unpacked {
			break
		}
		if a.keyword == keyword || a.keyword == "" && n == position {
			return a, true
		}
	}
	for _, a := range args {
		if a.keyword == keyword {
			return a, true
		}
	}
	return argument{}, false
}

// dynamicImport notes a call of import_module or, with builtin, of __import__ whose name
// is a literal. Whether the called name is the real one is settled at the end.
func (p *parser) dynamicImport(i, k, end int, s int32, builtin bool) {
	args := p.arguments(k+1, p.closing(k, end))
	first, ok := pick(args, 0, "name")
	if !ok {
		return
	}
	name, ok := p.literal(first.from, first.to)
	if !ok {
		return
	}
	note := parse.Import{Line: int(p.stmtLine), Module: name, Dynamic: true}
	if builtin {
		note.Level, ok = p.levelArgument(args)
	} else {
		ok = p.resolvePackage(&note, args)
	}
	if !ok || note.Module == "" && note.Level == 0 {
		return
	}
	n := p.note(note, i, s)
	n.root = fragment{p.toks[i].start, p.toks[i].end}
	if k > i+1 {
		n.attrs = p.spell(i+2, k)
	}
}

// levelArgument reads the level of __import__, 0 when it is not given; false when it is
// no literal.
func (p *parser) levelArgument(args []argument) (int, bool) {
	a, ok := pick(args, 4, "level")
	if !ok {
		return 0, true
	}
	if a.to != a.from+1 || p.toks[a.from].kind != tokNumber {
		return 0, false
	}
	level, err := strconv.Atoi(string(p.text(a.from)))
	return level, err == nil
}

// resolvePackage settles the leading dots of import_module's name by its package
// argument, as importlib.util.resolve_name does: a literal gives an absolute name,
// __package__ and __name__ a level; anything else is relative to what only run time
// tells. Without one the call can't succeed.
func (p *parser) resolvePackage(note *parse.Import, args []argument) bool {
	rest := strings.TrimLeft(note.Module, ".")
	level := len(note.Module) - len(rest)
	if level == 0 {
		return true
	}
	a, ok := pick(args, 1, "package")
	if !ok {
		return false
	}
	if a.to == a.from+1 && (p.is(a.from, "__package__") || p.is(a.from, "__name__")) {
		note.Level, note.Module = level, rest
		return true
	}
	pkg, ok := p.literal(a.from, a.to)
	if !ok {
		note.Level, note.Module, note.Computed = level, rest, true
		return true
	}
	if pkg == "" {
		return false
	}
	for range level - 1 {
		n := strings.LastIndexByte(pkg, '.')
		if n < 0 {
			return false
		}
		pkg = pkg[:n]
	}
	note.Module = pkg
	if rest != "" {
		note.Module += "." + rest
	}
	return true
}

// settleImports fills the imports but for those dynamic ones whose called name is
// something else, and returns the new index of each import.
func (p *parser) settleImports(f *parse.File, t *nameTable) []int {
	kept := make([]int, len(p.imports))
	for i := range p.imports {
		n := &p.imports[i]
		kept[i] = len(f.Imports)
		if n.Dynamic && !p.isImporter(n, t) {
			continue
		}
		f.Imports = append(f.Imports, n.Import)
	}
	return kept
}

// isImporter tells whether the name that a dynamic import calls is importlib's
// import_module or the builtin __import__.
func (p *parser) isImporter(n *importNote, t *nameTable) bool {
	id, _ := t.id(n.root.start, n.root.end)
	path := string(p.src[n.root.start:n.root.end])
	switch at := t.lookup(id, n.scope, n.pos); at {
	case shadowed:
		return false
	case unbound: // as it stands: a builtin, or a module that a star import may bring
	default:
		path = p.imports[at].base()
	}
	if n.attrs != "" {
		path += "." + n.attrs
	}
	return path == "importlib.import_module" || path == "builtins.__import__" || path == "__import__"
}

func dots(n int) string { return strings.Repeat(".", n) }
