package deprecation

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Version is a version by PEP 440 without its epoch: "1.13.1", "2.0.0rc3", "2.0.5.post1". The
// zero value is 0.0.0. Two equal versions are equal by ==, however they were spelled.
type Version struct {
	Major, Minor, Patch int
	Rest                string // numbers beyond the third without trailing zeros, "1.2"; "" for none
	Pre                 string // a, b or rc for a candidate; "" for none
	PreNumber           int
	Post                int    // number of the post-release plus one; 0 for none
	Dev                 int    // number of the development release plus one; 0 for none
	Local               string // what follows a +, in lower case; "" for none
}

// maxDigits bounds the numbers of a version, so that they fit an int everywhere.
const maxDigits = 9

// pep440 is the pattern of PEP 440, appendix B, without its epoch; numbers may also be parted by
// underscores, as in tags (rel_2_0_10).
var pep440 = regexp.MustCompile(`^\s*v?(?P<release>[0-9]+(?:\.[0-9]+)*|[0-9]+(?:_[0-9]+)+)` +
	`(?:[-_.]?(?P<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?P<preN>[0-9]*))?` +
	`(?:-(?P<bare>[0-9]+)|[-_.]?(?P<post>post|patch|rev|r|p)[-_.]?(?P<postN>[0-9]*))?` +
	`(?:[-_.]?(?P<dev>dev)[-_.]?(?P<devN>[0-9]*))?` +
	`(?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$`)

// preNames are the spellings of PEP 440 for the three kinds of candidates.
var preNames = map[string]string{"alpha": "a", "a": "a", "beta": "b", "b": "b", "preview": "rc", "pre": "rc", "c": "rc", "rc": "rc"}

// ParseVersion reads a version in any spelling that PEP 440 allows ("2.6", "v2.0.0-RC.1",
// "2.7.0a0+git1234"), with p and patch for post-releases besides, and missing numbers as 0.
func ParseVersion(text string) (Version, bool) {
	var v Version
	if len(text) > 200 {
		return v, false
	}
	m := pep440.FindStringSubmatch(strings.ToLower(text))
	if m == nil {
		return v, false
	}
	ok := true
	number := func(s string) int {
		if s == "" {
			return 0
		}
		s = strings.TrimLeft(s[:len(s)-1], "0") + s[len(s)-1:]
		if len(s) > maxDigits {
			ok = false
			return 0
		}
		n, _ := strconv.Atoi(s) // digits by the pattern
		return n
	}
	group := func(name string) string { return m[pep440.SubexpIndex(name)] }
	parts := strings.FieldsFunc(group("release"), func(c rune) bool { return c == '.' || c == '_' })
	v.Major = number(parts[0])
	if len(parts) > 1 {
		v.Minor = number(parts[1])
	}
	if len(parts) > 2 {
		v.Patch = number(parts[2])
	}
	if len(parts) > 3 {
		rest := make([]string, len(parts)-3)
		for i, p := range parts[3:] {
			rest[i] = strconv.Itoa(number(p))
		}
		for len(rest) > 0 && rest[len(rest)-1] == "0" {
			rest = rest[:len(rest)-1]
		}
		v.Rest = strings.Join(rest, ".")
	}
	if pre := group("pre"); pre != "" {
		v.Pre, v.PreNumber = preNames[pre], number(group("preN"))
	}
	if bare := group("bare"); bare != "" {
		v.Post = number(bare) + 1
	} else if group("post") != "" {
		v.Post = number(group("postN")) + 1
	}
	if group("dev") != "" {
		v.Dev = number(group("devN")) + 1
	}
	v.Local = strings.NewReplacer("-", ".", "_", ".").Replace(group("local"))
	return v, ok
}

// String is the version as PEP 440 writes it.
func (v Version) String() string {
	s := fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
	if v.Rest != "" {
		s += "." + v.Rest
	}
	if v.Pre != "" {
		s += v.Pre + strconv.Itoa(v.PreNumber)
	}
	if v.Post > 0 {
		s += ".post" + strconv.Itoa(v.Post-1)
	}
	if v.Dev > 0 {
		s += ".dev" + strconv.Itoa(v.Dev-1)
	}
	if v.Local != "" {
		s += "+" + v.Local
	}
	return s
}

// Candidate reports whether the version comes before the release that it names: alpha, beta,
// release candidate or development release. One of a post-release (1.0.post1.dev2) is none.
func (v Version) Candidate() bool { return v.Pre != "" || v.Dev > 0 && v.Post == 0 }

// First reports whether the version is the one that a minor release comes out with.
func (v Version) First() bool {
	return !v.Candidate() && v.Patch == 0 && v.Rest == "" && v.Post == 0
}

// Release is the minor release that the version belongs to.
func (v Version) Release() ReleaseID { return ReleaseID{v.Major, v.Minor} }

// CompareVersions orders versions as PEP 440 does: dev < a < b < rc < final < post. It is 0
// for equal versions only.
func CompareVersions(a, b Version) int {
	return cmp.Or(cmp.Compare(a.Major, b.Major), cmp.Compare(a.Minor, b.Minor), cmp.Compare(a.Patch, b.Patch),
		compareParts(a.Rest, b.Rest), cmp.Compare(a.stage(), b.stage()), cmp.Compare(a.PreNumber, b.PreNumber),
		cmp.Compare(a.Post, b.Post), cmp.Compare(a.devRank(), b.devRank()), compareParts(a.Local, b.Local))
}

// stage orders what a version is to its release.
func (v Version) stage() int {
	switch {
	case v.Pre == "" && v.Post == 0 && v.Dev > 0:
		return 0 // 1.0.dev1 comes before 1.0a1
	case v.Pre == "":
		return 4
	}
	return strings.Index(" abr", v.Pre[:1])
}

// devRank orders development releases among themselves and before what they lead to.
func (v Version) devRank() int {
	if v.Dev == 0 {
		return 1 << 31
	}
	return v.Dev
}

// compareParts compares dotted parts: numbers as such and above words, and of two texts of
// which one begins the other the longer one is the later.
func compareParts(a, b string) int {
	for a != "" || b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		n, xErr := strconv.Atoi(x)
		m, yErr := strconv.Atoi(y)
		c := 0
		switch {
		case x == "" || y == "":
			c = cmp.Compare(len(x), len(y))
		case xErr == nil && yErr == nil:
			c = cmp.Or(cmp.Compare(n, m), strings.Compare(x, y))
		case xErr == nil:
			c = 1
		case yErr == nil:
			c = -1
		default:
			c = strings.Compare(x, y)
		}
		if c != 0 {
			return c
		}
	}
	return 0
}
