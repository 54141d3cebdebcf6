package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

// checkOnly are the flags of check alone.
type checkOnly struct {
	gateFlags
	only           []string
	staged, strict bool
}

func newCheck(a *app) *cobra.Command {
	var f checkOnly
	cmd := &cobra.Command{
		Use:   "check BASE [HEAD] | BASE...HEAD | --staged [BASE]",
		Short: "Tell what a change makes worse: boundaries, C++ and Python interfaces, deprecations",
		Long: `Runs all passes on one pair of trees and reports what is new: dependencies between modules,
layers and cycles (boundaries), breaks of the C++ and operator surface (abi) and of the Python
surface (api), breaks before the end of a deprecation cycle (deprecation). What BASE has already
is no finding.

BASE and HEAD are directories or revisions; without HEAD the tree in the current folder, or in
that of -C, is compared. BASE...HEAD compares with the merge base, --staged what is staged for the
next commit, with HEAD unless BASE is given. Both trees are read under HEAD's configuration and baseline,
and what these let pass that BASE's own would not is a finding, too (GAT001). Exit code 1 for findings
of severity warning and above, unless --fail-on says otherwise; 3 where a pass could not run, whatever
the others found.

In GitHub Actions the findings are annotations unless --format or -o says otherwise, and the summary
and the outputs of the step are written.`,
		Example: `  plumbline check main...HEAD
  plumbline check v2.5.0 v2.6.0 --only abi,api
  plumbline check HEAD                the work tree against the last commit
  plumbline check --staged
  plumbline check origin/main...HEAD --format sarif -o plumbline.sarif`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			var failed error
			run := a.gate(&f.gateFlags, func(ctx context.Context, args []string) (*pipeline.Scan, reports.Findings, error) {
				c, err := a.checked(ctx, args, &f)
				if err != nil {
					return nil, reports.Findings{}, err
				}
				failed = failedPasses(c)
				return c.Scan, gateFindings(c), nil
			})
			if err := run(cmd, args); err != nil {
				return err
			}
			return failed
		},
	}
	cmd.Flags().StringSliceVar(&f.only, "only", nil, "run these passes alone: "+strings.Join(pipeline.PassNames(), ", "))
	cmd.Flags().BoolVar(&f.staged, "staged", false, "check what is staged for the next commit")
	cmd.Flags().BoolVar(&f.strict, "strict-baseline", false, "entries of the baseline that nothing needs any more are errors")
	f.register(cmd)
	return cmd
}

// checked runs the check that the arguments name.
func (a *app) checked(ctx context.Context, args []string, f *checkOnly) (*pipeline.Checked, error) {
	for _, name := range f.only {
		if err := choose("only", name, pipeline.PassNames()); err != nil {
			return nil, err
		}
	}
	req, err := a.checkRequest(ctx, args, f.staged)
	if err != nil {
		return nil, err
	}
	c, err := shown(a, &req.Progress, func() (*pipeline.Checked, error) {
		return pipeline.Check(ctx, req, pipeline.CheckOptions{Only: f.only, StrictBaseline: f.strict})
	})
	if err != nil {
		return nil, err
	}
	a.notes(c.Base.Tree.Notes(), c.Head.Tree.Notes(), c.Notes)
	return c, nil
}

// checkRequest reads the ways to name a pair that check has beyond those of all comparisons.
func (a *app) checkRequest(ctx context.Context, args []string, staged bool) (pipeline.PairRequest, error) {
	dots := len(args) == 1 && strings.Contains(args[0], "...")
	switch {
	case a.flags.sample:
		return pipeline.PairRequest{}, usagef("--sample is one tree, and a comparison takes two")
	case staged && (len(args) == 2 || dots):
		return pipeline.PairRequest{}, usagef("--staged is HEAD: give at most the revision to compare with")
	case staged:
		base := "HEAD"
		if len(args) == 1 {
			base = args[0]
		}
		req, err := a.request("")
		req.Staged = true
		return pipeline.PairRequest{Request: req, Base: base}, err
	case len(args) == 0:
		return pipeline.PairRequest{}, usagef("check takes the tree to compare with: a revision such as main, BASE...HEAD, or --staged")
	case len(args) == 1 && !dots:
		req, err := a.request("")
		return pipeline.PairRequest{Request: req, Base: args[0]}, err
	}
	return a.pairRequest(ctx, args)
}

