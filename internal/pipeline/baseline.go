package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"plumbline/coupling"
	"plumbline/internal/finding"
	"plumbline/internal/source"
)

// Held is a tree held against its baseline.
type Held struct {
	*Mapped
	File     string            // the baseline, as reports call it
	Baseline *finding.Baseline // nil where there is none that can be read
	Problem  error             // why there is none
	Entries  []finding.Entry   // what a baseline of the tree would have to allow
	Drift    finding.Drift
	Findings []finding.Finding // what is new, and what is stale
}

// NoBaselineError says that a tree has no baseline.
type NoBaselineError struct{ File, Tree string }

func (e *NoBaselineError) Error() string {
	return fmt.Sprintf("%s: there is none for %s; `plumbline baseline write` makes the first one, --baseline names another file", e.File, e.Tree)
}

// BaselineRules are the rules that speak of a tree and its baseline, in ID order.
func BaselineRules() []finding.Rule {
	rules := append(coupling.Rules(), coupling.ChangeRules()...)
	return append(rules, finding.BaselineEntryStale)
}

// HoldBaseline measures a tree and holds it against a baseline: the file, or the tree's own
// for "". Without one that can be read, Problem says why and nothing is held. strict makes
// stale entries errors.
func HoldBaseline(ctx context.Context, req Request, file string, strict bool) (*Held, error) {
	m, err := Map(ctx, req)
	if err != nil {
		return nil, err
	}
	h := &Held{Mapped: m, File: file, Entries: m.Result.BaselineEntries()}
	if file == "" {
		h.File = finding.BaselineName
	}
	if h.Baseline, h.Problem = m.readBaseline(ctx, &req, file); h.Problem != nil {
		return h, nil
	}
	h.Notes = append(h.Notes, h.Baseline.Notes...)
	h.Drift = h.Baseline.Compare(h.Entries)
	today, err := m.today(req.Today)
	if err != nil {
		return nil, err
	}
	list := m.Result.Grown(h.Drift.New, h.File)
	list = append(list, staleEntries(h.File, h.Drift.Stale)...)
	h.configure(list, strict, func(list []finding.Finding, rules []finding.Rule) (kept, gate []finding.Finding) {
		return applyConfig(list, asFinding, rules, m.Config, today)
	})
	return h, nil
}

// configure applies the configuration to the findings by the rules of the baseline; those of
// the tree's own rules have been through it.
func (h *Held) configure(list []finding.Finding, strict bool, apply func([]finding.Finding, []finding.Rule) (kept, gate []finding.Finding)) {
	own := append(coupling.ChangeRules(), finding.BaselineEntryStale)
	var ours []finding.Finding
	for _, f := range list {
		if slices.ContainsFunc(own, func(r finding.Rule) bool { return r.ID == f.Rule }) {
			ours = append(ours, f)
		} else {
			h.Findings = append(h.Findings, f)
		}
	}
	kept, gate := apply(ours, own)
	for _, f := range kept {
		if strict && f.Rule == finding.BaselineEntryStale.ID {
			f.Severity = finding.Error
		}
		h.Findings = append(h.Findings, f)
	}
	h.tell(&Request{}, gate)
	finding.Sort(h.Findings)
}

// staleEntries makes findings of the entries of a baseline that its tree does not need any more,
// each at its line; file is what reports call the baseline.
func staleEntries(file string, list []finding.Loss) (out []finding.Finding) {
	for i := range list {
		l := &list[i]
		message := "nothing in the tree needs it any more"
		if len(l.Left) == 1 {
			message = "the tree needs less: " + l.Left[0].String()
		} else if len(l.Left) > 1 {
			message = fmt.Sprintf("the tree has %d smaller cycles instead", len(l.Left))
		}
		out = append(out, finding.BaselineEntryStale.New(l.Was.String(), "", message+"; `plumbline baseline prune` takes it out",
			&finding.Location{Path: file, Line: l.Was.Line}))
	}
	return out
}

// readBaseline reads a baseline: a file, or the tree's own for "". That of a directory is read
// from there, whatever the tree ignores.
func (s *Scan) readBaseline(ctx context.Context, req *Request, file string) (*finding.Baseline, error) {
	name, path := file, file
	if file == "" {
		name = finding.BaselineName
		if s.Tree.Kind() == source.Directory {
			path = filepath.Join(s.Tree.Name(), name)
		}
	}
	var data []byte
	var err error
	switch {
	case path != "":
		if data, err = req.ReadConfig(path); errors.Is(err, fs.ErrNotExist) {
			return nil, &NoBaselineError{path, s.Tree.Name()}
		}
	case !s.Tree.Has(name):
		return nil, &NoBaselineError{name, s.Tree.Name()}
	default:
		data, err = s.Tree.Read(ctx, name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return finding.ReadBaseline(name, data, knownRule)
}

// knownRule reports whether an analysis has a rule.
func knownRule(id string) bool { return slices.Contains(ruleIDs(), id) }
