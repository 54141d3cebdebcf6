package cpp

import (
	"hash/fnv"
	"slices"
	"strings"
)

// bodyPlain hashes toks[from:to] without what is a choice of spelling: namespaces before a
// name (by convention those in lower case), is_x<T>::value for is_x_v<T> and is_x<T>::type for
// is_x_t<T> ([meta.type.synop]), NULL for nullptr, typename and template before dependent names
// ([temp.res]), and [[maybe_unused]] in any form. Of a macro's expansion it takes the use.
func (p *declParser) bodyPlain(from, to int) uint64 {
	var list []tok
	for i := from; i < to; i++ {
		t := &p.toks[i]
		if t.macro == "" {
			list = append(list, tok{text: t.text, kind: t.kind})
			continue
		}
		end := i + 1
		for end < to && p.toks[end].macro != "" && p.toks[end].at == t.at {
			end++
		}
		if !marksUnused(p.toks[i:end]) {
			list = append(list, lexText(string(p.text[t.at:t.end]))...)
		}
		i = end - 1
	}
	return plainHash(list)
}

// plainHash hashes tokens but for mere spelling.
func plainHash(list []tok) uint64 {
	h := fnv.New64a()
	for i := 0; i < len(list); i++ {
		if skip := mereSpelling(list, i); skip > 0 {
			i += skip - 1
			continue
		}
		text := list[i].text
		switch {
		case text == "NULL":
			text = "nullptr"
		case list[i].kind == identifier && textAt(list, i+1) == "<":
			text = strings.TrimSuffix(strings.TrimSuffix(text, "_v"), "_t")
		}
		h.Write([]byte(text))
		h.Write([]byte{0})
	}
	return h.Sum64() | 1 // never 0: that is "no body"
}

// mereSpelling is how many tokens at i say nothing, 0 where the token there says something.
func mereSpelling(list []tok, i int) int {
	text, next, previous := list[i].text, textAt(list, i+1), textAt(list, i-1)
	switch {
	case text == "typename" || text == "template" && next != "<":
		return 1
	case text == "::" && previous == ">" && (next == "value" || next == "type"):
		return 2
	case text == "::" && previous != ">" && (i == 0 || list[i-1].kind != identifier || beforeType[previous]):
		return 1
	case next == "::" && list[i].kind == identifier && strings.ToLower(text) == text && !beforeType[text]:
		return 2
	case text == "[" && next == "[" && textAt(list, i+2) == "maybe_unused":
		return 5
	}
	return 0
}

func textAt(list []tok, i int) string {
	if i < 0 || i >= len(list) {
		return ""
	}
	return list[i].text
}

// marksUnused reports whether tokens only say that what follows may be unused.
func marksUnused(toks []ppToken) bool {
	return len(toks) <= 8 && slices.ContainsFunc(toks, func(t ppToken) bool { return strings.Contains(t.text, "unused") }) &&
		!slices.ContainsFunc(toks, func(t ppToken) bool { return t.text == ";" || t.text == "," })
}

// beforeType are the words that may stand before a name that begins with ::.
var beforeType = map[string]bool{"const": true, "constexpr": true, "volatile": true, "return": true, "else": true, "case": true,
	"new": true, "delete": true, "throw": true, "sizeof": true, "static": true, "auto": true, "do": true, "co_return": true}
