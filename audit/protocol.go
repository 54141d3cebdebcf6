package audit

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

// protocolName is what the version of the wire protocol may be called.
var protocolName = regexp.MustCompile(`(?i)(protocol|wire|wire_format|c10d|dist|distributed)_?version|version_?of_?protocol`)

// protocolConstant is a version of the protocol that a module of torch.distributed binds.
type protocolConstant struct {
	file *pyFile
	name string
	line int
	text string
}

// protocolConstants lists the constants with a literal version, and what is called so and has none.
func (f *facts) protocolConstants() (found []protocolConstant, not []Evidence) {
	type both struct {
		found []protocolConstant
		not   []Evidence
	}
	b := once(f, "protocol-constants", func() (b both) {
		for _, p := range f.artefact("distributed") {
			if !protocolName.Match(f.read(p)) && !protocolName.MatchString(p) {
				continue
			}
			file := f.py(p)
			if file == nil {
				if protocolName.MatchString(p) {
					b.not = append(b.not, Evidence{Path: p, Text: "has no Python in it", Against: true})
				}
				continue
			}
			for _, st := range file.module.Body {
				named := protocolName.MatchString(st.Name) || protocolName.MatchString(path.Base(p)) && versionish.MatchString(st.Name)
				if st.Kind != parse.PyAssigned && st.Kind != parse.PyAnnotated || !named || neverRuns(st.Guards) {
					continue
				}
				if st.Value == nil || !isVersion(st.Value) {
					b.not = append(b.not, Evidence{Path: p, Line: st.Line, Text: st.Name + " holds no literal version", Against: true})
					continue
				}
				b.found = append(b.found, protocolConstant{file, st.Name, st.Line, st.Name + " = " + st.Value.Text})
			}
		}
		return b
	})
	return b.found, b.not
}

var versionText = regexp.MustCompile(`^v?\d+(\.\d+)*$`)

// isVersion reports whether an expression is a version as it stands: 1, "1.2", (1, 0).
func isVersion(e *parse.PyExpr) bool {
	switch e.Kind {
	case parse.ExprNumber:
		return true
	case parse.ExprStr:
		return versionText.MatchString(e.Str)
	case parse.ExprTuple:
		return len(e.Args) > 0 && !slices.ContainsFunc(e.Args, func(a parse.PyExpr) bool { return !isVersion(&a) })
	}
	return false
}

// checkProtocolConstant: torch.distributed binds a constant with the version of its protocol.
func checkProtocolConstant(f *facts, _ *Row) verdict {
	const needs = "a constant in torch.distributed with the version of the wire protocol: PROTOCOL_VERSION: Final[int] = 1 in torch/distributed/_protocol_version.py"
	found, not := f.protocolConstants()
	if len(found) == 0 {
		return missing(needs, not...)
	}
	return done(Evidence{Path: found[0].file.path, Line: found[0].line, Text: found[0].text})
}

// neverRuns reports whether a statement is for type checkers alone, or for nobody.
func neverRuns(guards []parse.PyGuard) bool {
	return slices.ContainsFunc(guards, func(g parse.PyGuard) bool {
		return g.Kind == parse.PyIf && g.Test != nil && (g.Test.Text == "False" || g.Test.Text == "0" || lastName(g.Test.Text) == "TYPE_CHECKING")
	})
}

// checkProtocolChecked: the version is compared on the path of init_process_group, and what differs
// raises.
func checkProtocolChecked(f *facts, _ *Row) verdict {
	const needs = "a check on the path of torch.distributed.init_process_group that compares the protocol version of the processes and raises where they differ"
	constants, not := f.protocolConstants()
	var start *pyFunc
	for _, p := range f.artefact("distributed") {
		if !holdsAny(f.read(p), "def init_process_group") {
			continue
		}
		if file := f.py(p); file != nil && file.function("", "init_process_group") != nil {
			start = file.function("", "init_process_group")
			break
		}
	}
	switch {
	case start == nil:
		return missing(needs, append(not, Evidence{Text: "no init_process_group in torch/distributed", Against: true})...)
	case len(constants) == 0:
		return missing("a constant with the protocol version, and "+needs, append(not, against(start.at(start.line, "init_process_group checks no protocol version")))...)
	}
	way := f.reachedFrom(start)
	givers := f.givers(constants)
	var used []Evidence
	for _, r := range way {
		line := r.fn.usesAny(givers)
		if line == 0 {
			continue
		}
		if at := f.compares(r, way, givers); at != nil {
			return done(Evidence{Path: r.fn.file.path, Line: line, Text: "the protocol version, on the path " + r.chain()}, *at)
		}
		used = append(used, against(r.fn.at(line, "uses the protocol version on the path "+r.chain()+", and raises nothing where it differs")))
	}
	if len(used) > 0 {
		return partly(needs, used...)
	}
	return missing(needs, against(start.at(start.line, fmt.Sprintf("none of the %d functions on the path of init_process_group uses %s", len(way), constants[0].name))))
}

