package audit

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

// smokeTest is a file that tries whether the modules of a tree can be imported: it imports them by
// computed names, resolves the imports of parsed files, or looks for the file of each module.
type smokeTest struct {
	file     *pyFile
	at       Evidence // what it does, where
	weak     string   // what it leaves out of a smoke test, "" for nothing
	imports  int      // line where it imports the modules for real, 0 where it only reads them
	compiled bool     // it loads something that is compiled
	loads    Evidence // where
}

// smokeWords are what such a file has to hold, unless it is called so.
var smokeWords = []string{"import_module", "__import__", "ImportFrom", "find_spec", "run_module", "walk_packages", "spec_from_file_location", "smoke"}

// smokeTests lists the import smoke tests of the tree: those that do all of it and need no build
// first.
func (f *facts) smokeTests() []smokeTest {
	return once(f, "smoke-tests", func() []smokeTest {
		var out []smokeTest
		for _, p := range f.artefact("import-smoke") {
			if strings.HasPrefix(p, "third_party/") || !smokeName.MatchString(p) && !holdsAny(f.read(p), smokeWords...) {
				continue
			}
			if file := f.py(p); file != nil {
				if s, ok := f.smokes(file); ok {
					s.compiled, s.loads = f.loadsCompiled(&s)
					out = append(out, s)
				}
			}
		}
		slices.SortStableFunc(out, func(a, b smokeTest) int { return a.rank() - b.rank() })
		return out
	})
}

func (s *smokeTest) rank() int {
	n := 0
	if s.weak != "" {
		n += 2
	}
	if s.compiled {
		n++
	}
	return n
}

func holdsAny(data []byte, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return bytes.Contains(data, []byte(w)) })
}

var (
	walksFiles = regexp.MustCompile(`\b(rglob|glob|iglob|os\.walk|walk|walk_packages|iter_modules|scandir|listdir|iterdir|ls_files)\(|\bsys\.argv\b`)
	failsBy    = regexp.MustCompile(`^(fail|assert\w*|exit|raises)$`)
)

// smokes tells what a file does: a test of it, with what it calls, or the file as a whole where it is
// a script, goes through modules (files that it finds, or a list of names), looks whether each can
// be imported, and fails where one can't. Where only the name of the file says so, it may do a
// part of that.
func (f *facts) smokes(p *pyFile) (smokeTest, bool) {
	var part *smokeTest
	try := func(fns []*pyFunc) (smokeTest, bool) {
		s, whole := smokesIn(p, fns)
		if !whole && s.weak != "" && part == nil && smokeName.MatchString(p.path) {
			part = &s
		}
		return s, whole
	}
	for _, test := range p.tests() {
		if s, ok := try(f.reachOutside(test)); ok {
			return s, true
		}
	}
	isTest := slices.ContainsFunc(p.funcs, func(fn *pyFunc) bool { return strings.HasPrefix(fn.name, "test") })
	if !isTest && slices.ContainsFunc(p.lines, func(l string) bool { return strings.HasPrefix(l, "if __name__ ") }) {
		whole := &pyFunc{file: p, line: 1, end: len(p.lines), def: &parse.PyFunc{}}
		if s, ok := try(f.reachOutside(whole)); ok {
			return s, true
		}
	}
	if part != nil {
		return *part, true
	}
	return smokeTest{}, false
}

// reachOutside is a function with those that it calls, of its own file and of helpers beside it: what
// needs a build is not followed.
func (f *facts) reachOutside(start *pyFunc) []*pyFunc {
	out := start.reach()
	for i := 0; i < len(out) && len(out) < 50; i++ {
		imported := out[i].file.importedAs()
		for _, u := range out[i].uses() {
			head, _, _ := strings.Cut(u.Name, ".")
			if from := imported[head]; from == "" || compiledPackage(from) != "" {
				continue
			}
			if g := f.callee(out[i], u.Name, imported); g != nil && !slices.Contains(out, g) {
				out = append(out, g)
			}
		}
	}
	return out
}

