package pipeline

import (
	"context"

	"plumbline/deprecation"
	"plumbline/internal/finding"
)

// Cycled is a comparison of two Python surfaces with what the deprecation cycle says of it.
type Cycled struct {
	*OfferedPair
	History *History
	Cycle   *deprecation.CycleResult
	DEP     []finding.Finding // those of Cycle, under the rules and exceptions of the configuration
}

// JudgeCycle compares two trees and holds what breaks against the releases before HEAD's, or
// before the one that release names ("2.7"; "" for HEAD's own). In the result findings of the
// comparison whose cycle is complete are notes that say so.
func JudgeCycle(ctx context.Context, req PairRequest, release string) (*Cycled, error) {
	c, err := CompareAPI(ctx, req)
	if err != nil {
		return nil, err
	}
	d := &Cycled{OfferedPair: c}
	c.stage("history", func() { d.History, err = c.Head.readHistory(ctx, &req.Request) })
	if err != nil {
		return nil, err
	}
	if err := d.History.as(release); err != nil {
		return nil, err
	}
	if err := d.judge(ctx, &req); err != nil {
		return nil, err
	}
	today, err := c.today(req.Today)
	if err != nil {
		return nil, err
	}
	var gate []finding.Finding
	d.DEP, gate = applyConfig(d.Cycle.Findings, asFinding, deprecation.CycleRules(), c.Head.Config, today)
	c.tell(&req.Request, gate)
	return d, allowInline(ctx, c.Scan, &req.Request, d.DEP, asFinding)
}

// judge reads the releases that the cycle looks at and judges by them.
func (d *Cycled) judge(ctx context.Context, req *PairRequest) error {
	h, c := d.History, &d.Head.Config.Deprecation
	in := deprecation.CycleInput{Findings: d.Findings, Names: d.Base.Surface.NamesOf(), Releases: h.Releases, Landing: h.Place,
		Cycle: deprecation.Cycle{Releases: c.Releases, Days: c.Days}, Silent: c.SilentReleases}
	if !h.Place.Known || len(h.Releases.List) == 0 {
		d.Cycle = &deprecation.CycleResult{BlindSpots: []deprecation.BlindSpot{{Kind: "missing-releases",
			Text: "no release is known by a version tag or a ledger, so nothing is held against the cycle"}}}
		return nil
	}
	window, _ := h.Releases.Window(h.Place.ID, max(c.Releases, c.SilentReleases)+1)
	var err error
	d.stage("releases", func() {
		err = d.Head.eachRelease(ctx, &req.Request, h, window, func(r deprecation.Release, at *Offered) {
			in.Status = append(in.Status, deprecation.NewStatus(r.ID, at.Surface))
			if r.ID == window[len(window)-1].ID && r.Commit != d.Base.Tree.Commit() {
				in.InLast = d.metBy(at)
			}
		})
	})
	if err != nil {
		return err
	}
	d.Cycle = deprecation.Judge(in)
	for i := range d.Findings {
		f := &d.Findings[i]
		if why := d.Cycle.Excused[f.Fingerprint]; why != "" {
			f.Severity = finding.Note
			f.Message += " (" + why + ")"
		}
	}
	return nil
}

// metBy tells which findings users of a release meet when they come to HEAD.
func (d *Cycled) metBy(release *Offered) func(f *finding.Finding) bool {
	result := deprecation.Compare(release.Surface, d.Head.Surface, deprecation.Options{Contracts: contracts(d.Head.Config)})
	met := map[string]bool{}
	for _, f := range result.Findings {
		met[f.Fingerprint] = true
	}
	return func(f *finding.Finding) bool { return met[f.Fingerprint] }
}
