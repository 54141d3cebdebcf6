package reports

import (
	"cmp"
	"slices"

	"plumbline/graph"
)

// impactSummary counts impacted files; what the build makes passes impact on but is no
// file of the tree.
type impactSummary struct {
	Files   int // files of the tree, tests included
	Tests   int
	Made    int // generated and other virtual nodes
	Modules []impactRow
	Direct  []string // files at distance 1, tests left out
	TestIDs []string // test files, nearest first
}

// impactRow counts the impacted files of one module.
type impactRow struct {
	Name       string
	Files      int
	Tests      int
	Nearest    int   // distance of its nearest impacted file
	ByDistance []int // files at distance 1, 2, ...
}

// summarize counts an impact by module; the modules hit nearest and hardest come first.
func summarize(m *Impact) impactSummary {
	var sum impactSummary
	rows := map[int32]*impactRow{}
	for _, i := range m.Impacted {
		n := &m.Graph.Nodes[i.Node]
		if n.Kind != graph.FileNode {
			sum.Made++
			continue
		}
		row := rows[n.Module]
		if row == nil {
			row = &impactRow{Name: m.Graph.Modules[n.Module].Name, Nearest: i.Distance}
			rows[n.Module] = row
		}
		row.add(i.Distance, n.Test)
		sum.Files++
		switch {
		case n.Test:
			sum.Tests++
			sum.TestIDs = append(sum.TestIDs, n.ID)
		case i.Distance == 1:
			sum.Direct = append(sum.Direct, n.ID)
		}
	}
	for _, row := range rows {
		sum.Modules = append(sum.Modules, *row)
	}
	slices.SortFunc(sum.Modules, func(a, b impactRow) int {
		return cmp.Or(cmp.Compare(a.Nearest, b.Nearest), cmp.Compare(b.ByDistance[b.Nearest-1], a.ByDistance[a.Nearest-1]),
			cmp.Compare(b.Files, a.Files), cmp.Compare(a.Name, b.Name))
	})
	return sum
}

func (row *impactRow) add(distance int, test bool) {
	row.Files++
	if test {
		row.Tests++
	}
	for len(row.ByDistance) < distance {
		row.ByDistance = append(row.ByDistance, 0)
	}
	row.ByDistance[distance-1]++
}
