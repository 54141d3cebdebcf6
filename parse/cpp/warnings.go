package cpp

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"

	"plumbline/parse"
)

// Warnings reads the places of one C-family file that warn of a deprecation or removal when
// they run, or raise because something is gone, in source order. As in Scan every branch of an
// #if is read that some build may take. A place counts by its category (all uses of
// TORCH_WARN_DEPRECATION do) or by its words.
func Warnings(path string, src []byte) []parse.CppWarning {
	return readWarnings(src, marksDeprecation)
}

// readWarnings reads all warnings that keep wants.
func readWarnings(src []byte, keep func(*parse.CppWarning) bool) []parse.CppWarning {
	if len(src) > math.MaxInt32 || !hasAny(src, warningTriggers[:]) {
		return nil
	}
	w := warner{src: newSource(src), keep: keep}
	w.lex = newLexer(w.src)
	w.run()
	slices.SortStableFunc(w.found, func(a, b parse.CppWarning) int { return cmp.Compare(a.Line, b.Line) })
	return w.found
}

// Parts of everything that is looked for. Most files have none of them.
var warningTriggers = [...]string{
	"TORCH_WARN", "PyErr_", "TORCH_CHECK", "INTERNAL_ASSERT", "C10_LOG", "LOG(", "throw", "_THROW", "_ERROR", "|deprecated",
	"ENFORCE", "AT_ASSERT",
}

// deprecationWords tell, in lower case, that a text speaks of deprecation or removal.
var deprecationWords = [...]string{
	"deprecat", "obsolete", "will be removed", "be removed in", "is removed", "are removed", "was removed", "were removed",
	"been removed", "removed in", "removed from", "to be removed", "for removal", "no longer support", "no longer be support",
	"no longer available", "supported anymore", "supported any more", "will be dropped", "been dropped", "phased out",
	"discontinued", "will go away", "end-of-life", "end of life",
}

// changeWords tell that a text announces a change of behaviour.
var changeWords = [...]string{
	"future release", "future version", "future pytorch", "upcoming release", "upcoming version", "upcoming pytorch",
	"next release", "next version", "next pytorch", "near future", "in the future", "in future", "will change in", "will soon",
	"will break", "be an error in",
}

// marksDeprecation reports whether the category or the words of a warning make it one of
// deprecation or removal, or of a change to come.
func marksDeprecation(w *parse.CppWarning) bool {
	switch {
	case w.Definition != "" && w.Text == computed: // passes on what it is given
		return false
	case w.Category == parse.CppWarnDeprecation, w.Category == parse.CppWarnFuture, w.Macro == argParser:
		return true
	}
	text := strings.ToLower(strings.Join(strings.Fields(w.Text), " "))
	if hasWord(text, deprecationWords[:]) {
		return true
	}
	w.Change = w.Category != "" && !w.Raises && hasWord(text, changeWords[:])
	return w.Change
}

func hasWord(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// warner reads one file front to back.
type warner struct {
	src      *source
	lex      lexer
	keep     func(*parse.CppWarning) bool
	branches branches[place]
	line     []token // the directive being read

	at         place
	stack      tokenStack
	definition string            // the macro whose definition is being read
	texts      map[string]string // what names of the file stand for, where that is a message
	locals     localTexts
	closed     *functionFact // the last function whose body ended

	found []parse.CppWarning
}

func (w *warner) run() {
	for {
		t := w.lex.next()
		switch {
		case t.kind == eof:
			return
		case t.kind == hash:
			w.directive()
		case !w.branches.dead():
			w.token(t)
		}
	}
}

// directive reads one directive; the lexer stands after its '#'.
func (w *warner) directive() {
	name := w.lex.next()
	if name.kind != identifier {
		if name.kind != endDirective {
			w.lex.skipDirective()
		}
		return
	}
	switch word := string(w.lex.bytes(name)); word {
	case "if", "ifdef", "ifndef":
		c := unknown
		if word == "if" {
			c = w.condition()
		}
		w.branches.open(c, w.at)
		w.stack.keep(len(w.branches), w.at.to)
	case "elif":
		w.otherBranch(w.condition())
	case "elifdef", "elifndef":
		w.otherBranch(unknown)
	case "else":
		w.otherBranch(always)
	case "endif":
		w.at = w.branches.close(w.at)
		w.stack.release(len(w.branches), w.at.pending)
	case "define":
		if !w.branches.dead() {
			w.define()
		}
	}
	w.lex.skipDirective()
}

func (w *warner) condition() truth {
	w.line = w.lex.rest(w.line[:0])
	return condition(w.lex.text, w.line)
}

func (w *warner) otherBranch(c truth) {
	w.at = w.branches.next(c, w.at)
	if n := len(w.branches); n > 0 {
		w.stack.keep(n, w.branches[n-1].exit.to)
		w.stack.drop(w.at.pending)
	}
}

// define reads the body of a macro as code of its own.
func (w *warner) define() {
	name := w.lex.next()
	if name.kind != identifier {
		if name.kind == endDirective {
			return
		}
		w.lex.skipDirective()
		return
	}
	t := w.lex.next()
	if t.kind == punct && w.lex.is(t, '(') && t.start == name.end {
		for t.kind != endDirective && !w.lex.is(t, ')') {
			t = w.lex.next()
		}
		if t.kind != endDirective {
			t = w.lex.next()
		}
	}
	outer := w.at
	w.definition = string(w.lex.bytes(name))
	w.at = place{top: &frame{kind: macroFrame}, scopeState: scopeState{pending: w.stack.fresh(outer.pending)}}
	literal := true
	var value []token
	for ; t.kind != endDirective; t = w.lex.next() {
		if literal = literal && t.kind == stringLiteral; literal {
			value = append(value, t)
		}
		w.token(t)
	}
	w.endStatement()
	if literal && len(value) > 0 {
		w.bind(w.definition, value, false)
	}
	w.stack.drop(outer.pending)
	w.definition, w.at = "", outer
}

// word is the text of a token.
func (w *warner) word(t token) []byte { return w.lex.text[t.start:t.end] }

// is reports whether a token is the word or operator.
func (w *warner) is(t token, word string) bool { return string(w.word(t)) == word }

// textOf is code as written, white space and comments made one blank.
func (w *warner) textOf(tokens []token) string {
	var b bytes.Buffer
	for i, t := range tokens {
		if i > 0 && tokens[i-1].end < t.start {
			b.WriteByte(' ')
		}
		b.Write(w.word(t))
	}
	return b.String()
}
