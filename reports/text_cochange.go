package reports

import "io"

// CochangeText writes what changes together for a terminal: hidden couplings first.
func CochangeText(w io.Writer, c Cochange) error {
	p := newPrinter(w)
	p.line("Change coupling of %s, tree %s", oneLine(c.Range), treeText(&c.Tree))
	p.line("%s", c.counts())
	p.line("%s", c.rule())
	lists, gone := c.lists()
	if !hides(lists) {
		p.blank()
		p.line("%s", c.noHidden())
	}
	for _, l := range lists {
		shown, rest := firstN(l.pairs, shownTogether)
		p.blank()
		p.line("%s, %s%s", l.title, thousands(len(l.pairs)), restWords(rest))
		if l.words != "" {
			p.line("%s", l.words)
		}
		p.plainTable(pairTable(shown, l.tie))
	}
	if gone > 0 {
		p.blank()
		p.line("%s with an end that is gone from the tree, in json and csv", plural(gone, "pair"))
	}
	return p.Flush()
}

// restWords says that a list was cut.
func restWords(rest int) string {
	if rest == 0 {
		return ""
	}
	return "; " + thousands(rest) + " more in json and csv"
}
