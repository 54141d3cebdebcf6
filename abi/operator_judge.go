package abi

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/finding"
	"plumbline/parse/opschema"
)

// operatorJudgement is what became of the operators, judged once for all rules.
type operatorJudgement struct {
	issues map[string][]issue // by rule, in the order of the operators
	spots  []BlindSpot
}

// judge holds what judging one pair of surfaces needs.
type judge struct {
	d       *Diff
	out     *operatorJudgement
	symbols map[string]bool     // every C++ function that HEAD generates
	parents map[string][]string // the operator that autogen makes others of, to those at BASE
	changed map[string]bool     // operators of their own that are told of
	moved   []string            // compatible operators whose exported symbol is another one
}

// judgeOperators compares the operators of a matched pair of surfaces.
func judgeOperators(d *Diff) *operatorJudgement {
	j := &judge{d: d, out: &operatorJudgement{issues: map[string][]issue{}},
		symbols: map[string]bool{}, parents: map[string][]string{}, changed: map[string]bool{}}
	if len(d.New.Operators) == 0 {
		if n := len(d.Old.Operators); n > 0 {
			j.spot("HEAD has no operator schemas: %s not compared", counted(n, "operator of BASE is", "operators of BASE are"))
		}
		return j.out
	}
	if len(d.Old.Operators) > 0 {
		j.operators()
	}
	j.allowList()
	return j.out
}

func (j *judge) spot(format string, args ...any) {
	j.out.spots = append(j.out.spots, BlindSpot{Kind: "operators", Text: fmt.Sprintf(format, args...)})
}

// operators judges every pair: entries of their own first, since what autogen makes of one
// is told with it.
func (j *judge) operators() {
	for _, op := range j.d.New.Operators {
		for _, symbol := range op.Cpp {
			j.symbols[symbol] = true
		}
	}
	for _, op := range j.d.Old.Operators {
		if op.From != "" {
			j.parents[op.From] = append(j.parents[op.From], op.Name)
		}
	}
	for _, made := range []bool{false, true} {
		for i := range j.d.Operators {
			if p := &j.d.Operators[i]; p.Old != nil && (p.Old.From != "") == made {
				j.pair(p)
			}
		}
	}
	if n := len(j.moved); n > 0 {
		shown := strings.Join(j.moved[:min(n, 3)], ", ")
		if n > 3 {
			shown += fmt.Sprintf(" and %d more", n-3)
		}
		j.spot("%s the promise of the schema while the exported at::_ops function has other parameter types: what was compiled against BASE is not judged by schemas (%s)",
			counted(n, "operator keeps", "operators keep"), shown)
	}
}

// pair judges one operator of BASE.
func (j *judge) pair(p *OperatorPair) {
	old, new := p.Old, p.New
	switch {
	case new == nil:
		j.report(p, opsGone, []string{j.goneText(old)})
		return
	case old.Parsed == nil || new.Parsed == nil: // a blind spot where it was read
		return
	}
	if old.Schema != new.Schema {
		found := backwardBreaks(old.Parsed, new.Parsed)
		for _, id := range sortedKeys(found) {
			j.report(p, id, found[id])
		}
		if len(found) == 0 {
			j.compatible(p)
		}
	}
	j.variants(p)
	if slices.Contains(old.Tags, "core") && !slices.Contains(new.Tags, "core") {
		j.report(p, opsCore, []string{"is no longer tagged core"})
	}
}

// compatible judges a schema that changed and still serves every old caller.
func (j *judge) compatible(p *OperatorPair) {
	if ok, why := forwardCompatible(p.Old.Parsed, p.New.Parsed); !ok {
		j.report(p, opsForward, []string{forwardText(why)})
	} else if slices.ContainsFunc(j.lost(p.Old), func(s string) bool { return strings.HasPrefix(s, "at::_ops::") }) {
		j.moved = append(j.moved, p.Old.Name)
	}
}

// forwardText is PyTorch's own reason, as part of a sentence.
func forwardText(why string) string {
	if why == "" {
		return "can't be called by an older release"
	}
	return "can't be called by an older release: " + strings.TrimSuffix(why, ".")
}

// goneText says what is left of a name that is gone.
func (j *judge) goneText(old *Operator) string {
	base := baseName(old.Name)
	var left []string
	for _, op := range j.d.New.Operators {
		if baseName(op.Name) == base {
			left = append(left, op.Name)
		}
	}
	switch {
	case len(left) > 3:
		return fmt.Sprintf("is gone; %d other overloads are left", len(left))
	case len(left) > 0:
		return "is gone; what is left is " + strings.Join(left, ", ")
	}
	return "is gone"
}

// baseName is the name of an operator without its overload.
func baseName(name string) string {
	base, _, _ := strings.Cut(name, ".")
	return base
}

