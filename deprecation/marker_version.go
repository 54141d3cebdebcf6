package deprecation

import (
	"regexp"
	"strings"
)

// projectNames are the names that texts call a project by, in small letters and without hyphens and
// underscores: versions behind these are its own, those behind another name ("removed in Python 3.14")
// are not.
type projectNames map[string]bool

// namesOfProject are the names that a project gives itself and its packages.
func namesOfProject(names []string) projectNames {
	own := projectNames{}
	for _, n := range names {
		n = plainName(n)
		own[n] = n != ""
		own["py"+n] = n != "" // PyTorch is torch to Python
	}
	return own
}

func plainName(n string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(n))
}

// calls reports whether the word in front of a version leaves it one of the project: it is the
// project's name, or none.
func (own projectNames) calls(word string) bool {
	switch word = plainName(word); word {
	case "", "v", "version", "versions", "release", "releases":
		return true
	}
	return own[word]
}

// versionBehind is a version with the word in front of it, behind a preposition.
const versionBehind = `\s+(?:the\s+)?(?:([A-Za-z][A-Za-z_-]*?)\s*)??(?:(?:version|release)s?\s*)*` + versionExpr

var (
	sinceVersion = regexp.MustCompile(`(?i)deprecated?\s+(?:since|in|as of|from|starting (?:from|in|with))` + versionBehind)
	// ends are verbs that tell of an end.
	ends = regexp.MustCompile(`(?i)remov|dropp|delet|unsupported|will not be |not be supported|no longer (?:be )?supported|become an error|raise an error|` +
		`be changed|will change|switch|disallow|disabled`)
	whenEnds     = regexp.MustCompile(`(?i)\b(?:in|after|by|from|with|until|starting|as of|since|and)` + versionBehind)
	afterVersion = regexp.MustCompile(`(?i)\bafter` + versionBehind)
	clauseEnd    = regexp.MustCompile(`;|\.(?:\s|$)`)
)

// since is the version of the project that a text says something is deprecated since.
func (own projectNames) since(text string) string {
	for _, m := range sinceVersion.FindAllStringSubmatch(text, 4) {
		if own.calls(m[1]) {
			return m[2]
		}
	}
	return ""
}

// promise is the version of the project that a text promises the end of something for: of a sentence
// that tells of an end, the first behind the verb.
func (own projectNames) promise(text string) string {
	for text != "" {
		sentence := text
		if i := clauseEnd.FindStringIndex(text); i != nil {
			sentence, text = text[:i[0]], text[i[1]:]
		} else {
			text = ""
		}
		verb := ends.FindStringIndex(sentence)
		if verb == nil {
			continue
		}
		for _, m := range whenEnds.FindAllStringSubmatch(sentence[verb[1]:], 8) {
			if own.calls(m[1]) {
				return m[2]
			}
		}
	}
	return ""
}
