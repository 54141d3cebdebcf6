package deprecation

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"plumbline/internal/finding"
)

// cycleRules are all rules of the cycle: DEP001, DEP002, DEP003 and DEP006 tell of what breaks
// before its time, the others of how one tree deprecates.
var cycleRules = []finding.Rule{brokenWithoutWarning, brokenTooEarly, silentChangeTooEarly, overdue, promiseTooEarly, warningLost,
	markerIncomplete, categoryHidden, documentedNotWarned, warnedNotDocumented, deprecatedUsed}

var (
	brokenWithoutWarning = finding.Rule{ID: "DEP001", Name: "broken-without-warning", Invariant: "INV-060", Severity: finding.Error,
		Promise: "What breaks has warned at run time first."}
	brokenTooEarly = finding.Rule{ID: "DEP002", Name: "broken-too-early", Invariant: "INV-060", Severity: finding.Error,
		Promise: "What breaks has warned in as many releases as the cycle asks for."}
	silentChangeTooEarly = finding.Rule{ID: "DEP003", Name: "silent-change-too-early", Invariant: "INV-060", Severity: finding.Error,
		Promise: "Behaviour that changes without an error has warned for the longer window."}
	warningLost = finding.Rule{ID: "DEP006", Name: "warning-lost", Invariant: "INV-060", Severity: finding.Error,
		Promise: "A warning stands in every release until what it warns of breaks."}
)

// CycleRules describes the rules of the cycle in ID order, each with its document.
func CycleRules() []finding.Rule {
	docs, err := fs.Sub(cycleDocs, "cycle")
	if err != nil {
		panic(err) // the path is a constant
	}
	var out []finding.Rule
	for _, r := range cycleRules {
		out = append(out, finding.Documented(r, docs))
	}
	return out
}

// CycleInput is what the cycle is judged by.
type CycleInput struct {
	Findings []finding.Finding // of the comparison
	// Names gives the other names of an object of BASE, by the one that findings have.
	Names func(name string) []string
	// Releases are the known ones, Landing the release that HEAD is part of.
	Releases *Releases
	Landing  Place
	// Status are the releases before the landing that were read, ascending: at least as many as
	// the longer window asks for, where so many are known.
	Status []*Status
	Cycle  Cycle
	Silent int       // releases that a silent change must warn for
	Landed time.Time // when HEAD was committed; zero where that is not known
	// InLast reports whether users of the last release before the landing meet a finding too; nil
	// where that is not known, and all are taken to.
	InLast func(f *finding.Finding) bool
}

// CycleResult is what the cycle says of a comparison.
type CycleResult struct {
	Findings []finding.Finding // DEP001, DEP002, DEP003, DEP006
	// Excused gives for findings of the comparison, by their fingerprint, why they are no more than
	// notes: the cycle is complete, or no release has what changed.
	Excused    map[string]string
	BlindSpots []BlindSpot
}

// Judge holds what breaks between two trees against the deprecation cycle.
func Judge(in CycleInput) *CycleResult {
	r := &CycleResult{Excused: map[string]string{}}
	unjudged := map[BlindSpot]int{}
	for i := range in.Findings {
		f := &in.Findings[i]
		silent, counts := breakOf(f)
		if !counts {
			continue
		}
		if in.InLast != nil && !in.InLast(f) {
			r.Excused[f.Fingerprint] = "no release has what changed"
			continue
		}
		if why := in.judge(r, f, silent); why.Text != "" {
			unjudged[why]++
		}
	}
	r.contracts(in.Findings)
	for why, n := range unjudged {
		why.Text = fmt.Sprintf("%d breaks were not held against the cycle: %s", n, why.Text)
		r.BlindSpots = append(r.BlindSpots, why)
	}
	slices.SortFunc(r.BlindSpots, func(a, b BlindSpot) int { return strings.Compare(a.Text, b.Text) })
	finding.Sort(r.Findings)
	return r
}

// Asks reports whether the cycle asks anything of some findings of a comparison.
func Asks(list []finding.Finding) bool {
	return slices.ContainsFunc(list, func(f finding.Finding) bool { _, counts := breakOf(&f); return counts })
}

