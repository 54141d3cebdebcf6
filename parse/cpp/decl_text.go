package cpp

import (
	"hash/fnv"
	"strings"
)

// joinTokens spells tokens in one form whatever their layout was: a blank between words,
// around '=', after a comma, and between a declarator's operator and a name. Annotations are
// left out.
func joinTokens(toks []ppToken) string {
	var b strings.Builder
	var before, last *ppToken // the two tokens written last
	for i := range toks {
		t := &toks[i]
		if t.kind >= annotation || t.kind == eof {
			continue
		}
		if last != nil && blankBetween(before, last, t) {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
		before, last = last, t
	}
	return b.String()
}

// blankBetween decides on the blank between last and t; before is the token before last, nil
// at the start.
func blankBetween(before, last, t *ppToken) bool {
	word, lastWord := t.kind != punct, last.kind != punct
	switch last.text {
	case ",":
		return true
	case "=":
		return !isCompound(before, last) && t.text != "=" && t.text != "]"
	case "&", "*":
		return t.kind == identifier && before != nil && (before.kind != punct || strings.Contains(">)]&*", before.text))
	case ">", ")", "]":
		if t.kind == identifier {
			return true
		}
	}
	switch {
	case lastWord && word:
		return true
	case t.text == "=":
		return last.text != "operator" && (lastWord || strings.Contains(")]>&*", last.text)) && !isCompound(last, t)
	}
	return t.text == "{" && lastWord
}

// isCompound reports whether '=' belongs to an operator that starts with before (+=, ==), or
// is the name of a function (operator=).
func isCompound(before, equals *ppToken) bool {
	if before == nil || before.text == "operator" {
		return before != nil
	}
	return before.kind == punct && !equals.space && strings.Contains("=!<+-/%|^*&>", before.text)
}

// textOf spells toks[from:to].
func (p *declParser) textOf(from, to int) string { return joinTokens(p.toks[from:to]) }

// bodyHash hashes toks[from:to] as written: of a macro's expansion its use, so that a body
// does not change with the macros it uses. Layout and comments don't matter.
func (p *declParser) bodyHash(from, to int) uint64 {
	h := fnv.New64a()
	lastAt := int32(-1)
	for i := from; i < to; i++ {
		t := &p.toks[i]
		if t.macro == "" {
			h.Write([]byte(t.text))
			h.Write([]byte{0})
			continue
		}
		if t.at == lastAt {
			continue
		}
		lastAt = t.at
		for _, u := range lexText(string(p.text[t.at:t.end])) {
			h.Write([]byte(u.text))
			h.Write([]byte{0})
		}
	}
	return h.Sum64() | 1 // never 0: that is "no body"
}
