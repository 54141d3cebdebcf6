package reports

import (
	"slices"

	"plumbline/graph"
	"plumbline/parse"
)

// jsonCoverage says what the figures rest on, in files and records.
type jsonCoverage struct {
	Files         map[parse.Language]int `json:"files"`
	Skipped       map[string]int         `json:"skipped"`
	UnparsedBytes int                    `json:"unparsed_bytes"`
	Imports       map[graph.Status]int   `json:"imports"`
	Includes      map[graph.Status]int   `json:"includes"`
	Roots         []string               `json:"roots"`
	ImportRoots   []string               `json:"import_roots"`
	IncludeRoots  []string               `json:"include_roots"`
	Generated     int                    `json:"generated"` // nodes that stand for files the build makes
	Bindings      jsonTraced             `json:"bindings"`
	Operators     jsonTraced             `json:"operators"`
	Kernels       jsonTraced             `json:"kernels"`
	Unresolved    []jsonUnresolved       `json:"unresolved"`
}

type jsonTraced struct {
	Total    int      `json:"total"`
	Followed int      `json:"followed"`
	Missing  []string `json:"missing"`
}

type jsonUnresolved struct {
	Path   string       `json:"path"`
	Line   int          `json:"line"`
	Target string       `json:"target"`
	Record string       `json:"record"` // "import" or "include"
	Status graph.Status `json:"status"`
	Reason optional     `json:"reason"`
}

// importStatuses and includeStatuses are the states of the two record types, in the order
// reports show them.
func importStatuses() []graph.Status {
	return []graph.Status{graph.InTree, graph.Built, graph.Stdlib, graph.ThirdParty, graph.Unresolved}
}

func includeStatuses() []graph.Status {
	return []graph.Status{graph.InTree, graph.Generated, graph.External, graph.Unresolved, graph.Ambiguous}
}

func newJSONCoverage(t *Tree, g *graph.Graph) jsonCoverage {
	c := &g.Coverage
	j := jsonCoverage{
		Files:         withZeros(c.Files, parse.Languages[:]),
		Skipped:       withZeros(t.Skipped, nil),
		UnparsedBytes: c.UnparsedBytes,
		Imports:       withZeros(c.Imports, importStatuses()),
		Includes:      withZeros(c.Includes, includeStatuses()),
		ImportRoots:   list(c.ImportRoots),
		IncludeRoots:  list(c.IncludeRoots),
		Generated:     countNodes(g, graph.GeneratedNode),
		Bindings:      newJSONTraced(&c.Bindings),
		Operators:     newJSONTraced(&c.Operators),
		Kernels:       newJSONTraced(&c.Kernels),
		Unresolved:    []jsonUnresolved{},
	}
	j.Roots = []string{}
	for _, root := range slices.Concat(c.ImportRoots, c.IncludeRoots) {
		if !slices.Contains(j.Roots, root) {
			j.Roots = append(j.Roots, root)
		}
	}
	for _, u := range c.Unresolved {
		j.Unresolved = append(j.Unresolved, jsonUnresolved{u.Path, u.Line, u.Target, recordName(u.Include), u.Status, optional(u.Reason)})
	}
	return j
}

// withZeros copies counts so that every one of keys is there.
func withZeros[K comparable](counts map[K]int, keys []K) map[K]int {
	out := make(map[K]int, len(counts)+len(keys))
	for _, k := range keys {
		out[k] = 0
	}
	for k, n := range counts {
		out[k] = n
	}
	return out
}

func newJSONTraced(t *graph.Traced) jsonTraced {
	return jsonTraced{t.Total, t.Followed, list(t.Missing)}
}

func recordName(include bool) string {
	if include {
		return "include"
	}
	return "import"
}

func countNodes(g *graph.Graph, kind graph.NodeKind) int {
	n := 0
	for i := range g.Nodes {
		if g.Nodes[i].Kind == kind {
			n++
		}
	}
	return n
}
