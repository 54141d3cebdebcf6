package audit

import "fmt"

// workflowOwners is the share of workflows with an owner in CODEOWNERS. One that owns nothing but
// workflows does as well as one for the whole tree.
func workflowOwners(f *facts) measured {
	return ofWorkflows(func(c *ci) measured {
		owners := f.in.Tree.Owners
		if owners == nil {
			return measured{evidence: []Evidence{{Text: "no CODEOWNERS", Against: true}}}
		}
		all := 0
		var bare []Evidence
		for _, w := range c.workflows {
			if w.Action {
				continue
			}
			all++
			if len(owners.Of(w.Path)) == 0 {
				bare = append(bare, Evidence{Path: w.Path, Text: "has no owner in " + owners.Path, Against: true})
			}
		}
		if all == 0 {
			return measured{evidence: []Evidence{{Text: "no workflow", Against: true}}}
		}
		evidence := []Evidence{{Path: owners.Path, Text: fmt.Sprintf("%d of %d workflows have an owner", all-len(bare), all), Against: len(bare) > 0}}
		for _, n := range owners.Notes {
			evidence = append(evidence, Evidence{Text: n, Against: true})
		}
		return measured{share: float64(all-len(bare)) / float64(all), evidence: append(evidence, bare...)}
	})(f)
}
