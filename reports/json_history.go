package reports

import (
	"io"
	"time"

	"plumbline/coupling"
)

// jsonRevision is one element of the revisions of schema plumbline.history/1.
type jsonRevision struct {
	Name         string              `json:"name"`
	Commit       string              `json:"commit"`
	Date         optional            `json:"date"`
	Files        int                 `json:"files"`
	Lines        int                 `json:"lines"`
	Dependencies int                 `json:"dependencies"`
	Pairs        int                 `json:"file_pairs"`
	MeanScore    figure              `json:"mean_score"`
	System       jsonSystem          `json:"system"`
	Cycles       [][]string          `json:"cycles"`
	Modules      []jsonHistoryModule `json:"modules"`
}

type jsonHistoryModule struct {
	Name    string `json:"name"`
	Test    bool   `json:"test"`
	Files   int    `json:"files"`
	Lines   int    `json:"lines"`
	Ca      int    `json:"ca"`
	Ce      int    `json:"ce"`
	SCCSize int    `json:"scc_size"`
	Score   figure `json:"score"`
	Risk    figure `json:"risk"`
}

type jsonFailure struct {
	Name   string   `json:"name"`
	Commit string   `json:"commit"`
	Date   optional `json:"date"`
	Error  string   `json:"error"`
}

// HistoryJSON writes a history whole, as one object of schema plumbline.history/1.
func HistoryJSON(w io.Writer, h History) error {
	s := newJSONStream(w, "plumbline.history/1")
	s.field("asked", h.Asked)
	s.field("profile", optional(h.Profile))
	s.field("plumbline", optional(h.Version))
	s.field("notes", list(h.Notes))
	s.list("revisions")
	for i := range h.Revisions {
		s.element(newJSONRevision(&h.Revisions[i]))
	}
	s.endList()
	s.list("failed")
	for _, f := range h.Failed {
		s.element(jsonFailure{f.Name, f.Commit, jsonDate(f.Date), f.Error})
	}
	s.endList()
	return s.close()
}

func newJSONRevision(r *HistoryRevision) jsonRevision {
	j := jsonRevision{Name: r.Name, Commit: r.Commit, Date: jsonDate(r.Date), Files: r.Files, Lines: r.Lines, Dependencies: r.Dependencies,
		Pairs: r.Pairs, MeanScore: figure(meanScore(&r.Summary)), System: newJSONSystem(&r.System), Cycles: list(r.ModuleCycles)}
	for _, m := range r.Modules {
		j.Modules = append(j.Modules, newJSONHistoryModule(m))
	}
	j.Modules = list(j.Modules)
	return j
}

func newJSONHistoryModule(m coupling.ModuleSummary) jsonHistoryModule {
	return jsonHistoryModule{m.Name, m.Test, m.Files, m.Lines, m.Ca, m.Ce, m.CycleSize, figure(m.Score), figure(m.Risk)}
}

func jsonDate(t time.Time) optional { return optional(stamp(t)) }
