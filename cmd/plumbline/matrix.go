package main

import (
	"github.com/spf13/cobra"

	"plumbline/coupling"
	"plumbline/reports"
)

// matrixBound is the number of rows up to which a matrix is written.
const matrixBound = 2000

func newMatrix(a *app) *cobra.Command {
	formats := []format[reports.Matrix]{{"text", reports.MatrixText}, {"csv", reports.MatrixCSV},
		{"json", reports.MatrixJSON}, {"markdown", reports.MatrixMarkdown}, {"svg", reports.MatrixSVG}}
	var level, policy string
	cmd := &cobra.Command{
		Use:   "matrix [TREE]",
		Short: "Print the coupling matrix, partitioned",
		Long: `Prints the coupling matrix (design structure matrix): rows depend on columns, cells
count file pairs. Modules stand dependencies first; the members of a cycle stand together,
ordered so that little weight lies above the diagonal.`,
		Example: `  plumbline matrix --format csv -o matrix.csv
  plumbline matrix --policy load --format svg -o matrix.svg`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			l, err := parseLevel(level)
			if err != nil {
				return err
			}
			kinds, err := kindsOf(policy, allPolicies())
			if err != nil {
				return err
			}
			m, err := a.graphOnly(cmd.Context(), argument(args))
			if err != nil {
				return err
			}
			v := m.Graph.View(l)
			if len(v.Nodes) > matrixBound {
				return usagef("a matrix of %d %ss has too many cells to be of use (the bound is %d rows); choose --level module or package, or `plumbline graph --level %s --format json`",
					len(v.Nodes), l, matrixBound, l)
			}
			in := reports.Matrix{Tree: describe(m.Scan), Matrix: coupling.BuildMatrix(v, kinds)}
			return finish(a, m, formats, in)
		},
	}
	levelFlag(cmd, &level)
	policyFlag(cmd, &policy, couplingPolicy, allPolicies())
	return cmd
}
