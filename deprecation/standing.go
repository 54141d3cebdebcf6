package deprecation

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var (
	overdue = finding.Rule{ID: "DEP004", Name: "deprecation-overdue", Invariant: "INV-060", Severity: finding.Warning,
		Promise: "What was to be gone by a release is gone when it comes."}
	promiseTooEarly = finding.Rule{ID: "DEP005", Name: "promise-too-early", Invariant: "INV-060", Severity: finding.Warning,
		Promise: "A warning promises no end before as many releases have carried it as the cycle asks for."}
	markerIncomplete = finding.Rule{ID: "DEP007", Name: "marker-incomplete", Invariant: "INV-060", Severity: finding.Warning,
		Promise: "A warning names a version, what to use instead, a category and a stack level."}
	categoryHidden = finding.Rule{ID: "DEP008", Name: "category-hidden", Invariant: "INV-060", Severity: finding.Warning,
		Promise: "A warning is of a category that Python shows to users by default."}
	documentedNotWarned = finding.Rule{ID: "DEP009", Name: "documented-not-warned", Invariant: "INV-060", Severity: finding.Note,
		Promise: "What a docstring calls deprecated warns at run time too."}
	warnedNotDocumented = finding.Rule{ID: "DEP010", Name: "warned-not-documented", Invariant: "INV-060", Severity: finding.Note,
		Promise: "What warns at run time is called deprecated by its docstring too."}
	deprecatedUsed = finding.Rule{ID: "DEP011", Name: "deprecated-api-used", Invariant: "INV-060", Severity: finding.Note,
		Promise: "A tree does not use what it tells its users not to use."}
)

// CheckInput is what the markers of one tree are judged by.
type CheckInput struct {
	Surface *Surface
	Markers []Marker      // of the tree, all of them: Surface.Markers()
	List    []Deprecation // the inventory of them
	// Releases are the known ones, Now the one that the tree is or will be part of. For the BASE of a
	// pair that is HEAD's: that a release has passed meanwhile is no change.
	Releases *Releases
	Now      Place
	Cycle    Cycle
	Uses     []Use // of what is deprecated: see Deprecated.FindUses
}

// CheckMarkers tells what is wrong with the markers of one tree: DEP004, DEP005 and DEP007 to DEP011,
// sorted. What is said of markers themselves (DEP007 to DEP010) concerns public names only.
func CheckMarkers(in CheckInput) []finding.Finding {
	j := &standing{in: in, by: map[string][]*Marker{}, status: NewStatus(ReleaseID{}, in.Markers), hidden: hiddenCategories(in.Surface)}
	for i := range in.Markers {
		if m := &in.Markers[i]; m.Class == MarkWarned {
			j.by[m.Subject] = append(j.by[m.Subject], m)
		}
	}
	for i := range in.List {
		d := &in.List[i]
		j.promise(d)
		if !d.Public() {
			continue
		}
		switch d.State {
		case MarkWarned:
			j.complete(d)
			j.category(d)
			j.documented(d)
		case MarkDocumented:
			if !d.Partly && !j.status.warns([]string{d.Subject}) {
				j.report(documentedNotWarned, d, "is deprecated by its docstring, and nothing warns who uses it",
					"Warn at run time: only releases that do count for the cycle.")
			}
		}
	}
	j.uses()
	finding.Sort(j.out)
	return j.out
}

// NewSince are the findings of HEAD that BASE lacks, by rule and subject, and of DEP011 by the place
// that uses it.
func NewSince(base, head []finding.Finding) []finding.Finding {
	had := map[string]bool{}
	for _, f := range base {
		had[f.Fingerprint] = true
	}
	return slices.DeleteFunc(slices.Clone(head), func(f finding.Finding) bool { return had[f.Fingerprint] })
}

// AtRelease makes errors of what a release that is being cut can't go out with: promises that it breaks
// by what it still has, and those that it makes too early.
func AtRelease(list []finding.Finding) {
	for i := range list {
		if f := &list[i]; f.Rule == overdue.ID || f.Rule == promiseTooEarly.ID {
			f.Severity = finding.Error
		}
	}
}

// standing judges the markers of one tree.
type standing struct {
	in     CheckInput
	by     map[string][]*Marker // warnings by subject
	status *Status
	hidden map[string]bool
	out    []finding.Finding
}

func (j *standing) report(rule finding.Rule, d *Deprecation, what, instead string) {
	j.out = append(j.out, finding.Finding{Rule: rule.ID, Name: rule.Name, Invariant: rule.Invariant, Severity: rule.Severity,
		Subject: d.Subject, Message: d.Subject + " " + what, Axes: []string{}, Affected: []string{},
		Head: &finding.Location{Path: d.Path, Line: d.Line}, Fingerprint: finding.Fingerprint(rule.ID, d.Subject, ""),
		Change: &finding.Change{New: oneLine(d.Text), Instead: instead, Verdict: string(Compatible)}})
}

