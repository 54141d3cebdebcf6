package deprecation_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/deprecation"
	"plumbline/internal/goldentest"
	"plumbline/internal/ruletest"
)

// TestStates walks histories: what every release says of the subjects that a fixture names, and
// what the cycle says of the tree after the last.
func TestStates(t *testing.T) {
	goldentest.Archives(t, "testdata/states/*.txtar", "want", flag.Lookup("update").Value.String() == "true", func(t *testing.T, ar *txtar.Archive) string {
		return string(walked(t, ar))
	})
}

// walked does what the lines of a fixture's comment say that begin with "> ".
func walked(t *testing.T, ar *txtar.Archive) []byte {
	t.Helper()
	releases, head := ruletest.History(ar)
	_, statuses, _ := history(t, releases)
	var out bytes.Buffer
	for line := range strings.Lines(string(ar.Comment)) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] != ">" {
			continue
		}
		switch words[1] {
		case "releases":
			for _, st := range statuses {
				fmt.Fprintf(&out, "%s ", st.ID)
			}
			out.WriteString("\n")
		case "subjects":
			for _, subject := range words[2:] {
				fmt.Fprintf(&out, "%s: %v\n", subject, deprecation.StatesOf(statuses, subject))
			}
		case "judge":
			r := judged(t, releases, head)
			for _, f := range r.Findings {
				fmt.Fprintf(&out, "%s %s\n", f.Rule, f.Message)
			}
			for _, why := range slices.Sorted(maps.Values(r.Excused)) {
				fmt.Fprintf(&out, "excused: %s\n", why)
			}
			for _, b := range r.BlindSpots {
				fmt.Fprintf(&out, "%s: %s\n", b.Kind, b.Text)
			}
		}
	}
	return out.Bytes()
}
