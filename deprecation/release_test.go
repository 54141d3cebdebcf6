package deprecation

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestReleases runs testdata/releases. The section "tags" has a line "NAME COMMIT DATE" a tag,
// or just the name. Commands:
//
//	> parse TEXT...                        ParseVersion
//	> pattern REGEXP                       the pattern of the commands that follow
//	> candidates                           candidates alone count as releases from here on
//	> fold                                 Fold
//	> of [commit=C] [after=TAG,TAG] [version=TEXT]  ReleaseOf
//	> before RELEASE                       Before
//	> gaps                                 GapAtStart of the first release, and Gaps
//	> missing RELEASE                      MissingBefore
//	> window RELEASE N                     Window
//	> since RELEASE RELEASE [RELEASE...]   Since, carried by those named, by all if none is
//	> days RELEASE DATE                    Days
//	> earliest RELEASE N                   Earliest
func TestReleases(t *testing.T) {
	state := map[*testing.T]*asking{}
	fixtures(t, "releases", func(t *testing.T, out *bytes.Buffer, files map[string]string, words []string) {
		a := state[t]
		if a == nil {
			a = &asking{tags: readTags(t, files["tags"])}
			state[t] = a
		}
		a.do(t, out, words)
	})
}

// asking is a run of one fixture.
type asking struct {
	tags    []Tag
	pattern string
	opt     FoldOptions
}

func readTags(t *testing.T, text string) (tags []Tag) {
	t.Helper()
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		tag := Tag{Name: f[0]}
		if len(f) > 1 {
			tag.Commit, tag.Date = f[1], date(t, f[2])
		}
		tags = append(tags, tag)
	}
	return tags
}

