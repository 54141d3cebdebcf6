package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"plumbline/abi"
	"plumbline/deprecation"
	"plumbline/internal/config"
	"plumbline/internal/finding"
	"plumbline/internal/source"
)

// The passes of a check, in the order that they run and report in.
const (
	PassBoundaries  = "boundaries"
	PassABI         = "abi"
	PassAPI         = "api"
	PassDeprecation = "deprecation"
)

// PassNames lists the passes of a check in order.
func PassNames() []string { return []string{PassBoundaries, PassABI, PassAPI, PassDeprecation} }

// CheckOptions says what of a check is asked for.
type CheckOptions struct {
	Only           []string // names of passes; empty for all
	StrictBaseline bool     // entries of the baseline that nothing needs any more are errors
}

// Checked is what all passes found on one pair of trees.
type Checked struct {
	*Scan      // of HEAD: its stages and notes are those of the whole run
	Base, Head *Scan
	Passes     []PassResult
	Findings   []finding.Finding // of all passes, in the order of findings
	Verdict    string            // the worst of the passes'
	BlindSpots []abi.BlindSpot
	Lines      []SourceLine
	Boundaries *Boundaries // nil where that pass did not run
}

// PassResult is what one pass of a check came to.
type PassResult struct {
	Name                  string
	Verdict               string
	Err                   error                 // why it could not run, nil if it did
	Nothing               string                // why there was nothing to compare, "" if there was
	Rules                 []string              // prefixes of the rules that are its own
	Modules, Dependencies [2]int                // of BASE and HEAD; of the pass over the module graph
	ABI                   [2]abi.Counts         // of BASE and HEAD; of the pass over the C++ surface
	Python                [2]deprecation.Counts // of BASE and HEAD; of the passes over the Python surface
}

// Failed lists the passes that could not run.
func (c *Checked) Failed() []PassResult {
	return slices.DeleteFunc(slices.Clone(c.Passes), func(p PassResult) bool { return p.Err == nil })
}

// Check runs all passes on one pair of trees, each tree listed once, both under HEAD's
// configuration. A pass that can't run doesn't keep the others from it.
func Check(ctx context.Context, req PairRequest, opt CheckOptions) (*Checked, error) {
	req.trees = &trees{opened: map[string]*source.Tree{}}
	p, err := openPair(ctx, &req, openAny)
	if err != nil {
		return nil, err
	}
	c := &Checked{Scan: p.head, Base: p.base, Head: p.head}
	c.Notes = slices.Concat(p.base.Notes, p.head.Notes, c.kinship(ctx, &req))
	run := checkRun{ctx: ctx, req: &req, c: c, only: opt.Only, strict: opt.StrictBaseline}
	run.abi()
	run.python()
	run.compared = nil // the graphs of both trees come last, when the surfaces can go
	run.boundaries()
	slices.SortFunc(c.Passes, func(a, b PassResult) int {
		return cmp.Compare(slices.Index(PassNames(), a.Name), slices.Index(PassNames(), b.Name))
	})
	if err := run.gate(&p.ofBase); err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	finding.Sort(c.Findings)
	c.stage("lines", func() { err = c.readLines(ctx) })
	return c, err
}

// openAny opens a tree for all passes.
func openAny(ctx context.Context, req *Request, given *config.Config) (*Scan, error) {
	s := &Scan{}
	var err error
	s.stage("open", func() { err = s.open(ctx, req, func(p string) bool { return wanted(p) || wantedPython(p) }, given) })
	if err == nil && len(s.Tree.Files()) == 0 {
		err = fmt.Errorf("%s: %w: nothing in it is Python, C++ or CUDA%s", s.Tree.Name(), ErrNoSource, skippedWords(s.Tree.Skipped()))
	}
	return s, err
}

// kinship says where BASE does not lie in HEAD's history: what HEAD lacks of it then looks
// removed.
func (c *Checked) kinship(ctx context.Context, req *PairRequest) []string {
	base, head := c.Base.Tree.Commit(), c.Head.Tree.Commit()
	if base == "" || head == "" {
		return nil
	}
	const advice = "what HEAD lacks of BASE reads as removed by HEAD; "
	k, err := source.KinshipOf(ctx, req.Repo, base, head)
	switch {
	case err != nil:
		return []string{"how BASE and HEAD stand to one another is not known: " + err.Error()}
	case base == head:
		return []string{"BASE and HEAD are the same commit: nothing can be new"}
	case k == source.Descendant:
		return []string{"BASE is newer than HEAD: " + advice + "give the older one first"}
	case k == source.Diverged:
		return []string{"BASE does not lie in HEAD's history: " + advice + "BASE...HEAD compares with their merge base"}
	case k == source.Unrelated:
		return []string{"BASE and HEAD have no common history: " + advice + "in a shallow clone `git fetch --unshallow` may bring it"}
	}
	return nil
}

// checkRun is a check under way.
type checkRun struct {
	ctx    context.Context
	req    *PairRequest
	c      *Checked
	only   []string
	strict bool

	standing []finding.Finding // of HEAD's map, new or not
	renamed  map[string]string // path at BASE -> path at HEAD

	compared *Compared // of the abi pass, nil where it has not run
	at       int       // where its findings begin in the result
}

