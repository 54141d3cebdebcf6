package cpp

import (
	"bytes"
	"slices"
	"strings"

	"plumbline/parse"
)

// warnMacro is what a macro or function that warns or raises does with its arguments.
type warnMacro struct {
	category parse.CppWarnKind
	kind     int  // index of the argument that names the category, -1 for none
	test     int  // index of the argument that must hold, or else it raises; -1 for none
	text     int  // index of the first argument of the message
	single   bool // the message is that argument alone
	raises   bool
	literal  bool // it counts only where the test is false as written
}

// warnMacros are those of c10/util/Exception.h, c10/util/Logging.h and of Python's C API
// ("Exception Handling"). It is read-only.
var warnMacros = map[string]warnMacro{
	"TORCH_WARN":             {category: parse.CppWarnUser, kind: -1, test: -1},
	"TORCH_WARN_ONCE":        {category: parse.CppWarnUser, kind: -1, test: -1},
	"TORCH_WARN_DEPRECATION": {category: parse.CppWarnDeprecation, kind: -1, test: -1},
	"TORCH_WARN_WITH":        {kind: 0, test: -1, text: 1},
	"_TORCH_WARN_WITH":       {kind: 0, test: -1, text: 1},
	"PyErr_WarnEx":           {kind: 0, test: -1, text: 1, single: true},
	"PyErr_WarnFormat":       {kind: 0, test: -1, text: 2, single: true},
	"PyErr_WarnExplicit":     {kind: 0, test: -1, text: 1, single: true},

	"TORCH_CHECK":                            {kind: -1, text: 1, raises: true},
	"TORCH_CHECK_ALWAYS_SHOW_CPP_STACKTRACE": {kind: -1, text: 1, raises: true},
	"TORCH_CHECK_ARG":                        {kind: -1, text: 2, raises: true},
	"TORCH_CHECK_IF_NOT_ON_CUDA":             {kind: -1, text: 1, raises: true},
	"TORCH_CHECK_INDEX":                      {kind: -1, text: 1, raises: true},
	"TORCH_CHECK_LINALG":                     {kind: -1, text: 1, raises: true},
	"TORCH_CHECK_NOT_IMPLEMENTED":            {kind: -1, text: 1, raises: true},
	"TORCH_CHECK_TYPE":                       {kind: -1, text: 1, raises: true},
	"TORCH_CHECK_VALUE":                      {kind: -1, text: 1, raises: true},
	"TORCH_CHECK_WITH":                       {kind: -1, test: 1, text: 2, raises: true},
	"TORCH_INTERNAL_ASSERT":                  {kind: -1, text: 1, raises: true, literal: true},
	"AT_ASSERTM":                             {kind: -1, text: 1, raises: true, literal: true},
	"CAFFE_ENFORCE":                          {kind: -1, text: 1, raises: true},
	"AT_ERROR":                               {kind: -1, test: -1, raises: true},
	"C10_THROW_ERROR":                        {kind: -1, test: -1, text: 1, raises: true},
	"CAFFE_THROW":                            {kind: -1, test: -1, raises: true},
	"PyErr_SetString":                        {kind: -1, test: -1, text: 1, single: true, raises: true},
	"PyErr_Format":                           {kind: -1, test: -1, text: 1, single: true, raises: true},
}

// argParser stands for torch::PythonArgParser (torch/csrc/utils/python_arg_parser.cpp), which
// warns when a call matches a signature that ends in "|deprecated".
const (
	argParser     = "PythonArgParser"
	signatureMark = "|deprecated"
)

