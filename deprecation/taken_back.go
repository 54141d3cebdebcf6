package deprecation

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/finding"
	"plumbline/parse"
)

// TakenBack tells of warnings that the last release and BASE carry and HEAD does not, about what users can
// still name there and what does something. That is a note of DEP006: to keep what was deprecated is a
// project's right, and a warning that went by accident looks the same.
func TakenBack(head *Surface, baseMarkers, headMarkers []Marker, last *Status) []finding.Finding {
	var out []finding.Finding
	now, told := NewStatus(ReleaseID{}, headMarkers), map[string]bool{}
	for i := range baseMarkers {
		m := &baseMarkers[i]
		if m.Class != MarkWarned || m.Partly || m.Object == nil || strings.Contains(m.Subject, "=") || told[m.Subject] || !(&Deprecation{Marker: *m}).Public() {
			continue
		}
		names := m.paths()
		if !last.warns(names) || now.marked(names) >= StateUnclear {
			continue
		}
		at := head.stands(m.Subject, names)
		if at == nil {
			continue
		}
		told[m.Subject] = true
		out = append(out, finding.Finding{Rule: warningLost.ID, Name: warningLost.Name, Invariant: warningLost.Invariant, Severity: finding.Note,
			Subject: m.Subject, Contract: "taken-back", Message: fmt.Sprintf("%s warned in %s, and does not any more: it is there and seems to stay", m.Subject, last.ID),
			Axes: []string{}, Affected: []string{}, Base: &finding.Location{Path: m.Path, Line: m.Line}, Head: &finding.Location{Path: at.Path, Line: at.Line},
			Fingerprint: finding.Fingerprint(warningLost.ID, m.Subject, "taken-back"),
			Change: &finding.Change{Old: oneLine(m.Text), Verdict: string(Compatible),
				Instead: "If it stays, nothing: tell users so. If it is to go, bring the warning back: without it the cycle starts anew."}})
	}
	finding.Sort(out)
	return out
}

// stands is the public object that a name or a parameter of a deprecation leads to, nil where none of its
// names does, the parameter is gone, or it only raises.
func (s *Surface) stands(subject string, names []string) *Object {
	_, param, isParam := strings.Cut(strings.TrimSuffix(subject, ")"), "(")
	for _, n := range names {
		n, _, _ = strings.Cut(n, "(")
		ref, ok := s.Lookup(n)
		o := ref.Obj
		if !ok || o == nil || o.Kind != ModuleKind && !o.Public || s.raisesAlways(o) != nil {
			continue
		}
		if isParam && !slices.ContainsFunc(called(o), func(p parse.PyParam) bool { return p.Name == param }) {
			continue
		}
		return o
	}
	return nil
}
