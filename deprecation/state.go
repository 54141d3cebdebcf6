package deprecation

import (
	"slices"
	"strings"
)

// State is what one release says of one name, parameter or value.
type State uint8

// The states. Of several the later one counts: what warns and is documented is warned.
const (
	StateAbsent     State = iota // it was never there
	StateLive                    // it is there, and nothing speaks of its end
	StateCommented               // a comment does, which users don't see
	StateDocumented              // a docstring does
	StateUnclear                 // a warning stands in it under a condition that can't be followed, about some values of a parameter, or only announces it
	StateWarned                  // it warns at run time
	StateTombstone               // it is there, and only raises
	StateRemoved                 // it is there no more: an earlier release had it
)

var stateNames = []string{"absent", "live", "commented", "documented", "unclear", "warned", "tombstone", "removed"}

// String is the name of a state as reports have it.
func (s State) String() string { return stateNames[s] }

// stateOf is what a marker makes of its subject, StateLive for nothing.
func stateOf(m *Marker) State {
	switch m.Class {
	case MarkWarned:
		if m.Partly {
			return StateUnclear // it speaks of some values, and another release may take out all
		}
		return StateWarned
	case MarkTombstone:
		return StateTombstone
	case MarkUnclear, MarkAnnounced:
		return StateUnclear // users were told of something, and not that it is deprecated now
	case MarkDocumented:
		return StateDocumented
	case MarkCommented:
		return StateCommented
	}
	return StateLive
}

// Names numbers the names of several releases, most of which all of them have.
type Names struct{ numbers map[string]uint32 }

// NewNames is a table without names.
func NewNames() *Names { return &Names{numbers: map[string]uint32{}} }

func (n *Names) number(name string) uint32 {
	i, ok := n.numbers[name]
	if !ok {
		i = uint32(len(n.numbers))
		n.numbers[name] = i
	}
	return i
}

// Status is what one release says of the names in its tree: small enough to keep that of every
// release a project ever had.
type Status struct {
	ID    ReleaseID
	marks map[string]State // what is more than live
	names *Names           // nil where what is live is not kept
	live  []uint32         // names of public objects and their parameters, ascending
}

// NewStatus is what the markers of a release say.
func NewStatus(id ReleaseID, markers []Marker) *Status {
	st := &Status{ID: id, marks: map[string]State{}}
	st.Mark(markers)
	return st
}

// Snapshot is a status that knows what is live, too: every public path of an object, and the
// parameters of functions by the name that their file gives them. Releases share a table of names.
func Snapshot(id ReleaseID, s *Surface, markers []Marker, names *Names) *Status {
	st := NewStatus(id, markers)
	st.names = names
	s.each(func(o *Object) {
		if !o.Public {
			return
		}
		st.live = append(st.live, names.number(o.Name))
		for _, p := range o.ExportedAs {
			st.live = append(st.live, names.number(p))
		}
		if o.Func() == nil {
			return
		}
		for _, p := range called(o) {
			st.live = append(st.live, names.number(o.Name+"("+p.Name+")"))
		}
	})
	slices.Sort(st.live)
	st.live = slices.Compact(st.live)
	return st
}

// Mark adds markers: those of C++ and of operators are not of the Python surface. What is marked is
// so by all its public paths: another release may define it elsewhere.
func (s *Status) Mark(markers []Marker) {
	for i := range markers {
		m := &markers[i]
		state := stateOf(m)
		if state <= StateLive {
			continue
		}
		for _, subject := range m.paths() {
			s.marks[subject] = max(s.marks[subject], state)
		}
	}
}

// paths are the subject of a marker by every name that leads to it.
func (m *Marker) paths() []string {
	if m.Overload != "" {
		return []string{overloadOf(m.Subject, m.Overload)}
	}
	out := []string{m.Subject}
	for o := m.Object; o != nil; o = o.Owner {
		rest, ok := strings.CutPrefix(m.Subject, o.Name)
		if !ok || rest != "" && rest[0] != '(' && rest[0] != '.' {
			continue
		}
		for _, p := range o.ExportedAs {
			out = append(out, p+rest)
		}
		break
	}
	return out
}

// overloadOf names one of several functions of a name of C++.
func overloadOf(name, declaration string) string { return name + ": " + declaration }

