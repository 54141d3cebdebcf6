package deprecation

import (
	"regexp"
	"strings"
)

// textMarker completes a marker by what its text says, in a tree of a project that has some names.
func textMarker(m Marker, text string, own projectNames) Marker {
	m.Text = strings.Join(strings.Fields(text), " ")
	m.Since, m.Promised, m.Alternative = own.since(m.Text), own.promise(m.Text), alternativeOf(m.Text)
	return m
}

// speaks reports whether a text says that something is deprecated or will go or change.
func speaks(text string) bool {
	t := strings.ToLower(text)
	for _, w := range []string{"deprecat", "will be removed", "to be removed", "is removed", "been removed", "no longer supported", "not supported any",
		"no longer be supported", "will no longer", "obsolete", "will change in", "will be changed", "will become an error", "will become", "be dropped"} {
		if strings.Contains(t, w) {
			return true
		}
	}
	return false
}

// speaksOfRemoval reports whether a text says that something is gone.
func speaksOfRemoval(text string) bool {
	t := strings.ToLower(text)
	if strings.Contains(t, "both") && strings.Contains(t, "specified") || strings.Contains(t, "passed both") || strings.Contains(t, "both passed") {
		return false // of two ways to say it one is to be used
	}
	return saidGone.MatchString(t)
}

// saidGone matches texts, in small letters, that say of something that it is gone.
var saidGone = regexp.MustCompile(`\b(?:is|are|was|were|been|being)\s+(?:now\s+|been\s+)?deprecated|^\W*deprecated\b|no longer (?:\w+ )?(?:support(?:ed|s)?|available|accept(?:ed|s)?|allowed)|` +
	`not (?:\w+ )?supported any|\bobsolete|now removed|(?:was|were|been) removed(?: in|;|, use|\. use|\. please|, please)|has been replaced`)

// announces reports whether a text only says that something will be deprecated.
func announces(text string) bool {
	t := strings.ToLower(text)
	return strings.Contains(t, "will be deprecated") && !strings.Contains(strings.ReplaceAll(t, "will be deprecated", ""), "deprecated")
}

const versionExpr = `v?(\d+\.\d+(?:\.\d+)?)`

var (
	version = regexp.MustCompile(`\b` + versionExpr)
	instead = regexp.MustCompile("(?i)(?:please\\s+)?(?:\\buse|switch(?:ing)? to|migrate to|replaced? (?:by|with|it with)|in favou?r of|consider using|superseded by|refer to|see|prefer)\\s+(?:the\\s+)?(?:equivalent\\s+|new(?:er)?\\s+|corresponding\\s+)?" +
		"((?:`+[^`]+`+(?:\\([^)]*\\))?|:[\\w:+-]+:`[^`]+`|'[^']+'|\"[^\"]+\"|[\\w][\\w.]*(?:\\([^)]*\\))?)(?:\\s+(?:or|and)\\s+(?:`+[^`]+`+|[\\w.]+\\([^)]*\\)))?)")
)

// otherwise is what a text tells to do instead, in other words than "use".
var otherwise = regexp.MustCompile("(?i)\\b(?:call|construct|override|access|set|pass|specify|import|create)\\s+(?:the\\s+)?['\"`]*([\\w][\\w.]*\\w)['\"`]*(?:\\(\\))?(?:\\s+\\w+){0,2}\\s+instead\\b")

// advised is a clause that ends in "instead" and begins as advice does, with "use" or as a sentence: "Run
// it while creating the application instead.", "use a `torch.device` context instead".
var advised = regexp.MustCompile(`(?:^|[.,;:!]\s+)(?:[Pp]lease\s+)?(([Uu]se|[A-Z][a-z]+)\s[^,;:.!]+(?:\.\w[^,;:.!]*)*?)\s+instead\s*(?:[.,;!]|$)`)

// advises reports whether a sentence that begins with a word tells to do something: it begins
// with the bare form of a verb.
func advises(first string) bool {
	switch first {
	case "A", "An", "The", "It", "If", "In", "When", "There", "You", "We":
		return false
	}
	return !strings.HasSuffix(first, "s") && !strings.HasSuffix(first, "ing") && !strings.HasSuffix(first, "ed")
}

// onlyChanges reports whether a text says of nothing that it is deprecated or goes, only that
// something will be otherwise.
func onlyChanges(text string) bool {
	t := strings.ToLower(text)
	return !strings.Contains(t, "deprecat") && !strings.Contains(t, "remov") && !strings.Contains(t, "no longer") && !strings.Contains(t, "obsolete")
}

// saidDeprecated is the name in front of "is deprecated".
var saidDeprecated = regexp.MustCompile("^[`'\"\\s]*(?:[Tt]he )?[`'\"]*([\\w.]+)(?:\\([^)]*\\))?[`'\"]*(?: class| function| method)? (?:is|are|was|has been|have been) (?:now )?deprecated")

// versionIn is the first version in a text, "" for none.
func versionIn(text string) string {
	if m := version.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}
