package deprecation

import (
	"regexp"
	"strings"
)

// alternativeOf is what a text says to use instead.
func alternativeOf(text string) string {
	for _, m := range instead.FindAllStringSubmatch(text, 4) {
		a := strings.Trim(roleTarget(m[1]), "`'\". ")
		switch strings.ToLower(a) {
		case "a", "an", "it", "this", "with", "of", "at", "your", "in", "is", "note", "instead", "also", "only", "cases", "case", "if", "explicit", "individual":
			continue
		}
		return a
	}
	if m := otherwise.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	if m := advised.FindStringSubmatch(text); m != nil && advises(m[2]) {
		return m[1]
	}
	for _, re := range []*regexp.Regexp{renamedTo, useSome} {
		if m := re.FindStringSubmatch(text); m != nil {
			return strings.TrimSpace(m[1])
		}
	}
	return roleAdvised(text)
}

var (
	// renamedTo is a new name: "has been renamed to 'etag'".
	renamedTo = regexp.MustCompile("(?i)\\brenamed (?:to|as)\\s+(?:the\\s+)?['\"`]*([\\w][\\w.]*\\w)")
	// useSome is advice that names no object: "Use a lock inside the decorated function if ...".
	useSome = regexp.MustCompile(`(?:^|[.;:!,]\s+)(?:[Pp]lease\s+)?[Uu]se\s+(an?\s+[\w-]+(?:\s+[\w.-]*\w){1,8}?)(?:[.,;!]?\s*$|[.,;!]\s|\s+(?:if|when|to|for|where)\s)`)
)

// roleExpr is a reference of reStructuredText: ":func:`f`", ":py:class:`~m.C`", ":ref:`text <label>`".
const roleExpr = ":[\\w:+-]+:`[^`]+`"

var (
	role = regexp.MustCompile(`^:[\w:+-]+:`)
	// roleBehind is a reference behind a word of advice, with few words between them.
	roleBehind = regexp.MustCompile(`(?i)\b(?:use|makes? use of|making use of|by using|suited using|instead using|used from|call|invoke|pass|provide|set|(?:viewed|available|accessed|accessible|performed|done|given|provided) (?:via|through|by|using)|renamed to|moved to|alias (?:of|for)|rely on|` +
		`see|refer to|described (?:in|at))\s+((?:[^\s.;:` + "`" + `]+\s+){0,5}?)(` + roleExpr + `)`)
	// roleBefore is a reference that is said to be what is used.
	roleBefore = regexp.MustCompile(`(?i)(` + roleExpr + `)(?:\s+\w+){0,2}\s+(?:supersedes?|replaces?|(?:should|may|can|must|is to|will)\s+be\s+used|is used instead)\b`)
	roleGiven  = regexp.MustCompile(`(?i)\b(?:when|if)\s+(` + roleExpr + `)\s+is\s+(?:passed|given|set|used)\b`)
)

// roleAdvised is what a text refers to where it tells what to use, in other words than others do: the
// reference leaves no doubt that a thing is named.
func roleAdvised(text string) string {
	for _, m := range roleBehind.FindAllStringSubmatchIndex(text, 8) {
		between, behind := text[m[2]:m[3]], text[m[5]:]
		if strings.Contains(strings.ToLower(between), "deprecat") || selfSaid.MatchString(behind) {
			continue
		}
		return roleTarget(text[m[4]:m[5]])
	}
	for _, re := range []*regexp.Regexp{roleBefore, roleGiven} {
		if m := re.FindStringSubmatch(text); m != nil {
			return roleTarget(m[1])
		}
	}
	return ""
}

// selfSaid matches behind a reference to what is deprecated itself.
var selfSaid = regexp.MustCompile(`^(?:\s+[\w-]+){0,3}\s+(?:is|are|was|has been|have been)\s+(?:now\s+)?deprecated`)

// roleTarget is what a reference names; any other text is left as it is.
func roleTarget(text string) string {
	m := role.FindString(text)
	if m == "" {
		return text
	}
	target := strings.Trim(text[len(m):], "`")
	if i := strings.Index(target, " <"); i > 0 && strings.HasSuffix(target, ">") {
		target = target[:i]
	}
	return strings.TrimLeft(target, "~.!")
}
