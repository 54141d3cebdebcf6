package graph

import (
	"cmp"
	"slices"
	"sort"

	"plumbline/parse"
)

// rawSite is one site of one edge, the unit from which every view is aggregated.
type rawSite struct {
	from, to int32
	at       Site
	kind     Kind
}

// assemble numbers the nodes, gives one kind to every site and target, settles which
// test files belong to product code, and builds the graph.
func (b *builder) assemble(links []link) (*Graph, error) {
	g := &Graph{byID: map[string]int32{}, byModule: map[string]int32{}}
	number := b.numberNodes(g, links)
	g.sites = make([]rawSite, 0, len(links))
	for i := range links {
		l := &links[i]
		from, to := number(l.from), number(l.to)
		if from == to {
			continue
		}
		g.sites = append(g.sites, rawSite{from: from, to: to, at: Site{File: number(l.at), Line: l.line}, kind: l.kind})
	}
	g.sites = oneKindPerSite(g.sites)
	g.buildEdges()
	if err := b.assignModules(g); err != nil {
		return nil, err
	}
	return g, nil
}

// numberNodes lists all nodes sorted by ID and returns the mapping from endpoints.
func (b *builder) numberNodes(g *Graph, links []link) func(endpoint) int32 {
	virtual := map[string]NodeKind{}
	for i := range links {
		for _, e := range [...]endpoint{links[i].from, links[i].to, links[i].at} {
			if e.file < 0 {
				virtual[e.virtual] = e.kind
			}
		}
	}
	g.Nodes = make([]Node, 0, len(b.files)+len(virtual))
	for _, f := range b.files {
		g.Nodes = append(g.Nodes, Node{ID: f.Path, Language: f.Language, Lines: f.Lines,
			Header: f.Language != parse.Python && parse.IsHeader(f.Path)})
	}
	for id, kind := range virtual {
		g.Nodes = append(g.Nodes, Node{ID: id, Kind: kind, Header: kind == GeneratedNode})
	}
	sort.SliceStable(g.Nodes, func(i, j int) bool {
		return cmp.Or(cmp.Compare(g.Nodes[i].ID, g.Nodes[j].ID), cmp.Compare(g.Nodes[i].Kind, g.Nodes[j].Kind)) < 0
	})
	fileNode := make([]int32, len(b.files))
	virtualNode := make(map[string]int32, len(virtual))
	for i := range g.Nodes {
		n := &g.Nodes[i]
		if n.Kind == FileNode {
			fileNode[b.nodeOf[n.ID]] = int32(i)
		} else {
			virtualNode[n.ID] = int32(i)
		}
		if _, taken := g.byID[n.ID]; !taken {
			g.byID[n.ID] = int32(i)
		}
	}
	return func(e endpoint) int32 {
		if e.file >= 0 {
			return fileNode[e.file]
		}
		return virtualNode[e.virtual]
	}
}

// oneKindPerSite keeps, for each place and target, the first kind that fits.
func oneKindPerSite(sites []rawSite) []rawSite {
	slices.SortFunc(sites, func(a, b rawSite) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to),
			cmp.Compare(a.at.File, b.at.File), cmp.Compare(a.at.Line, b.at.Line), cmp.Compare(a.kind, b.kind))
	})
	return slices.CompactFunc(sites, func(a, b rawSite) bool {
		return a.from == b.from && a.to == b.to && a.at == b.at
	})
}

// buildEdges groups the sites by ends and kind.
func (g *Graph) buildEdges() {
	slices.SortFunc(g.sites, func(a, b rawSite) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.kind, b.kind),
			cmp.Compare(a.at.File, b.at.File), cmp.Compare(a.at.Line, b.at.Line))
	})
	all := make([]Site, len(g.sites))
	for i, s := range g.sites {
		all[i] = s.at
	}
	for i := 0; i < len(g.sites); {
		s := g.sites[i]
		j := i
		for j < len(g.sites) && g.sites[j].from == s.from && g.sites[j].to == s.to && g.sites[j].kind == s.kind {
			j++
		}
		g.Edges = append(g.Edges, Edge{From: s.from, To: s.to, Kind: s.kind, Sites: all[i:j:j]})
		i = j
	}
	g.out = make([]int32, len(g.Nodes)+1)
	for _, e := range g.Edges {
		g.out[e.From+1]++
	}
	for i := range g.Nodes {
		g.out[i+1] += g.out[i]
	}
}

// fillResolution hands out the targets of every record and counts them.
func (b *builder) fillResolution(g *Graph, results []fileResult) {
	c := Coverage{Files: map[parse.Language]int{}, Imports: map[Status]int{}, Includes: map[Status]int{}}
	g.Resolution = Resolution{Imports: make([][]Target, len(results)), Includes: make([][]Target, len(results))}
	for i, r := range results {
		g.Resolution.Imports[i], g.Resolution.Includes[i] = r.imports, r.includes
		f := b.files[i]
		c.Files[f.Language]++
		c.UnparsedBytes += f.UnparsedBytes()
		for _, t := range r.imports {
			c.Imports[t.Status]++
		}
		for _, t := range r.includes {
			c.Includes[t.Status]++
		}
		c.Unresolved = append(c.Unresolved, r.unresolved...)
		c.Bindings.add(r.bindings)
		c.Operators.add(r.operators)
	}
	for _, r := range b.layout.ImportRoots {
		c.ImportRoots = append(c.ImportRoots, r.String())
	}
	for i, r := range b.includes.roots {
		c.IncludeRoots = append(c.IncludeRoots, r.String())
		if i >= b.includes.configured {
			g.InferredRoots = append(g.InferredRoots, r)
		}
	}
	c.Bindings.Missing = uniqueSorted(c.Bindings.Missing)
	c.Operators.Missing = uniqueSorted(c.Operators.Missing)
	g.Coverage = c
}

func (t *Traced) add(o Traced) {
	t.Total += o.Total
	t.Followed += o.Followed
	t.Missing = append(t.Missing, o.Missing...)
}

func uniqueSorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// String writes a root as the configuration does: "dir" or "name=dir", and for which
// folder alone it holds.
func (r Root) String() string {
	s := r.Dir
	if r.Name != "" {
		s = r.Name + "=" + s
	}
	if r.For != "" {
		s += " (for " + r.For + ")"
	}
	return s
}
