package pipeline

import (
	"context"
	"fmt"
	"slices"

	"plumbline/deprecation"
	"plumbline/internal/config"
	"plumbline/internal/finding"
)

// Deprecated is what a tree has deprecated, held against its releases.
type Deprecated struct {
	*Offered
	History    *History
	List       []deprecation.Deprecation
	Findings   []finding.Finding // of its markers, under the rules and exceptions of the configuration
	Owners     *config.Owners    // nil where the tree has no CODEOWNERS
	BlindSpots []deprecation.BlindSpot
}

// Deprecations reads the markers of a tree and of its releases. With all, places that speak of
// deprecation and warn nobody are listed too. The tree counts as part of release, "" for that
// which it seems to be part of.
func Deprecations(ctx context.Context, req Request, release string, all bool) (*Deprecated, error) {
	o, err := openPython(ctx, &req, nil)
	if err != nil {
		return nil, err
	}
	if err := o.read(ctx, &req, false, nil); err != nil {
		return nil, err
	}
	d := &Deprecated{Offered: o, Owners: o.owners(ctx)}
	o.stage("history", func() { d.History, err = o.readHistory(ctx, &req) })
	if err != nil {
		return nil, err
	}
	if err := d.History.as(release); err != nil {
		return nil, err
	}
	reader := newNativeReader(nil)
	var native []deprecation.Marker
	o.stage("native", func() { native, err = reader.markers(ctx, &req, o.Config) })
	if err != nil {
		return nil, err
	}
	var releases []*deprecation.Status
	o.stage("releases", func() {
		releases, err = o.eachRelease(ctx, &req, d.History, d.earlier(), o.pythonReader(ctx, reader, nil))
	})
	if err != nil {
		return nil, err
	}
	today, err := o.today(req.Today)
	if err != nil {
		return nil, err
	}
	var st *standing
	o.stage("markers", func() {
		k := &keeper{history: d.History, releases: releases, all: all, native: native, read: &usesRead{kept: req.Kept}}
		st, err = k.hold(ctx, o, o.Surface.Markers())
	})
	if err != nil {
		return nil, err
	}
	d.List = st.list
	var gate []finding.Finding
	d.Findings, gate = applyConfig(st.findings, asFinding, deprecation.CycleRules(), o.Config, today)
	if release != "" {
		deprecation.AtRelease(d.Findings)
	}
	o.Notes = slices.Concat(o.Notes, d.History.Notes, reader.notes)
	o.tell(&req, gate)
	if err := allowInline(ctx, o.Scan, &req, d.Findings, asFinding); err != nil {
		return nil, err
	}
	d.BlindSpots = append(d.unknown(), unknownReceivers(st.unknown, "")...)
	return d, nil
}

// earlier are the releases before that of the tree, and that one where the tree is its tag's.
func (d *Deprecated) earlier() []deprecation.Release {
	place := d.History.Place
	if !place.Known {
		return slices.Clone(d.History.Releases.List)
	}
	list := slices.Clone(d.History.Releases.Before(place.ID))
	if r, ok := d.History.Releases.Find(place.ID); ok && place.Tagged {
		list = append(list, r)
	}
	return list
}

// unknown says what could not be known of the releases.
func (d *Deprecated) unknown() (out []deprecation.BlindSpot) {
	for _, g := range d.History.Releases.Gaps() {
		out = append(out, deprecation.BlindSpot{Kind: "missing-releases", Text: g.String() + ": what they warned of is not known"})
	}
	if !d.History.Place.Known {
		out = append(out, deprecation.BlindSpot{Kind: "unknown-release", Text: "neither a version tag nor version.txt tells which release the tree is, so nothing is overdue"})
	}
	if len(d.History.Releases.List) == 0 {
		out = append(out, deprecation.BlindSpot{Kind: "missing-releases", Text: "no release is known, so nothing tells since when something warns"})
	}
	return out
}

// owners reads the CODEOWNERS of a tree, nil where it has none.
func (o *Offered) owners(ctx context.Context) *config.Owners {
	for _, p := range o.Config.Deprecation.Owners {
		data := o.content(ctx, p)
		if data == nil {
			continue
		}
		owners := config.ReadOwners(p, data)
		for _, n := range owners.Notes {
			o.Notes = append(o.Notes, fmt.Sprint(n))
		}
		return owners
	}
	return nil
}