// failedPasses is the error of a check of which a pass could not run, nil where all could.
func failedPasses(c *pipeline.Checked) error {
	var errs []error
	for _, p := range c.Failed() {
		errs = append(errs, &passError{p.Name, p.Err})
	}
	return errors.Join(errs...)
}

// passError says which pass could not run. It is no mistake of usage, whatever kept the pass
// from running: the others did.
type passError struct {
	pass string
	err  error
}

func (e *passError) Error() string { return "pass " + e.pass + " could not run: " + e.err.Error() }

// gateFindings is the result of a check as reports take it.
func gateFindings(c *pipeline.Checked) reports.Findings {
	base := describe(c.Base)
	in := reports.Findings{Title: "Check", Base: &base, Head: describe(c.Head), Rules: pipeline.Rules(),
		Findings: c.Findings, Verdict: c.Verdict, BlindSpots: blindSpots(c.BlindSpots), Gate: &reports.Gate{}}
	for _, p := range c.Passes {
		pass := reports.Pass{Name: p.Name, Verdict: p.Verdict, Nothing: p.Nothing, Rules: p.Rules}
		if p.Err != nil {
			pass.Failed = p.Err.Error()
		}
		pass.Counts = slices.Concat([]reports.Count{{Name: "modules", One: "module", Base: p.Modules[0], Head: p.Modules[1]},
			{Name: "dependencies", One: "dependency", Base: p.Dependencies[0], Head: p.Dependencies[1]}},
			counts(&p.ABI[0], &p.ABI[1]), pythonCounts(&p.Python[0], &p.Python[1]))
		in.Gate.Passes = append(in.Gate.Passes, pass)
	}
	for _, l := range c.Lines {
		in.Gate.Lines = append(in.Gate.Lines, reports.SourceLine(l))
	}
	if c.Boundaries != nil {
		in.Gate.Better, in.Gate.Known, in.Gate.Change = better(c.Boundaries.Better), c.Boundaries.Known, structureOf(c.Boundaries)
		in.Gate.Change.Neighbourhood = reports.MermaidDiff(reports.GraphDiff{Base: base, Head: in.Head, Diff: c.Boundaries.Diff, Cycles: c.Boundaries.Cycles})
	}
	return in
}

// better are improvements in words.
func better(list []coupling.Improvement) []string {
	var out []string
	for _, b := range list {
		words := strings.ReplaceAll(string(b.Kind), "-", " ") + ": " + b.Subject
		if b.Rule != "" {
			words = b.Rule + " " + words
		}
		if b.Detail != "" {
			words += " (" + b.Detail + ")"
		}
		out = append(out, words)
	}
	return out
}

// structureOf is how the structure changed as reports take it.
func structureOf(b *pipeline.Boundaries) *reports.Structure {
	s := &reports.Structure{}
	for _, c := range b.Cells {
		s.Cells = append(s.Cells, reports.CellChange{From: c.From, To: c.To, Before: c.Before, After: c.After,
			KindWas: strength(c.KindBefore), KindIs: strength(c.KindAfter)})
	}
	for _, x := range b.Scores {
		s.Scores = append(s.Scores, reports.FigureChange(x))
	}
	for _, x := range b.System {
		s.System = append(s.System, reports.FigureChange(x))
	}
	return s
}

// strength names how firm a dependency is, "" for none.
func strength(s graph.Strength) string {
	if s == graph.NoStrength {
		return ""
	}
	return coupling.When(s)
}