// breakOf reports whether the cycle asks anything of a finding, and whether what it tells is a
// silent change: code goes on without an error and does something else. Contracts speak of what other rules found already.
func breakOf(f *finding.Finding) (silent, counts bool) {
	switch {
	case f.Suppressed != nil || f.Change == nil || f.Severity < finding.Warning:
		return false, false
	case Native(f):
		return false, true
	case !strings.HasPrefix(f.Rule, "API") || f.Rule >= "API041":
		return false, false
	}
	if f.Name == "removed-from-all" || f.Name == "import-path-removed" {
		return false, true // who comes by that path fails, whoever else does not
	}
	return f.Change.Verdict == string(Risk), true
}

// contracts excuses what rules on contracts repeat, where all that they speak of is excused.
func (r *CycleResult) contracts(list []finding.Finding) {
	why, stands := map[string]string{}, map[string]bool{}
	for i := range list {
		f := &list[i]
		if _, counts := breakOf(f); !counts || Native(f) {
			continue
		}
		name, _, _ := strings.Cut(f.Subject, "(")
		if reason := r.Excused[f.Fingerprint]; reason != "" {
			why[name] = reason
		} else {
			stands[name] = true
		}
	}
	for i := range list {
		if f := &list[i]; slices.ContainsFunc(contractRows, func(row contractRow) bool { return row.id == f.Rule }) && !stands[f.Subject] && why[f.Subject] != "" {
			r.Excused[f.Fingerprint] = why[f.Subject]
		}
	}
}

// judge holds one break against the releases before the landing; it says why where it can't.
func (in *CycleInput) judge(r *CycleResult, f *finding.Finding, silent bool) (why BlindSpot) {
	need := in.Cycle.Releases
	if silent {
		need = in.Silent
	}
	window, gaps := in.Releases.Window(in.Landing.ID, need)
	o := in.outcome(in.subjects(f), window)
	o.silent, o.need = silent, need
	if !Native(f) {
		o.began = true
	}
	days, known := in.Releases.Days(o.first, in.Landed)
	o.days = in.Cycle.Days > 0 && !in.Cycle.Served(need, days, known)
	switch {
	case !o.began:
		return why // C++ that never was deprecated is for the ABI rules alone
	case o.marked >= need && !o.days:
		r.Excused[f.Fingerprint] = fmt.Sprintf("deprecated since %s: the cycle is complete", o.first)
		return why
	case o.marked >= need && !known:
		return BlindSpot{Kind: "unknown-date", Text: "nothing tells when " + o.first.String() + " came out, and so for how many days they warned"}
	case len(gaps) > 0:
		return BlindSpot{Kind: "missing-releases", Text: "no tag or ledger tells of the releases " + joinGaps(gaps)}
	case o.doubtful > 0 && o.marked+o.doubtful >= need:
		return BlindSpot{Kind: "unclear-warning", Text: "a warning only announces it, is about some of their values, or stands under a condition that can't be followed"}
	}
	r.report(in, f, o)
	return why
}

// outcome looks at what releases say of some names. A tombstone counts after a warning only: that
// what raises warned before it did; of the first release that was read nobody knows.
func (in *CycleInput) outcome(subjects []string, window []Release) outcome {
	var o outcome
	for i, st := range in.Status {
		state := st.marked(subjects)
		inside := slices.ContainsFunc(window, func(w Release) bool { return w.ID == st.ID })
		o.last = state == StateWarned || state == StateTombstone && (o.began || i == 0 && len(in.Releases.Before(st.ID)) > 0)
		switch {
		case o.last:
			if !o.began {
				o.first, o.began = st.ID, true
			}
			if inside {
				o.marked++
			}
		case inside && state == StateUnclear:
			o.doubtful++
		}
	}
	return o
}

// NeedsNative reports whether what C++ and operator schemas say of deprecation matters to the judgement
// of findings: to breaks of C++ and operators, and to those of names that schemas define for
// Python. base, nil for none, is the surface that findings of the Python rules are about.
func NeedsNative(list []finding.Finding, base *Surface) bool {
	return slices.ContainsFunc(list, func(f finding.Finding) bool {
		if _, counts := breakOf(&f); !counts || base == nil || Native(&f) {
			return counts && Native(&f)
		}
		name, _, _ := strings.Cut(f.Subject, "(")
		ref, ok := base.Lookup(name)
		return ok && ref.Obj != nil && ref.Obj.Origin == FromSchema
	})
}

