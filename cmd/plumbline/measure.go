package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"slices"
	"time"

	"golang.org/x/tools/txtar"

	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

//go:embed sample/tree.txtar
var sampleTree []byte

// request turns the common flags and a TREE argument into a request.
func (a *app) request(tree string) (pipeline.Request, error) {
	req := pipeline.Request{Arg: tree, Repo: a.flags.dir, ConfigFile: a.flags.config, ReadConfig: os.ReadFile,
		Workers: a.flags.jobs, Today: a.flags.today}
	if info, err := os.Stat(a.flags.dir); a.flags.dir != "" && (err != nil || !info.IsDir()) {
		return req, usagef("-C %s is no folder", a.flags.dir)
	}
	if req.Arg == "" {
		req.Arg = "."
		if a.flags.dir != "" {
			req.Arg = a.flags.dir
		}
	}
	if a.flags.sample {
		if tree != "" {
			return req, usagef("--sample is a tree of its own: leave out %q", tree)
		}
		req.Archive, req.Name = txtar.Parse(sampleTree), "sample"
		return req, nil
	}
	if dir := a.flags.cacheDir(); dir != "" && a.kept == nil {
		var err error
		if a.kept, err = pipeline.Keep(dir); err != nil {
			a.keepFailed(err)
		}
	}
	req.Kept = a.kept
	return req, nil
}

// keepFailed tells that nothing can be kept between runs, where somebody asked for it: work goes on
// without.
func (a *app) keepFailed(err error) {
	if a.flags.cache != "" || os.Getenv("PLUMBLINE_CACHE") != "" {
		a.note("%s: what was read is not kept for the next run: %v", a.flags.cacheDir(), err)
	}
}

// withProgress runs work with progress on standard error, then tells timing and notes.
func (a *app) withProgress(ctx context.Context, tree string, work func(context.Context, pipeline.Request) (*pipeline.Mapped, error)) (*pipeline.Mapped, error) {
	req, err := a.request(tree)
	if err != nil {
		return nil, err
	}
	m, err := shown(a, &req.Progress, func() (*pipeline.Mapped, error) { return work(ctx, req) })
	if err != nil {
		return nil, err
	}
	for _, n := range slices.Concat(m.Tree.Notes(), m.Notes) {
		a.note("%s", n)
	}
	return m, nil
}

// measured maps a tree.
func (a *app) measured(ctx context.Context, tree string) (*pipeline.Mapped, error) {
	return a.withProgress(ctx, tree, pipeline.Map)
}

// graphOnly builds the graph of a tree, and measures it only where --fail-on asks for
// findings.
func (a *app) graphOnly(ctx context.Context, tree string) (*pipeline.Mapped, error) {
	if a.flags.failOn != "never" {
		return a.measured(ctx, tree)
	}
	return a.withProgress(ctx, tree, pipeline.BuildGraph)
}

func argument(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

// describe says in a report what was measured.
func describe(m *pipeline.Scan) reports.Tree {
	t := reports.Tree{Name: m.Tree.Name(), Kind: string(m.Tree.Kind()), Commit: m.Tree.Commit(),
		Profile: m.Config.Source, Skipped: m.Tree.Skipped(), Notes: slices.Concat(m.Tree.Notes(), m.Notes), Version: version()}
	if date, ok := m.Tree.Date(); ok {
		t.Date = date
	}
	return t
}

// judge sets the exit code by --fail-on.
func (a *app) judge(m *pipeline.Mapped) error {
	if m.Result == nil {
		return nil // nothing was measured, since --fail-on asks for nothing
	}
	limit, err := finding.ParseSeverity(a.flags.failOn)
	if err != nil {
		return usagef("--fail-on: %v", err)
	}
	n := 0
	for _, f := range m.Result.Findings {
		if f.Suppressed == nil && f.Severity >= limit {
			n++
		}
	}
	if n > 0 {
		a.code = exitFindings
		a.note("%d findings of severity %s or above", n, limit)
	}
	return nil
}

// timed runs one step of output and adds it to the stages.
func timed(m *pipeline.Scan, name string, step func() error) error {
	start := time.Now()
	err := step()
	m.Stages = append(m.Stages, pipeline.Stage{Name: name, Took: time.Since(start)})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
