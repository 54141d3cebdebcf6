package main

import (
	"github.com/spf13/cobra"

	"plumbline/deprecation"
	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

func newAPI(a *app) *cobra.Command {
	formats := findingFormats()
	var listAffected bool
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
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			a.failOnDefault(cmd, "warning")
			c, err := a.judged(cmd.Context(), args, "")
			if err != nil {
				return err
			}
			in, err := a.apiFindings(c.OfferedPair)
			if err != nil {
				return err
			}
			in.ListAffected = listAffected
			if err := timed(c.Scan, "write", func() error { return emitAs(a, formats, in) }); err != nil {
				return err
			}
			a.reportTiming(c.Stages)
			a.judgeFindings(in.Findings, in.Limit)
			return nil
		},
	}
	cmd.Flags().BoolVar(&listAffected, "list-affected", false, "list every name that follows from a finding, not only the first")
	return cmd
}

// apiFindings is the result of a comparison as reports take it.
func (a *app) apiFindings(c *pipeline.OfferedPair) (reports.Findings, error) {
	limit, err := finding.ParseSeverity(a.flags.failOn)
	if err != nil {
		return reports.Findings{}, usagef("--fail-on: %v", err)
	}
	base := describe(c.Base.Scan)
	in := reports.Findings{Title: "Python surface", Base: &base, Head: describe(c.Head.Scan), Rules: deprecation.Rules(),
		Findings: c.Findings, Verdict: string(c.Result.Verdict), Counts: pythonCounts(&c.Result.Base, &c.Result.Head), Limit: limit}
	for _, b := range c.Result.BlindSpots {
		in.BlindSpots = append(in.BlindSpots, reports.BlindSpot(b))
	}
	return in, nil
}

func pythonCounts(base, head *deprecation.Counts) []reports.Count {
	return []reports.Count{{Name: "modules", One: "module", Base: base.Modules, Head: head.Modules},
		{Name: "public modules", One: "public module", Base: base.PublicModules, Head: head.PublicModules},
		{Name: "classes", One: "class", Base: base.Classes, Head: head.Classes},
		{Name: "functions", One: "function", Base: base.Functions, Head: head.Functions},
		{Name: "attributes", One: "attribute", Base: base.Attributes, Head: head.Attributes},
		{Name: "functions of operator schemas", One: "function of operator schemas", Base: base.Schemas, Head: head.Schemas}}
}
