package audit

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const mapNeeds = "a tree whose boundary map can be measured"

// mapped gives the structure, or the verdict where there is none.
func (f *facts) mapped() (*Structure, *verdict) {
	switch s := f.in.Structure; {
	case s == nil:
		v := unknown(mapNeeds, Evidence{Text: "the boundary map was not measured"})
		return nil, &v
	case len(s.Scores) == 0:
		v := missing(mapNeeds, Evidence{Text: "the boundary map holds no module", Against: true})
		return nil, &v
	default:
		return s, nil
	}
}

// checkAcyclic: no cycle of modules when loading, and no dependency against the layers or the
// forbidden ones that no exception covers.
func checkAcyclic(f *facts, _ *Row) verdict {
	s, v := f.mapped()
	if v != nil {
		return *v
	}
	if len(s.LoadCycles) == 0 && s.Violations == 0 {
		return done(Evidence{Text: fmt.Sprintf("%d modules, no load cycle, no dependency against the layers", len(s.Scores))})
	}
	var needs []string
	var evidence []Evidence
	if n := len(s.LoadCycles); n > 0 {
		needs = append(needs, counted(n, "load cycle")+" of modules cut (plumbline cycles shows where)")
	}
	for _, g := range s.LoadCycles {
		evidence = append(evidence, Evidence{Path: g.Path, Line: g.Line, Against: true, Text: fmt.Sprintf("%d modules load one another in a circle: %s; a cut would begin here", len(g.Modules), someOf(g.Modules, 8))})
	}
	if s.Violations > 0 {
		needs = append(needs, fmt.Sprintf("the dependencies against the layers, and the forbidden ones, gone or covered by an exception with a reason: %d (plumbline map lists them)", s.Violations))
		evidence = append(evidence, s.FirstUpward)
	}
	return missing(strings.Join(needs, "; "), evidence...)
}

func someOf(names []string, n int) string {
	if len(names) <= n {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:n], ", "), len(names)-n)
}

// checkCouplingHeld: nothing is worse than the committed baseline, which has scores to hold.
func checkCouplingHeld(f *facts, _ *Row) verdict {
	s, v := f.mapped()
	if v != nil {
		return *v
	}
	switch {
	case s.BaselinePath == "":
		return missing("a committed plumbline.baseline.json to hold the scores against (plumbline baseline write)", Evidence{Text: "the tree has no baseline, so an increase would go unseen", Against: true})
	case s.BaselineError != "":
		return missing("a baseline that can be read", Evidence{Path: s.BaselinePath, Text: s.BaselineError, Against: true})
	case len(s.BaselineScores) == 0:
		return missing("a baseline with the coupling score of each module (plumbline baseline write)", Evidence{Path: s.BaselinePath, Text: "holds no coupling score, so an increase would go unseen", Against: true})
	case len(s.WorseThanBase) > 0:
		var evidence []Evidence
		for _, w := range s.WorseThanBase {
			evidence = append(evidence, Evidence{Path: s.BaselinePath, Text: w, Against: true})
		}
		return missing(counted(len(s.WorseThanBase), "thing")+" worse than the baseline undone (plumbline baseline check)", evidence...)
	}
	return done(Evidence{Path: s.BaselinePath, Text: fmt.Sprintf("nothing is worse than the baseline, which has the scores of %s", counted(len(s.BaselineScores), "module"))})
}

// torchTarget is what the coupling score of torch shall come to (9 at the start of the program).
const torchTarget = 8.0

// checkTorchCoupling: the coupling score of the module torch is 8 or lower, and lower than that of
// the committed baseline. The 9 that the program starts from was judged by hand, on a scale that a
// measured score rarely climbs; that a measured score is below 8 shows no improvement by itself.
func checkTorchCoupling(f *facts, _ *Row) verdict {
	s, v := f.mapped()
	if v != nil {
		return *v
	}
	score, ok := s.Scores["torch"]
	if !ok {
		return unknown("a tree with the module torch", Evidence{Text: "no module torch among " + someOf(slices.Sorted(maps.Keys(s.Scores)), 8)})
	}
	measured := Evidence{Text: fmt.Sprintf("torch scores %.1f of 10 as measured; the target is %.0f", score, torchTarget), Against: score > torchTarget}
	if measured.Against {
		return missing(fmt.Sprintf("a coupling score of torch of %.0f or lower (plumbline map shows what it is made of)", torchTarget), measured)
	}
	before, held := s.BaselineScores["torch"]
	switch {
	case !held:
		return unknown("a committed plumbline.baseline.json of the start of the program with the score of torch to come down from, or a person's word that it came down, with a link",
			measured, Evidence{Text: "the 9 that it shall come down from was judged by hand, and is no measured score: docs/metrics.md sets the two scales side by side"})
	case score < before:
		return done(measured, Evidence{Path: s.BaselinePath, Text: fmt.Sprintf("it was %.1f at the baseline", before)})
	}
	return partly("a coupling score of torch below that of the baseline", measured, Evidence{Path: s.BaselinePath, Text: fmt.Sprintf("it was %.1f at the baseline: it has not improved", before), Against: true})
}