// wants reports whether a pass was asked for.
func (r *checkRun) wants(pass string) bool { return len(r.only) == 0 || slices.Contains(r.only, pass) }

// add takes in what a pass came to.
func (r *checkRun) add(p PassResult, findings []finding.Finding, spots []abi.BlindSpot) {
	p.Rules = passRules(p.Name)
	r.c.Passes = append(r.c.Passes, p)
	r.c.Findings = append(r.c.Findings, findings...)
	r.c.BlindSpots = mergeBlindSpots(r.c.BlindSpots, spots)
	if slices.Index(verdicts[:], p.Verdict) > slices.Index(verdicts[:], r.c.Verdict) {
		r.c.Verdict = p.Verdict
	}
}

// passRules are the prefixes of a pass's rules.
func passRules(pass string) []string {
	switch pass {
	case PassBoundaries:
		return []string{"CPL", "GAT"}
	case PassABI:
		return []string{"ABI", "OPS"}
	case PassAPI:
		return []string{"API"}
	}
	return []string{"DEP"}
}

// verdicts are those of docs/compatibility.md, best first.
var verdicts = [...]string{string(abi.Identical), string(abi.Compatible), string(abi.Risk), string(abi.SourceBreak), string(abi.BinaryBreak)}

// took adds the stages and notes of a pass to those of the run.
func (r *checkRun) took(s *Scan) {
	r.c.Stages = sumStages(r.c.Stages, s.Stages)
	r.c.Gate = append(r.c.Gate, s.Gate...)
	for _, n := range s.Notes {
		if !slices.Contains(r.c.Notes, n) {
			r.c.Notes = append(r.c.Notes, n)
		}
	}
}

// either reports whether one of the trees has a file that a pass looks at.
func (r *checkRun) either(want func(string) bool) bool {
	for _, s := range []*Scan{r.c.Base, r.c.Head} {
		if len(s.Tree.With(want).Files()) > 0 {
			return true
		}
	}
	return false
}

// abi runs the pass over the C++ and operator surface.
func (r *checkRun) abi() {
	if !r.wants(PassABI) {
		return
	}
	schemas := r.c.Config.Operators.NativeFunctions
	if !r.either(func(p string) bool { return wantedHeader(p) || p == schemas }) {
		r.add(PassResult{Name: PassABI, Nothing: "neither tree has a C++ header or an operator schema"}, nil, nil)
		return
	}
	a, err := CompareSurfaces(r.ctx, *r.req)
	if err != nil {
		r.add(PassResult{Name: PassABI, Err: err}, nil, nil)
		return
	}
	r.took(a.Scan)
	r.compared, r.at = a.Told(), len(r.c.Findings)
	r.add(PassResult{Name: PassABI, Verdict: string(a.Result.Verdict), ABI: [2]abi.Counts{a.Result.Base, a.Result.Head}}, a.Findings, a.BlindSpots)
}

// python runs the passes over the Python surface.
func (r *checkRun) python() {
	if !r.wants(PassAPI) && !r.wants(PassDeprecation) {
		r.nativeAlone()
		return
	}
	nothing, results := "", [2]PassResult{{Name: PassAPI}, {Name: PassDeprecation}}
	var findings [2][]finding.Finding
	var spots [2][]abi.BlindSpot
	if !r.either(wantedPython) {
		nothing = "neither tree has a Python module"
	}
	d, err := (*Cycled)(nil), error(nil)
	if nothing == "" {
		if d, err = JudgeCycle(r.ctx, *r.req, "", r.compared); err == nil && r.compared != nil {
			copy(r.c.Findings[r.at:], r.compared.Findings) // some are notes now
		}
	}
	if d != nil {
		r.took(d.Scan)
		results[0].Verdict = string(d.Result.Verdict)
		findings = [2][]finding.Finding{d.Findings, d.DEP}
		spots = [2][]abi.BlindSpot{spotsOf(d.Result.BlindSpots), spotsOf(d.BlindSpots)}
		results[0].Python = [2]deprecation.Counts{d.Result.Base, d.Result.Head}
		results[1].Python = results[0].Python
	}
	if d == nil {
		r.nativeAlone()
	}
	for i, p := range results {
		if r.wants(p.Name) {
			p.Err, p.Nothing = err, nothing
			r.add(p, findings[i], spots[i])
		}
	}
}

// nativeAlone holds what breaks of C++ and operators against the cycle where no pass over Python does.
func (r *checkRun) nativeAlone() {
	if r.compared == nil {
		return
	}
	if err := JudgeNative(r.ctx, *r.req, r.compared); err != nil {
		r.c.Notes = append(r.c.Notes, "what breaks of C++ was not held against the deprecation cycle: "+err.Error())
		return
	}
	copy(r.c.Findings[r.at:], r.compared.Findings)
}

// spotsOf are blind spots of the Python passes as those of the whole run.
func spotsOf(list []deprecation.BlindSpot) (out []abi.BlindSpot) {
	for _, b := range list {
		out = append(out, abi.BlindSpot(b))
	}
	return out
}
