package main

import (
	"github.com/spf13/cobra"

	"plumbline/reports"
)

// listedChains is how many shortest chains are written out; the rest are counted.
const listedChains = 10

func newWhy(a *app) *cobra.Command {
	formats := []format[reports.Why]{{"text", reports.WhyText}, {"json", reports.WhyJSON}, {"markdown", reports.WhyMarkdown}}
	var policy string
	cmd := &cobra.Command{
		Use:   "why FROM TO [TREE]",
		Short: "Show why one thing depends on another",
		Long: `Shows the shortest dependency chains from one module, package or file to another,
import by import with file and line: up to ten, the rest counted. A module means the files
that it owns itself; with a slash at the end a name means the folder and all below it.`,
		Example: `  plumbline why aten torch/csrc
  plumbline why torch/nn/modules/linear.py torch._C --policy all`,
		Args: cobra.RangeArgs(2, 3),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			kinds, err := kindsOf(policy, allPolicies())
			if err != nil {
				return err
			}
			m, err := a.graphOnly(cmd.Context(), argument(args[2:]))
			if err != nil {
				return err
			}
			from, err := selectNodes(m.Graph, args[0])
			if err != nil {
				return err
			}
			to, err := selectNodes(m.Graph, args[1])
			if err != nil {
				return err
			}
			in := reports.Why{Tree: describe(m.Scan), Graph: m.Graph, From: args[0], To: args[1], Policy: policy,
				Chains: m.Graph.ShortestChains(from, to, kinds, listedChains)}
			return finish(a, m, formats, in)
		},
	}
	policyFlag(cmd, &policy, couplingPolicy, allPolicies())
	return cmd
}
