package pipeline

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"plumbline/abi"
	"plumbline/internal/config"
	"plumbline/internal/finding"
	"plumbline/internal/source"
	"plumbline/parse"
	"plumbline/parse/opschema"
)

// Surfaced is a tree with what its headers and its operator schemas declare.
type Surfaced struct {
	*Scan
	Surface *abi.Surface
	reader  *headerReader
}

// Compared is what a comparison of two trees found.
type Compared struct {
	*Scan      // of HEAD: its stages and notes are those of the whole run
	Base, Head *Surfaced
	Result     *abi.Result
	Findings   []finding.Finding // those of Result, under the rules and exceptions of the configuration
	BlindSpots []abi.BlindSpot
}

// Told is what was found alone, without the surfaces that it was found in, which take hundreds of
// megabytes: for those who go on to read other things.
func (c *Compared) Told() *Compared { return &Compared{Scan: c.Scan, Findings: c.Findings} }

// SurfaceScope says what to read for a surface.
type SurfaceScope struct {
	All      bool // every header of the tree, not only the public ones and what they include
	Unparsed bool // however much can't be read: the regions themselves are asked for
}

// Surface reads what a tree declares.
func Surface(ctx context.Context, req Request, scope SurfaceScope) (*Surfaced, error) {
	s, err := openHeaders(ctx, &req, nil)
	if err != nil {
		return nil, err
	}
	if err := s.read(ctx, &req, scope, nil); err != nil {
		return nil, err
	}
	for _, b := range s.reader.blind {
		if b.Kind == "unread" || b.Kind == "public-headers" || b.Kind == "operators" {
			s.Notes = append(s.Notes, b.Path+": "+b.Text)
		}
	}
	return s, nil
}

// CompareSurfaces reads two trees and judges what changed between them.
func CompareSurfaces(ctx context.Context, req PairRequest) (*Compared, error) {
	p, err := openPair(ctx, &req, openHeaders)
	if err != nil {
		return nil, err
	}
	base, head := p.base, p.head
	if err := base.read(ctx, &p.ofBase, SurfaceScope{}, nil); err != nil {
		return nil, err
	}
	if err := head.read(ctx, &req.Request, SurfaceScope{}, base.reader); err != nil {
		return nil, err
	}
	c := &Compared{Scan: p.joined(ctx), Base: base, Head: head}
	req.progress("compare", 0, len(head.reader.files))
	c.stage("compare", func() {
		c.Result = abi.Compare(base.Surface, head.Surface, abi.Options{SameInclude: sameInclude(base.reader, head.reader),
			SameFile: sameFile(base.reader, head.reader), Today: p.today})
		var gate []finding.Finding
		c.Findings, gate = applyConfig(c.Result.Findings, asFinding, abi.Rules(), head.Config, p.today)
		c.tell(&req.Request, gate)
		err = allowInline(ctx, c.Scan, &req.Request, c.Findings, asFinding)
		c.BlindSpots = mergeBlindSpots(c.Result.BlindSpots, base.reader.blind, head.reader.blind)
	})
	return c, err
}

// openHeaders opens a tree for its headers; given is the configuration to use, nil for the
// tree's own.
func openHeaders(ctx context.Context, req *Request, given *config.Config) (*Surfaced, error) {
	s := &Surfaced{Scan: &Scan{}}
	req.snapshots = true
	var err error
	s.stage("open", func() { err = s.open(ctx, req, wantedHeader, given) })
	return s, err
}

