package pipeline

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"plumbline/audit"
	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/config"
	"plumbline/internal/finding"
	"plumbline/internal/source"
)

// Audited is a tree held against the Definition of Done.
type Audited struct {
	*Scan
	Report *audit.Report
}

// AuditedPair is two trees held against it, and what differs.
type AuditedPair struct {
	*Scan      // of HEAD: its stages and notes are those of the whole run
	Base, Head *Audited
	Changes    []audit.Change
}

// Audit holds a tree against the Definition of Done. What no tree shows is taken from a file of
// attested facts: attest, or the tree's own for "".
func Audit(ctx context.Context, req Request, attest string) (*Audited, error) {
	return auditOne(ctx, &req, nil, attest, time.Time{})
}

// Bill is what a tree vendors, and the day that it is told on.
type Bill struct {
	*Scan
	audit.Bill
	Day time.Time
}

// VendoredBy reads what a tree vendors: what a bill of materials lists.
func VendoredBy(ctx context.Context, req Request) (*Bill, error) {
	s := &Scan{}
	if err := s.open(ctx, &req, wanted, nil); err != nil {
		return nil, err
	}
	today, err := s.today(req.Today)
	if err != nil {
		return nil, err
	}
	in, err := s.auditTree(ctx, today)
	if err != nil {
		return nil, err
	}
	b := &Bill{Scan: s, Day: today}
	s.stage("audit", func() { b.Bill = audit.BillOf(in) })
	return b, ctx.Err()
}

// AuditPair holds two trees against it, both under HEAD's configuration, attested facts and date.
func AuditPair(ctx context.Context, req PairRequest, attest string) (*AuditedPair, error) {
	head, err := auditOne(ctx, &req.Request, nil, attest, time.Time{})
	if err != nil {
		return nil, err
	}
	today, err := head.today(req.Today)
	if err != nil {
		return nil, err
	}
	ofBase := req.ofBase()
	base, err := auditOne(ctx, &ofBase, head.Config, attest, today)
	if err != nil {
		return nil, err
	}
	p := pair[*Scan]{base: base.Scan, head: head.Scan, ofBase: ofBase, today: today}
	return &AuditedPair{Scan: p.joined(ctx), Base: base, Head: head, Changes: audit.Compare(base.Report, head.Report)}, nil
}

// auditOne audits one tree: under the configuration given, or its own for nil.
func auditOne(ctx context.Context, req *Request, given *config.Config, attest string, today time.Time) (*Audited, error) {
	if req.trees == nil {
		req.trees = &trees{opened: map[string]*source.Tree{}}
	}
	req.given = given
	s := &Scan{}
	if err := s.open(ctx, req, wanted, given); err != nil {
		return nil, err
	}
	if today.IsZero() {
		var err error
		if today, err = s.today(req.Today); err != nil {
			return nil, err
		}
	}
	in, err := s.auditTree(ctx, today)
	if err != nil {
		return nil, err
	}
	in.Tree.Owners = s.codeOwners(ctx)
	rows, err := audit.Rows(in)
	if err != nil {
		return nil, err
	}
	if in.Attested, err = s.attested(ctx, req, attest, rows); err != nil {
		return nil, err
	}
	if in.Structure, err = s.structure(ctx, *req); err != nil {
		return nil, err
	}
	a := &Audited{Scan: s}
	s.stage("audit", func() { a.Report, err = audit.Audit(in) })
	if err == nil {
		err = ctx.Err() // a read that was cut short is no missing file
	}
	return a, err
}

// auditTree is an opened tree as the audit takes it, without what is measured or attested.
func (s *Scan) auditTree(ctx context.Context, today time.Time) (audit.Input, error) {
	in := audit.Input{Today: today, Tree: audit.Tree{Name: s.Tree.Name(), Paths: s.Tree.Paths(), Submodules: s.Tree.Submodules()}}
	var err error
	if in.Settings, err = auditSettings(s.Config); err != nil {
		return in, err
	}
	s.stage("read", func() { in.Tree.Read, err = s.reader(ctx) })
	return in, err
}

// auditSettings are those of the definition, with what the configuration says instead.
func auditSettings(c *config.Config) (audit.Settings, error) {
	out := audit.DefaultSettings()
	if c.Audit.Critical != nil {
		out.Critical = c.Audit.Critical
	}
	if c.Audit.Own != nil {
		out.Own = c.Audit.Own
	}
	out.Checklist = c.Audit.Checklist
	for _, name := range slices.Sorted(maps.Keys(c.Audit.Paths)) {
		if out.Paths[name] == nil {
			return out, &config.Error{File: c.Source, Line: c.Line("audit.paths." + name), Column: 1, Message: fmt.Sprintf("audit.paths names no artefact %q", name),
				Hint: "one of " + strings.Join(slices.Sorted(maps.Keys(out.Paths)), ", ")}
		}
		out.Paths[name] = c.Audit.Paths[name]
	}
	return out, nil
}

// codeOwners reads the CODEOWNERS of a tree, nil where it has none. The first of the places where
// GitHub looks counts.
func (s *Scan) codeOwners(ctx context.Context) *audit.Owners {
	for _, p := range s.Config.Deprecation.Owners {
		if !s.Tree.Has(p) {
			continue
		}
		data, err := s.Tree.Read(ctx, p)
		if err != nil {
			return &audit.Owners{Path: p, Of: func(string) []string { return nil }, Notes: []string{p + ": cannot be read: " + err.Error()}}
		}
		owners := config.ReadOwners(p, data)
		return &audit.Owners{Path: p, Of: owners.Of, Notes: owners.Notes}
	}
	return nil
}

