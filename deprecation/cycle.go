package deprecation

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"plumbline/internal/finding"
)

// cycleRules are DEP001, DEP002, DEP003 and DEP006: what breaks before its time.
var cycleRules = []finding.Rule{brokenWithoutWarning, brokenTooEarly, silentChangeTooEarly, warningLost}

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

// Status is what one release says of the names in its tree.
type Status struct {
	ID    ReleaseID
	marks map[string]bool // subjects that warn or raise
}

// NewStatus reads the markers of a release.
func NewStatus(id ReleaseID, s *Surface) *Status {
	st := &Status{ID: id, marks: map[string]bool{}}
	for _, m := range s.Markers() {
		if m.Class == MarkWarned || m.Class == MarkTombstone {
			st.marks[m.Subject] = true
		}
	}
	return st
}

// warns reports whether one of some names is marked, or what is around it: a warning of a
// function is one of its parameters too, that of a class of its members, that of a module of all
// it holds. A warning about one parameter marks that one alone.
func (s *Status) warns(subjects []string) bool {
	return slices.ContainsFunc(subjects, func(subject string) bool {
		if s.marks[subject] {
			return true
		}
		name, _, _ := strings.Cut(subject, "(")
		for ; name != ""; name = outerOf(name) {
			if s.marks[name] {
				return true
			}
		}
		return false
	})
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
	Silent int // releases that a silent change must warn for
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
	unjudged := map[string]int{}
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
		if why := in.judge(r, f, silent); why != "" {
			unjudged[why]++
		}
	}
	for why, n := range unjudged {
		r.BlindSpots = append(r.BlindSpots, BlindSpot{Kind: "missing-releases", Text: fmt.Sprintf("%d breaks were not held against the cycle: %s", n, why)})
	}
	slices.SortFunc(r.BlindSpots, func(a, b BlindSpot) int { return strings.Compare(a.Text, b.Text) })
	finding.Sort(r.Findings)
	return r
}

// breakOf reports whether the cycle asks anything of a finding, and whether what it tells is a
// silent change. Contracts speak of what other rules found already.
func breakOf(f *finding.Finding) (silent, counts bool) {
	if f.Suppressed != nil || f.Change == nil || f.Severity < finding.Warning || !strings.HasPrefix(f.Rule, "API") || f.Rule >= "API041" {
		return false, false
	}
	return f.Severity == finding.Warning, true
}

// judge holds one break against the releases before the landing; it says why where it can't.
func (in *CycleInput) judge(r *CycleResult, f *finding.Finding, silent bool) (why string) {
	need := in.Cycle.Releases
	if silent {
		need = in.Silent
	}
	subjects := in.subjects(f)
	window, gaps := in.Releases.Window(in.Landing.ID, need)
	marked, last := 0, false
	var first ReleaseID
	for _, st := range in.Status {
		last = st.warns(subjects)
		inside := slices.ContainsFunc(window, func(w Release) bool { return w.ID == st.ID })
		switch {
		case last && inside:
			marked++
			fallthrough
		case last:
			if first == (ReleaseID{}) {
				first = st.ID
			}
		}
	}
	if marked >= need {
		r.Excused[f.Fingerprint] = fmt.Sprintf("deprecated since %s: the cycle is complete", first)
		return ""
	}
	if len(gaps) > 0 {
		return "no tag or ledger tells of the releases " + joinGaps(gaps)
	}
	r.report(in, f, outcome{silent, marked, need, first, last})
	return ""
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
	first        ReleaseID
	last         bool // the last release before the landing warns
}

// report makes a finding of a cycle that is not complete.
func (r *CycleResult) report(in *CycleInput, f *finding.Finding, o outcome) {
	rule, message := brokenWithoutWarning, "no release warned of it"
	switch {
	case o.first != (ReleaseID{}) && !o.last:
		rule, message = warningLost, fmt.Sprintf("%s warned of it, and the last release does not", o.first)
	case o.silent:
		rule, message = silentChangeTooEarly, fmt.Sprintf("%d of the last %d releases warned of it", o.marked, o.need)
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
	names := append([]string{name}, in.Names(name)...)
	for _, a := range f.Affected {
		if lastOf(a) == lastOf(name) {
			names = append(names, a)
		}
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
