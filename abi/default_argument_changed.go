package abi

import (
	"fmt"
	"strings"

	"plumbline/internal/finding"
)

var defaultArgumentChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI041", Name: "default-argument-changed", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "Every default argument keeps its value.",
	},
	check: checkDefaultArgumentChanged,
}

// checkDefaultArgumentChanged reports parameters whose default changed or went away. The
// default is compiled into the caller, so a compiled client goes on passing the old one.
func checkDefaultArgumentChanged(d *Diff, report reportFunc) {
	for k := range d.Functions {
		p := &d.Functions[k]
		if !d.kept(p) || p.changed&(changedParameters|addedParameters|becameDeleted) != 0 || len(p.Old.Params) != len(p.New.Params) {
			continue
		}
		for j := range p.Old.Params {
			o, n := p.Old.Params[j].Default, p.New.Params[j].Default
			if o == "" || sameExpression(o, n) || sameExpression(d.defaultValue(p.Old, o, d.oldConstants), d.defaultValue(p.New, n, d.newConstants)) ||
				n == "" && d.callable(p.Old, j) {
				continue
			}
			i := functionIssue(p, behaviour)
			i.contract += fmt.Sprintf(" #%d", j)
			i.compiled = "It goes on passing the old default."
			i.message = fmt.Sprintf("the default of %s in %s changed from %s to %s", argument(p.New, j), p.Old.Name, o, n)
			i.instead = "Add an overload without the parameter that keeps the old value."
			if n == "" {
				i.axes = source
				i.message = fmt.Sprintf("%s in %s lost its default %s", argument(p.New, j), p.Old.Name, o)
			}
			report(i)
		}
	}
}

// defaultValue is a default argument; of one that names a constant of the tree its initialiser.
func (d *Diff) defaultValue(f *Function, text string, constants map[string]*Variable) string {
	for range maxConstantChain {
		v := namedConstant(f.Name, text, constants)
		if v == nil {
			break
		}
		text = v.Init
	}
	return text
}

// maxConstantChain bounds how many constants in a row a default is followed through.
const maxConstantChain = 8

// namedConstant is the constant that a name means in the scope of a function, nil for none.
func namedConstant(function, text string, constants map[string]*Variable) *Variable {
	for k := range len(text) {
		if c := text[k]; !identByte(c) && c != ':' && c != ' ' {
			return nil
		}
	}
	name := strings.TrimPrefix(strings.ReplaceAll(text, " ", ""), "::")
	for scope := scopeOf(function); ; scope = scopeOf(scope) {
		if v := constants[join(scope, name)]; v != nil && v.Init != "" && v.Init != text {
			return v
		}
		if scope == "" {
			return nil
		}
	}
}

func constantsOf(s *Surface) map[string]*Variable {
	out := map[string]*Variable{}
	for _, v := range s.Variables {
		if constant(v) {
			out[v.Name] = v
		}
	}
	return out
}

// callable reports whether HEAD has an overload for calls that give the first k arguments
// of a function.
func (d *Diff) callable(o *Function, k int) bool {
	for _, n := range d.newSets[d.canonical(o.Name)] {
		if !n.Public || n.Deleted || len(n.Params) < k || required(n) > k || n.Const != o.Const {
			continue
		}
		fits := true
		for i, p := range o.Params[:k] {
			fits = fits && converts(p.Type, n.Params[i].Type)
		}
		if fits {
			return true
		}
	}
	return false
}
