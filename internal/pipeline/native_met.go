package pipeline

import (
	"context"
	"regexp"
	"strings"

	"plumbline/deprecation"
	"plumbline/internal/finding"
)

// nativeNames are the words that findings of C++ are named by, looked for in the files of releases: a
// name of which a release has a word nowhere is none that its users could meet. Words are enough: what
// is declared under another name by a macro is not missed by them, for its parts are asked for in BASE
// as well, where the finding is.
type nativeNames struct {
	wanted    map[string]bool
	seen      map[string]bool // of the release that was read last
	operators map[string]bool // of that one by full name; nil where it has no schemas
}

var cppWord = regexp.MustCompile(`[A-Za-z_]\w*`)

// newNativeNames are those of a list of findings.
func newNativeNames(list []finding.Finding) nativeNames {
	n := nativeNames{wanted: map[string]bool{}}
	for i := range list {
		if f := &list[i]; strings.HasPrefix(f.Rule, "ABI") {
			for _, w := range nameWords(f.Subject) {
				n.wanted[w] = true
			}
		}
	}
	return n
}

// nameWords are the words of a qualified name of C++, outer first; nil for anything that is no plain
// name: a specialization, a conversion.
func nameWords(name string) []string {
	if strings.ContainsAny(name, "<>() ") {
		return nil
	}
	var out []string
	for _, part := range strings.Split(name, "::") {
		w := strings.TrimPrefix(part, "~")
		if w == "" || cppWord.FindString(w) != w {
			return nil
		}
		out = append(out, w)
	}
	return out
}

// in are the wanted words that a file has.
func (n *nativeNames) in(data []byte) (out []string) {
	if len(n.wanted) == 0 {
		return nil
	}
	have := map[string]bool{}
	for _, at := range cppWord.FindAllIndex(data, -1) {
		if w := data[at[0]:at[1]]; n.wanted[string(w)] && !have[string(w)] {
			have[string(w)] = true
			out = append(out, string(w))
		}
	}
	return out
}

// metNative tells which findings of C++ and operators users of the release that was read last meet:
// all but those on names that it does not have. base is BASE, in which they stand.
func (n *nativeReader) metNative(ctx context.Context, base *Scan) func(f *finding.Finding) bool {
	seen, operators := n.names.seen, n.names.operators
	files := map[string]map[string]bool{}
	spells := func(path, word string) bool {
		if files[path] == nil {
			files[path] = map[string]bool{}
			for _, w := range n.names.in(base.content(ctx, path)) {
				files[path][w] = true
			}
		}
		return files[path][word]
	}
	return func(f *finding.Finding) bool {
		if f.Base == nil {
			return true
		}
		if strings.HasPrefix(f.Rule, "OPS") {
			return operators == nil || !strings.HasPrefix(f.Subject, "aten::") || strings.ContainsAny(f.Subject, "( ") || operators[f.Subject]
		}
		if !wantedNative(f.Base.Path) {
			return true // a file of a kind that was not looked at
		}
		for _, w := range nameWords(f.Subject) {
			if !seen[w] && spells(f.Base.Path, w) {
				return false
			}
		}
		return true
	}
}

// inLast tells which findings users of the last release meet: those of Python by met, those of C++ by
// native, where these are known.
func inLast(met, native func(f *finding.Finding) bool) func(f *finding.Finding) bool {
	return func(f *finding.Finding) bool {
		if deprecation.Native(f) {
			return native == nil || native(f)
		}
		return met == nil || met(f)
	}
}

// either tells what is met by one of two; a is nil for none.
func either(a, b func(f *finding.Finding) bool) func(f *finding.Finding) bool {
	if a == nil {
		return b
	}
	return func(f *finding.Finding) bool { return a(f) || b(f) }
}
