package main

import (
	"bufio"
	"fmt"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"plumbline/graph"
	"plumbline/reports"
)

func newImpact(a *app) *cobra.Command {
	formats := []format[reports.Impact]{{"text", reports.ImpactText}, {"json", reports.ImpactJSON}, {"markdown", reports.ImpactMarkdown}}
	var policy, tree string
	cmd := &cobra.Command{
		Use:   "impact PATH... [--tree TREE]",
		Short: "List what depends on the given files",
		Long: `Lists the files that depend on the given ones, directly or through others, by module and
distance, and the tests among them. A single "-" reads paths from standard input, one a
line.`,
		Example: `  plumbline impact c10/core/Device.h
  git diff --name-only main | plumbline impact -`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			kinds, err := impactKinds(policy)
			if err != nil {
				return err
			}
			paths, err := a.impactPaths(args)
			if err != nil {
				return err
			}
			m, err := a.graphOnly(cmd.Context(), tree)
			if err != nil {
				return err
			}
			in := reports.Impact{Tree: describe(m.Scan), Graph: m.Graph, Policy: policy}
			var start []int32
			for _, p := range paths {
				nodes := m.Graph.Select(inTree(m.Tree, p))
				if len(nodes) == 0 {
					in.Unknown = append(in.Unknown, p)
					continue
				}
				in.Start = append(in.Start, p)
				start = append(start, nodes...)
			}
			if len(start) == 0 && len(paths) > 0 && args[0] != "-" {
				_, err := selectNodes(m.Graph, paths[0])
				return err
			}
			in.Impacted = m.Graph.Impact(start, kinds)
			return finish(a, m, formats, in)
		},
	}
	cmd.Flags().StringVar(&tree, "tree", "", "directory or revision (default: the current directory)")
	policyFlag(cmd, &policy, "every", append([]string{"every"}, allPolicies()...))
	return cmd
}

// impactKinds gives the kinds of a policy; "every" is everything but type-only imports.
func impactKinds(policy string) (graph.KindSet, error) {
	if policy == "every" {
		return graph.ImpactKinds, nil
	}
	return kindsOf(policy, append([]string{"every"}, allPolicies()...))
}

// impactPaths are the paths of the command line, or of standard input for "-".
func (a *app) impactPaths(args []string) ([]string, error) {
	if len(args) != 1 || args[0] != "-" {
		return args, nil
	}
	var paths []string
	lines := bufio.NewScanner(a.stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if p := strings.TrimSpace(lines.Text()); p != "" {
			paths = append(paths, path.Clean(p))
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("standard input: %w", err)
	}
	return paths, nil
}
