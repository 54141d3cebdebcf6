package deprecation

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/finding"
)

// contractRules are API050 to API054: promises about named parts of the surface, each with an
// invariant of its own. They speak of what the rules above found there, once a subject.
var contractRules = makeContractRules()

// contractRow is a contract's rule. Which names it covers is configuration.
type contractRow struct {
	id, name, invariant, promise, of string
	byPlace                          bool // its functions are called by place alone
}

var contractRows = []contractRow{
	{"API050", "module-contract-changed", "INV-003", "What subclasses of nn.Module call and define stays.", "the contract of nn.Module", false},
	{"API051", "autograd-function-contract-changed", "INV-004", "What subclasses of autograd.Function call and define stays.", "the contract of autograd.Function", false},
	{"API052", "functional-api-changed", "INV-061", "torch.nn.functional takes the calls that it took.", "the functional interface", false},
	{"API053", "communication-hook-changed", "INV-032", "Communication hooks are registered and called as they were.", "the interface of communication hooks", false},
	{"API054", "unpickling-function-changed", "INV-020", "Functions that stored objects name can be called as they were.", "what stored objects are read with", true},
}

// breakingRules are the rules whose findings break a contract; notes on types do not.
func breakingRules() []*rule {
	return slices.Concat(objectRules, parameterRules, functionRules, classRules, pathRules)
}

// contract reports whether a rule speaks of a contract.
func (r *rule) contract() bool {
	return slices.ContainsFunc(contractRows, func(row contractRow) bool { return row.id == r.ID })
}

func makeContractRules() []*rule {
	var out []*rule
	for _, row := range contractRows {
		out = append(out, &rule{
			Rule:  finding.Rule{ID: row.id, Name: row.name, Invariant: row.invariant, Severity: finding.Error, Promise: row.promise},
			check: func(d *Diff, report reportFunc) { d.reportContract(&row, report) },
		})
	}
	return out
}

// reportContract tells of the breaks within a contract, once a subject.
func (d *Diff) reportContract(row *contractRow, report reportFunc) {
	i := slices.IndexFunc(d.opt.Contracts, func(c Contract) bool { return c.Rule == row.id })
	if i < 0 {
		return
	}
	contract := &d.opt.Contracts[i]
	told := map[string]*issue{}
	var order []string
	for _, r := range breakingRules() {
		if row.byPlace && (r.ID == parameterRenamedID || r.ID == positionalOnlyID) {
			continue // what matters to calls by name alone
		}
		r.check(d, func(is issue) {
			if is.effect != breaks && is.effect != silent || is.mild || !contract.coversIssue(&is) {
				return
			}
			name, _, _ := strings.Cut(is.subject, "(")
			if t := told[name]; t != nil {
				t.message += "; " + r.Name
				if is.effect < t.effect {
					t.effect = is.effect
				}
				return
			}
			is.message = fmt.Sprintf("%s is part of %s: %s", name, row.of, r.Name)
			is.subject, is.contract = name, ""
			told[name] = &is
			order = append(order, name)
		})
	}
	for _, name := range order {
		report(*told[name])
	}
}

// coversIssue reports whether an issue is about something that a contract covers, under its own
// name or a public one.
func (c *Contract) coversIssue(i *issue) bool {
	name, _, _ := strings.Cut(i.subject, "(")
	if c.covers(name) {
		return true
	}
	return i.old != nil && slices.ContainsFunc(i.old.ExportedAs, c.covers)
}
