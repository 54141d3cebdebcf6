package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"plumbline/graph"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

func newGraph(a *app) *cobra.Command {
	var f graphFlags
	cmd := &cobra.Command{
		Use:   "graph [TREE]",
		Short: "Print or draw the dependency graph, or what changed in it",
		Long: `Prints the dependency graph of a tree at module, package or file level, whole or
around one module, package or file.

With --diff BASE: what changed from there, dependencies added, removed, raised and lowered (load is firmer
than lazy, lazy firmer than type), those inside a load cycle and those that close one; a
file that only has another path is no change. --diff main...change is a branch against where it left main.
Drawings show both graphs where they are small, else what changed, with the way back of what closes a cycle.`,
		Example: `  plumbline graph --format svg -o graph.svg
  plumbline graph --focus torch/nn --depth 1 --format mermaid
  plumbline graph --level file --format json -o files.json
  plumbline graph --diff main
  plumbline graph v2.6.0 --diff v2.5.0 --focus torch/nn --format svg -o diff.svg`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := f.check(cmd)
			if err != nil {
				return err
			}
			if f.diff != "" {
				return a.graphDiff(cmd.Context(), args, &f, l)
			}
			return a.graph(cmd.Context(), args, &f, l)
		},
	}
	levelFlag(cmd, &f.level)
	cmd.Flags().StringVar(&f.focus, "focus", "", "draw only what is near this module, package or file")
	cmd.Flags().IntVar(&f.depth, "depth", 1, "how many links away from --focus, both ways")
	cmd.Flags().StringVar(&f.diff, "diff", "", "tell what changed since this tree, or in BASE...HEAD")
	return cmd
}

// check holds the flags against one another.
func (f *graphFlags) check(cmd *cobra.Command) (graph.Level, error) {
	if f.depth < 0 {
		return "", usagef("--depth %d: a number of links is 0 or more", f.depth)
	}
	if cmd.Flags().Changed("depth") && f.focus == "" {
		return "", usagef("--depth counts links from a module: name it with --focus")
	}
	if cmd.Flags().Changed("diff") && f.diff == "" {
		return "", usagef("--diff is empty; leave it out or name a tree: a directory or a revision")
	}
	return parseLevel(f.level)
}

// graph tells the graph of one tree.
func (a *app) graph(ctx context.Context, args []string, f *graphFlags, level graph.Level) error {
	formats := graphFormats(a)
	if err := checkFlags(a, formats); err != nil {
		return err
	}
	open := a.graphOnly
	if level == graph.ModuleLevel {
		open = a.measured
	}
	m, err := open(ctx, argument(args))
	if err != nil {
		return err
	}
	in, err := selectGraph(m, level, f.focus, f.depth)
	if err != nil {
		return err
	}
	return finish(a, m, formats, in)
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
	return nil, unknownNode(name, g)
}

// unknownNode says that none of some graphs, those of one tree or two, has a name.
func unknownNode(name string, graphs ...*graph.Graph) error {
	var known []string
	for _, g := range graphs {
		for _, m := range g.Modules {
			known = append(known, m.Name)
		}
		for _, n := range g.Nodes {
			known = append(known, n.ID)
		}
	}
	of := "the tree"
	if len(graphs) > 1 {
		of = "either tree"
	}
	return usagef("%q is no module, package or file of %s%s; `plumbline map` lists the modules", name, of, didYouMean(name, known))
}

// graphFormats are the formats of a graph; drawings are kept in the cache folder.
func graphFormats(a *app) []format[reports.Graph] {
	return []format[reports.Graph]{{"text", reports.GraphText}, {"json", reports.GraphJSON}, {"dot", reports.GraphDOT},
		{"svg", drawn(a, reports.GraphSVG)}, {"png", drawn(a, reports.GraphPNG)}, {"mermaid", reports.GraphMermaid}}
}

// drawn is a format that keeps its drawings in the cache folder.
func drawn[T any](a *app, draw func(io.Writer, T, reports.Options) error) func(io.Writer, T) error {
	return func(w io.Writer, in T) error { return draw(w, in, reports.Options{CacheDir: a.flags.cacheDir()}) }
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
