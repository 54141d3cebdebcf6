package reports

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"plumbline/coupling"
)

// History is how the figures of a tree developed over revisions.
type History struct {
	Asked     string // what was asked for, in words
	Profile   string // configuration in force, the same for all revisions
	Version   string // of plumbline
	Notes     []string
	Revisions []HistoryRevision // oldest first
	Failed    []HistoryFailure
}

// HistoryRevision are the figures of one revision.
type HistoryRevision struct {
	Name   string
	Commit string // full id
	Date   time.Time
	coupling.Summary
}

// HistoryFailure is a revision that could not be measured.
type HistoryFailure struct {
	Name   string
	Commit string
	Date   time.Time
	Error  string
}

// historyFigure is a figure of a revision: its name in CSV, its head in tables ("" for those
// that readers don't see), and how it is written.
type historyFigure struct {
	key, head string
	exact     func(*coupling.Summary) string
	shown     func(*coupling.Summary) string
}

func countFigure(key, head string, of func(*coupling.Summary) int) historyFigure {
	return historyFigure{key, head, func(s *coupling.Summary) string { return strconv.Itoa(of(s)) },
		func(s *coupling.Summary) string { return thousands(of(s)) }}
}

func ratioFigure(key, head string, show func(float64) string, of func(*coupling.Summary) float64) historyFigure {
	return historyFigure{key, head, func(s *coupling.Summary) string { return figureText(of(s)) },
		func(s *coupling.Summary) string { return show(of(s)) }}
}

// figureText writes a figure as JSON does.
func figureText(x float64) string {
	b, _ := figure(x).MarshalJSON() // never fails
	return string(b)
}

func twoDecimals(x float64) string { return decimal(x, 2) }

// historyFigures are the figures of the whole tree, in the order of the columns.
func historyFigures() []historyFigure {
	return []historyFigure{
		countFigure("files", "Files", func(s *coupling.Summary) int { return s.Files }),
		countFigure("lines", "Lines", func(s *coupling.Summary) int { return s.Lines }),
		countFigure("modules", "Modules", func(s *coupling.Summary) int { return len(s.Modules) }),
		countFigure("dependencies", "Dependencies", func(s *coupling.Summary) int { return s.Dependencies }),
		countFigure("file_pairs", "", func(s *coupling.Summary) int { return s.Pairs }),
		ratioFigure("module_propagation_cost", "", percent, func(s *coupling.Summary) float64 { return s.System.Module.PropagationCost }),
		ratioFigure("file_propagation_cost", "Propagation cost", percent, func(s *coupling.Summary) float64 { return s.System.File.PropagationCost }),
		ratioFigure("module_nccd", "", twoDecimals, func(s *coupling.Summary) float64 { return s.System.Module.NCCD }),
		ratioFigure("file_nccd", "NCCD", twoDecimals, func(s *coupling.Summary) float64 { return s.System.File.NCCD }),
		ratioFigure("modularity", "Modularity", twoDecimals, func(s *coupling.Summary) float64 { return s.System.Modularity }),
		ratioFigure("best_modularity", "", twoDecimals, func(s *coupling.Summary) float64 { return s.System.BestModularity }),
		countFigure("module_cycles", "Module cycles", func(s *coupling.Summary) int { return s.System.Module.Cycles }),
		countFigure("modules_in_cycles", "", func(s *coupling.Summary) int { return s.System.Module.InCycles }),
		countFigure("largest_module_cycle", "Largest", func(s *coupling.Summary) int { return s.System.Module.LargestCycle }),
		countFigure("file_cycles", "File cycles", func(s *coupling.Summary) int { return s.System.File.Cycles }),
		countFigure("files_in_cycles", "", func(s *coupling.Summary) int { return s.System.File.InCycles }),
		countFigure("largest_file_cycle", "Largest", func(s *coupling.Summary) int { return s.System.File.LargestCycle }),
		ratioFigure("mean_score", "Mean score", twoDecimals, meanScore),
	}
}

