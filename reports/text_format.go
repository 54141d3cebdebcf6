package reports

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// printer writes lines; the first error sticks and comes out of Flush.
type printer struct{ *bufio.Writer }

func newPrinter(w io.Writer) printer { return printer{bufio.NewWriter(w)} }

// line writes one formatted line.
func (p printer) line(format string, args ...any) {
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}

// blank writes an empty line.
func (p printer) blank() { p.WriteByte('\n') }

// thousands writes a count with separators: 12,345.
func thousands(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return sign + b.String()
}

// plural writes a count with its noun: "1 file", "2 files"; the plural of a noun in -y
// is given by hand.
func plural(n int, noun string, pluralForm ...string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case len(pluralForm) > 0:
		return thousands(n) + " " + pluralForm[0]
	}
	return thousands(n) + " " + noun + "s"
}

// decimal writes a figure with a fixed number of decimals.
func decimal(x float64, digits int) string { return strconv.FormatFloat(x, 'f', digits, 64) }

// percent writes a share of 0..1 as percent with one decimal. A share below 1 is never
// shown as 100.0%, nor one above 0 as 0.0%.
func percent(share float64) string {
	s := decimal(100*share, 1)
	switch {
	case share < 1 && s == "100.0":
		return ">99.9%"
	case share > 0 && s == "0.0":
		return "<0.1%"
	}
	return s + "%"
}

// shareOf is part/whole, 0 for an empty whole.
func shareOf(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// riskText writes a refactor risk: a product of counts, of which three digits mean
// something.
func riskText(x float64) string {
	switch {
	case x >= 999.5e6:
		return fmt.Sprintf("%.0fG", x/1e9)
	case x >= 999500:
		return strconv.FormatFloat(threeDigits(x/1e6), 'f', -1, 64) + "M"
	case x >= 999.5:
		return strconv.FormatFloat(threeDigits(x/1e3), 'f', -1, 64) + "k"
	}
	return decimal(x, 0)
}

func threeDigits(x float64) float64 {
	switch {
	case x >= 100:
		return math.Round(x)
	case x >= 10:
		return math.Round(x*10) / 10
	}
	return math.Round(x*100) / 100
}

// oneLine makes a name from the tree safe to print in a line: control characters and
// bytes that are no UTF-8 are written as escapes.
func oneLine(s string) string {
	clean := utf8.ValidString(s)
	for _, c := range s {
		clean = clean && !unicode.IsControl(c)
	}
	if clean {
		return s
	}
	q := strconv.Quote(s)
	return strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
}

// String writes a place as path:line.
func (p place) String() string {
	if p.Line == 0 {
		return oneLine(p.Path)
	}
	return oneLine(p.Path) + ":" + strconv.Itoa(p.Line)
}

// wrap breaks a comma-separated list into lines of at most width characters.
func wrap(items []string, width int) []string {
	var lines []string
	line := ""
	for i, item := range items {
		if i < len(items)-1 {
			item += ","
		}
		switch {
		case line == "":
			line = item
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(item) > width:
			lines = append(lines, line)
			line = item
		default:
			line += " " + item
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// firstN cuts a list at n and says how many are left out, for the reader to be told.
func firstN[T any](list []T, n int) (shown []T, rest int) {
	if len(list) <= n {
		return list, 0
	}
	return list[:n], len(list) - n
}
