package abi

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/finding"
	"plumbline/parse/opschema"
)

// allowList reports what is wrong with the entries that HEAD adds to the allow-list. What
// was wrong at BASE already, and an entry that has expired since, is no change.
func (j *judge) allowList() {
	head := j.d.New.Allow
	if head == nil {
		return
	}
	var schemas []*opschema.Schema
	for _, op := range j.d.New.Operators {
		if op.Parsed != nil {
			schemas = append(schemas, op.Parsed)
		}
	}
	for i := range head.Entries {
		e := &head.Entries[i]
		if first := slices.IndexFunc(head.Entries, func(o opschema.Allowed) bool { return o.Pattern == e.Pattern }); first < i {
			continue // told of the first entry of that pattern
		}
		var at []*opschema.Allowed
		if base := j.d.Old.Allow; base != nil {
			for k := range base.Entries {
				if base.Entries[k].Pattern == e.Pattern {
					at = append(at, &base.Entries[k])
				}
			}
		}
		j.entry(e, at, schemas)
	}
}

// entry judges one entry of HEAD; at are those of the same pattern at BASE.
func (j *judge) entry(e *opschema.Allowed, at []*opschema.Allowed, schemas []*opschema.Schema) {
	same := func(o *opschema.Allowed) bool { return o.Until.Equal(e.Until) }
	switch {
	case slices.ContainsFunc(at, same):
	case e.Expired(j.d.Options.Today):
		j.defect(e, at, opsExpired, fmt.Sprintf("the allow-list entry %s no longer holds, it ended on %s", e, e.Until.Format("2006-01-02")),
			"Leave the entry out, or give it a date that allows for the change to land.")
	case e.Perpetual() && !slices.ContainsFunc(at, (*opschema.Allowed).Perpetual):
		j.defect(e, at, opsPerpetual, fmt.Sprintf("the allow-list entry %s never ends: what it covers may break for ever", e),
			"Give the entry a date, after the change has landed.")
	}
	if len(at) > 0 {
		return
	}
	if over := e.Overreach(schemas); len(over) > 0 {
		shown := strings.Join(over[:min(len(over), 3)], ", ")
		if len(over) > 3 {
			shown += fmt.Sprintf(" and %d more", len(over)-3)
		}
		j.defect(e, at, opsOverBroad, fmt.Sprintf("the allow-list entry %s is found in schemas that it does not spell: %s", e, shown),
			`Anchor the pattern: "^aten::name\(" or "^aten::name\.overload\(".`)
	}
}

func (j *judge) defect(e *opschema.Allowed, at []*opschema.Allowed, id, message, instead string) {
	i := issue{subject: e.Pattern, contract: e.Arguments, message: message, newText: e.String(),
		head: &finding.Location{Path: j.d.New.Allow.Path, Line: e.Line}, tier: TierExported,
		instead: instead, witness: fmt.Sprintf("re.compile(%q).search(str(schema))", e.Pattern)}
	if len(at) > 0 {
		i.oldText, i.base = at[0].String(), &finding.Location{Path: j.d.Old.Allow.Path, Line: at[0].Line}
	}
	j.out.issues[id] = append(j.out.issues[id], i)
}
