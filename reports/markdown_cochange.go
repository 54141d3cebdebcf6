package reports

import "io"

// CochangeMarkdown writes what changes together as tables: hidden couplings first.
func CochangeMarkdown(w io.Writer, c Cochange) error {
	p := newPrinter(w)
	p.line("# Change coupling")
	p.blank()
	p.line("%s, tree %s. %s. %s.", prose(c.Range), prose(treeText(&c.Tree)), c.counts(), c.rule())
	lists, gone := c.lists()
	if !hides(lists) {
		p.blank()
		p.line("%s", c.noHidden())
	}
	for _, l := range lists {
		shown, rest := firstN(l.pairs, shownTogether)
		p.heading(2, l.title)
		p.line("%s%s. %s", thousands(len(l.pairs)), restWords(rest), l.words)
		p.blank()
		p.mapTable(pairTable(shown, l.tie))
	}
	if gone > 0 {
		p.blank()
		p.line("%s with an end that is gone from the tree, in json and csv.", plural(gone, "pair"))
	}
	p.markdownNotes(c.Tree.Notes)
	return p.Flush()
}
