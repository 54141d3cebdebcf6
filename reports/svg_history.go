package reports

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"plumbline/coupling"
)

// Measures of the chart, in pixels.
const (
	chartFont    = 11
	chartChar    = 6.0 // of chartFont, on average
	chartWidth   = 460 // of a panel, its labels included
	chartHeight  = 230
	chartLeft    = 48  // room for the numbers of an axis
	chartTop     = 34  // room for the title of a panel
	chartBottom  = 26  // room for the names of revisions
	chartRight   = 118 // room for the names of lines
	scoresHeight = 400
	scoresRight  = 190
	chartHead    = 52
	shownLines   = 10 // lines of scores: more can't be told apart
)

// chartColors are told apart by most people, on light and on dark ground.
func chartColors() []string {
	return []string{"#2b6cb0", "#e5141b", "#2f855a", "#b7791f", "#805ad5", "#319795", "#d53f8c", "#718096", "#975a16", "#4c51bf"}
}

// chartLine is one line of a panel; NaN where a revision has no value.
type chartLine struct {
	name   string
	values []float64
	write  func(float64) string
}

type chartPanel struct {
	title         string
	lines         []chartLine
	low           float64 // where the axis starts
	percent       bool    // values are shares of 1
	x, y          float64
	width, height float64
	right         float64
}

