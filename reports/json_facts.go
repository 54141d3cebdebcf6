package reports

import (
	"encoding/json"
	"io"

	"plumbline/graph"
	"plumbline/parse"
)

// Facts are the facts of a tree's files with where their records resolve.
type Facts struct {
	Files      []*parse.File // sorted by path
	Resolution graph.Resolution
	Keep       func(path string) bool
}

type factsFile struct {
	Path          string         `json:"path"`
	Language      parse.Language `json:"language"`
	Bytes         int            `json:"bytes"`
	UnparsedBytes int            `json:"unparsed_bytes"`
	Imports       []factsImport  `json:"imports"`
	Includes      []factsInclude `json:"includes"`
}

type factsImport struct {
	Line         int          `json:"line"`
	Level        int          `json:"level"`
	Module       string       `json:"module"`
	Name         string       `json:"name"`
	As           *string      `json:"as"`
	Lazy         bool         `json:"lazy"`
	TypeChecking bool         `json:"type_checking"`
	Guarded      bool         `json:"guarded"`
	Dynamic      bool         `json:"dynamic"`
	Resolved     *string      `json:"resolved"`
	Status       graph.Status `json:"status"`
}

type factsInclude struct {
	Line        int          `json:"line"`
	Target      string       `json:"target"`
	Angled      bool         `json:"angled"`
	Conditional bool         `json:"conditional"`
	Resolved    *string      `json:"resolved"`
	Status      graph.Status `json:"status"`
}

// FactsJSON writes one object a file, one a line, in path order.
func FactsJSON(w io.Writer, in Facts) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i, f := range in.Files {
		if !in.Keep(f.Path) {
			continue
		}
		row := factsFile{Path: f.Path, Language: f.Language, Bytes: f.Bytes, UnparsedBytes: f.UnparsedBytes(),
			Imports: make([]factsImport, 0, len(f.Imports)), Includes: make([]factsInclude, 0, len(f.Includes))}
		for k := range f.Imports {
			imp, t := &f.Imports[k], in.Resolution.Imports[i][k]
			row.Imports = append(row.Imports, factsImport{Line: imp.Line, Level: imp.Level, Module: imp.Module, Name: imp.Name,
				As: orNull(imp.As), Lazy: imp.Lazy, TypeChecking: imp.TypeChecking, Guarded: imp.Guarded, Dynamic: imp.Dynamic,
				Resolved: orNull(t.Path), Status: t.Status})
		}
		for k := range f.Includes {
			inc, t := &f.Includes[k], in.Resolution.Includes[i][k]
			row.Includes = append(row.Includes, factsInclude{Line: inc.Line, Target: inc.Target, Angled: inc.Angled,
				Conditional: inc.Conditional, Resolved: orNull(t.Path), Status: t.Status})
		}
		if err := enc.Encode(row); err != nil {
			return err
		}
	}
	return nil
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