// call takes the call whose parenthesis opens at s[open] and closes at the end of s.
func (w *warner) call(s []token, open int) {
	name := s[open-1]
	if name.kind != identifier {
		return
	}
	m, ok := warnMacros[string(w.word(name))]
	if !ok {
		return
	}
	args := w.splitArgs(s[open+1 : len(s)-1])
	found := parse.CppWarning{Macro: string(w.word(name)), Category: m.category, Raises: m.raises}
	if m.kind >= 0 && m.kind < len(args) {
		found.Category = w.category(args[m.kind])
	}
	tests := w.at.tests
	if m.test >= 0 {
		if m.test >= len(args) || m.literal && !w.isFalse(args[m.test]) {
			return
		}
		if holds := args[m.test]; !w.isFalse(holds) {
			tests = &test{outer: tests, text: "!(" + w.textOf(holds) + ")", params: w.paramsOf(holds)}
		}
	}
	args = args[min(m.text, len(args)):]
	if m.single {
		args = args[:min(1, len(args))]
	}
	found.Text = w.messageOf(args)
	w.report(found, name, tests)
}

// wholeStatement takes what is no call: a throw, and what is written to a log or a stream.
func (w *warner) wholeStatement(s []token) {
	switch {
	case w.is(s[0], "throw"):
		w.thrown(s)
	case s[0].kind == identifier && len(s) > 3:
		w.logged(s)
		w.streamed(s)
	}
}

// thrown takes a throw expression: the text is that of the exception's arguments.
func (w *warner) thrown(s []token) {
	for i := 1; i < len(s); i++ {
		if !w.is(s[i], "(") && !w.is(s[i], "{") {
			continue
		}
		end := w.skip(s, i)
		text := w.messageOf(w.splitArgs(s[i+1 : max(i+1, end)]))
		w.report(parse.CppWarning{Macro: "throw", Raises: true, Text: text}, s[0], w.at.tests)
		return
	}
}

// logged takes LOG(WARNING) << text and its kin (c10/util/Logging.h).
func (w *warner) logged(s []token) {
	name := string(w.word(s[0]))
	if name != "LOG" && !strings.HasPrefix(name, "C10_LOG_") || !w.is(s[1], "(") {
		return
	}
	switch string(w.word(s[2])) {
	case "WARNING", "ERROR", "FATAL":
	default:
		return
	}
	end := w.skip(s, 1)
	w.report(parse.CppWarning{Macro: name, Raises: w.is(s[2], "FATAL"), Text: w.messageOf([][]token{s[end+1:]})}, s[0], w.at.tests)
}

// localTexts are the messages built in variables of the function being read.
type localTexts struct {
	texts   map[string]string
	streams map[string]string // what was written to a string stream
}

// maxStreamed bounds the text remembered of a variable, for hostile input.
const maxStreamed = 4096

// streamed follows a string stream: `ss << "text"`.
func (w *warner) streamed(s []token) {
	if !w.is(s[1], "<") || !w.is(s[2], "<") {
		return
	}
	name := string(w.word(s[0]))
	if text := w.locals.streams[name]; len(text) < maxStreamed {
		remember(&w.locals.streams, name, text+w.messageOf([][]token{s[1:]}))
	}
}

// message notes what a string variable or a stream holds from here on: a literal, or what
// is joined from some.
func (w *warner) message(s []token) {
	n := len(s)
	last := s[n-1]
	switch {
	case last.kind == identifier:
		for _, t := range s[:n-1] {
			if w.is(t, "stringstream") || w.is(t, "ostringstream") {
				delete(w.locals.streams, string(w.word(last)))
				return
			}
		}
		return
	case last.kind != stringLiteral && !w.is(last, ")"):
		return
	}
	for i := 1; i+1 < n && i < maxDeclarator; i++ {
		if !w.is(s[i], "=") {
			continue
		}
		at := i - 1
		if w.is(s[at], "]") {
			at = w.opener(s, at) - 1
		}
		if at >= 0 && s[at].kind == identifier && w.makesText(s[i+1:]) {
			w.bind(string(w.word(s[at])), s[i+1:], i == 1)
		}
		return
	}
}

// maxDeclarator is how many tokens stand at most before the = of a string variable.
const maxDeclarator = 12

// makesText reports whether an expression is a literal, or starts with what joins literals.
func (w *warner) makesText(s []token) bool {
	for i, t := range s {
		switch {
		case t.kind == stringLiteral:
			return true
		case w.is(t, "(") && i > 0:
			switch string(w.word(s[i-1])) {
			case "str", "string", "format":
				return true
			}
			return false
		case t.kind != identifier && !w.is(t, "::"):
			return false
		}
	}
	return false
}

