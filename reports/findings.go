package reports

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"plumbline/internal/finding"
)

// Findings is what a pass found in a tree, or on a pair of trees.
type Findings struct {
	Title        string // what was done: "C++ and operator surface"
	Base         *Tree  // nil where one tree was looked at
	Head         Tree
	Rules        []finding.Rule // of the pass, in ID order
	Findings     []finding.Finding
	Verdict      string // the worst that changed; "" where one tree was looked at
	Counts       []Count
	BlindSpots   []BlindSpot
	Limit        finding.Severity // findings from here on fail the run
	ListAffected bool             // list every affected name in text and Markdown
	Gate         *Gate            // what a gate of several passes adds; nil for one pass
}

// Gate is what a run of several passes on two trees tells beside its findings.
type Gate struct {
	Passes []Pass
	Better []string   // what HEAD makes better, a sentence each
	Known  int        // findings of the baseline that still stand
	Change *Structure // nil where the structure was not compared
	Lines  []SourceLine
}

// Pass is one pass of a gate.
type Pass struct {
	Name    string   // as --only takes it
	Verdict string   // "" where the pass has none
	Failed  string   // why it could not run, "" if it ran
	Nothing string   // why there was nothing to compare, "" if there was
	Rules   []string // prefixes of the rules that are its own: "CPL"
	Counts  []Count
}

// Structure is how the module graph changed between two trees.
type Structure struct {
	Cells  []CellChange   // of the coupling matrix, by From, To
	Scores []FigureChange // coupling scores by module, 1 to 10
	System []FigureChange // propagation cost and the like
	// Neighbourhood is the Mermaid graph of what changed and what is next to it, "" for none.
	Neighbourhood string
}

// CellChange is one cell of the coupling matrix that differs: how many file pairs are behind
// the dependency, and the strongest kind among them; 0 and "" where there is none.
type CellChange struct {
	From, To        string
	Before, After   int
	KindWas, KindIs string
}

// FigureChange is a figure that differs; nil on a side that lacks what it is of.
type FigureChange struct {
	Name          string
	Before, After *float64
}

// SourceLine is a line that a finding stands at: of HEAD, or of BASE where it has no place at
// HEAD.
type SourceLine struct {
	AtBase bool
	Path   string
	Line   int
	Text   string
}

// Count says how much of one kind was compared.
type Count struct {
	Name, One  string // "classes", "class"
	Base, Head int
}

// BlindSpot is something that could not be judged.
type BlindSpot struct {
	Kind string
	Path string // "" where it is about the tree as a whole
	Line int    // 0 where the file as a whole is meant
	Text string
}

// fails reports whether a finding makes the run fail.
func (f *Findings) fails(x *finding.Finding) bool {
	return x.Suppressed == nil && x.Severity >= f.Limit
}

// tally counts findings by severity; suppressed ones apart.
type tally struct{ errors, warnings, notes, suppressed int }

func (f *Findings) tally() tally {
	var t tally
	for i := range f.Findings {
		switch x := &f.Findings[i]; {
		case x.Suppressed != nil:
			t.suppressed++
		case x.Severity == finding.Error:
			t.errors++
		case x.Severity == finding.Warning:
			t.warnings++
		default:
			t.notes++
		}
	}
	return t
}

// findingGroup is the findings of one rule and severity, those that affect most first.
type findingGroup struct {
	rule     string
	name     string
	severity finding.Severity
	list     []*finding.Finding
}

// grouped sorts findings for readers: the worst severity first, then rule by rule, of each
// rule those first that most follows from. Suppressed ones are left out.
func (f *Findings) grouped() []findingGroup {
	var out []findingGroup
	at := map[[2]string]int{}
	for i := range f.Findings {
		x := &f.Findings[i]
		if x.Suppressed != nil {
			continue
		}
		key := [2]string{x.Severity.String(), x.Rule}
		k, ok := at[key]
		if !ok {
			k = len(out)
			at[key] = k
			out = append(out, findingGroup{rule: x.Rule, name: x.Name, severity: x.Severity})
		}
		out[k].list = append(out[k].list, x)
	}
	for _, g := range out {
		slices.SortStableFunc(g.list, func(a, b *finding.Finding) int {
			return cmp.Or(cmp.Compare(len(b.Affected), len(a.Affected)), finding.Compare(a, b))
		})
	}
	slices.SortStableFunc(out, func(a, b findingGroup) int {
		return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(b.worst(), a.worst()), cmp.Compare(a.rule, b.rule))
	})
	return out
}

