package pipeline

import (
	"context"
	"fmt"
	"slices"

	"plumbline/deprecation"
	"plumbline/internal/config"
	"plumbline/internal/source"
)

// releaseReader reads what one release says; one is the request that opens its tree.
type releaseReader func(r deprecation.Release, one *Request) (*deprecation.Status, error)

// eachRelease reads releases one after the other, under the configuration of the tree that asks.
// Of a release that only the ledger knows, or whose tree can't be read, the ledger is asked. A
// release that nothing tells of is told, and left out of what is known.
func (s *Scan) eachRelease(ctx context.Context, req *Request, h *History, list []deprecation.Release, read releaseReader) ([]*deprecation.Status, error) {
	var out []*deprecation.Status
	for i, r := range list {
		req.progress("releases", i, len(list))
		if r.Standing != deprecation.ByLedger {
			st, err := read(r, s.ofRelease(req, h, r))
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			if err == nil {
				out = append(out, st)
				continue
			}
			note := fmt.Sprintf("release %s (tag %s) can't be read", r.ID, r.Tag)
			if !h.Ledger.Knows(r.ID) {
				h.Notes = append(h.Notes, fmt.Sprintf("%s, so nothing is judged by it: %v", note, err))
				h.Releases.List = slices.DeleteFunc(h.Releases.List, func(x deprecation.Release) bool { return x.ID == r.ID })
				continue
			}
			h.Notes = append(h.Notes, fmt.Sprintf("%s, so the ledger is believed: %v", note, err))
		}
		out = append(out, h.Ledger.Status(r.ID))
	}
	return out, nil
}

// ofRelease is the request that opens the tree of a release.
func (s *Scan) ofRelease(req *Request, h *History, r deprecation.Release) *Request {
	one := *req
	one.Arg, one.Archive, one.Staged = r.Commit, nil, false
	one.trees = &trees{opened: map[string]*source.Tree{}} // a release may lack what the tree has: Python, or C++
	if s.Tree.Kind() == source.Directory {
		one.Repo = req.Arg
	}
	if h.folder != "" {
		one.Arg += ":" + h.folder
	}
	return &one
}

// pythonReader reads the Python surfaces of releases, and with native what their C++ and operator
// schemas say; what two releases share is read once. visit, nil for nothing, is given each surface.
func (o *Offered) pythonReader(ctx context.Context, native *nativeReader, visit func(deprecation.Release, *Offered, []deprecation.Marker)) releaseReader {
	last, names := o, deprecation.NewNames()
	return func(r deprecation.Release, one *Request) (*deprecation.Status, error) {
		at, err := openPython(ctx, one, o.Config)
		if err == nil {
			err = at.read(ctx, one, false, last)
		}
		if err != nil {
			return nil, err
		}
		last = at
		markers := at.Surface.Markers()
		if native != nil {
			more, err := native.markers(ctx, one, o.Config)
			if err != nil {
				return nil, err
			}
			markers = append(markers, more...)
		}
		if visit != nil {
			visit(r, at, markers)
		}
		return deprecation.Snapshot(r.ID, at.Surface, markers, names), nil
	}
}

// cycleOf is how long a configuration asks things to warn.
func cycleOf(c *config.Config) deprecation.Cycle {
	return deprecation.Cycle{Releases: c.Deprecation.Releases, Days: c.Deprecation.Days}
}
