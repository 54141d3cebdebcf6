package source

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// maxSnapshotLine bounds the line of a file that a snapshot stands on, in bytes: it is
// compressed, about a tenth of maxSnapshot in practice.
const maxSnapshotLine = 128 << 20

// snapshotAdvice is how to come to a snapshot.
const snapshotAdvice = "name a directory, a revision, or a file that `plumbline surface TREE --lang cpp --all -o FILE` wrote"

// OpenSnapshot opens the snapshot that the last line of a file holds, as
// `plumbline surface --all -o` writes it. A file of another kind is a UsageError, one that
// is cut off, damaged or of a later format an OpenError.
func OpenSnapshot(file string, opt Options) (*Tree, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, &OpenError{Arg: file, Problem: "can't be read: " + err.Error(), Advice: "check that it is there and that you may read it", Err: err}
	}
	defer f.Close()
	line, err := lastLine(f)
	if err != nil {
		return nil, &OpenError{Arg: file, Problem: "can't be read: " + err.Error(), Advice: "write it again", Err: err}
	}
	var s Snapshot
	err = json.Unmarshal(line, &s)
	switch {
	case err != nil && looksLikeRecords(file):
		return nil, &OpenError{Arg: file, Problem: "is cut off or damaged: its last line is no whole record (" + err.Error() + ")",
			Advice: "write it again: plumbline surface TREE --lang cpp --all -o FILE", Err: err}
	case err != nil:
		return nil, &UsageError{file, "is a file, and no snapshot of a tree", snapshotAdvice}
	case s.Kind != SnapshotKind:
		return nil, &UsageError{file, "holds no snapshot of a tree as its last line: it was written without --all or -o, or is cut off", snapshotAdvice}
	}
	t, err := s.tree(opt)
	if open, ok := err.(*OpenError); ok {
		open.Arg = file
	}
	return t, err
}

// looksLikeRecords reports whether a file starts like JSON lines do.
func looksLikeRecords(file string) bool {
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	var first [1]byte
	_, err = io.ReadFull(f, first[:])
	return err == nil && first[0] == '{'
}

// lastLine reads the last line of a file, from the end backwards: what stands before a
// snapshot is large and of no use here.
func lastLine(f *os.File) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	end := info.Size()
	for length := int64(1 << 20); ; length *= 4 {
		length = min(length, end)
		tail := make([]byte, length)
		if _, err := f.ReadAt(tail, end-length); err != nil && err != io.EOF {
			return nil, err
		}
		tail = bytes.TrimRight(tail, "\r\n")
		if at := bytes.LastIndexByte(tail, '\n'); at >= 0 || length == end {
			return tail[at+1:], nil
		}
		if length > maxSnapshotLine {
			return nil, fmt.Errorf("its last line is longer than %d bytes", maxSnapshotLine)
		}
	}
}
