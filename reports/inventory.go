package reports

import (
	"fmt"
	"strconv"
	"strings"

	"plumbline/internal/finding"
)

// Inventory is what a tree has deprecated.
type Inventory struct {
	Tree    Tree
	Release string // the release that the tree is, or will be part of; "" where that is not known
	List    []Deprecation
	// Removable says that only what may be taken out now is listed.
	Removable  bool
	Findings   []finding.Finding // what is wrong with what the tree has deprecated
	BlindSpots []BlindSpot
}

// Deprecation is one name, parameter or value that a tree has deprecated.
type Deprecation struct {
	Subject     string
	State       string // "warned", "documented", "commented", "tombstone", ...
	Path        string
	Line        int
	Public      bool   // whether users may name it
	Since       string // first release that is known to have warned; "" for none
	SinceExact  bool   // no earlier release may have warned
	Promised    string // release that the text promises the removal for; "" for none
	OverdueBy   int    // releases since then; 0 while it has not passed, or by none that is known
	Overdue     bool   // the promised release has passed
	RemovableIn string // first release in which it may go; "" where that is not known
	Alternative string // what to use instead, as the text says; "" for nothing
	Category    string // class of the warning: "FutureWarning"; "" where the marker names none
	Text        string
	Owners      []string
	States      []ReleaseState // in the releases that have it, oldest first
}

// ReleaseState is what one release says of a name: "live", "warned", "removed", ...
type ReleaseState struct{ Release, State string }

// dueText says when a deprecation was promised to end, and how late it is.
func (d *Deprecation) dueText() string {
	switch {
	case d.Promised == "":
		return "-"
	case d.OverdueBy > 0:
		return d.Promised + ", overdue by " + plural(d.OverdueBy, "release")
	case d.Overdue:
		return d.Promised + ", overdue"
	}
	return d.Promised
}

// sinceText is the release since which something warns, at most.
func (d *Deprecation) sinceText() string {
	switch {
	case d.Since == "":
		return "-"
	case !d.SinceExact:
		return "≤ " + d.Since
	}
	return d.Since
}

func (d *Deprecation) place() string { return place{Path: d.Path, Line: d.Line}.String() }

// dash is a cell that may be empty.
func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// overdueFirst is the list as readers want it: what is overdue stands first, else as it is.
func (in *Inventory) overdueFirst() []*Deprecation {
	var overdue, rest []*Deprecation
	for i := range in.List {
		if d := &in.List[i]; d.Overdue {
			overdue = append(overdue, d)
		} else {
			rest = append(rest, d)
		}
	}
	return append(overdue, rest...)
}

// headline counts what is listed.
func (in *Inventory) headline() string {
	overdue := 0
	states := map[string]int{}
	var order []string
	for i := range in.List {
		d := &in.List[i]
		if d.Overdue {
			overdue++
		}
		if states[d.State] == 0 {
			order = append(order, d.State)
		}
		states[d.State]++
	}
	var parts []string
	for _, s := range order {
		parts = append(parts, thousands(states[s])+" "+s)
	}
	line := plural(len(in.List), "deprecation")
	if in.Removable {
		line += " that may be taken out now"
	}
	if len(parts) > 0 {
		line += ": " + strings.Join(parts, ", ")
	}
	if overdue > 0 {
		line += "; " + strconv.Itoa(overdue) + " overdue"
	}
	return line
}

// wrong counts the findings by rule, "" for none.
func (in *Inventory) wrong() string {
	counts := map[string]int{}
	var order []string // findings are sorted by rule
	for i := range in.Findings {
		f := &in.Findings[i]
		if f.Suppressed != nil {
			continue
		}
		if counts[f.Rule] == 0 {
			order = append(order, f.Rule)
		}
		counts[f.Rule]++
	}
	var parts []string
	for _, rule := range order {
		parts = append(parts, fmt.Sprintf("%s %s", thousands(counts[rule]), rule))
	}
	return strings.Join(parts, ", ")
}
