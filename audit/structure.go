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
		needs = append(needs, fmt.Sprintf("%d load cycles of modules cut (plumbline cycles shows where)", n))
	}
	for _, g := range s.LoadCycles {
		evidence = append(evidence, Evidence{Path: g.Path, Line: g.Line, Against: true, Text: fmt.Sprintf("%d modules load one another in a circle: %s; cut here first", len(g.Modules), someOf(g.Modules, 8))})
	}
	if s.Violations > 0 {
		needs = append(needs, fmt.Sprintf("%d dependencies against the layers or forbidden ones gone, or covered by an exception with a reason", s.Violations))
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

// checkCouplingHeld: nothing is worse than the committed baseline.
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
	case len(s.WorseThanBase) > 0:
		var evidence []Evidence
		for _, w := range s.WorseThanBase {
			evidence = append(evidence, Evidence{Path: s.BaselinePath, Text: w, Against: true})
		}
		return missing(fmt.Sprintf("%d things that are worse than the baseline undone (plumbline baseline check)", len(s.WorseThanBase)), evidence...)
	}
	return done(Evidence{Path: s.BaselinePath, Text: "nothing is worse than the baseline"})
}

// torchTarget is what the coupling score of torch shall come to (9 at the start of the program).
const torchTarget = 8.0

// checkTorchCoupling: the coupling score of the module torch is 8 or lower.
func checkTorchCoupling(f *facts, _ *Row) verdict {
	s, v := f.mapped()
	if v != nil {
		return *v
	}
	score, ok := s.Scores["torch"]
	if !ok {
		return unknown("a tree with the module torch", Evidence{Text: "no module torch among " + someOf(slices.Sorted(maps.Keys(s.Scores)), 8)})
	}
	e := Evidence{Text: fmt.Sprintf("torch scores %.1f of 10 as measured; the baseline of 9 was judged by hand, the target is %.0f", score, torchTarget), Against: score > torchTarget}
	if e.Against {
		return missing(fmt.Sprintf("a coupling score of torch of %.0f or lower (plumbline map shows what it is made of)", torchTarget), e)
	}
	return done(e)
}
