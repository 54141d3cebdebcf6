package audit

import (
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

// compiledPackages can't be imported without a build of PyTorch, or are compiled themselves.
var compiledPackages = []string{"torch", "caffe2", "functorch", "torchvision", "torchaudio", "numpy", "scipy", "pandas", "triton"}

// compiledPackage is the package that a module belongs to, if that is compiled; "" if not.
func compiledPackage(module string) string {
	head, _, _ := strings.Cut(module, ".")
	if slices.Contains(compiledPackages, head) {
		return head
	}
	return ""
}

var importsTorch = regexp.MustCompile(`(^|[;\n])\s*(import|from)\s+(torch|caffe2|functorch)\b`)

// stubs reports whether a file puts something else in the place of the compiled part.
func (p *pyFile) stubs() bool {
	return slices.ContainsFunc(p.lines, func(l string) bool { return strings.Contains(l, "sys.modules") }) &&
		slices.ContainsFunc(p.strings, func(t pyString) bool { return t.text == "torch._C" })
}

// loadsCompiled says whether a smoke test loads something that is compiled, by itself or through
// the files of the tree that it imports, and where.
func (f *facts) loadsCompiled(s *smokeTest) (bool, Evidence) {
	if s.file.stubs() {
		return false, Evidence{}
	}
	if s.imports != 0 {
		return true, Evidence{Path: s.at.Path, Line: s.imports, Text: "imports the modules for real, which needs a build", Against: true}
	}
	for _, u := range s.file.uses {
		if u.Call != nil && importsByName.MatchString(lastName(u.Name)) && !computed(u.Call) && len(u.Call.Args) > 1 && compiledPackage(u.Call.Args[1].Str) != "" {
			return true, Evidence{Path: s.file.path, Line: u.Line, Text: "imports " + u.Call.Args[1].Str + ": that needs a build", Against: true}
		}
	}
	for _, t := range s.file.strings {
		if importsTorch.MatchString(t.text) && slices.ContainsFunc(s.file.used(t.line-6, t.line+6), func(u parse.PyUse) bool { return runsProcess.MatchString(u.Name) }) {
			return true, Evidence{Path: s.file.path, Line: t.line, Text: "runs " + shorten(strings.TrimSpace(t.text)) + ", which needs a build", Against: true}
		}
	}
	return f.importsCompiledFrom(s.file)
}

// importsCompiledFrom follows the imports of a file through the tree to one of a compiled package.
func (f *facts) importsCompiledFrom(start *pyFile) (bool, Evidence) {
	seen := map[string]bool{start.path: true}
	queue := []*pyFile{start}
	for i := 0; i < len(queue) && i < 200; i++ {
		p := queue[i]
		for k := range p.imports {
			im := &p.imports[k]
			if im.TypeChecking || i > 0 && im.Lazy {
				continue
			}
			module := p.absolute(im)
			if compiledPackage(module) != "" {
				text := "imports " + module
				if i > 0 {
					text += ", and " + start.path + " loads it"
				}
				return true, Evidence{Path: p.path, Line: im.Line, Text: text + ": that is compiled", Against: true}
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
	return false, Evidence{}
}

// checkImportSmokeTest: a file tries whether the modules can be imported, whatever it is called.
func checkImportSmokeTest(f *facts, _ *Row) verdict {
	const needs = "a test, such as test/test_import_smoke.py, that goes through the modules of the package, resolves or runs their imports, and fails where one does not resolve"
	tests := f.smokeTests()
	if len(tests) == 0 {
		return missing(needs, f.notSmoke()...)
	}
	if s := tests[0]; s.weak != "" {
		return partly(needs, Evidence{Path: s.at.Path, Line: s.at.Line, Text: s.at.Text + ", and " + s.weak, Against: true})
	}
	var evidence []Evidence
	for _, s := range tests {
		if s.weak == "" {
			evidence = append(evidence, s.at)
		}
	}
	return done(evidence...)
}

var smokeName = regexp.MustCompile(`(?i)(import\w*smoke|smoke\w*import)\w*\.py$`)

// notSmoke are the files that have the name and do not do it.
func (f *facts) notSmoke() []Evidence {
	var out []Evidence
	for _, p := range f.artefact("import-smoke") {
		if !smokeName.MatchString(p) {
			continue
		}
		text := "is called so, and does not go through modules, try their imports and fail"
		if file := f.py(p); file == nil {
			text = "is called so, and holds no Python that runs"
		} else if len(file.tests()) == 0 && slices.ContainsFunc(file.funcs, func(fn *pyFunc) bool { return strings.HasPrefix(fn.name, "test") }) {
			text = "is called so, and every test in it is skipped or empty"
		}
		out = append(out, Evidence{Path: p, Text: text, Against: true})
	}
	return out
}

// checkImportSmokeStatic: the smoke test loads nothing compiled.
func checkImportSmokeStatic(f *facts, _ *Row) verdict {
	const needs = "an import smoke test that loads neither torch nor anything else that is compiled, so that it runs before a build"
	tests := f.smokeTests()
	if len(tests) == 0 {
		return missing(needs, f.notSmoke()...)
	}
	var against []Evidence
	for _, s := range tests {
		at := s.at
		at.Text = "loads nothing compiled (" + at.Text + "); the time of a run no tree shows"
		switch {
		case s.compiled:
			against = append(against, s.loads)
		case s.weak != "":
			return partly(needs, append(against, at, Evidence{Path: at.Path, Line: at.Line, Text: s.at.Text + ", and " + s.weak, Against: true})...)
		default:
			return done(at)
		}
	}
	return missing(needs, against...)
}
