package python

import (
	"strings"

	"plumbline/parse"
)

// deprecationComments are the comments, whole runs of them, that speak of deprecation.
func (r *moduleReader) deprecationComments() []parse.PyComment {
	var out []parse.PyComment
	for i := 0; i < len(r.comments); {
		j := i + 1
		for j < len(r.comments) && r.comments[j].line == r.comments[j-1].line+1 {
			j++
		}
		var lines []string
		for _, c := range r.comments[i:j] {
			lines = append(lines, strings.TrimSpace(strings.TrimLeft(r.slice(c.start, c.end), "#: ")))
		}
		if text := strings.Join(lines, "\n"); speaksOfDeprecation(text) {
			out = append(out, parse.PyComment{Line: int(r.comments[i].line), Text: text})
		}
		i = j
	}
	return out
}
