package reports

import "strings"

type jsonGate struct {
	Passes    []jsonPass     `json:"passes"`
	Better    []string       `json:"better"`
	Known     int            `json:"known"`
	Structure *jsonStructure `json:"structure"`
}

type jsonPass struct {
	Name     string             `json:"name"`
	Verdict  optional           `json:"verdict"`
	Failed   optional           `json:"failed"`
	Nothing  optional           `json:"nothing"`
	Compared map[string]jsonTwo `json:"compared"`
}

type jsonStructure struct {
	Dependencies []jsonCellChange   `json:"dependencies"`
	Scores       []jsonFigureChange `json:"scores"`
	System       []jsonFigureChange `json:"system"`
}

type jsonCellChange struct {
	From   string   `json:"from"`
	To     string   `json:"to"`
	Before int      `json:"before"`
	After  int      `json:"after"`
	Was    optional `json:"was"`
	Is     optional `json:"is"`
}

type jsonFigureChange struct {
	Name   string  `json:"name"`
	Before *figure `json:"before"`
	After  *figure `json:"after"`
}

func newJSONGate(g *Gate) jsonGate {
	out := jsonGate{Passes: []jsonPass{}, Better: list(g.Better), Known: g.Known}
	for _, p := range g.Passes {
		one := jsonPass{p.Name, optional(p.Verdict), optional(p.Failed), optional(p.Nothing), map[string]jsonTwo{}}
		for _, c := range p.Counts {
			if c.Base+c.Head > 0 {
				one.Compared[strings.ReplaceAll(c.Name, " ", "_")] = jsonTwo{c.Base, c.Head}
			}
		}
		out.Passes = append(out.Passes, one)
	}
	if c := g.Change; c != nil {
		s := &jsonStructure{[]jsonCellChange{}, jsonFigureChanges(c.Scores), jsonFigureChanges(c.System)}
		for _, x := range c.Cells {
			s.Dependencies = append(s.Dependencies, jsonCellChange{x.From, x.To, x.Before, x.After, optional(x.KindWas), optional(x.KindIs)})
		}
		out.Structure = s
	}
	return out
}

func jsonFigureChanges(list []FigureChange) []jsonFigureChange {
	out := []jsonFigureChange{}
	for _, x := range list {
		out = append(out, jsonFigureChange{x.Name, (*figure)(x.Before), (*figure)(x.After)})
	}
	return out
}