// promise holds the promised end of a deprecation against the release of the tree, and against the
// cycle.
func (j *standing) promise(d *Deprecation) {
	due, ok := d.due()
	if !ok {
		return
	}
	if d.Overdue {
		instead := "Take it out."
		if d.Seen && j.in.Now.Known && j.in.Now.ID.Before(d.RemovableIn) {
			instead = fmt.Sprintf("Promise another release: the cycle lets it go in %s.", d.RemovableIn)
		}
		late := plural(d.OverdueBy, "release", "late")
		if d.OverdueBy < due.stepsTo(j.in.Now.ID) {
			late = "at least " + late
		}
		j.report(overdue, d, fmt.Sprintf("was to be gone by %s and is still there in %s, %s", due, j.in.Now.ID, late), instead)
	}
	if d.State != MarkWarned || !d.Public() {
		return // what is private promises users nothing: what hands a warning on to it does
	}
	first, ok := j.firstWarned(d)
	if !ok {
		return
	}
	if n, sure := j.between(first, due); sure && n < j.in.Cycle.Releases {
		earliest := first
		for range j.in.Cycle.Releases {
			earliest = earliest.Next()
		}
		j.report(promiseTooEarly, d, fmt.Sprintf("warns since %s and promises its end for %s: %d releases are to warn first", first, due, j.in.Cycle.Releases),
			fmt.Sprintf("Promise %s or later.", earliest))
	}
}

// between counts the releases from one up to, but without, another: the minors of one major
// version. Of two major versions only known releases tell how many lie between, and only if none
// is missing.
func (j *standing) between(first, due ReleaseID) (n int, sure bool) {
	if !first.Before(due) {
		return 0, true
	}
	if first.Major == due.Major {
		return due.Minor - first.Minor, true
	}
	n, last := 1, first
	for _, r := range j.in.Releases.List {
		if !first.Before(r.ID) || !r.ID.Before(due) {
			continue
		}
		if _, gap := GapBetween(last, r.ID); gap {
			return 0, false
		}
		last = r.ID
		n++
	}
	_, gap := GapBetween(last, due)
	return n, !gap && (last != first || j.in.Now.Known && !j.in.Now.ID.Before(due))
}

// firstWarned is the release whose users are or will be the first to meet a warning. It is false
// where releases are missing that may have been earlier, and the text does not say.
func (j *standing) firstWarned(d *Deprecation) (ReleaseID, bool) {
	if d.Seen && d.Exact {
		return d.First, true
	}
	if !d.Seen && j.in.Now.Known && len(j.in.Releases.List) > 0 {
		if _, gap := j.in.Releases.MissingBefore(j.in.Now.ID); !gap {
			return j.in.Now.ID, true
		}
	}
	since, ok := ParseRelease(d.Since)
	return since, ok && d.Since != ""
}

// complete asks what a warning leaves out.
func (j *standing) complete(d *Deprecation) {
	var version, alternative, category, level bool
	for _, m := range j.by[d.Subject] {
		version = version || m.Since != "" || m.Promised != "" || versionIn(m.Text) != ""
		alternative = alternative || m.Alternative != ""
		category = category || m.Category != "" || m.Categorised
		level = level || m.Stacklevel
	}
	var missing []string
	for _, part := range []struct {
		there bool
		name  string
	}{{version, "version"}, {alternative, "alternative"}, {category, "category"}, {level, "stack level"}} {
		if !part.there {
			missing = append(missing, "no "+part.name)
		}
	}
	if len(missing) > 0 {
		j.report(markerIncomplete, d, "warns with "+strings.Join(missing, ", "),
			"Say in which release it goes, what to use instead, and give category and stacklevel, so that users see it at their own line.")
	}
}

// category asks whether users see a warning.
func (j *standing) category(d *Deprecation) {
	hidden := ""
	for _, m := range j.by[d.Subject] {
		if !j.hidden[m.Category] {
			return
		}
		hidden = m.Category
	}
	if hidden != "" {
		j.report(categoryHidden, d, "warns with "+hidden+", which Python shows only where __main__ itself is the caller", "Use FutureWarning, or UserWarning.")
	}
}

