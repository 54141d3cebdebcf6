package source

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// objects reads blobs from a git object database.
type objects struct {
	repo string
	max  int64
}

// object is one blob on its way from git to the workers.
type object struct {
	users []int // the files that have this content
	data  []byte
	skip  string
}

// load streams the blobs through one git process, each distinct one once. One goroutine
// reads what git unpacks; the workers take it from there.
func (o *objects) load(ctx context.Context, files []File, workers int, give giveFunc) error {
	ids, users, large := o.distinct(files)
	for _, i := range large {
		if err := give(i, nil, SkipTooLarge); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return context.Cause(ctx)
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	stream := make(chan object, workers)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for obj := range stream {
				for _, i := range obj.users {
					if ctx.Err() != nil {
						break
					}
					if err := give(i, obj.data, obj.skip); err != nil {
						stop(err)
					}
				}
			}
		})
	}
	err := o.catFile(ctx, ids, func(n int, data []byte, skip string) error {
		select {
		case stream <- object{users[n], data, skip}:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(stream)
	group.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err != nil {
		return explain(files[users[0][0]].Path, o.repo, err)
	}
	return nil
}

// distinct lists the ids to ask for, and the files that each stands for.
func (o *objects) distinct(files []File) (ids []string, users [][]int, large []int) {
	at := make(map[string]int, len(files))
	for i, f := range files {
		if f.Size > o.max {
			large = append(large, i)
			continue
		}
		n, ok := at[f.ID]
		if !ok {
			n = len(ids)
			at[f.ID] = n
			ids = append(ids, f.ID)
			users = append(users, nil)
		}
		users[n] = append(users[n], i)
	}
	return ids, users, large
}

// catFile runs git cat-file over the ids and gives their contents in order.
func (o *objects) catFile(ctx context.Context, ids []string, give giveFunc) error {
	read := func(r *bufio.Reader) error { return readBatch(r, ids, o.max, give) }
	return streamGit(ctx, o.repo, strings.NewReader(strings.Join(ids, "\n")+"\n"), read, "cat-file", "--batch", "--buffer")
}

// readBatch reads the answers of git cat-file --batch: "id type size", the content and a
// newline, or "id missing". An object above max was not asked for, so its size is wrong.
func readBatch(r *bufio.Reader, ids []string, max int64, give giveFunc) error {
	for n, id := range ids {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return fmt.Errorf("git cat-file ended before object %s: %w", id, io.ErrUnexpectedEOF)
		}
		got, rest, _ := strings.Cut(strings.TrimSuffix(string(line), "\n"), " ")
		if got != id {
			return fmt.Errorf("git cat-file answered %q for object %s", line, id)
		}
		kind, length, ok := strings.Cut(rest, " ")
		if !ok { // "missing"
			if err := give(n, nil, SkipMissing); err != nil {
				return err
			}
			continue
		}
		size, err := strconv.ParseInt(length, 10, 64)
		if err != nil || size < 0 || size > max || kind != "blob" {
			return fmt.Errorf("git cat-file answered %q for object %s", line, id)
		}
		data := make([]byte, size)
		if _, err := io.ReadFull(r, data); err != nil {
			return fmt.Errorf("git cat-file ended within object %s: %w", id, io.ErrUnexpectedEOF)
		}
		if _, err := r.Discard(1); err != nil {
			return fmt.Errorf("git cat-file ended after object %s: %w", id, io.ErrUnexpectedEOF)
		}
		if err := give(n, data, ""); err != nil {
			return err
		}
	}
	return nil
}
