package python

import (
	"slices"

	"plumbline/parse"
)

// importNote is an import with what is needed to settle it.
type importNote struct {
	parse.Import
	pos   int32 // offset of the statement or call
	scope int32 // the scope it binds its name in, or of a dynamic import's call
	root  fragment
	attrs string // dynamic only: what follows the root of the called chain
}

// alias names the things whose local names matter to the reading of other lines.
type alias uint8

const (
	typeChecking alias = iota // typing.TYPE_CHECKING
	suppress                  // contextlib.suppress
	contextlib                // the module
	importModule              // importlib.import_module
	aliasKinds
)

// aliases are the local names other than the usual ones, by what they stand for.
type aliases [aliasKinds][]string

func (a *aliases) any() bool {
	for _, names := range a {
		if len(names) > 0 {
			return true
		}
	}
	return false
}

func (a *aliases) has(k alias, name []byte) bool {
	for _, n := range a[k] {
		if n == string(name) {
			return true
		}
	}
	return false
}

func (a *aliases) add(i *parse.Import) {
	if i.As == "" || i.Level > 0 {
		return
	}
	k := aliasKinds
	switch {
	case i.Name == "TYPE_CHECKING":
		k = typeChecking
	case i.Module == "contextlib" && i.Name == "suppress":
		k = suppress
	case i.Module == "contextlib" && i.Name == "":
		k = contextlib
	case i.Module == "importlib" && i.Name == "import_module", i.Module == "builtins" && i.Name == "__import__":
		k = importModule
	default:
		return
	}
	if !slices.Contains(a[k], i.As) {
		a[k] = append(a[k], i.As)
	}
}

// note appends an import of the current statement, whose root flags come from its place.
func (p *parser) note(i parse.Import, pos int, s int32) *importNote {
	block, in := p.top(), &p.scopes[s]
	i.Lazy = in.depth > 0
	i.TypeChecking = block.typeOnly
	i.Guarded = block.guard == in.depth
	i.InClass = in.kind == scopeClass && in.depth == 0 && !i.Dynamic
	p.imports = append(p.imports, importNote{Import: i, pos: p.toks[pos].start, scope: s})
	p.found.add(&i)
	return &p.imports[len(p.imports)-1]
}

// importStatement reads `import a.b as c, d`.
func (p *parser) importStatement(i, end int, s int32) {
	start := i
	for i < end {
		i++
		module, k := p.dottedName(i, end)
		as := ""
		if k+1 < end && p.toks[k].kind == kwAs && p.toks[k+1].kind == tokName {
			as = string(p.text(k + 1))
			k += 2
		}
		if module == "" || k < end && p.toks[k].kind != opComma {
			p.bad = true
		}
		if module != "" {
			p.note(parse.Import{Line: int(p.stmtLine), Module: module, As: as}, start, s)
		}
		i = p.find(opComma, k, end)
	}
}

// fromStatement reads `from ..a.b import c as d, e`, `from . import (...)`, `from a import *`.
func (p *parser) fromStatement(i, end int, s int32) {
	start, level := i, 0
	for i++; i < end && p.toks[i].kind == opDot; i++ {
		level++
	}
	module, i := p.dottedName(i, end)
	if i >= end || p.toks[i].kind != kwImport || module == "" && level == 0 {
		p.bad = true
		return
	}
	i++
	note := parse.Import{Line: int(p.stmtLine), Level: level, Module: module}
	if p.at(i) == opStar {
		note.Name = "*"
		p.note(note, start, s)
		p.bad = p.bad || i+1 < end
		return
	}
	if p.at(i) == tokOpen {
		last := p.closing(i, end)
		p.bad = p.bad || last+1 < end
		i, end = i+1, last
	} else if p.at(end-1) == opComma {
		p.bad = true
	}
	if i >= end {
		p.bad = true
	}
	for i < end {
		k := i + 1
		note.Name, note.As = "", ""
		if p.toks[i].kind == tokName {
			note.Name = string(p.text(i))
		}
		if k+1 < end && p.toks[k].kind == kwAs && p.toks[k+1].kind == tokName {
			note.As = string(p.text(k + 1))
			k += 2
		}
		if note.Name == "" || k < end && p.toks[k].kind != opComma {
			p.bad = true
		}
		if note.Name != "" {
			p.note(note, start, s)
		}
		i = p.find(opComma, k, end) + 1
	}
}

// dottedName reads a dotted name at i and returns it and the index after it.
func (p *parser) dottedName(i, end int) (string, int) {
	if i >= end || p.toks[i].kind != tokName {
		return "", i
	}
	k := i + 1
	for k+1 < end && p.toks[k].kind == opDot && p.toks[k+1].kind == tokName {
		k += 2
	}
	return p.spell(i, k), k
}

// spell gives the source of tokens [i, k) without the white space between them.
func (p *parser) spell(i, k int) string {
	first, last := &p.toks[i], &p.toks[k-1]
	total := int32(0)
	for n := i; n < k; n++ {
		total += p.toks[n].end - p.toks[n].start
	}
	if total == last.end-first.start {
		return string(p.src[first.start:last.end])
	}
	text := make([]byte, 0, total)
	for n := i; n < k; n++ {
		text = append(text, p.text(n)...)
	}
	return string(text)
}