// Native reports whether a finding is about C++ or operators.
func Native(f *finding.Finding) bool {
	return strings.HasPrefix(f.Rule, "ABI") || strings.HasPrefix(f.Rule, "OPS")
}

func joinGaps(gaps []Gap) string {
	var out []string
	for _, g := range gaps {
		out = append(out, g.String())
	}
	return strings.Join(out, " and ")
}

// outcome is how far a cycle has come.
type outcome struct {
	silent       bool
	marked, need int
	doubtful     int // releases in which a warning may be about it
	began        bool
	first        ReleaseID // the first release that warns, where one did
	last         bool      // the last release before the landing warns
	days         bool      // it warned in enough releases, and for too few days
}

// report makes a finding of a cycle that is not complete.
func (r *CycleResult) report(in *CycleInput, f *finding.Finding, o outcome) {
	rule, message := brokenWithoutWarning, "no release warned of it"
	switch {
	case o.days:
		rule, message = brokenTooEarly, fmt.Sprintf("it warned since %s, and %d days are asked for", o.first, in.Cycle.Days)
	case o.began && o.first != (ReleaseID{}) && !o.last:
		rule, message = warningLost, fmt.Sprintf("%s warned of it, and the last release does not", o.first)
	case o.silent:
		rule, message = silentChangeTooEarly, fmt.Sprintf("%d of the last %d releases warned of it", o.marked, o.need)
	case o.marked == 0 && o.doubtful > 0:
		rule, message = brokenTooEarly, fmt.Sprintf("a warning that may be about it stands in %d of %d releases", o.doubtful, o.need)
	case o.marked > 0:
		rule, message = brokenTooEarly, fmt.Sprintf("it warned in %d of %d releases, since %s", o.marked, o.need, o.first)
	}
	change := *f.Change
	change.Instead = fmt.Sprintf("Warn at run time for %d releases, then let it break: in %s at the earliest.", o.need, in.earliest(o))
	r.Findings = append(r.Findings, finding.Finding{Rule: rule.ID, Name: rule.Name, Invariant: rule.Invariant, Severity: rule.Severity,
		Subject: f.Subject, Contract: f.Rule, Message: fmt.Sprintf("%s in %s: %s (%s)", f.Subject, in.Landing.ID, message, f.Name),
		Axes: f.Axes, Affected: f.Affected, Base: f.Base, Head: f.Head, Fingerprint: finding.Fingerprint(rule.ID, f.Subject, f.Rule), Change: &change})
}

// earliest is the first release in which a break would be allowed.
func (in *CycleInput) earliest(o outcome) ReleaseID {
	first := in.Landing.ID
	if o.marked > 0 && o.last {
		first = o.first
	}
	return in.Releases.Earliest(first, Cycle{Releases: o.need})
}

// subjects are the names by which a release may have warned of what a finding tells: of a
// parameter that is new the function's.
func (in *CycleInput) subjects(f *finding.Finding) []string {
	name, rest, _ := strings.Cut(f.Subject, "(")
	if rest != "" && (f.Name == "parameter-inserted" || f.Name == "required-parameter-added") {
		rest = ""
	}
	out := []string{}
	names := []string{name}
	if in.Names != nil {
		names = append(names, in.Names(name)...)
	}
	for _, a := range f.Affected {
		if lastOf(a) == lastOf(name) {
			names = append(names, a)
		}
	}
	if Native(f) && f.Change.Old != "" {
		names = append(names, overloadOf(name, f.Change.Old))
	}
	for _, n := range names {
		if rest != "" {
			out = append(out, n+"("+rest)
		} else {
			out = append(out, n)
		}
	}
	return out
}

// NamesOf gives the public paths of the object of a surface that has a name by file and nesting.
func (s *Surface) NamesOf() func(name string) []string {
	paths := map[string][]string{}
	s.each(func(o *Object) {
		if len(o.ExportedAs) > 0 {
			paths[o.Name] = o.ExportedAs
		}
	})
	return func(name string) []string { return paths[name] }
}
