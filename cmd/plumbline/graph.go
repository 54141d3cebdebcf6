package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"plumbline/graph"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

func newGraph(a *app) *cobra.Command {
	formats := graphFormats(a)
	var level, focus string
	var depth int
	cmd := &cobra.Command{
		Use:   "graph [TREE]",
		Short: "Print or draw the dependency graph",
		Long: `Prints the dependency graph of a tree at module, package or file level, whole or
around one module, package or file.`,
		Example: `  plumbline graph --format svg -o graph.svg
  plumbline graph --focus torch/nn --depth 1 --format mermaid
  plumbline graph --level file --format json -o files.json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			l, err := parseLevel(level)
			if err != nil {
				return err
			}
			if depth < 0 {
				return usagef("--depth %d: a number of links is 0 or more", depth)
			}
			if cmd.Flags().Changed("depth") && focus == "" {
				return usagef("--depth counts links from a module: name it with --focus")
			}
			open := a.graphOnly
			if l == graph.ModuleLevel {
				open = a.measured
			}
			m, err := open(cmd.Context(), argument(args))
			if err != nil {
				return err
			}
			in, err := selectGraph(m, l, focus, depth)
			if err != nil {
				return err
			}
			return finish(a, m, formats, in)
		},
	}
	levelFlag(cmd, &level)
	cmd.Flags().StringVar(&focus, "focus", "", "draw only what is near this module, package or file")
	cmd.Flags().IntVar(&depth, "depth", 1, "how many links away from --focus, both ways")
	return cmd
}

// levelFlag adds --level with its completions.
func levelFlag(cmd *cobra.Command, level *string) {
	cmd.Flags().StringVar(level, "level", string(graph.ModuleLevel), "grain: module, package, file")
	complete := cobra.FixedCompletions([]string{"module", "package", "file"}, cobra.ShellCompDirectiveNoFileComp)
	if err := cmd.RegisterFlagCompletionFunc("level", complete); err != nil {
		panic(err) // the flag was added one line above
	}
}

func parseLevel(name string) (graph.Level, error) {
	if err := choose("level", name, []string{"module", "package", "file"}); err != nil {
		return "", err
	}
	return graph.ParseLevel(name)
}

// selectGraph is the view at a level, or the part of it around focus.
func selectGraph(m *pipeline.Mapped, level graph.Level, focus string, depth int) (reports.Graph, error) {
	in := reports.Graph{Tree: describe(m.Scan), Focus: focus}
	if level == graph.ModuleLevel {
		in.View, in.Result = m.Result.Modules, m.Result
	} else {
		in.View = m.Graph.View(level)
	}
	if focus == "" {
		return in, nil
	}
	nodes, err := selectNodes(m.Graph, focus)
	if err != nil {
		return in, err
	}
	start := make([]int32, 0, len(nodes))
	for _, n := range nodes {
		start = append(start, in.View.Of[n])
	}
	in.Keep = in.View.Around(start, depth)
	return in, nil
}

// selectNodes finds what a name means, or says what it might have meant.
func selectNodes(g *graph.Graph, name string) ([]int32, error) {
	if nodes := g.Select(name); len(nodes) > 0 {
		return nodes, nil
	}
	var known []string
	for _, m := range g.Modules {
		known = append(known, m.Name)
	}
	for _, n := range g.Nodes {
		known = append(known, n.ID)
	}
	return nil, usagef("%q is no module, package or file of the tree%s; `plumbline map` lists the modules", name, didYouMean(name, known))
}

// graphFormats are the formats of a graph; drawings are kept in the cache folder.
func graphFormats(a *app) []format[reports.Graph] {
	drawn := func(draw func(io.Writer, reports.Graph, reports.Options) error) func(io.Writer, reports.Graph) error {
		return func(w io.Writer, in reports.Graph) error {
			return draw(w, in, reports.Options{CacheDir: a.flags.cacheDir()})
		}
	}
	return []format[reports.Graph]{{"text", reports.GraphText}, {"json", reports.GraphJSON}, {"dot", reports.GraphDOT},
		{"svg", drawn(reports.GraphSVG)}, {"png", drawn(reports.GraphPNG)}, {"mermaid", reports.GraphMermaid}}
}

// policyFlag adds --policy with its completions.
func policyFlag(cmd *cobra.Command, policy *string, fallback string, names []string) {
	cmd.Flags().StringVar(policy, "policy", fallback, "which dependencies count: "+strings.Join(names, ", "))
	complete := cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp)
	if err := cmd.RegisterFlagCompletionFunc("policy", complete); err != nil {
		panic(err) // the flag was added one line above
	}
}

// kindsOf gives the kinds of a policy; "coupling" is everything but type, codegen and
// parent.
func kindsOf(policy string, known []string) (graph.KindSet, error) {
	if err := choose("policy", policy, known); err != nil {
		return 0, err
	}
	if policy == couplingPolicy {
		return graph.CouplingKinds, nil
	}
	kinds, _ := graph.Policy(policy)
	return kinds, nil
}

const couplingPolicy = "coupling"

func allPolicies() []string { return append([]string{couplingPolicy}, graph.Policies()...) }
