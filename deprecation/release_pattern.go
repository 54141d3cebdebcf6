package deprecation

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// DefaultTags is the pattern of version tags that is used where none is configured: a version of
// at least two numbers, behind nothing or v, r, rel, ver, version, release. It takes v1.13.1,
// 1.13.1, v2.0.0-rc3, rel_2_0_10, release-1.2 and 0.12; it leaves 0.12.x, v3, nightly and
// 2021-01-05 alone.
const DefaultTags = `(?i:(?:version|ver|v|release|rel|r)[-_./]?)?(?P<version>[0-9]+[._][0-9].*)`

// patternGroups are the named groups that a pattern of tags may have.
var patternGroups = []string{"version", "major", "minor", "patch", "pre", "post"}

// TagPattern finds versions in the names of tags. Its zero value finds none.
type TagPattern struct{ re *regexp.Regexp }

// NewTagPattern makes a pattern of a regular expression (RE2) that must fit a tag's whole name,
// "" for DefaultTags. Either its group "version" holds the version, in a spelling of PEP 440,
// or its groups "major" and "minor" hold the numbers; "patch", "pre" ("rc1") and "post" ("1") may.
func NewTagPattern(expr string) (TagPattern, error) {
	if expr == "" {
		expr = DefaultTags
	}
	re, err := regexp.Compile(`^(?:` + expr + `)$`)
	if err != nil {
		return TagPattern{}, fmt.Errorf("the pattern of version tags is no regular expression: %w", err)
	}
	for _, name := range re.SubexpNames() {
		if name != "" && !slices.Contains(patternGroups, name) {
			return TagPattern{}, fmt.Errorf("the pattern of version tags has a group %q; it may have %s", name, strings.Join(patternGroups, ", "))
		}
	}
	if re.SubexpIndex("version") < 0 && (re.SubexpIndex("major") < 0 || re.SubexpIndex("minor") < 0) {
		return TagPattern{}, fmt.Errorf("the pattern of version tags has neither the group (?P<version>...) nor both (?P<major>...) and (?P<minor>...)")
	}
	return TagPattern{re}, nil
}

// Version is the version that a tag names; false for a tag that names none.
func (p TagPattern) Version(tag string) (Version, bool) {
	if p.re == nil {
		return Version{}, false
	}
	m := p.re.FindStringSubmatch(tag)
	if m == nil {
		return Version{}, false
	}
	group := func(name string) string {
		if i := p.re.SubexpIndex(name); i >= 0 {
			return m[i]
		}
		return ""
	}
	if text := group("version"); text != "" {
		return ParseVersion(text)
	}
	text := group("major") + "." + group("minor")
	if patch := group("patch"); patch != "" {
		text += "." + patch
	}
	text += group("pre")
	if post := group("post"); post != "" {
		text += ".post" + post
	}
	return ParseVersion(text)
}
