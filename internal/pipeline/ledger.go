package pipeline

import (
	"context"
	"fmt"

	"plumbline/deprecation"
	"plumbline/internal/source"
)

// Ledger is the ledger of a tree beside the one that the releases of its repository make.
type Ledger struct {
	*Offered
	Path     string              // of the ledger in the tree
	Kept     *deprecation.Ledger // that of the tree, nil for none
	Computed *deprecation.Ledger // by the releases whose trees are at hand
	// Whole says that no release is missing from Computed that Kept knows, and no tree: what Computed
	// lacks is not so.
	Whole bool
}

// ReadLedger reads the ledger of a tree, and what the releases of its repository warn of in Python,
// C++ and operators.
func ReadLedger(ctx context.Context, req Request) (*Ledger, error) {
	o, err := openPython(ctx, &req, nil)
	if err != nil {
		return nil, err
	}
	var h *History
	o.stage("history", func() { h, err = o.readHistory(ctx, &req) })
	if err != nil {
		return nil, err
	}
	l := &Ledger{Offered: o, Path: o.Config.Deprecation.Ledger, Kept: h.Ledger, Whole: h.Known == source.WholeHistory}
	var releases []deprecation.Release
	var seen []deprecation.Sighting
	native := newNativeReader(nil)
	read := o.pythonReader(ctx, native, func(r deprecation.Release, _ *Offered, markers []deprecation.Marker) {
		releases = append(releases, r)
		for i := range markers {
			seen = append(seen, markers[i].Sightings(r.ID)...)
		}
	})
	o.stage("releases", func() {
		_, err = o.eachRelease(ctx, &req, h, append([]deprecation.Release{}, h.Releases.List...), read)
	})
	if err != nil {
		return nil, err
	}
	l.Computed = deprecation.NewLedger(releases, seen)
	if l.Kept != nil {
		for _, r := range l.Kept.Releases {
			l.Whole = l.Whole && l.Computed.Knows(r.Release)
		}
	}
	o.Notes = append(append(o.Notes, h.Notes...), native.notes...)
	return l, nil
}

// Merged is the ledger to keep: that of the releases at hand, with what the kept one knows of others. Where
// the two contradict each other, it is told.
func (l *Ledger) Merged() (*deprecation.Ledger, []deprecation.LedgerConflict) {
	if l.Kept == nil || l.Whole {
		return l.Computed, nil
	}
	return deprecation.MergeLedgers(l.Kept, l.Computed)
}

// Check tells how the kept ledger differs from what the releases at hand show.
func (l *Ledger) Check() ([]deprecation.LedgerDifference, error) {
	if l.Kept == nil {
		return nil, fmt.Errorf("%s: there is no %s to check; `plumbline deprecation --ledger write` makes it", l.Tree.Name(), l.Path)
	}
	return deprecation.CheckLedger(l.Kept, l.Computed, l.Whole), nil
}