func against(e Evidence) Evidence {
	e.Against = true
	return e
}

// givers are the names by which code gets at the version: the constants, and functions that return
// one of them.
func (f *facts) givers(constants []protocolConstant) map[string]bool {
	names := map[string]bool{}
	for _, c := range constants {
		names[c.name] = true
	}
	for _, c := range constants {
		for _, fn := range c.file.funcs {
			for i, l := range fn.code() {
				if t, ok := strings.CutPrefix(strings.TrimSpace(l), "return "); ok && i > 0 && names[lastName(strings.TrimSpace(t))] {
					names[fn.name] = true
				}
			}
		}
	}
	return names
}

// usesAny is the first line where a function uses one of the names, 0 for none.
func (fn *pyFunc) usesAny(names map[string]bool) int {
	for _, u := range fn.uses() {
		if names[lastName(u.Name)] && u.Line > fn.line && !fn.dead(u.Line) {
			return u.Line
		}
	}
	return 0
}

var versionish = regexp.MustCompile(`(?i)version`)

// compares is the place where a function, or one that it calls, raises under a comparison of the
// version: of the constant itself, of what was assigned from it, or of something called a version.
func (f *facts) compares(r *reached, way []*reached, givers map[string]bool) *Evidence {
	fns := []*pyFunc{r.fn}
	for _, c := range way {
		if c.by == r {
			fns = append(fns, c.fn)
		}
	}
	for _, fn := range fns {
		derived := fn.derived(givers)
		for _, s := range fn.def.Sites {
			if s.Kind != parse.PyRaise || fn.dead(s.Line) {
				continue
			}
			for _, g := range s.Guards {
				if g.Test != nil && fn.differs(g.Test.Text, derived) {
					return &Evidence{Path: fn.file.path, Line: s.Line, Text: "raises where " + shorten(g.Test.Text)}
				}
				if (g.Kind == parse.PyIf || g.Kind == parse.PyElse || g.Kind == parse.PyLoop) && g.Test != nil && comparesVersion(g.Test, derived) {
					return &Evidence{Path: fn.file.path, Line: s.Line, Text: "raises where " + shorten(g.Test.Text)}
				}
			}
		}
		for _, s := range fn.def.Sites {
			if test := fn.leavesBefore(s.Line, derived); s.Kind == parse.PyRaise && test != "" && !fn.dead(s.Line) {
				return &Evidence{Path: fn.file.path, Line: s.Line, Text: "raises unless " + shorten(test)}
			}
		}
		for i, l := range fn.code() {
			t := strings.TrimSpace(l)
			if rest, ok := strings.CutPrefix(t, "assert "); ok && (strings.Contains(rest, "==") || strings.Contains(rest, "all(")) && anyWord(rest, derived) {
				return &Evidence{Path: fn.file.path, Line: fn.line + i, Text: "asserts " + shorten(rest)}
			}
		}
	}
	return nil
}

// differs reports whether a test is a name that a comparison of the version was kept in.
func (fn *pyFunc) differs(test string, derived map[string]bool) bool {
	if !moduleName.MatchString(test) || !derived[test] {
		return false
	}
	return slices.ContainsFunc(fn.code(), func(l string) bool {
		left, right, ok := strings.Cut(strings.TrimSpace(l), " = ")
		return ok && left == test && (strings.Contains(right, "!=") || strings.Contains(right, "==")) && anyWord(right, derived)
	})
}

// leavesBefore is the test of the version under which a function returns, in the block of a line and
// above it; "" for none.
func (fn *pyFunc) leavesBefore(line int, derived map[string]bool) string {
	code := fn.file.lines
	for k := line - 2; k >= fn.line && k+1 < len(code) && indentOf(code[k]) >= indentOf(code[line-1]); k-- {
		test, ok := strings.CutPrefix(strings.TrimSpace(code[k]), "if ")
		if ok && indentOf(code[k]) == indentOf(code[line-1]) && strings.Contains(test, "==") && anyWord(test, derived) &&
			(strings.Contains(test, ": return") || strings.HasPrefix(strings.TrimSpace(code[k+1]), "return")) {
			return strings.TrimSuffix(test, ":")
		}
	}
	return ""
}

// derived are the names of a function that hold the version: givers, and what is assigned from them.
func (fn *pyFunc) derived(givers map[string]bool) map[string]bool {
	out := map[string]bool{}
	for n := range givers {
		out[n] = true
	}
	for _, l := range fn.code() {
		left, right, ok := strings.Cut(l, "=")
		if ok && !strings.HasPrefix(right, "=") && !strings.HasSuffix(left, "!") && !strings.HasSuffix(left, "<") && !strings.HasSuffix(left, ">") && !strings.ContainsAny(left, "([") && anyWord(right, out) {
			left, _, _ = strings.Cut(left, ":")
			for _, w := range wordPattern.FindAllString(left, -1) {
				out[w] = true
			}
		}
	}
	return out
}