// hiddenCategories are the warnings that Python's default filters ignore (library reference,
// "Default Warning Filter"), and classes of the tree that derive from them.
func hiddenCategories(s *Surface) map[string]bool {
	hidden := set("DeprecationWarning PendingDeprecationWarning ImportWarning ResourceWarning")
	var classes []*Object
	s.each(func(o *Object) {
		if o.Class() != nil && strings.HasSuffix(o.Base(), "Warning") {
			classes = append(classes, o)
		}
	})
	for range len(classes) { // until nothing is added, which a chain of n classes is after n rounds
		added := false
		for _, c := range classes {
			bases := c.Class().Bases
			if !hidden[c.Base()] && len(bases) > 0 && !slices.ContainsFunc(bases, func(b parse.PyExpr) bool { return !hidden[lastOf(dotted(&b))] }) {
				hidden[c.Base()], added = true, true
			}
		}
		if !added {
			break
		}
	}
	return hidden
}

// speaksDeprecated is how a docstring says so: by the word, or by telling in which version it ends.
var speaksDeprecated = regexp.MustCompile(`(?i)deprecat|\b(?:will|to) be (?:removed|dropped)\s+(?:in|with|by|after)\s+(?:\w+\s+){0,2}v?\d+\.\d`)

// documented asks whether the docstring of what warns says so too. A decorator of the tree may write
// it there when it decorates, which nothing here sees.
func (j *standing) documented(d *Deprecation) {
	if slices.ContainsFunc(j.by[d.Subject], func(m *Marker) bool { return strings.HasPrefix(m.Made, "decorator ") && !m.Known }) {
		return
	}
	name, param, _ := strings.Cut(d.Subject, "(")
	param, _, _ = strings.Cut(strings.TrimSuffix(param, ")"), "=")
	ref, ok := j.in.Surface.Lookup(name)
	o := ref.Obj
	if !ok || o == nil || o.Kind == AttributeKind || o.Origin != FromSource {
		return // nothing that could have a docstring
	}
	docs := []string{}
	for x := o; x != nil; x = x.Owner {
		if doc := x.doc(); doc != "" {
			docs = append(docs, doc)
		}
		if n := o.Base(); n != "__init__" && n != "__new__" {
			break // of a constructor the class's says it too
		}
	}
	if o.Kind == ClassKind {
		for _, n := range []string{"__init__", "__new__"} {
			if b := o.scope.names[n]; b != nil && b.obj != nil {
				docs = append(docs, b.obj.doc())
			}
		}
	}
	if slices.ContainsFunc(docs, func(doc string) bool {
		return speaksDeprecated.MatchString(doc) && (param == "" || hasWord(doc, strings.TrimLeft(param, "*")))
	}) {
		return
	}
	j.report(warnedNotDocumented, d, "warns, and no docstring says that it is deprecated", "Add `.. deprecated:: VERSION` to the docstring.")
}

// uses tells of places that use what is deprecated, one by one. Those of one function are told apart
// by their number in it, not by their line.
func (j *standing) uses() {
	list := slices.Clone(j.in.Uses)
	slices.SortStableFunc(list, func(a, b Use) int { return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line)) })
	times := map[[2]string]int{}
	for _, u := range list {
		contract, key := u.By, [2]string{u.Subject, u.By}
		if times[key]++; times[key] > 1 {
			contract = fmt.Sprintf("%s, %d", u.By, times[key])
		}
		j.out = append(j.out, finding.Finding{Rule: deprecatedUsed.ID, Name: deprecatedUsed.Name, Invariant: deprecatedUsed.Invariant, Severity: deprecatedUsed.Severity,
			Subject: u.Subject, Contract: contract, Message: u.Subject + " is deprecated, and " + u.By + " uses it", Axes: []string{}, Affected: []string{u.By},
			Head: &finding.Location{Path: u.Path, Line: u.Line}, Fingerprint: finding.Fingerprint(deprecatedUsed.ID, u.Subject, contract),
			Change: &finding.Change{Instead: "Use what its warning says instead: users meet the warning at lines that are not theirs.", Verdict: string(Compatible)}})
	}
}

// doc is an object's docstring.
func (o *Object) doc() string {
	switch {
	case o.Func() != nil:
		return o.Func().Doc.Text
	case o.Class() != nil:
		return o.Class().Doc.Text
	case o.Facts != nil:
		return o.Facts.Doc.Text
	}
	return ""
}

// hasWord reports whether a text has a word on its own.
func hasWord(text, word string) bool {
	for at := 0; word != ""; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		i += at
		at = i + len(word)
		if (i == 0 || !isWordByte(text[i-1])) && (at == len(text) || !isWordByte(text[at])) {
			return true
		}
	}
	return false
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// plural is "1 release late", "3 releases late".
func plural(n int, noun, rest string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s %s", n, noun, rest)
}