// meanScore is the mean coupling score of the modules that are no test code.
func meanScore(s *coupling.Summary) float64 {
	sum, n := 0.0, 0
	for i := range s.Modules {
		if m := &s.Modules[i]; !m.Test {
			sum += m.Score
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// historyModules lists the modules of all revisions: those of the newest by score, highest
// first, then those that are gone by name. Test code stands last.
func (h *History) historyModules() []string {
	newest := map[string]coupling.ModuleSummary{}
	test := map[string]bool{}
	var names []string
	for i := range h.Revisions {
		for _, m := range h.Revisions[i].Modules {
			if _, ok := test[m.Name]; !ok {
				names = append(names, m.Name)
			}
			test[m.Name] = m.Test
			if i == len(h.Revisions)-1 {
				newest[m.Name] = m
			}
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(intOf(test[a])-intOf(test[b]), cmp.Compare(newest[b].Score, newest[a].Score), cmp.Compare(a, b))
	})
	return names
}

// intOf orders what is false before what is true.
func intOf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// scoreTexts writes the scores of a module, "" where a revision has no such module.
func (h *History) scoreTexts(module string, at []int, write func(float64) string) []string {
	out := make([]string, len(at))
	for i, r := range at {
		if score, ok := h.Revisions[r].Score(module); ok {
			out[i] = write(score)
		}
	}
	return out
}

// shownScores bounds the revisions that a table of scores has room for.
const shownScores = 8

// scoreColumns chooses the revisions that a table of scores shows: the first, the last, and as
// many between as there is room for, evenly spread.
func (h *History) scoreColumns() []int {
	n := len(h.Revisions)
	if n <= shownScores {
		return h.allRevisions()
	}
	at := make([]int, shownScores)
	for i := range at {
		at[i] = i * (n - 1) / (shownScores - 1)
	}
	return at
}

func (h *History) allRevisions() []int {
	at := make([]int, len(h.Revisions))
	for i := range at {
		at[i] = i
	}
	return at
}

// day writes a date, "-" for none.
func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.DateOnly)
}

// headline says what was measured.
func (h *History) headline() string {
	line := h.Asked + "; " + h.Profile + " of the newest revision for all"
	if n := len(h.Failed); n > 0 {
		line += "; " + plural(n, "revision") + " could not be measured"
	}
	return line
}

// shownModules bounds the modules that a table of scores lists for readers.
const shownModules = 25

// historyTables are the tables that readers see: the figures, and the scores by module.
func (h *History) historyTables() (figures, scores mapTable, hiddenModules int) {
	spec := "Revision|Date"
	for _, f := range historyFigures() {
		if f.head != "" {
			spec += "|" + f.head + ">"
		}
	}
	figures = newMapTable(spec)
	for i := range h.Revisions {
		r := &h.Revisions[i]
		cells := []mapCell{wordsIn(r.Name), wordsIn(day(r.Date))}
		for _, f := range historyFigures() {
			if f.head != "" {
				cells = append(cells, numberIn(f.shown(&r.Summary)))
			}
		}
		figures.add(cells...)
	}
	at := h.scoreColumns()
	spec = "Module"
	for _, r := range at {
		spec += "|" + oneLine(h.Revisions[r].Name) + ">"
	}
	scores = newMapTable(spec + "|Change>")
	modules, rest := firstN(h.historyModules(), shownModules)
	for _, m := range modules {
		cells := []mapCell{{role: moduleCell, text: m}}
		for _, s := range h.scoreTexts(m, at, func(x float64) string { return decimal(x, 1) }) {
			cells = append(cells, numberIn(dash(s)))
		}
		scores.add(append(cells, numberIn(h.scoreChange(m)))...)
	}
	return figures, scores, rest
}

// scoreChange is how much a module's score rose from the first revision to the last, "-" where
// either lacks it.
func (h *History) scoreChange(module string) string {
	first, ok1 := h.Revisions[0].Score(module)
	last, ok2 := h.Revisions[len(h.Revisions)-1].Score(module)
	if !ok1 || !ok2 {
		return "-"
	}
	return signed(last - first)
}

// signed writes a change with its sign, one decimal.
func signed(x float64) string {
	s := decimal(x, 1)
	switch {
	case s == "0.0" || s == "-0.0":
		return "0.0"
	case x > 0:
		return "+" + s
	}
	return s
}
