package reports

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// summarySize is how many bytes of a step's summary GitHub takes (1 MiB), with room for what
// other tools write into the same file.
const summarySize = 900 << 10

// GitHubSummary writes the Markdown of a run for the file of GITHUB_STEP_SUMMARY. A summary that
// GitHub would refuse for its size is cut at a line, and says so.
func GitHubSummary(w io.Writer, f Findings) error {
	var b strings.Builder
	if err := FindingsMarkdown(&b, f); err != nil {
		return err
	}
	text := b.String()
	if len(text) > summarySize {
		text = text[:summarySize]
		for !utf8.ValidString(text) {
			text = text[:len(text)-1]
		}
		text = text[:strings.LastIndexByte(text, '\n')+1] + "\n… cut here: the JSON form has all.\n"
	}
	_, err := io.WriteString(w, text)
	return err
}

// GitHubOutput writes the outputs of a step for the file of GITHUB_OUTPUT, a name=value a line.
// findings counts those that nothing accepts; passed says whether the run succeeds.
func GitHubOutput(w io.Writer, f Findings) error {
	t := f.tally()
	passed, known := true, 0
	for i := range f.Findings {
		passed = passed && !f.fails(&f.Findings[i])
	}
	if f.Gate != nil {
		known = f.Gate.Known
		for _, p := range f.Gate.Passes {
			passed = passed && p.Failed == ""
		}
	}
	_, err := fmt.Fprintf(w, "verdict=%s\nfindings=%d\nerrors=%d\nwarnings=%d\nnotes=%d\nsuppressed=%d\nknown=%d\npassed=%t\n",
		oneLine(f.Verdict), t.errors+t.warnings+t.notes, t.errors, t.warnings, t.notes, t.suppressed, known, passed)
	return err
}
