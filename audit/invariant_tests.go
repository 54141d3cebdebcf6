package audit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

// partTests lists the files whose tests use what a part asks for: those of the usual names first,
// and where a workflow runs none of these, those of any name.
func (f *facts) partTests(p *part) []Evidence {
	named := newTestQuery(p, p.Uses)
	var out []Evidence
	seen := map[string]bool{}
	for _, glob := range p.Files { // the usual file first
		for _, file := range f.find(glob) {
			if seen[file] || len(out) >= 5 {
				continue
			}
			seen[file] = true
			if e, ok := f.testsUse(file, &named); ok {
				e.Text = p.What + ": " + e.Text
				out = append(out, e)
			}
		}
	}
	if p.Anywhere == "" || len(out) > 0 && !f.ci().real() || slices.ContainsFunc(out, func(e Evidence) bool { _, ok := f.runOf(e.Path); return ok }) {
		return out
	}
	anywhere := newTestQuery(p, p.Anywhere)
	anywhere.namesOnly = true
	for _, file := range f.find(f.in.Settings.Paths["tests"]...) {
		if seen[file] || len(out) >= 5 || strings.HasPrefix(file, "third_party/") || !holdsAny(f.read(file), p.Words...) {
			continue
		}
		seen[file] = true
		if e, ok := f.testsUse(file, &anywhere); ok {
			e.Text = p.What + ": " + e.Text
			out = append(out, e)
		}
	}
	return out
}

// testQuery is what a test has to be like to count for a part.
type testQuery struct {
	uses, says, also *regexp.Regexp // says and also may be nil
	namesOnly        bool           // a string is no use
}

func newTestQuery(p *part, uses string) testQuery {
	q := testQuery{uses: regexp.MustCompile(uses)}
	if p.Says != "" {
		q.says = regexp.MustCompile(p.Says)
	}
	if p.Also != "" {
		q.also = regexp.MustCompile(p.Also)
	}
	return q
}

func (f *facts) testsUse(p string, q *testQuery) (Evidence, bool) {
	if !q.uses.Match(f.read(p)) && !strings.ContainsAny(q.uses.String(), "^$") {
		return Evidence{}, false // not even in a comment
	}
	file := f.py(p)
	if file == nil || file.skipped() || q.namesOnly && !file.importsTorch() {
		return Evidence{}, false
	}
	tests := file.tests()
	n, line, told := 0, 0, 0
	for _, t := range tests {
		if !q.holds(t) {
			continue
		}
		n, line = n+1, firstLine(line, t.line)
		if q.also != nil && q.also.MatchString(t.name) {
			told = firstLine(told, t.line) // its name says it: the better example
		}
	}
	if told != 0 {
		line = told
	}
	if n == 0 {
		return Evidence{}, false
	}
	return Evidence{Path: p, Line: line, Text: fmt.Sprintf("%d of %s of the file, one of them here", n, counted(len(tests), "test"))}, true
}

func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

var skipsLine = regexp.MustCompile(`^(self\.skipTest\(|pytest\.(skip|xfail)\(|raise (unittest\.)?SkipTest\b|return$)`)

// skipsItself reports whether the first thing that a test does is to leave.
func (fn *pyFunc) skipsItself() bool {
	indent := -1
	for i, l := range fn.code() {
		t := strings.TrimSpace(l)
		switch {
		case i == 0:
			indent = indentOf(l)
		case t == "" || t == `""` || t == `""""""` || indentOf(l) <= indent || strings.HasPrefix(t, ")"):
		case skipsLine.MatchString(t):
			return true
		case strings.HasSuffix(strings.TrimSpace(fn.code()[0]), ":"):
			return false
		}
	}
	return false
}

var skipsModule = regexp.MustCompile(`^(pytestmark\s*=.*\bmark\.skip\b|pytest\.skip\(|raise (unittest\.)?SkipTest\b)`)

// skipped reports whether a file leaves out all of its tests.
func (p *pyFile) skipped() bool { return slices.ContainsFunc(p.lines, skipsModule.MatchString) }

// importsTorch reports whether a file is about the package at all.
func (p *pyFile) importsTorch() bool {
	return slices.ContainsFunc(p.imports, func(im parse.Import) bool {
		head, _, _ := strings.Cut(p.absolute(&im), ".")
		return head == "torch" || head == "functorch"
	})
}

// holds reports whether a test uses what is asked for, and asserts something.
func (q *testQuery) holds(t *pyFunc) bool {
	fns := t.wideReach()
	if t.skipsItself() || !q.used(t, fns) || !asserts(fns) {
		return false
	}
	if q.says != nil && !slices.ContainsFunc(append(sharedTexts(fns), decoratorTexts(fns)...), func(s pyString) bool { return q.says.MatchString(s.text) }) {
		return false
	}
	return q.also == nil || q.also.MatchString(t.class+" "+t.name+" "+t.file.path) ||
		slices.ContainsFunc(fns, func(fn *pyFunc) bool { return slices.ContainsFunc(fn.code(), q.also.MatchString) }) ||
		slices.ContainsFunc(append(sharedTexts(fns), decoratorTexts(fns)...), func(s pyString) bool { return q.also.MatchString(s.text) })
}

