package pipeline

import (
	"context"
	"slices"
	"time"

	"golang.org/x/tools/txtar"

	"plumbline/internal/config"
)

// PairRequest asks to compare two trees. The request itself is that of HEAD, whose
// configuration holds for both.
type PairRequest struct {
	Request
	Base        string         // directory, revision or snapshot; ignored with a BaseArchive
	BaseArchive *txtar.Archive // a tree in memory, instead of Base
	BaseName    string         // what to call a BaseArchive
}

// ofBase is the request that opens BASE.
func (r *PairRequest) ofBase() Request {
	of := r.Request
	of.Arg, of.Archive, of.Name, of.Staged = r.Base, r.BaseArchive, r.BaseName, false
	return of
}

// pair is two trees that a comparison has opened.
type pair[T scanned] struct {
	base, head T
	ofBase     Request   // the request that BASE was opened by
	today      time.Time // that exceptions expire against
}

// scanned is a tree with whatever an analysis reads of it.
type scanned interface{ itself() *Scan }

func (s *Scan) itself() *Scan { return s }

// openPair opens HEAD and then, under HEAD's configuration, BASE.
func openPair[T scanned](ctx context.Context, req *PairRequest, open func(context.Context, *Request, *config.Config) (T, error)) (p pair[T], err error) {
	if p.head, err = open(ctx, &req.Request, nil); err != nil {
		return p, err
	}
	head := p.head.itself()
	if p.today, err = head.today(req.Today); err != nil {
		return p, err
	}
	p.ofBase = req.ofBase()
	p.base, err = open(ctx, &p.ofBase, head.Config)
	return p, err
}

// joined gives HEAD's scan the stages and notes of both, and says what HEAD's configuration
// loosens.
func (p *pair[T]) joined(ctx context.Context) *Scan {
	base, head := p.base.itself(), p.head.itself()
	head.Stages = sumStages(base.Stages, head.Stages)
	head.Notes = slices.Concat(prefixed("BASE: ", base.Notes), head.Notes)
	if p.ofBase.trees == nil { // else the run as a whole tells it
		found, _ := loosened(ctx, &p.ofBase, base, head)
		head.tell(&p.ofBase, found)
	}
	return head
}

// sumStages adds up the stages of two trees by name, in order.
func sumStages(a, b []Stage) []Stage {
	out := slices.Clone(a)
	for _, s := range b {
		if i := slices.IndexFunc(out, func(o Stage) bool { return o.Name == s.Name }); i >= 0 {
			out[i].Took += s.Took
		} else {
			out = append(out, s)
		}
	}
	return out
}

func prefixed(prefix string, list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = prefix + s
	}
	return out
}