// smokesIn tells what functions do together, and whether that is all of a smoke test.
func smokesIn(p *pyFile, fns []*pyFunc) (smokeTest, bool) {
	s := smokeTest{file: p}
	lists := p.moduleLists()
	var ask, node, parses, real, one, file Evidence // the first place of each
	named, walks, fails := false, false, false
	for _, fn := range fns {
		first := func(e *Evidence, line int, text string) {
			if e.Path == "" {
				*e = fn.at(line, text)
			}
		}
		named = named || namesModules(fn) || slices.ContainsFunc(fn.def.Decorators, func(d parse.PyExpr) bool { return anyWordIn(d.Text, lists) })
		for _, u := range fn.uses() {
			named = named || lists[u.Name]
			fails = fails || failsBy.MatchString(lastName(u.Name))
			switch name := lastName(u.Name); {
			case importsByName.MatchString(name) && u.Call != nil && computed(u.Call):
				first(&real, u.Line, "imports every module")
			case importsByName.MatchString(name) && u.Call != nil:
				first(&one, u.Line, "imports modules")
			case name == "find_spec" && u.Call != nil && computed(u.Call):
				first(&ask, u.Line, "looks for every module without running it")
			case name == "spec_from_file_location" && aboutImports.MatchString(p.path):
				first(&ask, u.Line, "looks for the file of every module")
			case name == "ImportFrom" || name == "Import" || u.Call != nil && fn.file.function(u.Name, "visit_ImportFrom") != nil:
				first(&node, u.Line, "resolves the import statements of the files, without running them")
			case aboutImports.MatchString(p.path) && (name == "exists" || name == "is_file" || name == "isfile" || name == "is_dir" || name == "isdir"):
				first(&file, u.Line, "looks for the file of every module")
			case u.Name == "ast.parse" || u.Name == "parse" || u.Name == "compile" || name == "compile_file" || name == "compile_dir":
				first(&parses, u.Line, "parses the files")
			}
		}
		walks = walks || slices.ContainsFunc(fn.texts(), func(t pyString) bool { return strings.Contains(t.text, "ls-files") })
		for _, l := range fn.code() {
			t := strings.TrimSpace(l)
			walks = walks || walksFiles.MatchString(strings.ReplaceAll(t, "ast.walk(", ""))
			fails = fails || strings.HasPrefix(t, "assert ") || strings.HasPrefix(t, "assert(") || strings.HasPrefix(t, "raise ")
		}
	}
	if real.Path != "" {
		s.imports = real.Line
	}
	switch {
	case (walks || named) && fails && node.Path != "" && parses.Path != "":
		s.at = node
	case (walks || named) && fails && ask.Path != "":
		s.at = ask
	case (walks || named) && fails && real.Path != "":
		s.at = real
	case named && fails && file.Path != "":
		s.at = file
	case parses.Path != "" && walks:
		s.at, s.weak = parses, "tries none of their imports"
	case one.Path != "" || real.Path != "" || ask.Path != "" || fails && importsCompiled(p) != 0:
		s.at, s.weak = firstPlace(one, real, ask, Evidence{Path: p.path, Line: importsCompiled(p), Text: "imports modules"}), "goes through no list of modules"
	}
	return s, s.at.Path != "" && s.weak == ""
}

// aboutImports are names of files that say that they are about imports: a test that looks for files
// is about anything otherwise.
var aboutImports = regexp.MustCompile(`(?i)(import|smoke)\w*\.py$`)

var importsByName = regexp.MustCompile(`^(import_module|__import__|run_module|importorskip)$`)

func firstPlace(places ...Evidence) Evidence {
	for _, e := range places {
		if e.Path != "" {
			return e
		}
	}
	return Evidence{}
}

// importsCompiled is the first line where a file imports what needs a build, 0 for none.
func importsCompiled(p *pyFile) int {
	for i := range p.imports {
		if im := &p.imports[i]; !im.TypeChecking && compiledPackage(p.absolute(im)) != "" {
			return im.Line
		}
	}
	return 0
}

func anyWordIn(text string, names map[string]bool) bool {
	return slices.ContainsFunc(wordPattern.FindAllString(text, -1), func(w string) bool { return names[w] })
}

var moduleName = regexp.MustCompile(`^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$`)

var listOfTexts = regexp.MustCompile(`(\bin\s*|=\s*|parametrize\(\s*(''|"")\s*,\s*)[\[({]\s*(''|"")\s*,\s*(''|"")`)

// namesModules reports whether a function, or a decorator of it, lists modules of one package by name.
func namesModules(fn *pyFunc) bool {
	from := fn.line
	for _, d := range fn.def.Decorators {
		from = min(from, d.Line)
	}
	var names []string
	for _, t := range fn.file.strings {
		if t.line >= from && t.line <= fn.end && moduleName.MatchString(t.text) {
			names = append(names, t.text)
		}
	}
	lines := fn.file.lines
	return areModules(names) && listOfTexts.MatchString(strings.Join(lines[min(from-1, len(lines)):min(fn.end, len(lines))], "\n"))
}

// areModules reports whether two names or more, one of them dotted, are of one package.
func areModules(names []string) bool {
	of, dotted := map[string]int{}, map[string]bool{}
	for _, n := range names {
		head, _, ok := strings.Cut(n, ".")
		of[head]++
		dotted[head] = dotted[head] || ok
	}
	for head, n := range of {
		if n >= 2 && dotted[head] {
			return true
		}
	}
	return false
}

// computed reports whether the first argument of a call is no literal.
func computed(call *parse.PyExpr) bool {
	return len(call.Args) > 1 && call.Args[1].Kind != parse.ExprStr
}

func firstLine(old, line int) int {
	if old != 0 {
		return old
	}
	return line
}

// moduleLists are the names that the module binds to lists of modules of one package.
func (p *pyFile) moduleLists() map[string]bool {
	out := map[string]bool{}
	for _, st := range p.module.Body {
		if st.Value == nil {
			continue
		}
		var names []string
		for _, a := range st.Value.Args {
			if a.Kind == parse.ExprStr && moduleName.MatchString(a.Str) {
				names = append(names, a.Str)
			}
		}
		if areModules(names) {
			out[st.Name] = true
		}
	}
	return out
}
