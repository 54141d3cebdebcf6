package pipeline

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"plumbline/parse"
)

// readAlready gives, for headers that read in another tree to the same declarations, those:
// the header, everything that it includes and all macros of the tree are the same there.
// Between two commits that is nearly all of them.
func (r *headerReader) readAlready(other *headerReader) map[string]*parse.Header {
	if other == nil || other.macros != r.macros {
		return nil
	}
	theirs := other.closures
	out := map[string]*parse.Header{}
	for path, sum := range r.closures {
		if h := other.headers[path]; h != nil && theirs[path] == sum {
			out[path] = h
		}
	}
	return out
}

// closureSums gives of each header a sum of its content and of all that it includes, with
// where each include leads.
func (r *headerReader) closureSums() map[string][sha256.Size]byte {
	paths := r.paths()
	at := make(map[string]int, len(paths))
	for i, p := range paths {
		at[p] = i
	}
	targets := make([][]int, len(paths))
	own := make([][sha256.Size]byte, len(paths))
	for i, p := range paths {
		f := r.files[p]
		text := []byte(p + "\x00" + f.id)
		for _, to := range f.targets {
			if j, ok := at[to]; ok {
				targets[i] = append(targets[i], j)
			}
		}
		slices.Sort(targets[i])
		targets[i] = slices.Compact(targets[i])
		for _, j := range targets[i] {
			text = append(text, "\x00"+paths[j]...)
		}
		own[i] = sha256.Sum256(text)
	}
	sums := make(map[string][sha256.Size]byte, len(paths))
	seen := make([]int, len(paths)) // the header whose closure a header was last seen in, plus one
	for i, p := range paths {
		queue := []int{i}
		seen[i] = i + 1
		h := sha256.New()
		for k := 0; k < len(queue); k++ {
			h.Write(own[queue[k]][:])
			for _, j := range targets[queue[k]] {
				if seen[j] != i+1 {
					seen[j] = i + 1
					queue = append(queue, j)
				}
			}
		}
		var count [8]byte
		binary.LittleEndian.PutUint64(count[:], uint64(len(queue)))
		h.Write(count[:])
		sums[p] = [sha256.Size]byte(h.Sum(nil))
	}
	return sums
}