// variants judges whether the operator is a function, or a method, no longer.
func (j *judge) variants(p *OperatorPair) {
	var gone []string
	for _, v := range [][2]string{{"at::", "a function"}, {"at::Tensor::", "a method of at::Tensor"}} {
		is := func(symbol string) bool { return symbolScope(symbol) == v[0] }
		if len(p.New.Cpp) > 0 && slices.ContainsFunc(p.Old.Cpp, is) && !slices.ContainsFunc(p.New.Cpp, is) {
			gone = append(gone, "is no longer "+v[1])
		}
	}
	if len(gone) > 0 {
		j.report(p, opsVariant, gone)
	}
}

// symbolScope is what qualifies the name of a generated function: "at::", "at::Tensor::".
func symbolScope(symbol string) string {
	name := cppName(symbol)
	return name[:strings.LastIndex(name, ":")+1]
}

// cppName is the qualified name of a symbol.
func cppName(symbol string) string {
	name, _, _ := strings.Cut(symbol, "(")
	return name
}

// lost lists the C++ functions of an operator that HEAD generates for none.
func (j *judge) lost(op *Operator) []string {
	return slices.DeleteFunc(slices.Clone(op.Cpp), func(symbol string) bool { return j.symbols[symbol] })
}

// report tells of one rule's differences in one operator. What autogen makes of an operator
// is told with it, unless it alone changed.
func (j *judge) report(p *OperatorPair, id string, details []string) {
	old, text := p.Old, operatorTexts[id]
	if old.From != "" && j.changed[old.From+" "+id] {
		return
	}
	j.changed[old.Name+" "+id] = true
	i := issue{subject: old.Name, oldText: old.Schema, base: place(old), tier: TierExported, axes: text.axes,
		message:    old.Name + ": " + strings.Join(details, "; "),
		recompiled: text.recompiled, instead: text.instead, witness: operatorWitness(old, id, details)}
	if p.New != nil {
		i.newText, i.head = p.New.Schema, place(p.New)
	}
	j.affect(&i, old)
	if id != opsVariant && id != opsCore {
		j.except(&i, p, id)
	}
	j.out.issues[id] = append(j.out.issues[id], i)
}

// affect lists the functions whose symbol is gone, those of the variants that autogen makes
// included.
func (j *judge) affect(i *issue, old *Operator) {
	made := map[string]bool{old.Name: true}
	for _, name := range j.parents[old.Name] {
		made[name] = true
	}
	for k := range j.d.Operators {
		p := &j.d.Operators[k]
		if p.Old == nil || !made[p.Old.Name] {
			continue
		}
		lost := j.lost(p.Old)
		if p.Old != old && (len(lost) > 0 || p.New == nil) {
			i.affected = append(i.affected, p.Old.Name)
		}
		for _, symbol := range lost {
			i.affected = append(i.affected, cppName(symbol))
			if strings.HasPrefix(symbol, "at::_ops::") {
				i.axes |= binary
			}
		}
	}
}

// except applies what PyTorch's own check passes over: an upgrader makes a change a
// versioned one, an entry of HEAD's allow-list suppresses it; neither for a break of an
// operator of the core set.
func (j *judge) except(i *issue, p *OperatorPair, id string) {
	tags := p.Old.Tags
	if p.New != nil {
		tags = p.New.Tags
	}
	core := slices.Contains(tags, "core") && id != opsForward
	if p.Old.Parsed == nil || core {
		return
	}
	schema := *p.Old.Parsed
	schema.Name.Namespace = cmp.Or(schema.Name.Namespace, "aten")
	if u := upgraderOf(j.d.New.Upgraders, &schema); u != nil && id != opsForward {
		i.versioned = fmt.Sprintf("upgrader %s of file format %d", u.Name, u.Version)
	}
	if e := j.d.New.Allow.Allows(schema.String(), j.d.Options.Today); e != nil {
		until := "until " + e.Until.Format("2006-01-02")
		if e.Perpetual() {
			until = "for ever"
		}
		i.suppressed = fmt.Sprintf("allow-list entry %s at %s:%d, %s", e, j.d.New.Allow.Path, e.Line, until)
	}
}

// upgraderOf is the upgrader that rewrites programs saved with a schema, nil for none.
func upgraderOf(all []opschema.Upgrader, schema *opschema.Schema) *opschema.Upgrader {
	for i := range all {
		old := *all[i].Schema
		old.Name.Namespace = cmp.Or(old.Name.Namespace, "aten")
		if sameSchema(&old, schema) {
			return &all[i]
		}
	}
	return nil
}

func place(op *Operator) *finding.Location {
	return &finding.Location{Path: op.Path, Line: op.Line}
}

func sortedKeys(b breaks) []string {
	var keys []string
	for k := range b {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
