package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"plumbline/internal/config"
	"plumbline/internal/source"
)

// MappedPair is two trees, both under HEAD's configuration and on HEAD's terms: what is guessed
// where that leaves something open (modules, the name of the folder) is guessed once, so that
// no difference comes from the guess.
type MappedPair struct {
	*Scan                        // of HEAD, with the stages and notes of the whole run
	Base, Head *Mapped           // Result is nil where the pair was not measured
	Renamed    map[string]string // files under another path: path at BASE -> path at HEAD; see source.FindRenames
}

// MapPair scans and measures two trees.
func MapPair(ctx context.Context, req PairRequest) (*MappedPair, error) {
	p, err := BuildGraphPair(ctx, req)
	if err != nil {
		return nil, err
	}
	today, err := p.Head.today(req.Today)
	if err != nil {
		return nil, err
	}
	req.Today = today.Format(time.DateOnly) // what has expired has for both
	for _, m := range [...]*Mapped{p.Base, p.Head} {
		if err := m.measure(&req.Request); err != nil {
			return nil, err
		}
		if err := m.accept(ctx, &req.Request); err != nil {
			return nil, err
		}
	}
	p.sum()
	return p, nil
}

// BuildGraphPair scans two trees and builds their graphs, without measuring them.
func BuildGraphPair(ctx context.Context, req PairRequest) (*MappedPair, error) {
	opened, err := openPair(ctx, &req, openSources)
	if err == nil {
		err = alike(ctx, &opened, &req)
	}
	if err != nil {
		return nil, err
	}
	base, head := opened.base, opened.head
	p := &MappedPair{}
	for _, side := range [...]struct {
		scan *Scan
		req  *Request
		to   **Mapped
	}{{head, &req.Request, &p.Head}, {base, &opened.ofBase, &p.Base}} {
		if err := side.scan.readFacts(ctx, side.req); err != nil {
			return nil, err
		}
		if *side.to, err = side.scan.buildGraph(ctx, side.req); err != nil {
			return nil, err
		}
		opened.ofBase.known = head.contents()
	}
	head.stage("renames", func() {
		var r source.Renames
		r, err = source.FindRenames(ctx, base.Tree, head.Tree)
		p.Renamed, head.Notes = r.To, append(head.Notes, r.Notes...)
	})
	if err != nil {
		return nil, err
	}
	p.sum()
	return p, nil
}

// sum gives the pair the stages and notes of both trees.
func (p *MappedPair) sum() {
	whole := *p.Head.Scan
	whole.Stages = sumStages(p.Base.Stages, p.Head.Stages)
	whole.Notes = slices.Concat(prefixed("BASE: ", p.Base.Notes), p.Head.Notes)
	p.Scan = &whole
}

// openSources opens a tree for all its source files; given is the configuration to use, nil for
// the tree's own.
func openSources(ctx context.Context, req *Request, given *config.Config) (*Scan, error) {
	s := &Scan{}
	var err error
	s.stage("open", func() { err = s.open(ctx, req, wanted, given) })
	return s, err
}

// alike puts two opened trees on the same terms.
func alike(ctx context.Context, p *pair[*Scan], req *PairRequest) error {
	if err := p.head.leaveSubmodules(ctx, &req.Request, p.base.Tree); err != nil {
		return err
	}
	if err := p.base.leaveSubmodules(ctx, &p.ofBase, p.head.Tree); err != nil {
		return err
	}
	p.base.folder, p.base.like = p.head.folder, p.head
	return nil
}

// leaveSubmodules takes the content of submodules out of a directory that is compared with a
// revision, which has none: all of it would be new, or gone.
func (s *Scan) leaveSubmodules(ctx context.Context, req *Request, other *source.Tree) error {
	if s.Tree.Kind() != source.Directory || other.Kind() != source.Revision {
		return nil
	}
	ignore := slices.Clone(s.Config.Ignore)
	n := 0
	for _, skip := range other.Skips() {
		if skip.Reason == source.SkipSubmodule && s.Tree.HasDir(skip.Path) {
			ignore = append(ignore, globEscaper.Replace(skip.Path)+"/**")
			n++
		}
	}
	if n == 0 {
		return nil
	}
	tree, err := openTree(ctx, req, source.Options{Want: wanted, Workers: req.Workers, Ignore: ignore, MaxBytes: int64(s.Config.Limits.MaxFileBytes)})
	if err != nil {
		return err
	}
	s.Tree = tree
	s.Notes = append(s.Notes, fmt.Sprintf("Submodules that were left out, since %s has no content of them: %d", other.Name(), n))
	return nil
}

// globEscaper makes a path the pattern that matches it alone.
var globEscaper = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `]`, `\]`, `{`, `\{`, `}`, `\}`)
