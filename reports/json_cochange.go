package reports

import (
	"io"

	"plumbline/coupling"
)

// probability is a number that may be very small: seven digits, whatever its size.
type probability float64

// MarshalJSON implements json.Marshaler.
func (p probability) MarshalJSON() ([]byte, error) { return []byte(exponent(float64(p))), nil }

// jsonPair is one element of the pairs of schema plumbline.cochange/1.
type jsonPair struct {
	A           string      `json:"a"`
	B           string      `json:"b"`
	RevsA       int         `json:"revs_a"`
	RevsB       int         `json:"revs_b"`
	Shared      int         `json:"shared"`
	Degree      figure      `json:"degree"`
	P           probability `json:"p"`
	Q           probability `json:"q"`
	Significant bool        `json:"significant"`
	Hidden      bool        `json:"hidden"`
	Dependency  string      `json:"dependency"`
	Links       int         `json:"links"`
	EndA        string      `json:"end_a"`
	EndB        string      `json:"end_b"`
	ModuleA     optional    `json:"module_a"`
	ModuleB     optional    `json:"module_b"`
}

type jsonCochangeCounts struct {
	Counted  int `json:"counted"`
	Large    int `json:"large"`
	Empty    int `json:"empty"`
	Merges   int `json:"merges"`
	Entities int `json:"entities"`
	Tested   int `json:"tested"`
}

type jsonThresholds struct {
	MinRevs      int    `json:"min_revs"`
	MinShared    int    `json:"min_shared"`
	MinCoupling  int    `json:"min_coupling"`
	MaxChangeset int    `json:"max_changeset"`
	Alpha        figure `json:"alpha"`
}

// CochangeJSON writes every pair, as one object of schema plumbline.cochange/1.
func CochangeJSON(w io.Writer, c Cochange) error {
	s := newJSONStream(w, "plumbline.cochange/1")
	s.field("tree", newJSONTree(&c.Tree))
	s.field("range", c.Range)
	s.field("level", c.Level)
	n := c.Count
	s.field("changes", jsonCochangeCounts{n.Counted, n.Large, n.Empty, c.Merges, n.Entities, n.Tested})
	s.field("thresholds", jsonThresholds{n.Options.MinRevs, n.Options.MinShared, n.Options.MinCoupling, n.Options.MaxChangeset, figure(coupling.Alpha)})
	s.list("pairs")
	for i := range c.Pairs {
		p := &c.Pairs[i]
		s.element(jsonPair{p.A, p.B, p.RevsA, p.RevsB, p.Shared, figure(p.Degree), probability(p.P), probability(p.Q), p.Significant(), p.Hidden(),
			string(p.Tie), p.Links, string(p.EndA), string(p.EndB), optional(p.ModuleA), optional(p.ModuleB)})
	}
	s.endList()
	return s.close()
}