// used reports whether functions, their decorators, or a class of the file that they use by its
// bases, use a name that matches, as it stands or as the imports resolve it.
func (q *testQuery) used(t *pyFunc, fns []*pyFunc) bool {
	file := t.file
	for _, fn := range fns {
		for _, d := range fn.def.Decorators {
			if !q.namesOnly && q.uses.MatchString(d.Text) {
				return true
			}
		}
		for _, u := range fn.uses() {
			if q.uses.MatchString(u.Name) || q.uses.MatchString(file.resolved(u.Name)) {
				return true
			}
		}
	}
	for _, c := range file.classesOf(fns) {
		for _, b := range c.Class.Bases {
			if q.uses.MatchString(b.Text) || q.uses.MatchString(file.resolved(b.Text)) {
				return true
			}
		}
	}
	return !q.namesOnly && says(fns, q.uses) != 0
}

// resolved is a chain of names with its first replaced by what an import binds it to.
func (p *pyFile) resolved(chain string) string {
	if p.bound == nil {
		p.bound = p.importedAs()
	}
	head, rest, dotted := strings.Cut(chain, ".")
	full, ok := p.bound[head]
	if !ok {
		return chain
	}
	if dotted {
		return full + "." + rest
	}
	return full
}

// classesOf lists the classes of the module that functions name.
func (p *pyFile) classesOf(fns []*pyFunc) []*parse.PyStmt {
	var out []*parse.PyStmt
	for _, st := range p.module.Body {
		if st.Kind == parse.PyClassDef && slices.ContainsFunc(fns, func(fn *pyFunc) bool {
			return slices.ContainsFunc(fn.uses(), func(u parse.PyUse) bool {
				head, _, _ := strings.Cut(u.Name, ".")
				return head == st.Name
			})
		}) {
			out = append(out, st)
		}
	}
	return out
}

// wideReach is what a test calls, the methods of classes of its file that it names, and the
// fixtures that it takes or that run for every test.
func (fn *pyFunc) wideReach() []*pyFunc {
	out := fn.reach()
	add := func(g *pyFunc) {
		for _, more := range g.reach() {
			if !slices.Contains(out, more) && len(out) < 200 {
				out = append(out, more)
			}
		}
	}
	for _, c := range fn.file.classesOf(out) {
		for _, g := range fn.file.funcs {
			if g.class == c.Name && !strings.HasPrefix(g.name, "test") {
				add(g)
			}
		}
	}
	for _, g := range fn.file.funcs {
		if g != fn && fn.fixture(g) {
			add(g)
		}
	}
	return out
}

// fixture reports whether a function prepares a test: setUp of its class, a fixture that it takes,
// or one that every test has.
func (fn *pyFunc) fixture(g *pyFunc) bool {
	if g.class == fn.class && fn.class != "" && (g.name == "setUp" || g.name == "setUpClass" || g.name == "setup_method" || g.name == "setup_class") ||
		g.class == "" && (g.name == "setup_module" || g.name == "setUpModule" || g.name == "setup_function") {
		return true
	}
	for _, d := range g.def.Decorators {
		if strings.HasPrefix(d.Text, "pytest.fixture") || strings.HasPrefix(d.Text, "fixture") {
			return strings.Contains(d.Text, "autouse=True") && (g.class == "" || g.class == fn.class) ||
				slices.ContainsFunc(fn.def.Params, func(p parse.PyParam) bool { return p.Name == g.name })
		}
	}
	return false
}

// decoratorTexts are the strings of functions and of their decorators.
func decoratorTexts(fns []*pyFunc) []pyString {
	var out []pyString
	for _, fn := range fns {
		from := fn.line
		for _, d := range fn.def.Decorators {
			from = min(from, d.Line)
		}
		for _, s := range fn.file.strings {
			if s.line >= from && s.line <= fn.end {
				out = append(out, s)
			}
		}
	}
	return out
}

var (
	assertName = regexp.MustCompile(`(?i)assert|raises|check|expect|verify|compare|fail|equal|allclose|_test|test_`)
	assertLine = regexp.MustCompile(`^\s*(assert\b|raise\b|if .*:\s*raise\b)`)
	assertNone = regexp.MustCompile(`^\s*assert\s*\(?\s*(True|1|not False)\s*\)?\s*(,|$)`)
)

// asserts reports whether functions hold anything: a test that only runs is none.
func asserts(fns []*pyFunc) bool {
	for _, fn := range fns {
		for _, u := range fn.uses() {
			if u.Call == nil || !assertName.MatchString(lastName(u.Name)) {
				continue
			}
			if len(u.Call.Args) > 0 && (u.Call.Args[0].Text == "True" || u.Call.Args[0].Text == "1") && strings.HasSuffix(u.Name, "assertTrue") {
				continue
			}
			return true
		}
		for _, l := range fn.code() {
			if assertLine.MatchString(l) && !assertNone.MatchString(l) {
				return true
			}
		}
	}
	return false
}
