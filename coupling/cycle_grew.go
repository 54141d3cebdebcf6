package coupling

import (
	"fmt"
	"strings"

	"plumbline/graph"
	"plumbline/internal/finding"
)

var cycleGrew = &changeRule{
	Rule: finding.Rule{
		ID:       "CPL007",
		Name:     "cycle-grew",
		Promise:  "No load cycle forms or gains members, of modules or of files.",
		Severity: finding.Warning,
	},
	topic: TopicCycle,
	check: checkCycleGrew,
}

// checkCycleGrew reports each load cycle that formed, or that something joined which BASE
// had outside of it. Cycles of files are told where the same dependency is not told as one
// of modules.
func checkCycleGrew(c *comparison, report reportFunc) {
	told := map[[2]string]bool{}
	for i := range c.moduleCycles {
		x := &c.moduleCycles[i]
		if !x.told {
			continue
		}
		for _, a := range x.Members {
			for _, b := range x.Members {
				told[[2]string{a, b}] = true
			}
		}
		reportCycle(x, report)
	}
	for i := range c.fileCycles {
		if x := &c.fileCycles[i]; x.told && !c.crosses(x, told) {
			reportCycle(x, report)
		}
	}
}

// crosses reports whether the new dependency of a cycle of files is one between modules
// whose cycle is told.
func (c *comparison) crosses(x *CycleChange, told map[[2]string]bool) bool {
	for _, s := range x.Witness {
		from, to := c.moduleOf(s.From), c.moduleOf(s.To)
		if s.New && from != to && told[[2]string{from, to}] {
			return true
		}
	}
	return false
}

// moduleOf is the module at HEAD that a file lies in.
func (c *comparison) moduleOf(file string) string {
	n, ok := c.head.Graph.NodeByID(file)
	if !ok {
		return ""
	}
	return c.moduleName(c.head.Graph.Nodes[n].Module)
}

func reportCycle(x *CycleChange, report reportFunc) {
	what := "module"
	if x.Level == graph.FileLevel {
		what = "file"
	}
	at, step := x.Witness[0].At, x.Witness[0]
	for _, s := range x.Witness {
		if s.New {
			at, step = s.At, s
			break
		}
	}
	message := fmt.Sprintf("a load cycle of %s formed", count(x.After, what))
	if x.Before > 0 {
		message = fmt.Sprintf("the load cycle of %s grew to %d by %s", count(x.Before, what), x.After, some(x.Joined))
	}
	report(finding.Finding{
		Subject:  some(x.Members),
		Contract: string(x.Level) + "\n" + strings.Join(x.Joined, "\n"),
		Message:  message + "; closed by " + closedPath(x.Witness),
		Head:     &at,
	}, &Pair{From: step.From, To: step.To})
}

// some names a few of many.
func some(names []string) string {
	if len(names) > namedMembers {
		return fmt.Sprintf("%s, and %d more", strings.Join(names[:namedMembers], ", "), len(names)-namedMembers)
	}
	return strings.Join(names, ", ")
}

// namedSteps is how many steps of a closed path a message spells out.
const namedSteps = 8

// closedPath writes a closed path with the place of every step; what is new is said so.
func closedPath(steps []Step) string {
	var b strings.Builder
	for i, s := range steps {
		if i == namedSteps {
			fmt.Fprintf(&b, "%s -> %d more -> ", s.From, len(steps)-i-1)
			break
		}
		mark := ""
		if s.New {
			mark = "new, "
		}
		fmt.Fprintf(&b, "%s -> (%s%s:%d) ", s.From, mark, s.At.Path, s.At.Line)
	}
	return b.String() + steps[0].From
}
