package audit

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

// smokeTest is a file that tries whether the modules of a tree can be imported: it imports them by
// computed names, or resolves the imports of parsed files.
type smokeTest struct {
	file     *pyFile
	line     int
	how      string
	imports  int    // line where it imports the modules for real, 0 where it only reads them
	compiled string // what it loads that needs a build, "" for nothing
	at       Evidence
}

// smokeWords are what such a file has to hold, whatever it is called.
var smokeWords = []string{"import_module", "__import__", "ImportFrom", "find_spec", "run_module", "walk_packages"}

// smokeTests lists the import smoke tests of the tree, those that need no build first.
func (f *facts) smokeTests() []smokeTest {
	return once(f, "smoke-tests", func() []smokeTest {
		var out []smokeTest
		for _, p := range f.artefact("import-smoke") {
			if strings.HasPrefix(p, "third_party/") || !holdsAny(f.read(p), smokeWords...) {
				continue
			}
			if file := f.py(p); file != nil {
				if s, ok := smokes(file); ok {
					s.compiled, s.at = f.loadsCompiled(&s)
					out = append(out, s)
				}
			}
		}
		slices.SortStableFunc(out, func(a, b smokeTest) int { return min(1, len(a.compiled)) - min(1, len(b.compiled)) })
		return out
	})
}

func holdsAny(data []byte, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return bytes.Contains(data, []byte(w)) })
}

var (
	walksFiles = regexp.MustCompile(`^(rglob|glob|iglob|walk|walk_packages|iter_modules|scandir|listdir|ls_files)$`)
	failsBy    = regexp.MustCompile(`^(fail|assert\w*|exit|raises)$`)
)

// smokes tells what a file does: a test of it, with what it calls, or the file as a whole where it is
// a script, goes through modules (files that it finds, or a list of names), looks whether each can
// be imported, and fails where one can't.
func smokes(p *pyFile) (smokeTest, bool) {
	for _, test := range p.tests() {
		fns := test.reach()
		var uses []parse.PyUse
		var code []string
		for _, fn := range fns {
			uses, code = append(uses, fn.uses()...), append(code, fn.code()...)
		}
		if s, ok := smokesIn(p, uses, code); ok {
			return s, true
		}
	}
	if len(p.tests()) == 0 && slices.ContainsFunc(p.lines, func(l string) bool { return strings.HasPrefix(l, "if __name__ ") }) {
		return smokesIn(p, p.uses, p.lines)
	}
	return smokeTest{}, false
}

