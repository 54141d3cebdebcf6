package source

import (
	"bytes"
	"context"
	"fmt"
	"sync"
)

// binaryProbe is how much of a file git looks at to tell text from binary
// (FIRST_FEW_BYTES in git's xdiff-interface.c).
const binaryProbe = 8000

// IsBinary reports whether git would take the data for binary: a NUL near its start.
func IsBinary(data []byte) bool {
	return bytes.IndexByte(data[:min(len(data), binaryProbe)], 0) >= 0
}

// store reads the contents of a tree's files.
type store interface {
	// load reads the files and calls give once for each, from up to workers goroutines,
	// with either the content or the reason why there is none. i indexes files. It stops
	// at the first error that give returns, and returns it.
	load(ctx context.Context, files []File, workers int, give giveFunc) error
}

type giveFunc func(i int, data []byte, skip string) error

// Each reads files in parallel and calls fn for each from up to Options.Workers
// goroutines at once, in no fixed order; i indexes paths. A path may be any that Has
// knows, wanted or not; Blob.Path is the real file's. The data is the callee's to keep.
//
// A file that is binary, gone, unreadable or missing from the object database is not
// passed on but counted in Skipped. Each ends early, with the error, when ctx is done,
// fn fails, or the store as a whole can't be read.
func (t *Tree) Each(ctx context.Context, paths []string, fn func(i int, b Blob) error) error {
	indices, err := t.lookup(paths)
	if err != nil {
		return err
	}
	files := make([]File, len(indices))
	for i, at := range indices {
		files[i] = t.all[at]
	}
	return t.store.load(ctx, files, t.opt.Workers, func(i int, data []byte, skip string) error {
		if skip == "" && IsBinary(data) {
			skip = SkipBinary
		}
		if skip != "" {
			t.skips.add(files[i].Path, skip)
			return nil
		}
		id := files[i].ID
		if id == "" {
			id = BlobID(data)
		}
		t.reads.add(files[i].Path, "")
		return fn(i, Blob{Path: files[i].Path, ID: id, Data: data})
	})
}

// Read gives the content of one file, wanted or not, binary or not, within
// Options.MaxBytes. For more than a few files Each is much faster.
func (t *Tree) Read(ctx context.Context, path string) ([]byte, error) {
	indices, err := t.lookup([]string{path})
	if err != nil {
		return nil, err
	}
	var content []byte
	var reason string
	err = t.store.load(ctx, []File{t.all[indices[0]]}, 1, func(_ int, data []byte, skip string) error {
		content, reason = data, skip
		return nil
	})
	if err == nil && reason == "" {
		t.reads.add(t.all[indices[0]].Path, "")
	}
	if err == nil && reason != "" {
		advice := "check that it is still there and that you may read it"
		switch reason {
		case SkipTooLarge:
			advice = fmt.Sprintf("files above %d bytes are not read", t.opt.MaxBytes)
		case SkipNotHeld:
			advice = "its snapshot was taken under another configuration: take it again under this one"
		case SkipMissing:
			advice = missingAdvice
		}
		err = &OpenError{Arg: path, Problem: "in " + t.name + " can't be read (" + reason + ")", Advice: advice}
	}
	return content, err
}

// inParallel calls work for 0 to n-1 from up to workers goroutines and returns the error
// of the lowest index that failed, or the context's; after an error it starts no more.
func inParallel(ctx context.Context, n, workers int, work func(i int) error) error {
	var (
		mu     sync.Mutex
		next   int
		failed = n
		first  error
		group  sync.WaitGroup
	)
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		if first != nil || ctx.Err() != nil {
			return n
		}
		next++
		return next - 1
	}
	for range min(workers, n) {
		group.Go(func() {
			for i := take(); i < n; i = take() {
				if err := work(i); err != nil {
					mu.Lock()
					if i < failed {
						failed, first = i, err
					}
					mu.Unlock()
				}
			}
		})
	}
	group.Wait()
	if first != nil {
		return first
	}
	return context.Cause(ctx)
}
