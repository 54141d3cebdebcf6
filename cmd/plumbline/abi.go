package main

import (
	"context"

	"github.com/spf13/cobra"

	"plumbline/abi"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

func newABI(a *app) *cobra.Command {
	var g gateFlags
	cmd := &cobra.Command{
		Use:   "abi BASE HEAD",
		Short: "Name every break of the C++ and operator ABI between two trees",
		Long: `Compares what the public headers and the operator schemas of two trees declare, without
building either: functions, classes with their layout and virtual tables, enums, macros,
operators. Each finding says what was declared and what is, where, what happens to a client
that is already compiled and to one that is compiled again, and what to do instead.

BASE and HEAD are directories, revisions, or files that "surface --all -o FILE" wrote, where
the old tree is no longer at hand; BASE...HEAD compares with the merge base of two revisions.
Both are read under HEAD's configuration. What breaks after a complete deprecation cycle, as the
releases of the repository tell, is a note that says so. Exit code 1 for findings of severity
warning and above, unless --fail-on says otherwise.`,
		Example: `  plumbline abi -C pytorch v1.13.1 v2.6.0
  plumbline abi main...HEAD --format markdown
  plumbline abi old/include new/include --format sarif -o abi.sarif
  plumbline abi released.jsonl HEAD
  plumbline abi v2.5.0 v2.6.0 --list-affected --fail-on error`,
		Args: pairArgs,
		RunE: a.gate(&g, func(ctx context.Context, args []string) (*pipeline.Scan, reports.Findings, error) {
			c, err := comparePair(ctx, a, args, func(ctx context.Context, req pipeline.PairRequest) (*pipeline.Compared, error) {
				c, err := pipeline.CompareSurfaces(ctx, req)
				if err == nil {
					err = pipeline.JudgeNative(ctx, req, c)
				}
				return c, err
			})
			if err != nil {
				return nil, reports.Findings{}, err
			}
			a.notes(c.Base.Tree.Notes(), c.Head.Tree.Notes(), c.Notes)
			return c.Scan, abiFindings(c), nil
		}),
	}
	g.register(cmd)
	return cmd
}

// abiFindings is the result of a comparison as reports take it.
func abiFindings(c *pipeline.Compared) reports.Findings {
	base := describe(c.Base.Scan)
	return reports.Findings{Title: "C++ and operator surface", Base: &base, Head: describe(c.Head.Scan), Rules: abi.Rules(),
		Findings: c.Findings, Verdict: string(c.Result.Verdict), Counts: counts(&c.Result.Base, &c.Result.Head), BlindSpots: blindSpots(c.BlindSpots)}
}

func counts(base, head *abi.Counts) []reports.Count {
	return []reports.Count{{Name: "headers", One: "header", Base: base.Headers, Head: head.Headers},
		{Name: "public headers", One: "public header", Base: base.Public, Head: head.Public},
		{Name: "classes", One: "class", Base: base.Classes, Head: head.Classes}, {Name: "enums", One: "enum", Base: base.Enums, Head: head.Enums},
		{Name: "functions", One: "function", Base: base.Functions, Head: head.Functions},
		{Name: "variables", One: "variable", Base: base.Variables, Head: head.Variables},
		{Name: "aliases", One: "alias", Base: base.Aliases, Head: head.Aliases}, {Name: "macros", One: "macro", Base: base.Macros, Head: head.Macros},
		{Name: "operators", One: "operator", Base: base.Operators, Head: head.Operators}}
}
