package reports

import (
	"strings"

	"plumbline/deprecation"
	"plumbline/parse"
)

// pythonRecord is one definition of the Python surface.
type pythonRecord struct {
	Name       string        `json:"name"`
	Kind       string        `json:"kind"`
	Params     []pythonParam `json:"params"` // null for what is no function
	Returns    *string       `json:"returns"`
	Async      bool          `json:"async"`
	Path       string        `json:"path"`
	Line       int           `json:"line"`
	Public     bool          `json:"public"`
	ExportedAs []string      `json:"exported_as"`
	Deprecated *string       `json:"deprecated"`
}

// pythonParam is one parameter, default and type as the source has them.
type pythonParam struct {
	Name    string  `json:"name"`
	Kind    string  `json:"kind"`
	Default *string `json:"default"`
	Type    *string `json:"type"`
}

func pythonRecords(list []deprecation.Record) []pythonRecord {
	out := make([]pythonRecord, len(list))
	for i := range list {
		r := &list[i]
		p := pythonRecord{Name: r.Name, Kind: string(r.Kind), Path: r.Path, Line: r.Line, Public: r.Public, ExportedAs: append([]string{}, r.ExportedAs...)}
		if r.Deprecated != nil {
			p.Deprecated = r.Deprecated
		}
		if r.Func != nil {
			p.Params = []pythonParam{}
			for k := range r.Func.Params {
				q := &r.Func.Params[k]
				p.Params = append(p.Params, pythonParam{Name: q.Name, Kind: string(q.Kind), Default: sourceText(q.Default), Type: sourceText(q.Type)})
			}
			p.Returns, p.Async = sourceText(r.Func.Returns), r.Func.Async
		}
		out[i] = p
	}
	return out
}

func sourceText(e *parse.PyExpr) *string {
	if e == nil {
		return nil
	}
	return &e.Text
}

// text is a definition in one line: its signature, what else it is called, where it is.
func (r *pythonRecord) text() string {
	line := r.Name
	if r.Params != nil {
		var parts []string
		for _, p := range r.Params {
			parts = append(parts, p.text())
		}
		line += "(" + strings.Join(parts, ", ") + ")"
		if r.Returns != nil {
			line += " -> " + *r.Returns
		}
	}
	words := []string{r.Kind}
	if !r.Public {
		words = append(words, "private")
	}
	if r.Deprecated != nil {
		words = append(words, "deprecated")
	}
	if len(r.ExportedAs) > 0 {
		words = append(words, "as "+strings.Join(r.ExportedAs, ", "))
	}
	return oneLine(line) + "  [" + strings.Join(words, "; ") + "]  " + place{Path: r.Path, Line: r.Line}.String()
}

func (p *pythonParam) text() string {
	s := p.Name
	switch parse.PyParamKind(p.Kind) {
	case parse.PyVarPositional:
		s = "*" + s
	case parse.PyVarKeyword:
		s = "**" + s
	}
	equals := "="
	if p.Type != nil {
		s += ": " + *p.Type
		equals = " = "
	}
	if p.Default != nil {
		s += equals + *p.Default
	}
	return s
}