func date(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func release(t *testing.T, s string) ReleaseID {
	t.Helper()
	r, ok := ParseRelease(s)
	if !ok {
		t.Fatalf("%q is no release", s)
	}
	return r
}

func (a *asking) do(t *testing.T, out *bytes.Buffer, words []string) {
	pattern, err := NewTagPattern(a.pattern)
	if err != nil {
		t.Fatal(err)
	}
	rs := Fold(a.tags, pattern, a.opt)
	args := words[1:]
	switch words[0] {
	case "parse":
		for _, text := range args {
			v, ok := ParseVersion(text)
			fmt.Fprintf(out, "  %s %v %s candidate=%v first=%v\n", text, ok, v, v.Candidate(), v.First())
		}
	case "pattern":
		a.pattern = args[0]
		if _, err := NewTagPattern(a.pattern); err != nil {
			fmt.Fprintf(out, "  %v\n", err)
			a.pattern = ""
		}
	case "candidates":
		a.opt.Candidates = true
	case "fold":
		showReleases(out, rs)
	case "of":
		showPlace(out, rs, args)
	case "before":
		showIDs(out, rs.Before(release(t, args[0])))
	case "gaps":
		if len(rs.List) > 0 {
			showGap(out)(GapAtStart(rs.List[0].ID))
		}
		for _, g := range rs.Gaps() {
			showGap(out)(g, true)
		}
	case "missing":
		showGap(out)(rs.MissingBefore(release(t, args[0])))
	default:
		a.count(t, out, rs, words)
	}
}

func (a *asking) count(t *testing.T, out *bytes.Buffer, rs *Releases, words []string) {
	args := words[1:]
	switch words[0] {
	case "window":
		n, err := strconv.Atoi(args[1])
		if err != nil {
			t.Fatal(err)
		}
		list, gaps := rs.Window(release(t, args[0]), n)
		showIDs(out, list)
		for _, g := range gaps {
			showGap(out)(g, true)
		}
	case "since":
		var carries func(ReleaseID) bool
		if len(args) > 2 {
			carries = func(id ReleaseID) bool { return slices.Contains(args[2:], id.String()) }
		}
		fmt.Fprintf(out, "  %d\n", rs.Since(release(t, args[0]), release(t, args[1]), carries))
	case "days":
		n, ok := rs.Days(release(t, args[0]), date(t, args[1]))
		fmt.Fprintf(out, "  %d %v\n", n, ok)
	case "earliest":
		n, err := strconv.Atoi(args[1])
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(out, "  %s\n", rs.Earliest(release(t, args[0]), Cycle{Releases: n}))
	default:
		t.Fatalf("unknown command %q", words[0])
	}
}

func showReleases(out *bytes.Buffer, rs *Releases) {
	for _, list := range [][]Release{rs.List, rs.Candidates} {
		for _, r := range list {
			fmt.Fprintf(out, "  %-5s %s %s", r.ID, r.Standing, r.Tag)
			if r.Commit != "" {
				fmt.Fprintf(out, " %s %s", r.Commit, r.Date.Format(time.DateOnly))
			}
			fmt.Fprintf(out, ", %d tags to %s\n", len(r.Tags), r.Tags[len(r.Tags)-1].Version)
		}
	}
	fmt.Fprintf(out, "  ignored %d %q\n", len(rs.Ignored), rs.Ignored)
	for _, note := range rs.Notes {
		fmt.Fprintf(out, "  note: %s\n", note)
	}
}

func showPlace(out *bytes.Buffer, rs *Releases, args []string) {
	var r Revision
	for _, arg := range args {
		key, value, _ := strings.Cut(arg, "=")
		switch key {
		case "commit":
			r.Commit = value
		case "after":
			r.Ancestors = strings.Split(value, ",")
		case "version":
			r.VersionFile = value + "\n"
		}
	}
	p := rs.ReleaseOf(r)
	fmt.Fprintf(out, "  %s known=%v tagged=%v %q %q\n", p.ID, p.Known, p.Tagged, p.By, p.Notes)
}

func showIDs(out *bytes.Buffer, list []Release) {
	for _, r := range list {
		fmt.Fprintf(out, "  %s", r.ID)
	}
	fmt.Fprintln(out)
}

func showGap(out *bytes.Buffer) func(Gap, bool) {
	return func(g Gap, ok bool) {
		if !ok {
			fmt.Fprintln(out, "  nothing is missing")
			return
		}
		fmt.Fprintf(out, "  missing %s: surely %d, open %v\n", g, g.Sure, g.Open)
	}
}

// TestVersionOrder holds CompareVersions against the ordered example of PEP 440 and its
// relatives, in every direction.
func TestVersionOrder(t *testing.T) {
	order := strings.Fields(`0.9 1.0.dev1 1.0a1.dev2 1.0a1 1.0a2 1.0a12 1.0b1.dev456 1.0b1 1.0b2 1.0b2.post345.dev456 1.0b2.post345
		1.0rc1.dev456 1.0rc1 1.0 1.0+abc.5 1.0+abc.7 1.0+5 1.0.post0 1.0.post456.dev34 1.0.post456 1.0.1 1.0.1.1 1.0.1.2 1.0.1.10
		1.0.2 1.1.dev1 1.1 1.10 2.0`)
	for i, a := range order {
		for j, b := range order {
			v, ok1 := ParseVersion(a)
			w, ok2 := ParseVersion(b)
			if !ok1 || !ok2 {
				t.Fatalf("%s or %s does not parse", a, b)
			}
			if got := CompareVersions(v, w); got != cmp.Compare(i, j) {
				t.Errorf("%s against %s: %d, want %d", a, b, got, cmp.Compare(i, j))
			}
		}
	}
}

// TestFoldTakesAnyOrder: the order in which tags come makes no difference.
func TestFoldTakesAnyOrder(t *testing.T) {
	pattern, err := NewTagPattern("")
	if err != nil {
		t.Fatal(err)
	}
	tags := []Tag{{Name: "v1.0"}, {Name: "1.0.0", Commit: "a"}, {Name: "v1.0.1"}, {Name: "v1.1rc1"}, {Name: "x"}, {Name: "v0.9"}, {Name: "v1.1rc2"}, {Name: "a"}}
	show := func(tags []Tag) string {
		var out bytes.Buffer
		showReleases(&out, Fold(tags, pattern, FoldOptions{}))
		return out.String()
	}
	want := show(tags)
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		shuffled := slices.Clone(tags)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := show(shuffled); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	}
}

// FuzzParseVersion: what is printed reads as the same version, and order is a total one.
func FuzzParseVersion(f *testing.F) {
	for _, s := range []string{"1.13.1", "v2.0.0-rc3", "2_0_5_post1", "1.0+a.b", "1.0a1.post2.dev3", "999999999.1", "1.2.3.4.0"} {
		f.Add(s, "1.0")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		v, ok := ParseVersion(a)
		if !ok {
			return
		}
		if again, ok := ParseVersion(v.String()); !ok || again != v {
			t.Errorf("%q is %q, which is %q", a, v, again)
		}
		w, ok := ParseVersion(b)
		if ok && (CompareVersions(v, w) != -CompareVersions(w, v) || (CompareVersions(v, w) == 0) != (v == w)) {
			t.Errorf("%q and %q are in no order", a, b)
		}
	})
}
