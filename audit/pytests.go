package audit

import (
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

var runsProcess = regexp.MustCompile(`(^|\.)(subprocess\.(run|Popen|check_call|check_output|call)|Popen|check_call|check_output|run_process\w*|run_python\w*|create_subprocess_exec|start_processes|spawn|mp\.Process|Process|EnvBuilder)$`)

// testFiles lists the Python files with tests whose text has one of the words.
func (f *facts) testFiles(words ...string) []*pyFile {
	var out []*pyFile
	for _, p := range f.find(f.in.Settings.Paths["tests"]...) {
		if strings.HasPrefix(p, "third_party/") || !holdsAny(f.read(p), words...) {
			continue
		}
		if file := f.py(p); file != nil {
			out = append(out, file)
		}
	}
	return out
}

// expectsFailure is the line where a function, or one that it calls, holds that something fails: an
// assertion that it raises, on the code of a process, or on what its message says.
func expectsFailure(fns []*pyFunc) int {
	well := len(fns) > 0 && fns[0].expectsZero()
	for _, fn := range fns {
		for _, u := range fn.uses() {
			switch name := lastName(u.Name); {
			case name == "assertRaises" || name == "assertRaisesRegex" || u.Name == "pytest.raises" || name == "raises":
				return u.Line
			case (name == "assertNotEqual" || name == "assertTrue" || name == "assertFalse" || name == "assertGreater") && u.Call != nil && returnsCode.MatchString(u.Call.Text):
				if name != "assertFalse" || !strings.Contains(u.Call.Text, "== 0") {
					return u.Line
				}
			case !well && (name == "assertIn" || name == "assertRegex") && u.Call != nil && len(u.Call.Args) > 1 && tellsError.MatchString(u.Call.Args[1].Text):
				return u.Line
			}
		}
		for i, l := range fn.code() {
			t, ok := strings.CutPrefix(strings.TrimSpace(l), "assert ")
			switch {
			case !ok:
			case returnsCode.MatchString(t) && (strings.Contains(t, "!= 0") || strings.Contains(t, "> 0") || !strings.ContainsAny(t, "=<>") && !strings.HasPrefix(t, "not ")):
				return fn.line + i
			case !well && strings.Contains(t, " in ") && !strings.Contains(t, " not in ") && slices.ContainsFunc(fn.texts(), func(s pyString) bool { return s.line == fn.line+i && tellsError.MatchString(s.text) }):
				return fn.line + i
			}
		}
	}
	return 0
}

// expectsZero reports whether a function holds that a process ends well.
func (fn *pyFunc) expectsZero() bool {
	return slices.ContainsFunc(fn.code(), func(l string) bool {
		t := strings.TrimSpace(l)
		return strings.Contains(t, "assert") && returnsCode.MatchString(t) && (strings.Contains(t, "== 0") || strings.Contains(t, "assertEqual") && strings.Contains(t, " 0"))
	})
}

var (
	returnsCode = regexp.MustCompile(`returncode|exitcode|exit_code|return_code|exit_status|\brc\b|\bcode\b`)
	// tellsError is what the message of a failure has that no output of a good run has.
	tellsError = regexp.MustCompile(`(?i)protocol|version|mismatch|incompatib|error`)
)

// expectsSuccess is the line where a function holds that a process went well, or that two things
// are equal.
func expectsSuccess(fns []*pyFunc) int {
	for _, fn := range fns {
		for _, u := range fn.uses() {
			switch lastName(u.Name) {
			case "assertEqual", "assertTrue", "check_call", "check_output", "assert_close", "assert_allclose", "assertIsNotNone", "assertIn":
				return u.Line
			}
		}
		for i, l := range fn.code() {
			if t := strings.TrimSpace(l); strings.HasPrefix(t, "assert ") && !strings.Contains(t, "!=") {
				return fn.line + i
			}
		}
	}
	return 0
}

// says is the first line where a string or a name of the functions matches, 0 for none.
func says(fns []*pyFunc, pattern *regexp.Regexp) int {
	for _, fn := range fns {
		for _, u := range fn.uses() {
			if pattern.MatchString(u.Name) {
				return u.Line
			}
		}
		for _, t := range fn.texts() {
			if pattern.MatchString(t.text) {
				return t.line
			}
		}
	}
	return 0
}

// sharedStatements are the assignments of the module of which functions, or decorators of them, use
// the name.
func sharedStatements(fns []*pyFunc) []*parse.PyStmt {
	var out []*parse.PyStmt
	for _, st := range fns[0].file.module.Body {
		if st.Kind != parse.PyAssigned && st.Kind != parse.PyAnnotated || st.Target == nil {
			continue
		}
		names := wordPattern.FindAllString(st.Target.Text, -1)
		if slices.ContainsFunc(fns, func(fn *pyFunc) bool {
			if slices.ContainsFunc(fn.def.Decorators, func(d parse.PyExpr) bool {
				return slices.ContainsFunc(wordPattern.FindAllString(d.Text, -1), func(w string) bool { return slices.Contains(names, w) })
			}) {
				return true
			}
			return slices.ContainsFunc(fn.uses(), func(u parse.PyUse) bool {
				head, _, _ := strings.Cut(u.Name, ".")
				return slices.Contains(names, head)
			})
		}) {
			out = append(out, st)
		}
	}
	return out
}

// sharedTexts are strings of the module that functions use by name: a script kept in a constant.
func sharedTexts(fns []*pyFunc) []pyString {
	var out []pyString
	for _, st := range sharedStatements(fns) {
		for _, t := range fns[0].file.strings {
			if t.line >= st.Line && t.line <= st.EndLine {
				out = append(out, t)
			}
		}
	}
	return out
}
