package reports

import "io"

// jsonDeprecation is one element of schema plumbline.deprecations/1.
type jsonDeprecation struct {
	Subject     string             `json:"subject"`
	State       string             `json:"state"`
	Path        string             `json:"path"`
	Line        int                `json:"line"`
	Public      bool               `json:"public"`
	Since       optional           `json:"since"`
	SinceExact  bool               `json:"since_exact"`
	Promised    optional           `json:"promised"`
	Overdue     bool               `json:"overdue"`
	OverdueBy   int                `json:"overdue_by"`
	RemovableIn optional           `json:"removable_in"`
	Alternative optional           `json:"alternative"`
	Category    optional           `json:"category"`
	Text        string             `json:"text"`
	Owners      []string           `json:"owners"`
	States      []jsonReleaseState `json:"states"`
}

type jsonReleaseState struct {
	Release string `json:"release"`
	State   string `json:"state"`
}

// InventoryJSON writes what is deprecated, whole, as one object of schema
// plumbline.deprecations/1.
func InventoryJSON(w io.Writer, in Inventory) error {
	s := newJSONStream(w, "plumbline.deprecations/1")
	s.field("tree", newJSONTree(&in.Tree))
	s.field("release", optional(in.Release))
	s.list("deprecations")
	for i := range in.List {
		d := &in.List[i]
		states := []jsonReleaseState{}
		for _, at := range d.States {
			states = append(states, jsonReleaseState(at))
		}
		s.element(jsonDeprecation{d.Subject, d.State, d.Path, d.Line, d.Public, optional(d.Since), d.SinceExact, optional(d.Promised), d.Overdue, d.OverdueBy,
			optional(d.RemovableIn), optional(d.Alternative), optional(d.Category), d.Text, list(d.Owners), states})
	}
	s.endList()
	s.list("blind_spots")
	for _, b := range in.BlindSpots {
		s.element(jsonBlindSpot{b.Kind, optional(b.Path), b.Line, b.Text})
	}
	s.endList()
	return s.close()
}
