package deprecation

import (
	"regexp"
	"strings"
)

// unstable is the sentence in which the docstring of an object says that the object is not
// promised to stay: a prototype, beta, experimental, private. What is said of a parameter, of one
// way to use it or of something else is not said of it; "" for none. PyTorch's classes of
// features: pytorch.org/blog/pytorch-feature-classification-changes.
func unstable(o *Object) string {
	text := docOf(o)
	if text == "" {
		return ""
	}
	name := regexp.QuoteMeta(o.Base())
	own, err := regexp.Compile("(?i)^(?:the )?[`:a-z.~]*\\b" + name + "`*(?: (?:class|function|method|module|context manager|api|decorator|optimizer|package))? " + isUnstable)
	if err != nil {
		return ""
	}
	for _, p := range paragraphs(text) {
		for _, s := range sentences(p) {
			if thisIsUnstable.MatchString(s) || isPrivateAPI.MatchString(s) || bareUnstable.MatchString(s) || own.MatchString(s) {
				return s
			}
		}
	}
	return ""
}

// docOf is the docstring of a module, class or function.
func docOf(o *Object) string {
	switch {
	case o.Facts != nil:
		return o.Facts.Doc.Text
	case o.Func() != nil:
		return o.Func().Doc.Text
	case o.Stmt != nil && o.Stmt.Class != nil:
		return o.Stmt.Class.Doc.Text
	}
	return ""
}

// what a docstring calls its own subject, and what it says of it
const (
	subjectWords = `(?:api|function|class|module|method|feature|interface|enum|flag|operator|op|decorator|context manager|transform|` +
		`transformation|utility|backend|package|library|optimizer|type|object|mode|context)s?`
	stateWords = `(?:prototype|beta|experimental|unstable|in development|under development|under active development|work in progress|subject to change)`
	isUnstable = `(?:is|are|remains) (?:(?:currently|still|now|highly|very|considered|in|an?|early|only|the|at|to be|and) )*` + stateWords + `\b`
)

var (
	thisIsUnstable = regexp.MustCompile(`(?i)^(?:this|these|the) (?:(?:python|public|new) )?(?:` + subjectWords + ` )?` + isUnstable +
		`|^this (?:` + subjectWords + ` )?(?:may|might|can|could|will) change (?:at any time|without|in (?:the )?future)` +
		`|^this ` + subjectWords + ` is (?:(?:currently|still|experimental|and|is|a) )*\*?not\*? backwards?[- ]compatible`)
	isPrivateAPI = regexp.MustCompile(`(?i)^this (?:` + subjectWords + ` )?is (?:(?:currently|still|considered|an?) )*(?:private|internal)\b(?: \w+)?` +
		`|^this (?:` + subjectWords + ` )?is (?:for internal use|not (?:an? )?(?:part of the )?public)\b`)
	// bareUnstable is a note that is only a word: "Experimental.", "(prototype)".
	bareUnstable = regexp.MustCompile(`(?i)^\[?\(?(?:experimental|prototype|beta|private|internal use only)\]?\)?[.:!]?$`)
)

// leaveOut are the sections of a docstring that speak of parts: parameters, results, examples.
var leaveOut = regexp.MustCompile(`(?i)^(?:args|arguments|parameters|params|keyword (?:args|arguments)|kwargs|attributes|returns?|raises|yields|shape|inputs?|outputs?|examples?|example usage|members)\s*:{1,2}\s*(?:$|.*)`)

// directive is the head of a note: ".. warning::", "Warning:", "Note::", with what follows it.
var directive = regexp.MustCompile(`(?i)^(?:\.\.\s*(?:warning|note|caution|attention|important|admonition)::|(?:\*\*)?(?:warning|note|caution|attention|important|n\.b\.)(?:\*\*)?\s*:{1,2})\s*`)

// paragraphs are the running texts of a docstring, without their notes' heads, outside of the
// sections that speak of parts.
func paragraphs(text string) (out []string) {
	lines := strings.Split(text, "\n")
	base := baseIndent(lines)
	var current []string
	flush := func() {
		if len(current) > 0 {
			out = append(out, strings.Join(current, " "))
		}
		current = nil
	}
	skipping := false
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		if trimmed == "" {
			flush()
			continue
		}
		if i == 0 || indent <= base {
			skipping = leaveOut.MatchString(trimmed)
		}
		if skipping || strings.HasPrefix(trimmed, ">>>") {
			flush()
			continue
		}
		if head := directive.FindString(trimmed); head != "" {
			flush()
			if trimmed = trimmed[len(head):]; trimmed == "" {
				continue
			}
		}
		current = append(current, trimmed)
	}
	flush()
	return out
}

// baseIndent is the indentation of a docstring's text behind its first line (PEP 257).
func baseIndent(lines []string) int {
	base := -1
	for _, line := range lines[1:] {
		if t := strings.TrimLeft(line, " \t"); t != "" && (base < 0 || len(line)-len(t) < base) {
			base = len(line) - len(t)
		}
	}
	return max(base, 0)
}

// sentenceEnd is where one sentence ends and another starts.
var sentenceEnd = regexp.MustCompile(`[.!;]\s+`)

func sentences(paragraph string) []string {
	var out []string
	for rest := strings.Join(strings.Fields(paragraph), " "); rest != ""; {
		at := sentenceEnd.FindStringIndex(rest)
		if at == nil {
			return append(out, rest)
		}
		out = append(out, strings.TrimSpace(rest[:at[0]+1]))
		rest = rest[at[1]:]
	}
	return out
}
