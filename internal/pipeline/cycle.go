package pipeline

import (
	"context"
	"slices"
	"time"

	"plumbline/deprecation"
	"plumbline/internal/finding"
)

// Cycled is a comparison of two Python surfaces with what the deprecation cycle says of it.
type Cycled struct {
	*OfferedPair
	History *History
	Cycle   *deprecation.CycleResult
	// DEP are the findings of Cycle and those of HEAD's markers that BASE's lack, under the rules and
	// exceptions of the configuration.
	DEP        []finding.Finding
	BlindSpots []deprecation.BlindSpot // of DEP

	marks [2][]deprecation.Marker // of BASE and of HEAD
}

// JudgeCycle compares the Python surfaces of two trees, and holds what breaks and how HEAD deprecates
// against the releases before HEAD's, or before the one that release names ("2.7"; "" for HEAD's
// own). compared, nil for nothing, is what CompareSurfaces found in the same two trees: that is judged
// too. Findings of either comparison whose cycle is complete become notes that say so.
func JudgeCycle(ctx context.Context, req PairRequest, release string, compared *Compared) (*Cycled, error) {
	j := &judgement{req: &req}
	d, err := j.breaks(ctx, release, compared)
	if err != nil {
		return nil, err
	}
	if err := d.markers(ctx, j); err != nil {
		return nil, err
	}
	if release != "" {
		deprecation.AtRelease(d.DEP)
	}
	return d, nil
}

// JudgeBreaks is JudgeCycle for those who ask for what breaks alone.
func JudgeBreaks(ctx context.Context, req PairRequest) (*Cycled, error) {
	j := &judgement{req: &req}
	return j.breaks(ctx, "", nil)
}

// breaks compares the Python surfaces of two trees and judges what breaks.
func (j *judgement) breaks(ctx context.Context, release string, compared *Compared) (*Cycled, error) {
	c, err := CompareAPI(ctx, *j.req)
	if err != nil {
		return nil, err
	}
	d := &Cycled{OfferedPair: c}
	j.scan = c.Scan
	if err := j.open(ctx, release); err != nil {
		return nil, err
	}
	d.History = j.history
	in := deprecation.CycleInput{Findings: slices.Clone(d.Findings), Names: d.Base.Surface.NamesOf()}
	if compared != nil {
		in.Findings = append(in.Findings, compared.Findings...)
	}
	d.marks = [2][]deprecation.Marker{d.Base.Surface.Markers(), d.Head.Surface.Markers()}
	j.idle = !deprecation.Asks(in.Findings) && deprecation.SameMarkers(d.marks[0], d.marks[1])
	if deprecation.NeedsNative(in.Findings, d.Base.Surface) {
		j.native = newNativeReader(in.Findings)
	}
	last := j.last()
	var read releaseReader
	read = c.Head.pythonReader(ctx, j.native, func(r deprecation.Release, at *Offered, _ []deprecation.Marker) {
		if r.ID != last || j.history.Releases.Came(d.Base.Tree.Commit()) {
			return
		}
		var native func(f *finding.Finding) bool
		if j.native != nil {
			native = j.native.metNative(ctx, d.Base.Scan)
		}
		in.InLast = either(in.InLast, inLast(d.metBy(at), native))
		if latest := r.Latest(); latest.Commit != r.Commit {
			if _, err := read(latest, j.scan.ofRelease(&j.req.Request, j.history, latest)); err != nil {
				in.InLast = nil // what its last patch release has is not known, and all of it may be met
			}
		}
	})
	if err := j.judge(ctx, &in, read); err != nil {
		return nil, err
	}
	d.Cycle = j.result
	excused(d.Findings, d.Cycle)
	if compared != nil {
		excused(compared.Findings, d.Cycle)
	}
	if j.native != nil {
		d.Notes = append(d.Notes, j.native.notes...)
	}
	return d, nil
}

// JudgeNative holds what CompareSurfaces found against the releases before HEAD's. Findings whose
// cycle is complete become notes that say so.
func JudgeNative(ctx context.Context, req PairRequest, compared *Compared) error {
	if !deprecation.NeedsNative(compared.Findings, nil) {
		return nil
	}
	j := &judgement{scan: compared.Scan, req: &req, native: newNativeReader(compared.Findings)}
	if err := j.open(ctx, ""); err != nil {
		return err
	}
	base, ofBase := &Scan{}, req.ofBase()
	ofBase.snapshots = true
	if err := base.open(ctx, &ofBase, wantedNative, compared.Config); err != nil {
		return err
	}
	in := deprecation.CycleInput{Findings: compared.Findings}
	last := j.last()
	read := func(r deprecation.Release, one *Request) (*deprecation.Status, error) {
		markers, err := j.native.markers(ctx, one, compared.Config)
		if err == nil && r.ID == last && !j.history.Releases.Came(base.Tree.Commit()) {
			in.InLast = inLast(nil, j.native.metNative(ctx, base))
			if latest := r.Latest(); latest.Commit != r.Commit {
				if _, err := j.native.markers(ctx, j.scan.ofRelease(&req.Request, j.history, latest), compared.Config); err != nil {
					in.InLast = nil // what its last patch release has is not known, and all of it may be met
				} else {
					in.InLast = either(in.InLast, inLast(nil, j.native.metNative(ctx, base)))
				}
			}
		}
		return deprecation.NewStatus(r.ID, markers), err
	}
	if err := j.judge(ctx, &in, read); err != nil {
		return err
	}
	excused(compared.Findings, j.result)
	compared.Notes = append(compared.Notes, j.native.notes...)
	return nil
}

