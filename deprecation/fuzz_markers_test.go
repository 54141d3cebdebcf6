package deprecation_test

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/deprecation"
	"plumbline/parse/python"
)

// FuzzMarkers holds that the markers of any tree of three files are read and judged without a panic,
// each with a subject and a place, and that what a tree says of itself is not new.
func FuzzMarkers(f *testing.F) {
	for _, pattern := range []string{"cycle/rules/*.txtar", "testdata/markers/*.txtar"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			f.Fatalf("no fixtures: %v", err)
		}
		for _, path := range paths {
			ar, err := txtar.ParseFile(path)
			if err != nil {
				f.Fatal(err)
			}
			for _, file := range ar.Files {
				if strings.HasSuffix(file.Name, ".py") {
					f.Add(string(file.Data))
				}
			}
		}
	}
	f.Add("import warnings\ndef f(*a, **f):\n if f.pop('f', a): warnings.warn('`f` is deprecated')\n f(f, *f, **f)\n")
	f.Fuzz(func(t *testing.T, text string) {
		s := fuzzSurface(text)
		rs := &deprecation.Releases{List: []deprecation.Release{{ID: deprecation.ReleaseID{Major: 1}}}}
		in := deprecation.CheckInput{Surface: s, Markers: s.Markers(), Releases: rs, Now: deprecation.Place{ID: deprecation.ReleaseID{Major: 1, Minor: 1}, Known: true},
			Cycle: deprecation.Cycle{Releases: 2}}
		for _, m := range in.Markers {
			if m.Subject == "" || m.Path == "" || m.Line < 1 {
				t.Errorf("a marker without subject or place: %+v", m)
			}
		}
		deprecated := s.FindDeprecated(in.Markers)
		parts := strings.SplitN(text, "\n---\n", 3)
		for i, m := range s.Modules {
			if i < len(parts) {
				uses, _ := deprecated.FindUses(m, python.Uses(m.Path, []byte(parts[i]), deprecated.Names))
				in.Uses = append(in.Uses, uses...)
			}
		}
		in.List = deprecation.Inventory(in.Markers, deprecation.SeenIn(nil, s.NamesOf()), rs, in.Now, in.Cycle, false)
		found := deprecation.CheckMarkers(in)
		if again := deprecation.NewSince(found, found); len(again) > 0 {
			t.Errorf("a tree says something new of itself: %+v", again)
		}
	})
}
