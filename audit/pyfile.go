package audit

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
	"plumbline/parse/python"
)

// pyFile is a Python file as checks see it: what it declares, imports and uses, and its strings.
// Comments and docstrings are no part of any of them.
type pyFile struct {
	path    string
	module  *parse.Module
	imports []parse.Import
	uses    []parse.PyUse // every name and attribute chain of an expression, by line
	strings []pyString
	funcs   []*pyFunc
	lines   []string          // without comments, docstrings and the content of strings
	bound   map[string]string // see resolved
}

// pyFunc is a function or method outside of functions.
type pyFunc struct {
	file      *pyFile
	name      string
	class     string // "" for a function of the module
	line, end int
	def       *parse.PyFunc
}

// wordPattern finds what may be a name.
var wordPattern = regexp.MustCompile(`[A-Za-z_]\w*`)

// py reads a Python file, nil where it can't be read, is empty or does not parse.
func (f *facts) py(p string) *pyFile {
	return once(f, "py:"+p, func() *pyFile {
		data := f.read(p)
		if len(bytes.TrimSpace(data)) == 0 {
			return nil
		}
		wanted := map[string]bool{}
		for _, w := range wordPattern.FindAll(data, -1) {
			wanted[string(w)] = true
		}
		file := &pyFile{path: p, module: python.Module(p, data), imports: python.Parse(p, data).Imports, uses: python.Uses(p, data, wanted).Uses}
		file.strings, file.lines = pyText(data)
		if bad := file.module.Unparsed; len(bad) > 0 { // Python runs nothing of such a file
			line := 1 + bytes.Count(data[:bad[0].Start], []byte("\n"))
			f.problem(p, line, "is no Python: it does not parse here")
			return nil
		}
		file.addFuncs(file.module.Body, "")
		return file
	})
}

func (p *pyFile) addFuncs(body []*parse.PyStmt, class string) {
	for _, st := range body {
		switch st.Kind {
		case parse.PyDef:
			p.funcs = append(p.funcs, &pyFunc{file: p, name: st.Name, class: class, line: st.Line, end: st.EndLine, def: st.Func})
		case parse.PyClassDef:
			p.addFuncs(st.Class.Body, st.Name)
		}
	}
}

// function is the module's function of a name, nil for none.
func (p *pyFile) function(class, name string) *pyFunc {
	for _, fn := range slices.Backward(p.funcs) {
		if fn.name == name && fn.class == class {
			return fn
		}
	}
	return nil
}

// used lists the uses within some lines.
func (p *pyFile) used(from, to int) []parse.PyUse {
	lo, _ := slices.BinarySearchFunc(p.uses, from, func(u parse.PyUse, line int) int { return u.Line - line })
	var out []parse.PyUse
	for _, u := range p.uses[lo:] {
		if u.Line >= from && u.Line <= to {
			out = append(out, u)
		}
	}
	return out
}

func (fn *pyFunc) uses() []parse.PyUse { return fn.file.used(fn.line, fn.end) }

// code is the lines of a function, without comments and the content of strings.
func (fn *pyFunc) code() []string {
	return fn.file.lines[min(fn.line-1, len(fn.file.lines)):min(fn.end, len(fn.file.lines))]
}

// texts lists the strings within a function.
func (fn *pyFunc) texts() []pyString {
	var out []pyString
	for _, s := range fn.file.strings {
		if s.line >= fn.line && s.line <= fn.end {
			out = append(out, s)
		}
	}
	return out
}

func (fn *pyFunc) at(line int, text string) Evidence {
	return Evidence{Path: fn.file.path, Line: line, Text: text}
}

// skips are decorators that leave a test out wherever it runs.
var skips = regexp.MustCompile(`^(unittest\.|pytest\.mark\.)?skip\b`)

// tests lists the tests of a file that are not skipped for good.
func (p *pyFile) tests() []*pyFunc {
	skipped := map[string]bool{}
	for _, st := range p.module.Body {
		if st.Kind == parse.PyClassDef && slices.ContainsFunc(st.Class.Decorators, func(d parse.PyExpr) bool { return skips.MatchString(d.Text) }) {
			skipped[st.Name] = true
		}
	}
	var out []*pyFunc
	for _, fn := range p.funcs {
		if !strings.HasPrefix(fn.name, "test") || fn.def.Body != parse.PyCode || fn.class != "" && skipped[fn.class] {
			continue
		}
		if !slices.ContainsFunc(fn.def.Decorators, func(d parse.PyExpr) bool { return skips.MatchString(d.Text) }) {
			out = append(out, fn)
		}
	}
	return out
}

// reach is a function with those of its own file that it calls, each once.
func (fn *pyFunc) reach() []*pyFunc {
	out := []*pyFunc{fn}
	for i := 0; i < len(out) && len(out) < 50; i++ {
		for _, u := range out[i].uses() {
			name, class := u.Name, ""
			if rest, ok := strings.CutPrefix(name, "self."); ok {
				name, class = rest, out[i].class
			} else if rest, ok := strings.CutPrefix(name, "cls."); ok {
				name, class = rest, out[i].class
			}
			if g := fn.file.function(class, name); g != nil && !slices.Contains(out, g) {
				out = append(out, g)
			}
		}
	}
	return out
}

// lastName is the last part of a chain.
func lastName(chain string) string { return chain[strings.LastIndexByte(chain, '.')+1:] }

// importedAs maps the names that a file's imports bind, within functions too, to what they stand
// for: "pkg.mod" or "pkg.mod.name".
func (p *pyFile) importedAs() map[string]string {
	out := map[string]string{}
	for i := range p.imports {
		im := &p.imports[i]
		if im.Name == "*" || im.Dynamic {
			continue
		}
		module := p.absolute(im)
		switch {
		case im.Name != "":
			out[im.Binds()] = strings.Trim(module+"."+im.Name, ".")
		case im.As != "":
			out[im.As] = module
		default:
			out[im.Binds()] = im.Binds()
		}
	}
	return out
}

// absolute is the module that an import names, dots of a relative one resolved by the file's folder.
func (p *pyFile) absolute(im *parse.Import) string {
	if im.Level == 0 {
		return im.Module
	}
	dir := path.Dir(p.path)
	for range im.Level - 1 {
		dir = path.Dir(dir)
	}
	if dir == "." {
		return im.Module
	}
	return strings.Trim(strings.ReplaceAll(dir, "/", ".")+"."+im.Module, ".")
}

// moduleFile is the file of a dotted module, from the top of the tree or from a folder; "" for none.
func (f *facts) moduleFile(module, dir string) string {
	if module == "" {
		return ""
	}
	name := strings.ReplaceAll(module, ".", "/")
	for _, p := range []string{name + ".py", name + "/__init__.py", path.Join(dir, name+".py"), path.Join(dir, name, "__init__.py")} {
		if _, ok := slices.BinarySearch(f.in.Tree.Paths, p); ok {
			return p
		}
	}
	return ""
}
