package pipeline

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"plumbline/abi"
	"plumbline/coupling"
	"plumbline/deprecation"
	"plumbline/internal/config"
	"plumbline/internal/finding"
	"plumbline/internal/source"
	"plumbline/parse"
	"plumbline/parse/cpp"
	"plumbline/parse/python"
)

// allows reads the inline exceptions of files, in the order of paths; those that the tree lacks,
// and those of no language with exceptions, have none.
func (s *Scan) allows(ctx context.Context, paths []string) ([]finding.Allow, error) {
	paths = slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return !s.Tree.Has(p) || allowReader(p) == nil })
	found := make([][]finding.Allow, len(paths))
	failures := make([]string, len(paths))
	err := s.Tree.Each(ctx, paths, func(i int, b source.Blob) error {
		found[i], failures[i] = readAllows(paths[i], b.Data)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.Notes = append(s.Notes, slices.DeleteFunc(failures, func(f string) bool { return f == "" })...)
	return slices.Concat(found...), nil
}

// allowReader reads the exceptions of a file of that name, nil where it can have none.
// Templates are read as what they become.
func allowReader(path string) func([]byte) []parse.Allow {
	switch parse.LanguageOf(strings.TrimSuffix(path, ".in")) {
	case "":
		return nil
	case parse.Python:
		return python.Allows
	}
	return cpp.Allows
}

// readAllows reads the exceptions of one file. A reader that fails is a defect of ours: the
// file has none then, and the failure is told.
func readAllows(path string, data []byte) (out []finding.Allow, failure string) {
	defer func() {
		if r := recover(); r != nil {
			out, failure = nil, fmt.Sprintf("%s: its inline exceptions could not be read, a defect of plumbline: %v", path, r)
		}
	}()
	for _, a := range allowReader(path)(data) {
		out = append(out, finding.Allow{Path: path, Rules: a.Rules, Reason: a.Reason, Line: a.Line, From: a.From, To: a.To, Problem: a.Problem})
	}
	return out, ""
}

// allowInline marks what inline exceptions of a tree cover of one pass's findings. Only the files
// that have findings are read; what is wrong with their exceptions is told. of gives the finding
// of an element.
func allowInline[T any](ctx context.Context, s *Scan, req *Request, list []T, of func(*T) *finding.Finding) error {
	var paths []string
	plain := make([]finding.Finding, len(list))
	for i := range list {
		plain[i] = *of(&list[i])
		if at := plain[i].Head; at != nil {
			paths = append(paths, at.Path)
		}
	}
	slices.Sort(paths)
	allows, err := s.allows(ctx, slices.Compact(paths))
	if err != nil || len(allows) == 0 {
		return err
	}
	finding.ApplyAllows(plain, allows)
	for i := range list {
		f := of(&list[i])
		f.Suppressed, f.SuppressedIn = plain[i].Suppressed, plain[i].SuppressedIn
	}
	if req.trees == nil { // else the run as a whole tells it
		nothing := func(string) bool { return false }
		s.tell(req, configured(finding.AllowFindings(allows, finding.AllowInput{Known: knownRule, Judged: nothing}), s.Config))
	}
	return nil
}

// ofViolation is the finding of a violation.
func ofViolation(v *coupling.Violation) *finding.Finding { return &v.Finding }

// accept marks what inline exceptions cover of what was found in a map.
func (m *Mapped) accept(ctx context.Context, req *Request) error {
	return allowInline(ctx, m.Scan, req, m.Result.Findings, ofViolation)
}

// tell takes in findings about the gate. A pass alone has no other place for them than its
// notes.
func (s *Scan) tell(req *Request, gate []finding.Finding) {
	s.Gate = append(s.Gate, gate...)
	if req.trees != nil {
		return
	}
	for _, f := range gate {
		note := f.Message
		if f.Head != nil && f.Head.Path != ConfigName {
			note = fmt.Sprintf("%s:%d: %s", f.Head.Path, f.Head.Line, note)
		}
		if !slices.Contains(s.Notes, note) {
			s.Notes = append(s.Notes, note)
		}
	}
}

// gateInput is what a check tells the judgement of the gate.
type gateInput struct {
	Findings []finding.Finding      // of all passes; those that inline exceptions cover get marked
	Standing []finding.Finding      // of HEAD that are no change: an exception may be for them
	Renamed  map[string]string      // path at BASE -> path at HEAD, of files under another one
	Judged   func(rule string) bool // whether a pass ran that finds by the rule
}

// gate judges what decides whether findings of a check count: what HEAD loosens, and the inline
// exceptions of all its files. base is opened by ofBase. What the passes have found about
// exceptions of the configuration is in s.Gate, and gets the severity that it has on a pair.
func (s *Scan) gate(ctx context.Context, ofBase *Request, base *Scan, in gateInput) ([]finding.Finding, error) {
	out, before := loosened(ctx, ofBase, base, s)
	allows, err := s.allows(ctx, s.Tree.Paths())
	if err != nil {
		return nil, err
	}
	var atBase []finding.Allow
	if len(allows) > 0 {
		var paths []string // where those of HEAD may have stood
		for i := range allows {
			paths = append(paths, allows[i].Path)
		}
		for was, is := range in.Renamed {
			if slices.Contains(paths, is) {
				paths = append(paths, was)
			}
		}
		slices.Sort(paths)
		if atBase, err = base.allows(ctx, slices.Compact(paths)); err != nil {
			return nil, err
		}
		for i := range atBase {
			if to := in.Renamed[atBase[i].Path]; to != "" {
				atBase[i].Path = to
			}
		}
	}
	used := finding.ApplyAllows(in.Findings, allows)
	maps.Copy(used, finding.ApplyAllows(slices.Clone(in.Standing), allows))
	inline := finding.AllowFindings(allows, finding.AllowInput{Used: used, AtBase: atBase, Known: knownRule, Judged: in.Judged})
	return slices.Concat(out, asBefore(slices.Concat(s.Gate, s.silencers()), before), configured(inline, s.Config)), nil
}

// asBefore makes notes of exceptions that fit nothing and that BASE's own configuration has
// too: a pair finds only what is new, and what they were for is no more. before is nil where
// that is not known.
func asBefore(gate []finding.Finding, before *config.Config) []finding.Finding {
	out := slices.Clone(gate)
	for i := range out {
		f := &out[i]
		if f.Rule != finding.ExceptionUnmatched.ID || before == nil {
			continue
		}
		if slices.ContainsFunc(before.Exceptions, func(e config.Exception) bool { return describe(&e) == f.Subject && e.Reason == f.Contract }) {
			f.Severity = finding.Note
		}
	}
	return out
}

// silencers are the exceptions of the configuration that are for rules about the gate itself:
// they cover nothing.
func (s *Scan) silencers() (out []finding.Finding) {
	for i := range s.Config.Exceptions {
		if e := &s.Config.Exceptions[i]; finding.OfGate(e.Rule) {
			out = append(out, finding.ExceptionUnmatched.New(describe(e), e.Reason,
				describe(e)+": no exception covers "+e.Rule+", which is about the gate itself: remove it", placeOf(s.Config, s.Config.ExceptionLine(i))))
		}
	}
	return out
}

// gate adds what is found about the gate itself to the findings of the passes.
func (r *checkRun) gate(ofBase *Request) error {
	rules := map[string]bool{}
	for _, p := range r.c.Passes {
		// A cycle of which no release is known is held against nothing.
		unjudged := p.Name == PassDeprecation && slices.ContainsFunc(r.c.BlindSpots, func(b abi.BlindSpot) bool { return b.Kind == "missing-releases" })
		if p.Err == nil && !unjudged {
			for _, rule := range rulesOf(p.Name) {
				rules[rule.ID] = true
			}
		}
	}
	var err error
	r.c.stage("gate", func() {
		var found []finding.Finding
		found, err = r.c.Head.gate(r.ctx, ofBase, r.c.Base, gateInput{Findings: r.c.Findings, Standing: r.standing, Renamed: r.renamed, Judged: func(rule string) bool { return rules[rule] }})
		r.c.Findings = append(r.c.Findings, found...)
	})
	return err
}

// rulesOf are the rules that a pass finds by.
func rulesOf(pass string) []finding.Rule {
	switch pass {
	case PassBoundaries:
		return append(coupling.Rules(), coupling.ChangeRules()...)
	case PassABI:
		return abi.Rules()
	case PassAPI:
		return deprecation.Rules()
	}
	return deprecation.CycleRules()
}