// worst is how bad the worst verdict among the findings of a group is: of notes, those that
// are breaks in a versioned change come before what hardly matters.
func (g *findingGroup) worst() int {
	worst := -1
	for _, f := range g.list {
		if f.Change != nil {
			worst = max(worst, slices.Index(verdicts[:], f.Change.Verdict))
		}
	}
	return worst
}

// verdicts are those of docs/compatibility.md, best first.
var verdicts = [...]string{"identical", "compatible", "risk", "source-break", "binary-break"}

// What the text and Markdown forms list; the JSON form has all.
const (
	wholeFindings = 50 // up to so many findings are all shown
	shownFindings = 5  // of one rule and severity, where there are more
	shownAffected = 5
	shownBlind    = 3
	shownText     = 400 // characters of a message or a declaration
	briefText     = 160 // the same where a finding is told in one line
)

// clipped cuts a text that is too long for a reader: a constant may be a whole program.
func clipped(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	runes := []rune(s)
	return string(runes[:most]) + " … (" + thousands(len(runes)-most) + " more characters)"
}

// shownOf is how many findings of each rule are shown.
func (f *Findings) shownOf() int {
	if t := f.tally(); t.errors+t.warnings+t.notes <= wholeFindings {
		return wholeFindings
	}
	return shownFindings
}

// brief reports whether findings are told in a line each: notes, where there are many findings.
func (f *Findings) brief(g findingGroup) bool {
	return g.severity == finding.Note && f.shownOf() < wholeFindings
}

// affectedOf is how many affected names of each finding are shown.
func (f *Findings) affectedOf(x *finding.Finding) int {
	if f.ListAffected {
		return len(x.Affected)
	}
	return shownAffected
}

// locate gives a location as a place, an empty one for none.
func locate(l *finding.Location) place {
	if l == nil {
		return place{}
	}
	return place{Path: l.Path, Line: l.Line}
}

// findingPlace is where a reader finds it: at HEAD, else where it was at BASE.
func findingPlace(x *finding.Finding) string {
	switch {
	case x.Head != nil:
		return locate(x.Head).String()
	case x.Base != nil:
		return locate(x.Base).String() + " at BASE"
	}
	return ""
}

// headline says what a pass came to, in words.
func (f *Findings) headline() string {
	t := f.tally()
	parts := []string{plural(t.errors, "error"), plural(t.warnings, "warning"), plural(t.notes, "note")}
	if t.suppressed > 0 {
		parts = append(parts, thousands(t.suppressed)+" accepted")
	}
	return strings.Join(parts, ", ")
}

// compared says how much was looked at: "1,204 headers (1,101 at BASE)".
func (f *Findings) compared() string { return compared(f.Counts, f.Base != nil) }

func compared(counts []Count, two bool) string {
	var parts []string
	for _, c := range counts {
		if c.Base == 0 && c.Head == 0 {
			continue
		}
		part := plural(c.Head, c.One, c.Name)
		if two && c.Base != c.Head {
			part += " (" + thousands(c.Base) + " at BASE)"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// told is one line of what a change means, in the order that reports show it.
type told struct{ label, text string }

// changeLines lists what a finding on two trees says besides its message.
func changeLines(x *finding.Finding) []told {
	if x.Change == nil {
		return nil
	}
	c := x.Change
	again := "recompiled"
	if c.Compiled == "" {
		again = "callers" // of a language that nobody compiles
	}
	var out []told
	for _, t := range [...]told{{"compiled", c.Compiled}, {again, c.Recompiled}, {"instead", c.Instead}} {
		if t.text != "" {
			out = append(out, t)
		}
	}
	return out
}

// blindGroup is the blind spots of one kind.
type blindGroup struct {
	kind string
	list []BlindSpot
}

func (f *Findings) blindGroups() []blindGroup {
	var out []blindGroup
	at := map[string]int{}
	for _, b := range f.BlindSpots {
		k, ok := at[b.Kind]
		if !ok {
			k = len(out)
			at[b.Kind] = k
			out = append(out, blindGroup{kind: b.Kind})
		}
		out[k].list = append(out[k].list, b)
	}
	slices.SortStableFunc(out, func(a, b blindGroup) int { return cmp.Compare(a.kind, b.kind) })
	return out
}
