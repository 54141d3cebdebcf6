// Package audit holds the Definition of Done of the refactoring program against a tree: every
// row of the document has a check that says done, partial or not done, each with evidence, or
// the reason why no tree can show it. It exists so that the program's checkboxes are ticked by
// what stands in the tree, and not by hand.
//
// Concurrency: everything is a pure function of an immutable Input; checks share nothing but a
// Facts, whose parts are read once each, by one goroutine.
package audit

import (
	"time"
)

// State is how far a row is.
type State string

// The states of a row, worst first. What can't be read or is malformed is never Done.
const (
	NotDone State = "not-done"
	Partial State = "partial"
	Unseen  State = "unseen" // no tree shows it: a person has to supply the fact
	Done    State = "done"
)

// words says a state within a sentence: "is not done".
func (s State) words() string {
	switch s {
	case NotDone:
		return "not done"
	case Unseen:
		return "not to be seen from the tree"
	}
	return string(s)
}

// worse gives the worse of two states: what is known to be missing comes before what is not
// known at all, and that before what is done.
func worse(a, b State) State {
	for _, s := range [...]State{NotDone, Partial, Unseen} {
		if a == s || b == s {
			return s
		}
	}
	return Done
}

// Row is one row of the definition: a checkbox, an outcome, a blocker, an invariant or a metric.
type Row struct {
	ID        string `yaml:"id"`        // stable: "DOD-P1-03"; never given to another row
	Section   string `yaml:"section"`   // heading in the document that it stands under
	Milestone string `yaml:"milestone"` // "M06"; "" where the row belongs to none
	Text      string `yaml:"text"`      // as the document has it
	Check     string `yaml:"check"`     // name of the check that decides it; "" for a row of other rows, or one that no tree shows
	Of        string `yaml:"of"`        // rows or milestones, with commas, whose worst state is this row's
	Unseen    string `yaml:"unseen"`    // why no tree can show it
	Invariant string `yaml:"invariant"` // of a row about one: "INV-001"
	Strength  string `yaml:"strength"`  // that its verification needs: strong, partial
	Needs     string `yaml:"needs"`     // what a person has to supply where the tree does not tell

	Metric   string `yaml:"metric"`   // of a row about a figure: what it is called; "" for others
	Baseline string `yaml:"baseline"` // of the figure, as the document has it
	Target   string `yaml:"target"`
}

// Result is a row with what was found.
type Result struct {
	Row
	State    State
	Evidence []Evidence
	Needs    string // what is missing for done; "" where nothing is
	Attested *Attestation
}

// Evidence is a place that speaks for or against a row.
type Evidence struct {
	Path    string // "" where it is about the tree as a whole
	Line    int    // 1-based; 0 where the file as a whole is meant
	Text    string
	Against bool // it is why the row is not done
}

// Tree is what the audit may look at. Its functions are pure and may be called at any time.
type Tree struct {
	Name  string
	Paths []string // every regular file, in order
	Read  func(path string) ([]byte, error)

	// Owners says who owns a file; nil where the tree has no CODEOWNERS.
	Owners *Owners

	// Submodules are the commits of the submodules by path; nil where the tree does not tell.
	Submodules map[string]string
}

// Owners are the rules of a CODEOWNERS file.
type Owners struct {
	Path  string // of the file
	Of    func(path string) []string
	Notes []string // lines that are no rule
}

// Input is what an audit is made of.
type Input struct {
	Tree      Tree
	Settings  Settings
	Structure *Structure // nil where it was not measured
	Attested  []Attestation
	Today     time.Time // that attestations expire against
}

// Structure is what the boundary map says of the tree, for the rows about its architecture.
type Structure struct {
	LoadCycles     []Group            // cycles of modules when loading, largest first
	Violations     int                // of layers and forbidden dependencies that no exception covers
	FirstUpward    Evidence           // the first of them; zero for none
	Scores         map[string]float64 // coupling score by module, 1 to 10
	BaselinePath   string             // "" where the tree has no baseline
	BaselineScores map[string]float64 // coupling score by module as the baseline allows it
	WorseThanBase  []string           // what is worse than the baseline, a sentence each
	BaselineError  string             // why the baseline can't be used, "" if it can
}

// Group is modules that all depend on one another, with one place that ties them.
type Group struct {
	Modules []string
	Path    string
	Line    int
}

// Attestation is a fact that no tree shows, vouched for by a person.
type Attestation struct {
	Row     string    `yaml:"row"`
	State   State     `yaml:"state"`
	Who     string    `yaml:"who"`
	When    time.Time `yaml:"when"`
	Link    string    `yaml:"link"`
	Expires time.Time `yaml:"expires"`
	Path    string    `yaml:"-"` // of the file that has it
	Line    int       `yaml:"-"`
}

// Report is a whole audit.
type Report struct {
	Rows     []Result
	Metrics  []Metric // the figures of the document, in its order
	Score    Score
	Silent   []SilentFailure // what workflows pass over, by path and line
	Pins     []Pin           // what workflows use, by path and line; see References
	Problems []Evidence      // what could not be read, whichever row it would have served
}

// Audit evaluates every row of the definition, and those of the tree's own checklist.
func Audit(in Input) (*Report, error) {
	f := newFacts(in)
	rows, err := f.rows()
	if err != nil {
		return nil, err
	}
	r := &Report{}
	for _, row := range rows {
		r.Rows = append(r.Rows, f.evaluate(row))
	}
	aggregate(r.Rows)
	f.checklist().hold(r.Rows)
	r.Score = f.score()
	r.Metrics = f.metrics(r.Rows)
	r.Silent, r.Pins = f.ci().silent, f.ci().pins
	r.Problems = f.problems
	redactReport(r, f.literalValues())
	return r, nil
}