// excused makes notes of findings whose cycle is complete.
func excused(list []finding.Finding, r *deprecation.CycleResult) {
	for i := range list {
		if why := r.Excused[list[i].Fingerprint]; why != "" {
			list[i].Severity = finding.Note
			list[i].Message += " (" + why + ")"
		}
	}
}

// judgement holds the findings of a pair against releases.
type judgement struct {
	scan    *Scan // of HEAD
	req     *PairRequest
	history *History
	landed  time.Time     // when HEAD was committed, the day that exceptions expire against
	native  *nativeReader // nil where nothing that breaks is C++
	idle    bool          // nothing breaks, and HEAD says of deprecation what BASE says: no release need be read

	releases []*deprecation.Status // that were read
	result   *deprecation.CycleResult
}

// open finds the releases; release is that which HEAD is taken for, "" for its own.
func (j *judgement) open(ctx context.Context, release string) (err error) {
	j.scan.stage("history", func() { j.history, err = j.scan.readHistory(ctx, &j.req.Request) })
	if err == nil {
		err = j.history.as(release)
	}
	if err == nil {
		j.landed, err = j.scan.today(j.req.Today)
	}
	return err
}

// window are the releases that the cycle looks at, oldest first.
func (j *judgement) window() []deprecation.Release {
	if !j.history.Place.Known {
		return nil
	}
	c := &j.scan.Config.Deprecation
	list, _ := j.history.Releases.Window(j.history.Place.ID, max(c.Releases, c.SilentReleases)+1)
	return list
}

// last is the last release before HEAD's.
func (j *judgement) last() deprecation.ReleaseID {
	if list := j.window(); len(list) > 0 {
		return list[len(list)-1].ID
	}
	return deprecation.ReleaseID{}
}

// judge reads the releases that the cycle looks at and judges by them. What reading them finds out may go into
// the input.
func (j *judgement) judge(ctx context.Context, in *deprecation.CycleInput, read releaseReader) (err error) {
	window := j.window()
	if len(window) == 0 {
		j.result = &deprecation.CycleResult{Excused: map[string]string{}, BlindSpots: []deprecation.BlindSpot{{Kind: "missing-releases",
			Text: "no release before this one is known by a version tag or a ledger, so nothing is held against the cycle"}}}
		return nil
	}
	if j.idle {
		j.result = &deprecation.CycleResult{Excused: map[string]string{}}
		return nil
	}
	j.scan.stage("releases", func() { j.releases, err = j.scan.eachRelease(ctx, &j.req.Request, j.history, window, read) })
	if err != nil {
		return err
	}
	in.Releases, in.Landing, in.Status, in.Landed = j.history.Releases, j.history.Place, j.releases, j.landed
	in.Cycle, in.Silent = cycleOf(j.scan.Config), j.scan.Config.Deprecation.SilentReleases
	j.result = deprecation.Judge(*in)
	return nil
}

// markers holds the markers of both trees against the releases, both as HEAD's release would be:
// that a release has passed meanwhile is no change. What HEAD has and BASE lacks is told.
func (d *Cycled) markers(ctx context.Context, j *judgement) (err error) {
	var base, head *standing
	var back []finding.Finding
	d.stage("markers", func() {
		k := &keeper{history: d.History, releases: j.releases, read: &usesRead{kept: j.req.Kept}}
		old, now := d.marks[0], d.marks[1]
		if base, err = k.hold(ctx, d.Base, old); err == nil {
			head, err = k.hold(ctx, d.Head, now)
		}
		if last := len(j.releases) - 1; last >= 0 {
			back = deprecation.TakenBack(d.Head.Surface, old, now, j.releases[last])
		}
	})
	if err != nil {
		return err
	}
	list := slices.Concat(d.Cycle.Findings, back, deprecation.NewSince(base.findings, head.findings))
	var gate []finding.Finding
	d.DEP, gate = applyConfig(list, asFinding, deprecation.CycleRules(), d.Head.Config, j.landed)
	finding.Sort(d.DEP)
	d.tell(&j.req.Request, gate)
	d.BlindSpots = append(slices.Clone(d.Cycle.BlindSpots), unknownReceivers(head.unknown-base.unknown, "more ")...)
	return allowInline(ctx, d.Scan, &j.req.Request, d.DEP, asFinding)
}

// metBy tells which findings of Python users of a release meet when they come to HEAD.
func (d *Cycled) metBy(release *Offered) func(f *finding.Finding) bool {
	result := deprecation.Compare(release.Surface, d.Head.Surface, deprecation.Options{Contracts: contracts(d.Head.Config)})
	met := map[string]bool{}
	for _, f := range result.Findings {
		met[f.Fingerprint] = true
	}
	return func(f *finding.Finding) bool { return met[f.Fingerprint] }
}
