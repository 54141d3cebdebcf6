package deprecation_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/deprecation"
	"plumbline/internal/ruletest"
)

// TestStates walks histories: what every release says of the subjects that a fixture names, and
// what the cycle says of the tree after the last. Run with PLUMBLINE_UPDATE=1 to rewrite the wanted
// output.
func TestStates(t *testing.T) {
	paths, err := filepath.Glob("testdata/states/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := walked(t, ar)
			want := ar.Files[len(ar.Files)-1]
			if want.Name != "want" {
				t.Fatal("the last file is to be named want")
			}
			if flag.Lookup("update").Value.String() == "true" {
				ar.Files[len(ar.Files)-1].Data = got
				if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want.Data), string(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
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
