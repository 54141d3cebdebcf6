package pipeline

import (
	"context"
	"fmt"
	"slices"

	"plumbline/deprecation"
	"plumbline/internal/config"
)

// Deprecated is what a tree has deprecated, held against its releases.
type Deprecated struct {
	*Offered
	History    *History
	List       []deprecation.Deprecation
	Owners     *config.Owners // nil where the tree has no CODEOWNERS
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
	seen := map[string][]deprecation.ReleaseID{}
	o.stage("releases", func() {
		err = o.eachRelease(ctx, &req, d.History, d.earlier(), func(r deprecation.Release, at *Offered) {
			for _, m := range at.Surface.Markers() {
				if m.Class == deprecation.MarkWarned || m.Class == deprecation.MarkTombstone {
					if list := seen[m.Subject]; len(list) == 0 || list[len(list)-1] != r.ID {
						seen[m.Subject] = append(list, r.ID)
					}
				}
			}
		})
	})
	if err != nil {
		return nil, err
	}
	o.stage("markers", func() { d.list(seen, all) })
	o.Notes = append(o.Notes, d.History.Notes...)
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

// list makes the inventory and says what it could not know.
func (d *Deprecated) list(seen map[string][]deprecation.ReleaseID, all bool) {
	c := &d.Config.Deprecation
	releases := d.History.Releases
	d.List = deprecation.Inventory(d.Surface.Markers(), func(subject string) []deprecation.ReleaseID { return seen[subject] },
		releases, d.History.Place, deprecation.Cycle{Releases: c.Releases, Days: c.Days}, all)
	for _, g := range releases.Gaps() {
		d.BlindSpots = append(d.BlindSpots, deprecation.BlindSpot{Kind: "missing-releases", Text: g.String() + ": what they warned of is not known"})
	}
	if !d.History.Place.Known {
		d.BlindSpots = append(d.BlindSpots, deprecation.BlindSpot{Kind: "unknown-release", Text: "neither a version tag nor version.txt tells which release the tree is, so nothing is overdue"})
	}
	if len(releases.List) == 0 {
		d.BlindSpots = append(d.BlindSpots, deprecation.BlindSpot{Kind: "missing-releases", Text: "no release is known, so nothing tells since when something warns"})
	}
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