// SeenIn tells in which releases a subject warns or only raises, by its own name or by another one
// of the object that it is about; names gives these (see NamesOf).
func SeenIn(releases []*Status, names func(name string) []string) func(subject string) []ReleaseID {
	return func(subject string) (in []ReleaseID) {
		subjects := allNames(subject, names)
		for _, st := range releases {
			if slices.ContainsFunc(subjects, func(x string) bool { return st.marks[x] >= StateWarned }) {
				in = append(in, st.ID)
			}
		}
		return in
	}
}

// allNames are a subject by its own name and by all others of the object that it is about.
func allNames(subject string, names func(name string) []string) []string {
	name, _, _ := strings.Cut(subject, "(")
	subjects := []string{subject}
	for _, other := range names(name) {
		subjects = append(subjects, other+subject[len(name):])
	}
	return subjects
}

// InRelease is what one release says of a subject.
type InRelease struct {
	ID    ReleaseID
	State State
}

// StatesIn tells what each release says of a subject, by any of its names, from the first on that
// has it; names gives these (see NamesOf). Releases that only the ledger knows are left out: they
// tell what warned alone.
func StatesIn(releases []*Status, names func(name string) []string) func(subject string) []InRelease {
	var whole []*Status
	for _, st := range releases {
		if st.Whole() {
			whole = append(whole, st)
		}
	}
	return func(subject string) (out []InRelease) {
		for i, state := range StatesOf(whole, allNames(subject, names)...) {
			if state != StateAbsent {
				out = append(out, InRelease{whole[i].ID, state})
			}
		}
		return out
	}
}

// State is what the release says of one subject, by that name alone: absent where it is neither
// marked nor live.
func (s *Status) State(subject string) State {
	if state := s.marks[subject]; state > StateAbsent {
		return state
	}
	if s.names == nil {
		return StateAbsent
	}
	i, known := s.names.numbers[subject]
	if !known {
		return StateAbsent
	}
	if _, ok := slices.BinarySearch(s.live, i); ok {
		return StateLive
	}
	return StateAbsent
}

// Whole reports whether the status knows what is live: one from the ledger does not.
func (s *Status) Whole() bool { return s.names != nil }

// StatesOf are the states of a subject in releases, ascending, by the strongest of its names; what
// an earlier one had and a later one has not is removed.
func StatesOf(releases []*Status, subjects ...string) []State {
	out := make([]State, len(releases))
	had := false
	for i, st := range releases {
		for _, subject := range subjects {
			out[i] = max(out[i], st.State(subject))
		}
		if out[i] == StateAbsent && had {
			out[i] = StateRemoved
		}
		had = had || out[i] != StateAbsent
	}
	return out
}

// marked is the strongest mark of some names or of what is around them: a warning of a function
// is one of its parameters too, that of a class of its members, that of a module of all it holds.
// A warning about one parameter marks that one alone, a comment or docstring its own subject.
func (s *Status) marked(subjects []string) State {
	best := StateAbsent
	for _, subject := range subjects {
		best = max(best, s.marks[subject])
		name, _, _ := strings.Cut(subject, "(")
		for ; name != ""; name = around(name) {
			if state := s.marks[name]; state >= StateUnclear || name == subject {
				best = max(best, state)
			}
		}
	}
	return best
}

// around is what a name of Python, C++ or an operator lies in: "a" of "a.b" and of "a::b", the
// operator of its overload; "" for nothing.
func around(name string) string {
	if i := strings.LastIndexAny(name, ".:"); i > 0 {
		return strings.TrimSuffix(name[:i], ":")
	}
	return ""
}

// warns reports whether one of some names, or what is around it, warns or only raises.
func (s *Status) warns(subjects []string) bool { return s.marked(subjects) >= StateWarned }

// Sightings are what a ledger keeps of a marker of a release: that its subject warns, or only raises.
// Of a name that users reach by another path the shortest of these is kept too, for a later release
// may define it elsewhere.
func (m *Marker) Sightings(id ReleaseID) []Sighting {
	state := stateOf(m)
	if state < StateWarned {
		return nil
	}
	names := m.paths()
	short := names[0]
	for _, n := range names[1:] {
		if strings.Count(n, ".") < strings.Count(short, ".") {
			short = n
		}
	}
	var out []Sighting
	for _, n := range slices.Compact([]string{names[0], short}) {
		out = append(out, Sighting{Subject: n, Release: id, Tombstone: state == StateTombstone, Category: m.Category, Promised: m.Promised, Text: m.Text})
	}
	return out
}