func smokesIn(p *pyFile, uses []parse.PyUse, code []string) (smokeTest, bool) {
	s := smokeTest{file: p}
	lists := p.moduleLists()
	walks, fails, node, parses := false, false, 0, 0
	for _, u := range uses {
		name := lastName(u.Name)
		switch {
		case (name == "import_module" || name == "__import__" || name == "run_module") && u.Call != nil && computed(u.Call):
			s.imports = firstLine(s.imports, u.Line)
		case name == "find_spec" && u.Call != nil && computed(u.Call):
			s.line, s.how = firstLine(s.line, u.Line), "looks for every module without running it"
		case name == "ImportFrom" || name == "Import":
			node = firstLine(node, u.Line)
		case u.Name == "ast.parse" || u.Name == "parse":
			parses = firstLine(parses, u.Line)
		}
		walks = walks || walksFiles.MatchString(name) || lists[u.Name]
		fails = fails || failsBy.MatchString(name)
	}
	for _, l := range code {
		t := strings.TrimSpace(l)
		fails = fails || strings.HasPrefix(t, "assert ") || strings.HasPrefix(t, "assert(") || strings.HasPrefix(t, "raise ")
	}
	if node != 0 && parses != 0 {
		s.line, s.how = node, "resolves the import statements of the files, without running them"
	}
	if s.line == 0 && s.imports != 0 {
		s.line, s.how = s.imports, "imports every module"
	}
	return s, s.line != 0 && walks && fails
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

var dottedName = regexp.MustCompile(`^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$`)

// moduleLists are the names that the module binds to lists of modules, three or more of them.
func (p *pyFile) moduleLists() map[string]bool {
	out := map[string]bool{}
	for _, st := range p.module.Body {
		if st.Value == nil {
			continue
		}
		n := 0
		for _, a := range st.Value.Args {
			if a.Kind == parse.ExprStr && dottedName.MatchString(a.Str) {
				n++
			}
		}
		out[st.Name] = n >= 3
	}
	return out
}

// compiledPackages can't be imported without a build of PyTorch.
var compiledPackages = []string{"torch", "caffe2", "functorch", "torchvision", "torchaudio"}

func needsBuild(module string) bool {
	head, _, _ := strings.Cut(module, ".")
	return slices.Contains(compiledPackages, head)
}

var importsTorch = regexp.MustCompile(`(^|[;\n])\s*(import|from)\s+(torch|caffe2|functorch)\b`)

// loadsCompiled says what a smoke test loads that only a build gives, through the files of the
// tree that it imports too; "" for nothing.
func (f *facts) loadsCompiled(s *smokeTest) (string, Evidence) {
	if s.imports != 0 {
		return "what it imports", Evidence{Path: s.file.path, Line: s.imports, Text: "imports the modules for real, which needs a build", Against: true}
	}
	for _, t := range s.file.strings {
		if importsTorch.MatchString(t.text) && slices.ContainsFunc(s.file.used(t.line-6, t.line+6), func(u parse.PyUse) bool { return runsProcess.MatchString(u.Name) }) {
			return "torch", Evidence{Path: s.file.path, Line: t.line, Text: "runs " + shorten(strings.TrimSpace(t.text)) + ", which needs a build", Against: true}
		}
	}
	seen := map[string]bool{s.file.path: true}
	queue := []*pyFile{s.file}
	for i := 0; i < len(queue) && i < 200; i++ {
		p := queue[i]
		for k := range p.imports {
			im := &p.imports[k]
			if im.TypeChecking || i > 0 && im.Lazy {
				continue
			}
			module := p.absolute(im)
			if needsBuild(module) {
				text := "imports " + module
				if i > 0 {
					text += ", and " + s.file.path + " loads it"
				}
				return module, Evidence{Path: p.path, Line: im.Line, Text: text + ": that needs a build", Against: true}
			}
			dir := p.path[:strings.LastIndexByte("/"+p.path, '/')]
			for _, m := range []string{module, module + "." + im.Name} {
				if next := f.moduleFile(strings.Trim(m, "."), dir); next != "" && !seen[next] {
					seen[next] = true
					if file := f.py(next); file != nil {
						queue = append(queue, file)
					}
				}
			}
		}
	}
	return "", Evidence{}
}

// checkImportSmokeTest: a file tries whether the modules can be imported, whatever it is called.
func checkImportSmokeTest(f *facts, _ *Row) verdict {
	const needs = "a test, such as test/test_import_smoke.py, that goes through the modules of the package, resolves or runs their imports, and fails where one does not resolve"
	tests := f.smokeTests()
	if len(tests) == 0 {
		return missing(needs, f.notSmoke()...)
	}
	var evidence []Evidence
	for _, s := range tests {
		evidence = append(evidence, Evidence{Path: s.file.path, Line: s.line, Text: s.how})
	}
	return done(evidence...)
}

var smokeName = regexp.MustCompile(`(?i)(import\w*smoke|smoke\w*import)\w*\.py$`)

// notSmoke are the files that have the name and do not do it.
func (f *facts) notSmoke() []Evidence {
	var out []Evidence
	for _, p := range f.artefact("import-smoke") {
		if smokeName.MatchString(p) {
			out = append(out, Evidence{Path: p, Text: "is called so, and does not go through modules, try their imports and fail", Against: true})
		}
	}
	return out
}

// checkImportSmokeStatic: the smoke test loads nothing compiled.
func checkImportSmokeStatic(f *facts, _ *Row) verdict {
	const needs = "an import smoke test that loads neither torch nor anything else that a build makes, so that it runs before one"
	tests := f.smokeTests()
	if len(tests) == 0 {
		return missing(needs, f.notSmoke()...)
	}
	var against []Evidence
	for _, s := range tests {
		if s.compiled == "" {
			return done(Evidence{Path: s.file.path, Line: s.line, Text: fmt.Sprintf("loads nothing compiled (%s); the time of a run no tree shows", s.how)})
		}
		against = append(against, s.at)
	}
	return missing(needs, against...)
}
