package pipeline

import (
	"context"
	"fmt"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/config"
)

// Configure gives the configuration in force for a tree, without scanning it.
func Configure(ctx context.Context, req Request) (*config.Config, error) {
	var s Scan
	if err := s.open(ctx, &req, wanted, nil); err != nil {
		return nil, err
	}
	return s.Config, nil
}

// InitialConfig measures a tree and gives a configuration to start from: modules from its
// folders, layers as the load-time dependencies between them order them (modules of one
// cycle share a layer), roots as inferred. A plumbline.yaml that the tree has counts for
// nothing; a profile that fits it does.
func InitialConfig(ctx context.Context, req Request) (*config.Config, error) {
	req.NoConfig = true
	m, err := BuildGraph(ctx, req)
	if err != nil {
		return nil, err
	}
	c := *m.Config
	if len(c.Modules) == 0 {
		c.Modules = withModules(m.Config, m.Scan).Modules
	}
	l := layout(ctx, m.Scan)
	if len(c.ImportRoots) == 0 {
		c.ImportRoots = configRoots(l.ImportRoots)
	}
	if len(c.IncludeRoots) == 0 {
		c.IncludeRoots = configRoots(l.IncludeRoots)
		c.IncludeRoots = append(c.IncludeRoots, configRoots(m.Graph.InferredRoots)...)
	}
	if len(c.Layers) == 0 {
		c.Layers = foundLayers(m.Graph)
	}
	return &c, nil
}

func configRoots(list []graph.Root) []config.Root {
	out := make([]config.Root, len(list))
	for i, r := range list {
		out[i] = config.Root{Name: r.Name, Path: r.Dir, For: r.For}
	}
	return out
}

// foundLayers names a layer for each level of the load-time graph, test modules last.
func foundLayers(g *graph.Graph) []config.Layer {
	v := g.View(graph.ModuleLevel)
	levels := coupling.Levels(v, graph.LoadKinds)
	var out []config.Layer
	var tests []string
	for i, level := range levels {
		var names []string
		for _, n := range level {
			if m := g.Modules[v.Nodes[n].Module]; m.Test {
				tests = append(tests, m.Name)
			} else {
				names = append(names, m.Name)
			}
		}
		if len(names) > 0 {
			out = append(out, config.Layer{Name: fmt.Sprintf("level %d", i+1), Modules: names})
		}
	}
	if len(tests) > 0 {
		out = append(out, config.Layer{Name: "tests", Modules: tests})
	}
	return out
}
