package main

import (
	"context"
	"strings"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

// graphFlags are the flags of graph alone.
type graphFlags struct {
	level, focus, diff string
	depth              int
}

// graphDiff tells what changed in the graph from the tree of --diff to the one of the arguments.
func (a *app) graphDiff(ctx context.Context, args []string, f *graphFlags, level graph.Level) error {
	formats := graphDiffFormats(a)
	if err := checkFlags(a, formats); err != nil {
		return err
	}
	if a.flags.failOn != "never" {
		return usagef("--fail-on judges findings, and graph --diff tells none; `plumbline check` does")
	}
	pair := []string{f.diff, argument(args)}
	if strings.Contains(f.diff, "...") {
		if len(args) > 0 {
			return usagef("--diff %s names both trees: leave out %q", f.diff, args[0])
		}
		pair = pair[:1]
	}
	build := pipeline.BuildGraphPair
	if level == graph.ModuleLevel {
		build = pipeline.MapPair
	}
	p, err := comparePair(ctx, a, pair, build)
	if err != nil {
		return err
	}
	a.notes(p.Base.Tree.Notes(), p.Head.Tree.Notes(), p.Notes)
	in, err := selectDiff(p, level, f)
	if err != nil {
		return err
	}
	if err := timed(p.Scan, "write", func() error { return emitAs(a, formats, in) }); err != nil {
		return err
	}
	a.reportTiming(p.Stages)
	return nil
}

// selectDiff compares the views at a level, or the parts of them around the focus, a name of either tree.
func selectDiff(p *pipeline.MappedPair, level graph.Level, f *graphFlags) (reports.GraphDiff, error) {
	in := reports.GraphDiff{Base: describe(p.Base.Scan), Head: describe(p.Head.Scan), Focus: f.focus, Renamed: p.Renamed}
	if level == graph.ModuleLevel {
		in.BaseResult, in.HeadResult = p.Base.Result, p.Head.Result
		in.Diff = graph.Diff(p.Base.Result.Modules, p.Head.Result.Modules, p.Renamed)
	} else {
		in.Diff = graph.Diff(p.Base.Graph.View(level), p.Head.Graph.View(level), p.Renamed)
	}
	in.Cycles = coupling.CyclesOf(in.Diff)
	if f.focus == "" {
		return in, nil
	}
	var start []int32
	for _, n := range p.Head.Graph.Select(f.focus) {
		start = append(start, in.Diff.OfHead[in.Diff.Head.Of[n]])
	}
	for _, n := range p.Base.Graph.Select(f.focus) {
		start = append(start, in.Diff.OfBase[in.Diff.Base.Of[n]])
	}
	if len(start) == 0 {
		return in, unknownNode(f.focus, p.Head.Graph, p.Base.Graph)
	}
	in.Keep = in.Diff.Around(start, f.depth)
	return in, nil
}

// graphDiffFormats are the formats of a difference; drawings are kept in the cache folder.
func graphDiffFormats(a *app) []format[reports.GraphDiff] {
	return []format[reports.GraphDiff]{{"text", reports.GraphDiffText}, {"json", reports.GraphDiffJSON}, {"dot", reports.GraphDiffDOT},
		{"svg", drawn(a, reports.GraphDiffSVG)}, {"png", drawn(a, reports.GraphDiffPNG)}, {"mermaid", reports.GraphDiffMermaid}}
}
