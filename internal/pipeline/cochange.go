package pipeline

import (
	"context"
	"fmt"
	"path"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/source"
)

// CochangeRequest asks what changes together in a range of revisions.
type CochangeRequest struct {
	Request
	Range   string // revisions as source.ReadLine takes them; "" for HEAD's whole history
	Level   graph.Level
	Options coupling.CochangeOptions
}

// Cochanged is a tree with the change coupling of the history that led to it.
type Cochanged struct {
	*Mapped // of the newest commit of the range
	Range   string
	Newest  string // the newest commit as the user named it
	Merges  int    // merges among the changes: each is what it brought to the line
	Count   *coupling.Cochange
	Pairs   []coupling.TiedPair // of Count, with what the graph knows of them
}

// Cochange counts which files, packages or modules change together, and looks up how they depend
// on one another in the newest tree. Modules and packages are those of that tree's configuration.
func Cochange(ctx context.Context, req CochangeRequest) (*Cochanged, error) {
	line, err := source.ReadLine(ctx, req.Repo, req.Range)
	if err != nil {
		return nil, err
	}
	c := &Cochanged{Range: line.Range, Newest: line.Name}
	one := req.Request
	one.Arg, one.Archive, one.past = line.To, nil, true
	if c.Mapped, err = BuildGraph(ctx, one); err != nil {
		return nil, err
	}
	var changes *source.Changes
	c.stage("log", func() { changes, err = source.ReadChanges(ctx, req.Repo, line) })
	if err != nil {
		return nil, err
	}
	for i := range changes.List {
		if changes.List[i].Merge {
			c.Merges++
		}
	}
	entity := c.entityOf(ctx, req.Level)
	c.stage("count", func() {
		c.Count = coupling.CountCochange(coupling.Follow(changes.List), entity, req.Options)
		there := map[string]bool{}
		for _, p := range c.Tree.Paths() {
			there[entity(p)] = true
		}
		c.Pairs = coupling.TiePairs(c.Graph.View(req.Level), c.Count.Pairs, func(e string) bool { return there[e] })
	})
	if n := c.Count; n.Counted == 0 {
		return nil, &source.OpenError{Arg: line.Range, Problem: fmt.Sprintf("holds no change to count: %d touch more than %d files, %d none", n.Large, req.Options.MaxChangeset, n.Empty),
			Advice: "take a longer range, or raise --max-changeset"}
	}
	c.Notes = append(c.Notes, line.Notes...)
	c.Notes = append(c.Notes, changes.Notes...)
	return c, nil
}

// entityOf gives what a file counts as at a level: itself, its folder, its module. A file that
// the graph lacks, since it is no source or gone, belongs to the module that the layout says.
func (c *Cochanged) entityOf(ctx context.Context, level graph.Level) func(string) string {
	switch level {
	case graph.FileLevel:
		return func(p string) string { return p }
	case graph.PackageLevel:
		return path.Dir
	}
	l := layout(ctx, c.Scan)
	known := map[string]string{}
	return func(p string) string {
		name, ok := known[p]
		if !ok {
			name = c.moduleOf(&l, p)
			known[p] = name
		}
		return name
	}
}

// moduleOf is the module of a path, "" where two modules claim one that is gone.
func (c *Cochanged) moduleOf(l *graph.Layout, p string) string {
	if n, ok := c.Graph.NodeByID(p); ok {
		return c.Graph.Modules[c.Graph.Nodes[n].Module].Name
	}
	m, err := l.ModuleOf(p)
	if err != nil {
		return ""
	}
	if test := l.TestModule(m, p); test != "" {
		return test
	}
	return m
}