// reader gives the contents of a tree's files. Those of a revision are read all at once: one by one,
// git's objects are taken apart again and again.
func (s *Scan) reader(ctx context.Context) (func(string) ([]byte, error), error) {
	one := func(p string) ([]byte, error) { return s.Tree.Read(ctx, p) }
	if s.Tree.Kind() != source.Revision {
		return one, nil
	}
	paths := s.Tree.Paths()
	contents := make([][]byte, len(paths))
	if err := s.Tree.Each(ctx, paths, func(i int, b source.Blob) error {
		contents[i] = b.Data
		return nil
	}); err != nil {
		return nil, err
	}
	return func(p string) ([]byte, error) {
		if i, ok := slices.BinarySearch(paths, p); ok && contents[i] != nil {
			return contents[i], nil
		}
		return one(p) // binary, or too large: Read says so
	}, nil
}

// attested reads the attested facts: a file that the user names, or the tree's own.
func (s *Scan) attested(ctx context.Context, req *Request, file string, rows []audit.Row) ([]audit.Attestation, error) {
	name, data, err := file, []byte(nil), error(nil)
	switch {
	case file != "":
		data, err = req.ReadConfig(file)
	case s.Tree.Has(audit.AttestationsName):
		name = audit.AttestationsName
		data, err = s.Tree.Read(ctx, name)
	default:
		return nil, nil
	}
	if err != nil {
		return nil, &config.Error{File: name, Message: "cannot be read: " + err.Error()}
	}
	list, err := audit.Attestations(path.Clean(name), data, rows)
	if err != nil {
		return nil, &AttestationError{err}
	}
	return list, nil
}

// AttestationError is a file of attested facts with mistakes.
type AttestationError struct{ err error }

func (e *AttestationError) Error() string { return e.err.Error() }

// structure is what the boundary map says of the tree; nil, with a note, where it can't be
// measured: the rest of the audit is worth having without it.
func (s *Scan) structure(ctx context.Context, req Request) (*audit.Structure, error) {
	h, err := HoldBaseline(ctx, req, "", false)
	var unparsed *UnparsedError
	switch {
	case errors.Is(err, ErrNoSource), errors.As(err, &unparsed):
		s.Notes = append(s.Notes, fmt.Sprintf("The rows about the structure are not decided: %v.", err))
		return nil, nil
	case err != nil:
		return nil, err
	}
	s.Stages = append(s.Stages, h.Stages...)
	s.Notes = appendNew(s.Notes, h.Notes)
	st := measuredStructure(h.Result)
	var missing *NoBaselineError
	switch {
	case errors.As(h.Problem, &missing):
	case h.Problem != nil:
		st.BaselinePath, st.BaselineError = h.File, h.Problem.Error()
	default:
		st.BaselinePath, st.BaselineScores = h.File, map[string]float64{}
		for i := range h.Baseline.Entries {
			if e := &h.Baseline.Entries[i]; e.Score != "" {
				st.BaselineScores[e.Score] = e.Value
			}
		}
		for i := range h.Findings {
			if f := &h.Findings[i]; f.Suppressed == nil && f.Rule != finding.BaselineEntryStale.ID {
				st.WorseThanBase = append(st.WorseThanBase, f.Subject+": "+f.Message)
			}
		}
	}
	return st, nil
}

// appendNew adds what is not there yet.
func appendNew(to, list []string) []string {
	for _, n := range list {
		if !slices.Contains(to, n) {
			to = append(to, n)
		}
	}
	return to
}

// measuredStructure is a result as the audit takes it.
func measuredStructure(r *coupling.Result) *audit.Structure {
	st := &audit.Structure{Scores: map[string]float64{}}
	for n := range r.Modules.Nodes {
		st.Scores[r.Modules.Nodes[n].ID] = r.Metrics[n].Score
	}
	for i := range r.Cycles {
		// Tests may load one another.
		if c := &r.Cycles[i]; c.Policy == graph.LoadPolicy && slices.ContainsFunc(c.Members, func(n int32) bool {
			m := r.Modules.Nodes[n].Module
			return m < 0 || !r.Graph.Modules[m].Test
		}) {
			st.LoadCycles = append(st.LoadCycles, groupOf(r, c))
		}
	}
	for i := range r.Findings {
		v := &r.Findings[i]
		if v.Suppressed != nil || v.Rule != "CPL001" && v.Rule != "CPL002" {
			continue
		}
		if st.Violations++; st.Violations == 1 {
			st.FirstUpward = audit.Evidence{Text: v.Rule + " " + v.Subject + ": " + v.Message, Against: true}
			if v.Head != nil {
				st.FirstUpward.Path, st.FirstUpward.Line = v.Head.Path, v.Head.Line
			}
		}
	}
	return st
}

// groupOf is a cycle with the first place of its witness.
func groupOf(r *coupling.Result, c *coupling.Cycle) audit.Group {
	var g audit.Group
	for _, n := range c.Members {
		g.Modules = append(g.Modules, r.Modules.Nodes[n].ID)
	}
	slices.Sort(g.Modules)
	kinds, _ := graph.Policy(c.Policy)
	for _, e := range slices.Concat(c.Cut, c.Witness) {
		if e.Edge == nil {
			continue
		}
		for i := range e.Edge.Sites {
			if site := &e.Edge.Sites[i]; kinds.Has(site.Kind) {
				g.Path, g.Line = r.Graph.Nodes[site.File].ID, int(site.Line)
				return g
			}
		}
	}
	return g
}
