package source

import (
	"context"
	"fmt"
	"io/fs"

	"golang.org/x/tools/txtar"
)

// FromArchive makes a tree of a txtar archive, for tests and samples: each file is
// a regular file, its comment is ignored. Of two files with one name the last counts, and
// a name that is no clean relative path is skipped; Notes tells of both. A malformed
// Options.Ignore pattern matches nothing here.
func FromArchive(name string, ar *txtar.Archive, opt Options) *Tree {
	opt, _ = opt.withDefaults()
	content := make(map[string][]byte, len(ar.Files))
	t := &Tree{kind: Archive, name: name, opt: opt, skips: newLedger(), reads: newLedger(), store: &memory{content, opt.MaxBytes}}
	for _, f := range ar.Files {
		if !fs.ValidPath(f.Name) || f.Name == "." {
			t.skips.add(f.Name, SkipBadName)
			t.notes = append(t.notes, fmt.Sprintf("%q is no path inside a tree and was left out.", f.Name))
			continue
		}
		if _, twice := content[f.Name]; twice {
			t.notes = append(t.notes, fmt.Sprintf("%q stands in the archive more than once: the last one counts.", f.Name))
		}
		content[f.Name] = f.Data
	}
	entries := make([]entry, 0, len(content))
	for path, data := range content {
		entries = append(entries, entry{File: File{path, int64(len(data)), BlobID(data)}})
	}
	return assemble(t, entries, noEscape)
}

// memory holds the files of an archive, or those of a snapshot that it holds.
type memory struct {
	content map[string][]byte
	max     int64
}

func (m *memory) load(ctx context.Context, files []File, workers int, give giveFunc) error {
	return inParallel(ctx, len(files), workers, func(i int) error {
		if files[i].Size > m.max {
			return give(i, nil, SkipTooLarge)
		}
		data, ok := m.content[files[i].Path]
		if !ok {
			return give(i, nil, SkipNotHeld)
		}
		return give(i, data, "")
	})
}
