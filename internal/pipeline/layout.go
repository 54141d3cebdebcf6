package pipeline

import (
	"cmp"
	"context"
	"slices"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/config"
	"plumbline/parse/opschema"
)

// layout translates a configuration into what the graph is built by. What it leaves open
// is inferred from the tree.
func layout(ctx context.Context, s *Scan) graph.Layout {
	c := s.Config
	paths := s.Tree.Paths()
	if len(c.Modules) == 0 {
		c = withModules(c, s)
	}
	modules := config.NewModules(c)
	l := graph.Layout{
		Module: modules.Of,
		TestModule: func(module, path string) string {
			if !modules.IsTest(path) {
				return ""
			}
			return cmp.Or(modules.TestSubmodule(module, path), module)
		},
		Top: func(module string) bool {
			i, ok := c.Layer(module)
			return ok && i == len(c.Layers)-1
		},
		ImportRoots:     roots(c.ImportRoots),
		IncludeRoots:    roots(c.IncludeRoots),
		Bindings:        c.Bindings,
		AbsentImport:    absentImport(c),
		AbsentInclude:   absentInclude(c),
		ExternalImport:  matchAny(c.External.Imports, config.MatchDotted),
		ExternalInclude: matchAny(c.External.Includes, config.MatchPath),
	}
	inferRoots(ctx, s, c, paths, &l)
	var ops []string
	if s.Native != nil {
		ops = opschema.OpNames(s.Native)
	}
	for _, h := range c.GeneratedHeaders(paths, ops) {
		l.Generated = append(l.Generated, graph.GeneratedHeader{Root: h.Root, Target: h.Target, Template: h.Template, By: h.By, Op: h.Op})
	}
	for _, b := range c.BuiltModules(paths) {
		l.Built = append(l.Built, graph.BuiltModule{Module: b.Module, File: b.File, From: b.From})
	}
	return l
}

// withModules adds the modules that the tree's folders suggest. Of a pair it is HEAD's folders that
// do; BASE's own name the files that stand in none of these.
func withModules(c *config.Config, s *Scan) *config.Config {
	copied := *c
	if s.like == nil {
		copied.Modules = append(slices.Clone(c.Modules), inferredModules(s.Paths())...)
		return &copied
	}
	copied.Modules = append(slices.Clone(c.Modules), inferredModules(s.like.Paths())...)
	known := config.NewModules(&copied)
	lost := slices.DeleteFunc(s.Paths(), func(path string) bool {
		name, err := known.Of(path)
		return name != "" || err != nil
	})
	for _, m := range inferredModules(s.Paths()) {
		if slices.ContainsFunc(lost, func(path string) bool { return config.Matches(m.Paths, path) }) {
			copied.Modules = append(copied.Modules, m)
		}
	}
	return &copied
}

func inferredModules(paths []string) []config.Module {
	var out []config.Module
	for _, d := range graph.InferModules(paths) {
		out = append(out, config.Module{Name: d.Name, Paths: d.Patterns})
	}
	return out
}

// inferRoots fills in the roots that the configuration leaves open.
func inferRoots(ctx context.Context, s *Scan, c *config.Config, paths []string, l *graph.Layout) {
	if len(c.ImportRoots) > 0 && len(c.IncludeRoots) > 0 {
		return
	}
	read := func(name string) []byte { return s.content(ctx, name) }
	imports, prefixes := graph.InferImportRoots(paths, s.folder, read("pyproject.toml"), read("setup.py"), read("setup.cfg"))
	if len(c.ImportRoots) == 0 {
		l.ImportRoots = imports
	}
	if len(c.IncludeRoots) == 0 {
		l.IncludeRoots = append([]graph.Root{{Dir: "."}}, prefixes...)
		l.InferRoots, l.Folder = true, s.folder
	}
}

func roots(list []config.Root) []graph.Root {
	out := make([]graph.Root, len(list))
	for i, r := range list {
		out[i] = graph.Root{Name: r.Name, Dir: r.Path, For: r.For}
	}
	return out
}

func absentImport(c *config.Config) func(string) string {
	return func(name string) string {
		for _, a := range c.Absent {
			if a.Module != "" && config.MatchDotted(a.Module, name) {
				return a.Reason
			}
		}
		return ""
	}
}

func absentInclude(c *config.Config) func(string) string {
	return func(target string) string {
		for _, a := range c.Absent {
			if a.Header != "" && config.MatchPath(a.Header, target) {
				return a.Reason
			}
		}
		return ""
	}
}

func matchAny(patterns []string, match func(pattern, name string) bool) func(string) bool {
	return func(name string) bool {
		for _, p := range patterns {
			if match(p, name) {
				return true
			}
		}
		return false
	}
}

// contract translates what a configuration demands of the structure.
func contract(c *config.Config) coupling.Contract {
	k := coupling.Contract{FanOut: c.Limits.FanOut, LayerOf: func(module string) int {
		if i, ok := c.Layer(module); ok {
			return i
		}
		return -1
	}}
	for _, l := range c.Layers {
		k.Layers = append(k.Layers, coupling.Layer{Name: l.Name})
	}
	for _, f := range c.Forbidden {
		k.Forbidden = append(k.Forbidden, coupling.Forbidden{Matches: f.Matches, Reason: f.Reason})
	}
	return k
}
