package deprecation

import (
	"strconv"
	"testing"

	"plumbline/internal/config"
)

// TestPatternsAsConfigured: the configuration takes exactly the patterns that this package
// takes, so that a mistake is told with its place in the file.
func TestPatternsAsConfigured(t *testing.T) {
	for _, expr := range []string{DefaultTags, `v(?P<version>.*)`, `v(?P<major>\d+)_(?P<minor>\d+)(?P<pre>rc\d+)?`, `v(\d+)`, `v(?P<major>\d+)`, `(?P<other>x)(?P<version>y)`,
		`v(`, `a)(b`, `\Qv(?P<version>x)`, `(?P<version>x)|(?P<version>y)`, `(?P<minor>\d)-(?P<major>\d)`} {
		_, err := NewTagPattern(expr)
		_, configured := config.Load("f.yaml", []byte("deprecation: {tags: "+strconv.Quote(expr)+"}"))
		if (err == nil) != (configured == nil) {
			t.Errorf("%s: here %v, configured %v", expr, err, configured)
		}
	}
	if v, ok := (TagPattern{}).Version("v1.0"); ok {
		t.Errorf("the zero pattern finds %s", v)
	}
}

// TestOptionalVersionGroup: a group that took no part in the match stands for nothing.
func TestOptionalVersionGroup(t *testing.T) {
	p, err := NewTagPattern(`(?:v(?P<version>.+)|r(?P<major>\d+)-(?P<minor>\d+))`)
	if err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[string]string{"v1.2": "1.2.0", "r3-4": "3.4.0"} {
		if v, ok := p.Version(tag); !ok || v.String() != want {
			t.Errorf("%s: %v %v, want %s", tag, v, ok, want)
		}
	}
}
