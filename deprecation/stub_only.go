package deprecation

import (
	"regexp"
	"strings"
)

// A stub alone declares what is compiled, and is written by hand: it may be mended while what it
// declares stays as it was. So what changed in it is a break only if the sources of what is
// compiled changed with it; a type checker sees the change in any case.

// weighStub makes a break that only stubs tell of one of static typing.
func (d *Diff) weighStub(i *issue) {
	if i.old == nil || i.sourced || i.old.Origin != FromStub || i.effect != breaks && i.effect != silent || d.unspelled(subjectWord(i.subject)) {
		return
	}
	i.effect = typing
	i.message += "; only a stub says so, and what is compiled may take what it took"
}

// unspelled reports whether the compiled sources of BASE give Python a name and those of HEAD
// spell it nowhere.
func (d *Diff) unspelled(name string) bool {
	return d.Base.spelled != nil && d.Head.spelled != nil && d.Base.spelled()[name] && !d.Head.spelled()[name]
}

// subjectWord is the last name of a subject: of m.C.f(x) x.
func subjectWord(subject string) string {
	if _, param, ok := strings.Cut(strings.TrimSuffix(subject, ")"), "("); ok {
		return param
	}
	return lastOf(subject)
}

// AddSpelled adds the names that a compiled source gives Python: string literals that are names,
// and what stands in those that are signatures ("f(Tensor x, int y)").
func AddSpelled(into map[string]bool, src []byte) {
	for _, m := range literal.FindAllSubmatch(src, -1) {
		switch text := string(m[1]); {
		case oneName.MatchString(text):
			into[text] = true
		case signatureLiteral.MatchString(text):
			for _, word := range words.FindAllString(text, -1) {
				into[word] = true
			}
		}
	}
}

var (
	literal          = regexp.MustCompile(`"((?:[^"\\\n]|\\.)*)"`)
	oneName          = regexp.MustCompile(`^[A-Za-z_]\w*$`)
	signatureLiteral = regexp.MustCompile(`^[A-Za-z_][\w.]*\(.*\)`)
	words            = regexp.MustCompile(`[A-Za-z_]\w*`)
)
