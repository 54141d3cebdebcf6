package reports

import (
	"html"
	"strings"
)

// markdownEscaper takes the meaning from characters that Markdown and the HTML it lets
// through would read as markup inside a line; ">" and "#" mean nothing there, and tables
// escape their bars themselves.
var markdownEscaper = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "<", "&lt;",
	"&", "&amp;", "[", `\[`, "]", `\]`, "~", `\~`)

// prose escapes a text for running Markdown.
func prose(s string) string { return markdownEscaper.Replace(oneLine(s)) }

// code sets a name as inline code, between fences longer than any run of backquotes in it.
func code(s string) string {
	s = oneLine(s)
	run, longest := 0, 0
	for _, c := range s {
		if c != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	if longest == 0 {
		return "`" + s + "`"
	}
	fence := strings.Repeat("`", longest+1)
	return fence + " " + s + " " + fence
}

// codes sets a list of names as inline code.
func codes(names []string) string {
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = code(n)
	}
	return strings.Join(parts, ", ")
}

// heading writes a heading with a blank line on either side.
func (p printer) heading(level int, text string) {
	p.WriteString("\n" + strings.Repeat("#", level) + " " + text + "\n\n")
}

// details opens a part that readers unfold; the caller closes it with endDetails. Its
// title is HTML, where Markdown's escapes mean nothing.
func (p printer) details(title, more string) {
	p.WriteString("<details><summary><b>" + html.EscapeString(oneLine(title)) + "</b>" + html.EscapeString(more) + "</summary>\n\n")
}

func (p printer) endDetails() { p.WriteString("\n</details>\n") }

// mapTable writes a table of the map.
func (p printer) mapTable(t mapTable) {
	rows := make([][]string, len(t.rows))
	for i, cells := range t.rows {
		rows[i] = make([]string, len(cells))
		for k := range cells {
			rows[i][k] = markdownCell(&cells[k])
		}
	}
	p.markdownTable(t.columns, rows)
}

func markdownCell(c *mapCell) string {
	var text string
	switch c.role {
	case moduleCell, anchorCell:
		text = code(c.text)
	case namesCell:
		shown, rest := firstN(c.names, c.limit)
		text = codes(shown)
		if rest > 0 {
			text += " and " + thousands(rest) + " more"
		}
	default:
		text = prose(c.text)
	}
	if c.key {
		return "**" + text + "**"
	}
	return text
}
