package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"plumbline/internal/source"
)

// SourceLine is a line that a finding stands at: of HEAD, or of BASE where it has no place at
// HEAD.
type SourceLine struct {
	AtBase bool
	Path   string
	Line   int
	Text   string
}

// readLines reads the lines that findings stand at. A file that can't be read any more shows none.
func (c *Checked) readLines(ctx context.Context) error {
	wanted := [2]map[string][]int{{}, {}} // of HEAD, of BASE: line numbers by path
	for i := range c.Findings {
		f := &c.Findings[i]
		side, at := 0, f.Head
		if at == nil {
			side, at = 1, f.Base
		}
		if at != nil && at.Line > 0 {
			wanted[side][at.Path] = append(wanted[side][at.Path], at.Line)
		}
	}
	for side, tree := range [...]*source.Tree{c.Head.Tree, c.Base.Tree} {
		lines, err := linesOf(ctx, tree, wanted[side], side == 1)
		if err != nil {
			return err
		}
		c.Lines = append(c.Lines, lines...)
	}
	slices.SortStableFunc(c.Lines, func(a, b SourceLine) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	c.Lines = slices.Compact(c.Lines)
	return nil
}

func linesOf(ctx context.Context, tree *source.Tree, wanted map[string][]int, atBase bool) (out []SourceLine, err error) {
	var paths []string
	for _, p := range slices.Sorted(maps.Keys(wanted)) {
		if tree.Has(p) {
			paths = append(paths, p)
		}
	}
	var mu sync.Mutex
	err = tree.Each(ctx, paths, func(i int, b source.Blob) error {
		lines := bytes.Split(b.Data, []byte("\n"))
		mu.Lock()
		defer mu.Unlock()
		for _, n := range wanted[paths[i]] {
			if n <= len(lines) {
				out = append(out, SourceLine{atBase, paths[i], n, string(bytes.ToValidUTF8(lines[n-1], []byte("?")))})
			}
		}
		return nil
	})
	return out, err
}
