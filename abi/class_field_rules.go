package abi

import (
	"fmt"
	"strings"

	"plumbline/parse"
)

// fieldRules are ABI020 to ABI029: data members and layout.
var fieldRules = []*rule{
	fieldAdded, fieldRemoved, fieldReordered, fieldTypeChanged, fieldRenamed, fieldQualifierChanged, fieldStaticChanged,
	bitFieldWidthChanged, classAlignmentChanged, classLayoutChanged,
}

// eachClass visits the changed classes that clients can see, with their layout before and
// after in mind: also private members count, for they take room.
func (d *Diff) eachClass(visit func(c *classChange)) {
	for _, c := range d.effects.changes {
		if d.judged(&c.pair.Old.Entity) && !d.told(&c.pair.Old.Entity) {
			visit(c)
		}
	}
}

// classIssue is what all findings on one class share.
func (d *Diff) classIssue(c *classChange, a axes) issue {
	o, n := c.pair.Old, c.pair.New
	return issue{subject: o.Name, old: &o.Entity, new: &n.Entity, axes: a, silent: true,
		unreached: !d.Reached(o.Name), affected: d.followers(o.Name),
		witness: fmt.Sprintf("%s object;  // %s", o.Name, sizes(c))}
}

// fieldIssue is what all findings on one data member share.
func (d *Diff) fieldIssue(c *classChange, f fieldPair, a axes) issue {
	i := d.classIssue(c, a)
	i.old, i.new, i.tier = nil, nil, d.tierOf(&c.pair.Old.Entity, &c.pair.New.Entity)
	switch {
	case f.Old == nil:
		i.new = &f.New.Entity
		i.subject = dataMemberName(c.pair.New, f.New)
	default:
		i.old, i.subject = &f.Old.Entity, dataMemberName(c.pair.Old, f.Old)
		if f.New != nil {
			i.new = &f.New.Entity
		}
	}
	return i
}

// dataMemberName is the qualified name of a data member; of one without a name that of its
// class, which holds it.
func dataMemberName(c *Class, f *Variable) string {
	if f.Decl.Name == "" {
		return c.Name
	}
	return f.Name
}

// sizes tells what a class measures at both ends, as far as it is known.
func sizes(c *classChange) string {
	o, n := c.pair.Old, c.pair.New
	switch {
	case o.Layout != nil && n.Layout != nil && o.Layout.Size != n.Layout.Size:
		return fmt.Sprintf("%d bytes in a compiled client, %d in the library", o.Layout.Size, n.Layout.Size)
	case o.Layout != nil && n.Layout != nil:
		return fmt.Sprintf("%d bytes at both ends", n.Layout.Size)
	case o.Template || n.Template:
		return "its layout depends on template arguments"
	}
	why := o.LayoutWhy
	if why == "" {
		why = n.LayoutWhy
	}
	if len(why) > maxReason {
		why = strings.ToValidUTF8(why[:maxReason], "") + "…"
	}
	return "its layout is not known: " + why
}

// maxReason bounds how much of a reason a message quotes, in bytes: types can be long.
const maxReason = 100

// open reports whether clients can name a member.
func open(f *Variable) bool { return f.Access != parse.AccessPrivate }

// accessAxes are the axes of a change that moves a member, and of one that clients who name
// it must follow.
func accessAxes(f *Variable) axes {
	if open(f) {
		return binary | source
	}
	return binary
}