// HistorySVG draws a history as lines: propagation cost, NCCD, cycles and size, and below them
// the scores of the modules that score highest at the end. Every point says its value when
// pointed at. Revisions stand at equal distances: versions need not follow one another in time.
func HistorySVG(w io.Writer, h History) error {
	panels := h.panels()
	last := &panels[len(panels)-1]
	width, height := 2.0*chartWidth, last.y+last.height
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" class="history" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" font-family="Helvetica,Arial,sans-serif" font-size="%d" fill="currentColor">`+"\n",
		width, height, width, height, chartFont)
	fmt.Fprintf(out, "<title>History of %s</title>\n", xmlText(h.Asked))
	fmt.Fprintf(out, `<text x="0" y="16" font-size="15" font-weight="bold">History: %s</text>`+"\n", xmlText(brief(h.span(), 110)))
	fmt.Fprintf(out, `<text x="0" y="34">%s</text>`+"\n", xmlText(brief(h.headline(), 150)))
	for i := range panels {
		panels[i].draw(out, &h)
	}
	fmt.Fprintf(out, "</svg>\n")
	return out.Flush()
}

// span names the first revision and the last.
func (h *History) span() string {
	first, last := &h.Revisions[0], &h.Revisions[len(h.Revisions)-1]
	if len(h.Revisions) == 1 {
		return first.Name + " (" + day(first.Date) + ")"
	}
	return fmt.Sprintf("%s (%s) to %s (%s)", first.Name, day(first.Date), last.Name, day(last.Date))
}

// panels are the charts with their places.
func (h *History) panels() []chartPanel {
	count := func(x float64) string { return thousands(int(x)) }
	of := func(name string, write func(float64) string, value func(*coupling.Summary) float64) chartLine {
		l := chartLine{name: name, write: write}
		for i := range h.Revisions {
			l.values = append(l.values, value(&h.Revisions[i].Summary))
		}
		return l
	}
	panels := []chartPanel{
		{title: "Propagation cost: share of pairs where one reaches the other", percent: true, lines: []chartLine{
			of("modules", percent, func(s *coupling.Summary) float64 { return s.System.Module.PropagationCost }),
			of("files", percent, func(s *coupling.Summary) float64 { return s.System.File.PropagationCost })}},
		{title: "Largest module cycle, and modules", lines: []chartLine{
			of("modules", count, func(s *coupling.Summary) float64 { return float64(len(s.Modules)) }),
			of("largest cycle", count, func(s *coupling.Summary) float64 { return float64(s.System.Module.LargestCycle) })}},
		{title: "Files in cycles of files", lines: []chartLine{
			of("in any", count, func(s *coupling.Summary) float64 { return float64(s.System.File.InCycles) }),
			of("largest", count, func(s *coupling.Summary) float64 { return float64(s.System.File.LargestCycle) })}},
		{title: "Size: source files", lines: []chartLine{
			of("files", count, func(s *coupling.Summary) float64 { return float64(s.Files) })}},
		{title: "Coupling score, 1 to 10", low: 1},
	}
	for i := range panels {
		p := &panels[i]
		p.x, p.y = float64(i%2)*chartWidth, chartHead+float64(i/2)*chartHeight
		p.width, p.height, p.right = chartWidth, chartHeight, chartRight
	}
	scores := &panels[len(panels)-1]
	scores.width, scores.height, scores.right = 2*chartWidth, scoresHeight, scoresRight
	newest := &h.Revisions[len(h.Revisions)-1].Summary
	all := slices.DeleteFunc(h.historyModules(), func(m string) bool { _, there := newest.Score(m); return !there })
	modules, rest := firstN(all, shownLines)
	if rest > 0 {
		scores.title += fmt.Sprintf(": the %d of %d modules that score highest at the end", len(modules), len(all))
	}
	for _, m := range modules {
		scores.lines = append(scores.lines, of(m, func(x float64) string { return decimal(x, 1) }, func(s *coupling.Summary) float64 {
			if x, ok := s.Score(m); ok {
				return x
			}
			return math.NaN()
		}))
	}
	return panels
}

// draw writes one panel.
func (p *chartPanel) draw(w io.Writer, h *History) {
	top, step := p.scale()
	fmt.Fprintf(w, `<g class="panel"><text x="%.1f" y="%.1f" font-weight="bold">%s</text>`+"\n", p.x, p.y+14, xmlText(p.title))
	for v := p.low; v <= top+step/2; v += step {
		y := p.at(v, top)
		fmt.Fprintf(w, `<path d="M%.1f %.1fH%.1f" stroke="#8896a3" stroke-opacity="0.35" stroke-width="0.6"/><text x="%.1f" y="%.1f" text-anchor="end">%s</text>`+"\n",
			p.x+chartLeft, y, p.x+p.width-p.right, p.x+chartLeft-6, y+4, xmlText(p.axisText(v, step)))
	}
	p.names(w, h)
	for i := range p.lines {
		p.line(w, h, i, top)
	}
	p.lineNames(w, top)
	fmt.Fprintf(w, "</g>\n")
}

// axisText writes a number of the axis.
func (p *chartPanel) axisText(v, step float64) string {
	if p.percent {
		return decimal(100*v, digitsOf(100*step)) + "%"
	}
	if step < 1 {
		return decimal(v, digitsOf(step))
	}
	return thousands(int(math.Round(v)))
}

// digitsOf is how many decimals steps of this size need.
func digitsOf(step float64) int {
	for d := range 4 {
		if scaled := step * math.Pow(10, float64(d)); math.Abs(scaled-math.Round(scaled)) < 1e-9 {
			return d
		}
	}
	return 4
}

// scale chooses the end of the axis and the distance of its lines, in round numbers.
func (p *chartPanel) scale() (top, step float64) {
	highest := p.low
	for _, l := range p.lines {
		for _, v := range l.values {
			if v > highest { // false for NaN
				highest = v
			}
		}
	}
	if highest == p.low {
		highest = p.low + 1
	}
	step = math.Pow(10, math.Floor(math.Log10((highest-p.low)/4)))
	for _, factor := range [...]float64{1, 2, 5, 10} {
		if (highest-p.low)/(step*factor) <= 5 {
			step *= factor
			break
		}
	}
	return p.low + math.Ceil((highest-p.low)/step-1e-9)*step, step
}

// at is the height of a value.
func (p *chartPanel) at(v, top float64) float64 {
	return p.y + p.height - chartBottom - (v-p.low)/(top-p.low)*(p.height-chartTop-chartBottom)
}

// across is the place of a revision.
func (p *chartPanel) across(i, n int) float64 {
	room := p.width - p.right - chartLeft - 12
	if n == 1 {
		return p.x + chartLeft + 6 + room/2
	}
	return p.x + chartLeft + 6 + room*float64(i)/float64(n-1)
}

// names writes the names of as many revisions as have room, the last one among them.
func (p *chartPanel) names(w io.Writer, h *History) {
	n := len(h.Revisions)
	longest := 0
	for i := range h.Revisions {
		longest = max(longest, utf8.RuneCountInString(brief(h.Revisions[i].Name, 12)))
	}
	room := max(1, int((p.width-p.right-chartLeft)/(float64(longest)*chartChar+10)))
	every := (n + room - 1) / room
	for i := n - 1; i >= 0; i -= every {
		fmt.Fprintf(w, `<text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`+"\n", p.across(i, n), p.y+p.height-chartBottom+16,
			xmlText(brief(h.Revisions[i].Name, 12)))
	}
}

// line draws one line with its points; where a value is missing it is broken.
func (p *chartPanel) line(w io.Writer, h *History, i int, top float64) {
	l, color := &p.lines[i], chartColors()[i%len(chartColors())]
	var path strings.Builder
	move := "M"
	for k, v := range l.values {
		if math.IsNaN(v) {
			move = "M"
			continue
		}
		fmt.Fprintf(&path, "%s%.1f %.1f", move, p.across(k, len(l.values)), p.at(v, top))
		move = "L"
	}
	if path.Len() == 0 {
		return
	}
	fmt.Fprintf(w, `<path d="%s" stroke="%s" stroke-width="1.8" fill="none"/><g fill="%s">`+"\n", path.String(), color, color)
	for k, v := range l.values {
		if !math.IsNaN(v) {
			r := &h.Revisions[k]
			fmt.Fprintf(w, `<circle cx="%.1f" cy="%.1f" r="2.6"><title>%s, %s (%s): %s</title></circle>`+"\n", p.across(k, len(l.values)), p.at(v, top),
				xmlText(l.name), xmlText(r.Name), day(r.Date), xmlText(l.write(v)))
		}
	}
	fmt.Fprintf(w, "</g>\n")
}

// lineNames writes the names of the lines behind their ends, apart from one another.
func (p *chartPanel) lineNames(w io.Writer, top float64) {
	type label struct {
		line int
		y    float64
	}
	var labels []label
	for i, l := range p.lines {
		if v := l.values[len(l.values)-1]; !math.IsNaN(v) {
			labels = append(labels, label{i, p.at(v, top)})
		}
	}
	slices.SortStableFunc(labels, func(a, b label) int {
		if a.y < b.y {
			return -1
		}
		if a.y > b.y {
			return 1
		}
		return 0
	})
	for i := 1; i < len(labels); i++ {
		labels[i].y = max(labels[i].y, labels[i-1].y+chartFont+2)
	}
	// What was pushed below the axis goes up again.
	floor := p.y + p.height - chartBottom
	for i := len(labels) - 1; i >= 0; i-- {
		labels[i].y = min(labels[i].y, floor)
		floor = labels[i].y - chartFont - 2
	}
	for _, l := range labels {
		line := &p.lines[l.line]
		text := line.name + " " + line.write(line.values[len(line.values)-1])
		fmt.Fprintf(w, `<text x="%.1f" y="%.1f" fill="%s">%s</text>`+"\n", p.x+p.width-p.right+4, l.y+4, chartColors()[l.line%len(chartColors())],
			xmlText(brief(text, int((p.right-6)/chartChar))))
	}
}

// brief cuts a text for a place of a certain width.
func brief(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