func anyWord(text string, names map[string]bool) bool {
	return slices.ContainsFunc(wordPattern.FindAllString(text, -1), func(w string) bool { return names[w] || versionish.MatchString(w) })
}

// comparesVersion reports whether a test compares something that holds the version.
func comparesVersion(e *parse.PyExpr, names map[string]bool) bool {
	compares := slices.ContainsFunc([]string{"!=", "==", "<", ">", " in ", "any(", "all(", "len("}, func(op string) bool { return strings.Contains(e.Text, op) })
	return (compares || strings.HasPrefix(e.Text, "not ")) && anyWord(e.Text, names)
}

// checkProtocolMixedTest: a test gives two processes, or the check, versions that differ, and holds
// that it fails.
func checkProtocolMixedTest(f *facts, _ *Row) verdict {
	const needs = "a test that starts processes of different protocol versions, or gives the check one that differs, and expects a clear error"
	constants, _ := f.protocolConstants()
	givers := f.givers(constants)
	var close []Evidence
	for _, file := range f.testFiles("rotocol", "ROTOCOL", "ersion", "ERSION") {
		if !file.distributed() {
			continue
		}
		for _, test := range file.tests() {
			fns := test.reach()
			line := protocolLine(fns, givers)
			if line == 0 {
				continue
			}
			mixed, fails := mixesVersions(fns), expectsFailure(fns)
			switch {
			case mixed != 0 && fails != 0:
				return done(test.at(test.line, test.name+" sets a version that differs on line "+fmt.Sprint(mixed)), test.at(fails, "expects a failure"))
			case fails != 0:
				close = append(close, against(test.at(test.line, test.name+" expects a failure, but sets no version that differs")))
			case mixed != 0:
				close = append(close, against(test.at(test.line, test.name+" sets a version that differs, but expects no failure")))
			default:
				close = append(close, against(test.at(test.line, test.name+" speaks of the protocol version, but neither sets one that differs nor expects a failure")))
			}
		}
	}
	return missing(needs, close...)
}

// protocolLine is the first line where functions speak of the protocol's version, 0 for none.
func protocolLine(fns []*pyFunc, givers map[string]bool) int {
	line := says(fns, protocolName)
	for _, fn := range fns {
		line = firstLine(line, fn.usesAny(givers))
		for i, l := range fn.code() { // `module.PROTOCOL_VERSION = 2` binds a name, and uses none
			if line == 0 && protocolName.MatchString(l) && assignsTo.MatchString(l) {
				line = fn.line + i
			}
		}
	}
	return line
}

// distributed reports whether a file imports something of torch.distributed.
func (p *pyFile) distributed() bool {
	return slices.ContainsFunc(p.imports, func(im parse.Import) bool {
		return strings.HasPrefix(im.Module, "torch.distributed") || im.Module == "torch" && im.Name == "distributed"
	}) || slices.ContainsFunc(p.strings, func(t pyString) bool { return strings.Contains(t.text, "torch.distributed") })
}

var (
	patches    = regexp.MustCompile(`^(patch|object|setattr|dict|set|__setattr__|multi_get|put)$`)
	shifted    = regexp.MustCompile(`(?i)version\w*(\(\))?\s*[+-]\s*\d|\b(old|new|peer|remote|other|bad|wrong|mismatch\w*|incompatible|future|fake)_?\w*version\w*|version\w*_?(old|new|peer|remote|other|bad|wrong|mismatch\w*|a|b)\b`)
	assignsTo  = regexp.MustCompile(`(?i)(\.\w*version\w*|\[[^\]]*version[^\]]*\])\s*=[^=]`)
	rankChosen = regexp.MustCompile(`(?i)version.*\b(if|else)\b.*\brank\b|rank.*version`)
)

// mixesVersions is the line where a function sets a protocol version that differs: by a patch, an
// assignment, a call with a literal version, or one that is computed from the constant.
func mixesVersions(fns []*pyFunc) int {
	for _, fn := range fns {
		for _, u := range fn.uses() {
			if u.Call == nil {
				continue
			}
			text := u.Call.Text
			if patches.MatchString(lastName(u.Name)) && protocolName.MatchString(text) {
				return u.Line
			}
			if versionish.MatchString(u.Name) && !strings.Contains(u.Name, "assert") && len(u.Call.Args) > 1 {
				for i := range u.Call.Args[1:] {
					if a := &u.Call.Args[i+1]; isVersion(a) || shifted.MatchString(a.Text) {
						return u.Line
					}
				}
			}
			for i := range u.Call.Args {
				if a := &u.Call.Args[i]; versionish.MatchString(a.Key) && isVersion(a) {
					return u.Line
				}
			}
		}
		for i, l := range fn.code() {
			if assignsTo.MatchString(l) || rankChosen.MatchString(l) || shifted.MatchString(l) {
				return fn.line + i
			}
		}
	}
	return 0
}
