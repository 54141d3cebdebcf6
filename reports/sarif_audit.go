package reports

import (
	"io"
	"strings"

	"plumbline/audit"
	"plumbline/internal/finding"
)

// AuditSARIF writes what speaks against rows, and has a place, as a SARIF 2.1.0 log whose rules
// are the rows; of two trees only the rows that changed.
func AuditSARIF(w io.Writer, in Audit) error {
	f := Findings{Head: in.Tree}
	changed, lost := map[string]bool{}, map[string]bool{}
	for i := range in.Changes {
		changed[in.Changes[i].ID], lost[in.Changes[i].ID] = true, in.Changes[i].Lost()
	}
	for _, r := range in.rows() {
		severity, open := RowSeverity(r)
		if r.Of != "" || !open && r.State != audit.Unseen || in.Base != nil && !changed[r.ID] {
			continue
		}
		if lost[r.ID] {
			severity = finding.Error
		}
		rule := finding.Rule{ID: r.ID, Name: r.Check, Invariant: r.Invariant, Promise: r.Text, Severity: severity, Doc: "Needs " + r.Needs + "."}
		if rule.Name == "" {
			rule.Name = r.ID
		}
		before := len(f.Findings)
		seen := map[string]int{}
		for i := range r.Evidence {
			e := &r.Evidence[i]
			if !e.Against || e.Path == "" || !open {
				continue
			}
			x := finding.Finding{Rule: r.ID, Name: rule.Name, Severity: severity, Subject: e.Path, Message: e.Text, Head: &finding.Location{Path: e.Path, Line: e.Line}}
			key := e.Path + "\x00" + e.Text
			x.Fingerprint = finding.Fingerprint(r.ID, e.Path, e.Text+strings.Repeat("\x00", seen[key])) // of equal ones the first, the second, ...
			seen[key]++
			f.Findings = append(f.Findings, x)
		}
		if len(f.Findings) > before {
			f.Rules = append(f.Rules, rule)
		} else {
			f.BlindSpots = append(f.BlindSpots, BlindSpot{Kind: r.ID, Text: stateWords(r.State) + ": " + r.Text + "; needs " + r.Needs})
		}
	}
	return FindingsSARIF(w, f)
}