// bind remembers the message that a name stands for. One that is assigned several is none.
func (w *warner) bind(name string, value []token, assigned bool) {
	text := w.messageOf([][]token{value})
	if have, ok := w.locals.texts[name]; len(text) > maxStreamed || assigned && ok && have != text {
		text = computed
	}
	if w.definition == "" && w.at.function() != nil {
		remember(&w.locals.texts, name, text)
		return
	}
	remember(&w.texts, name, text)
}

func remember(texts *map[string]string, name, text string) {
	if *texts == nil {
		*texts = map[string]string{}
	}
	(*texts)[name] = text
}

// signature takes a literal that is a signature of PythonArgParser marked as deprecated.
func (w *warner) signature(t token) {
	lit := content(w.word(t))
	if bytes.HasSuffix(lit, []byte(signatureMark)) && bytes.IndexByte(lit, '(') > 0 {
		text := strings.TrimSuffix(literalText(w.word(t)), signatureMark)
		w.report(parse.CppWarning{Macro: argParser, Category: parse.CppWarnUser, Text: text}, t, nil)
	}
}

// report adds a warning that stands at t under tests, if it is wanted.
func (w *warner) report(found parse.CppWarning, t token, tests *test) {
	found.Definition = w.definition
	if !w.keep(&found) {
		return
	}
	found.Line = w.src.line(int(t.start))
	if fn := w.at.function(); fn != nil {
		found.Function, found.Block, found.Lambda, found.Bound = fn.name, fn.block, fn.lambda, fn.bound
		if fn.at >= 0 {
			found.FunctionLine = w.src.line(fn.at)
		}
	}
	var dependent []string
	for ; tests != nil; tests = tests.outer {
		found.Conditions = append(found.Conditions, tests.text)
		if len(tests.params) > 0 {
			dependent = append(dependent, tests.text)
			for _, p := range tests.params {
				found.Params = appendNew(found.Params, p)
			}
		}
	}
	slices.Reverse(found.Conditions)
	slices.Reverse(dependent)
	slices.Sort(found.Params)
	found.Conditional = conjunction(dependent)
	w.found = append(w.found, found)
}

// category is the one that an argument names: PyExc_FutureWarning, c10::DeprecationWarning().
func (w *warner) category(arg []token) parse.CppWarnKind {
	for _, t := range arg {
		switch strings.TrimPrefix(string(w.word(t)), "PyExc_") {
		case "DeprecationWarning", "PendingDeprecationWarning":
			return parse.CppWarnDeprecation
		case "FutureWarning":
			return parse.CppWarnFuture
		case "UserWarning":
			return parse.CppWarnUser
		}
	}
	return ""
}

func (w *warner) isFalse(arg []token) bool {
	return len(arg) == 1 && (w.is(arg[0], "false") || w.is(arg[0], "0"))
}

// splitArgs cuts the arguments of a macro at the commas outside parentheses ([cpp.replace]).
// Braces hold them together too, as those of functions.
func (w *warner) splitArgs(s []token) [][]token {
	if len(s) == 0 {
		return nil
	}
	var args [][]token
	from := 0
	for i := 0; i < len(s); i++ {
		if s[i].kind != punct {
			continue
		}
		switch w.lex.text[s[i].start] {
		case '(', '[', '{':
			i = w.skip(s, i)
		case ',':
			args = append(args, s[from:i])
			from = i + 1
		}
	}
	return append(args, s[from:])
}

// conjunction joins tests by &&.
func conjunction(tests []string) string {
	if len(tests) < 2 {
		return strings.Join(tests, "")
	}
	parts := make([]string, len(tests))
	for i, test := range tests {
		parts[i] = test
		if strings.Contains(test, "||") || strings.Contains(test, "?") {
			parts[i] = "(" + test + ")"
		}
	}
	return strings.Join(parts, " && ")
}
