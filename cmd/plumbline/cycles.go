package main

import (
	"github.com/spf13/cobra"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/reports"
)

func newCycles(a *app) *cobra.Command {
	formats := []format[reports.Cycles]{{"text", reports.CyclesText}, {"json", reports.CyclesJSON}, {"markdown", reports.CyclesMarkdown}}
	var level, policy string
	cmd := &cobra.Command{
		Use:   "cycles [TREE]",
		Short: "List dependency cycles and the edges to cut",
		Long: `Lists the groups that depend on one another in circles, each with its shortest closed
path, import by import, and a small set of edges whose removal leaves no circle.`,
		Example: `  plumbline cycles
  plumbline cycles --level file --policy all --format json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			l, err := parseLevel(level)
			if err != nil {
				return err
			}
			if _, err := kindsOf(policy, graph.Policies()); err != nil {
				return err
			}
			m, err := a.graphOnly(cmd.Context(), argument(args))
			if err != nil {
				return err
			}
			v := m.Graph.View(l)
			in := reports.Cycles{Tree: describe(m.Scan), View: v, Policy: policy, Cycles: coupling.FindCycles(v, policy)}
			return finish(a, m, formats, in)
		},
	}
	levelFlag(cmd, &level)
	policyFlag(cmd, &policy, "load", graph.Policies())
	return cmd
}