// read reads headers and operator schemas and resolves what they declare. Declarations that
// other, the reader of another tree, has read already are taken from it; nil for none.
func (s *Surfaced) read(ctx context.Context, req *Request, scope SurfaceScope, other *headerReader) error {
	var err error
	in := abi.Input{TierOf: tiers(&s.Config.Cpp), Version: s.version(ctx),
		Internal: func(component string) bool { return slices.Contains(s.Config.Cpp.Internal, component) }}
	var schemas []abi.BlindSpot
	s.stage("schemas", func() { schemas = s.operators(ctx, &in) })
	s.reader = newHeaderReader(ctx, s.Scan, req)
	s.reader.blind = append(s.reader.blind, schemas...)
	in.Public, in.Resolve = s.reader.public, s.reader.resolve
	s.stage("read", func() { err = s.reader.read(ctx, scope.All) })
	if err != nil {
		return err
	}
	s.stage("parse", func() { in.Headers, err = s.reader.declarations(ctx, other) })
	if err != nil {
		return err
	}
	s.reader.blind = append(s.reader.blind, s.reader.gaps()...)
	if len(in.Headers) == 0 && s.Native == nil && req.trees == nil {
		return fmt.Errorf("%s: %w: nothing in it is a C++ header or an operator schema%s", s.Tree.Name(), ErrNoSource, skippedWords(s.Tree.Skipped()))
	}
	if !scope.Unparsed {
		if err := holdUnread(s.Scan, in.Headers, func(h *parse.Header) ([]parse.Span, int) { return h.Unparsed, h.Bytes },
			"`plumbline surface TREE --lang cpp --unparsed` lists where"); err != nil {
			return err
		}
	}
	req.progress("resolve", 0, len(in.Headers))
	s.stage("resolve", func() { s.Surface = abi.Build(in) })
	return nil
}

// Snapshot packs all that was read of the tree into one record, which opens as a tree again.
func (s *Scan) Snapshot(ctx context.Context) (*source.Snapshot, error) {
	snapshot, err := s.Tree.Snapshot(ctx, ConfigName)
	if err != nil {
		return nil, err
	}
	snapshot.Folder = s.folder
	if s.Tree.Kind() == source.Directory && s.folder != "" {
		snapshot.Name = s.folder // a path, let alone ".", says little elsewhere
	}
	return snapshot, nil
}

// tiers gives the tier that a path alone decides.
func tiers(c *config.Cpp) func(path string) abi.Tier {
	return func(path string) abi.Tier {
		switch {
		case config.Matches(c.Shim, path):
			return abi.TierShim
		case config.Matches(c.Stable, path):
			return abi.TierStable
		}
		return ""
	}
}

// version is the release that the tree names, in version.txt or in the header that an
// installed tree has instead, "" where it names none.
func (s *Surfaced) version(ctx context.Context) string {
	const header = "torch/csrc/api/include/torch/version.h"
	if data := s.content(ctx, "version.txt"); data != nil {
		line, _, _ := strings.Cut(string(data), "\n")
		return strings.TrimSpace(line)
	}
	var parts []string
	for _, m := range releaseMacro.FindAllSubmatch(s.content(ctx, header), 3) {
		parts = append(parts, string(m[1]))
	}
	return strings.Join(parts, ".")
}

// releaseMacro is how the header of an installed tree names the parts of its release, in order.
var releaseMacro = regexp.MustCompile(`(?m)^#define TORCH_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)$`)

// operators reads what says how the tree's operators are called and may change, into in.
// What can't be read is a problem of the result, for the headers are judged all the same.
func (s *Surfaced) operators(ctx context.Context, in *abi.Input) []abi.BlindSpot {
	var spots []abi.BlindSpot
	read := func(path string) []byte {
		if path == "" || !s.Tree.Has(path) {
			return nil
		}
		data, err := s.Tree.Read(ctx, path)
		if err != nil {
			spots = append(spots, abi.BlindSpot{Kind: "operators", Path: path, Text: "can't be read: " + err.Error()})
		}
		return data
	}
	o := &s.Config.Operators
	src := read(o.NativeFunctions)
	if src == nil {
		return spots
	}
	s.Native = opschema.ReadOperators(o.NativeFunctions, src)
	in.Native, in.Torchgen = s.Native, abi.TorchgenOf(read)
	if src := read(o.AllowList); src != nil {
		in.Allow = opschema.ReadAllowList(o.AllowList, src)
	}
	if src := read(o.Upgraders); src != nil {
		var problems []opschema.Problem
		in.Upgraders, problems = opschema.ReadUpgraders(src)
		for _, p := range problems {
			spots = append(spots, abi.BlindSpot{Kind: "operators", Path: o.Upgraders, Line: p.Line, Text: p.Text})
		}
	}
	return spots
}

// mergeBlindSpots puts lists one behind the other; what both trees share stands once.
func mergeBlindSpots(lists ...[]abi.BlindSpot) []abi.BlindSpot {
	var out []abi.BlindSpot
	seen := map[abi.BlindSpot]bool{}
	for _, list := range lists {
		for _, b := range list {
			if !seen[b] {
				seen[b] = true
				out = append(out, b)
			}
		}
	}
	return out
}
