//go:build corpus

package deprecation

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestMarkersJudged holds the classes of markers against places read by hand. What
// differs stands in the test's output with -v, as a table of what was meant and what was said.
func TestMarkersJudged(t *testing.T) {
	data, err := os.ReadFile("testdata/markers_judged.txt")
	if err != nil {
		t.Fatal(err)
	}
	table := map[[2]MarkerClass]int{}
	markers := map[string][]Marker{}
	for _, release := range releases {
		markers[release] = corpusSurface(t, release).Markers()
	}
	places, classes, judged, subjects := 0, 0, 0, 0
	for line := range strings.Lines(string(data)) {
		var release, place, kind, class, subject string
		if _, err := fmt.Sscan(line, &release, &place, &kind, &class, &subject); err != nil || release == "#" {
			continue
		}
		said := markersAt(markers[release], place, kind == "comment")
		got := MarkerClass("other")
		if len(said) > 0 {
			got = said[0].Class
		}
		places++
		table[[2]MarkerClass{MarkerClass(class), got}]++
		if string(got) == class {
			classes++
		} else {
			t.Logf("%s %s: %s is taken for %s", release, place, class, got)
		}
		if subject == "-" || len(said) == 0 {
			continue
		}
		judged++
		if slices.ContainsFunc(said, func(m Marker) bool { return m.Subject == subject }) {
			subjects++
		} else {
			t.Logf("%s %s: about %s, taken for %s", release, place, subject, said[0].Subject)
		}
	}
	for pair, n := range table {
		t.Logf("%3d %-10s said %s", n, pair[0], pair[1])
	}
	t.Logf("%d of %d classes, %d of %d subjects", classes, places, subjects, judged)
	if places != 140 || classes < 132 || subjects*100 < judged*97 {
		t.Errorf("%d of %d classes and %d of %d subjects are as judged by hand", classes, places, subjects, judged)
	}
}

// markersAt are the markers of a place `path:line`; a comment may be part of a run that began
// above.
func markersAt(all []Marker, place string, comment bool) (out []Marker) {
	path, number, _ := strings.Cut(place, ":")
	var line int
	fmt.Sscan(number, &line)
	for _, m := range all {
		if m.Path == path && (m.Line == line || comment && m.Class == MarkCommented && m.Line < line && line < m.Line+15) {
			out = append(out, m)
		}
	}
	return out
}
