package main

import (
	"context"

	"github.com/spf13/cobra"

	"plumbline/deprecation"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

func newAPI(a *app) *cobra.Command {
	var g gateFlags
	cmd := &cobra.Command{
		Use:   "api BASE HEAD",
		Short: "Name every break of the public Python interface between two trees",
		Long: `Compares what the Python modules of two trees offer: modules, classes, functions with their
parameters, attributes, by every path that reaches them. Imports, __all__ and re-exports are
followed, so that a name which moved and can still be imported has not gone. Nothing is imported
or built.

BASE and HEAD are directories, revisions, or files that "surface --lang python --all -o FILE"
wrote, where the old tree is no longer at hand; BASE...HEAD compares with the merge base of two
revisions. Both are read under HEAD's configuration. What breaks after a complete deprecation
cycle, and what no release has, is a note that says so. Exit code 1 for findings of severity
warning and above, unless --fail-on says otherwise.`,
		Example: `  plumbline api -C pytorch v1.13.1 v2.6.0
  plumbline api main...HEAD --format github
  plumbline api old new --format sarif -o api.sarif`,
		Args: pairArgs,
		RunE: a.gate(&g, func(ctx context.Context, args []string) (*pipeline.Scan, reports.Findings, error) {
			c, err := comparePair(ctx, a, args, pipeline.JudgeBreaks)
			if err != nil {
				return nil, reports.Findings{}, err
			}
			a.notes(c.Base.Tree.Notes(), c.Head.Tree.Notes(), c.Notes)
			return c.Scan, apiFindings(c.OfferedPair), nil
		}),
	}
	g.register(cmd)
	return cmd
}

// apiFindings is the result of a comparison as reports take it.
func apiFindings(c *pipeline.OfferedPair) reports.Findings {
	base := describe(c.Base.Scan)
	return reports.Findings{Title: "Python surface", Base: &base, Head: describe(c.Head.Scan), Rules: deprecation.Rules(),
		Findings: c.Findings, Verdict: string(c.Result.Verdict), Counts: pythonCounts(&c.Result.Base, &c.Result.Head), BlindSpots: blindSpots(c.Result.BlindSpots)}
}

func pythonCounts(base, head *deprecation.Counts) []reports.Count {
	return []reports.Count{{Name: "modules", One: "module", Base: base.Modules, Head: head.Modules},
		{Name: "public modules", One: "public module", Base: base.PublicModules, Head: head.PublicModules},
		{Name: "classes", One: "class", Base: base.Classes, Head: head.Classes},
		{Name: "functions", One: "function", Base: base.Functions, Head: head.Functions},
		{Name: "attributes", One: "attribute", Base: base.Attributes, Head: head.Attributes},
		{Name: "functions of operator schemas", One: "function of operator schemas", Base: base.Schemas, Head: head.Schemas}}
}
