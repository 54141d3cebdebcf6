package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// pack is a file of facts: magic, the checksum of the head, its length, the head, the blocks.
type pack[T any] struct {
	name  string
	used  time.Time // when it was last of use
	index map[Key]int

	restore func(*T)

	data   []byte // all blocks, one behind the other
	ends   []int
	sums   [][sha256.Size]byte
	once   [blocks]sync.Once
	facts  [blocks][]*T
	mu     sync.Mutex
	helped bool
}

// head is the list of what is in a pack.
type head struct {
	Keys [blocks][]Key
	Ends []int // of the blocks, in bytes behind the head
	Sums [][sha256.Size]byte
}

var errDamaged = errors.New("is no pack of facts, or is damaged")

// readPack reads the list of a pack; the facts are taken apart when they are asked for.
func readPack[T any](name string, restore func(*T)) (*pack[T], error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok || len(rest) < sha256.Size+8 {
		return nil, errDamaged
	}
	sum, rest := rest[:sha256.Size], rest[sha256.Size:]
	n := 0
	for _, c := range rest[:8] {
		n = n<<8 | int(c)
	}
	if rest = rest[8:]; n < 0 || n > len(rest) {
		return nil, errDamaged
	}
	if got := sha256.Sum256(rest[:n]); !bytes.Equal(got[:], sum) {
		return nil, errDamaged
	}
	var h head
	if err := gob.NewDecoder(bytes.NewReader(rest[:n])).Decode(&h); err != nil || len(h.Ends) != blocks || len(h.Sums) != blocks {
		return nil, errDamaged
	}
	p := &pack[T]{name: name, restore: restore, used: info.ModTime(), index: map[Key]int{}, data: rest[n:], ends: h.Ends, sums: h.Sums}
	for b := range h.Keys {
		for i, k := range h.Keys[b] {
			if k.block() != b {
				return nil, errDamaged
			}
			p.index[k] = i
		}
	}
	return p, nil
}

// get gives the i-th facts of a block, nil where the block is damaged.
func (p *pack[T]) get(block, i int) *T {
	p.once[block].Do(func() { p.facts[block] = p.decode(block) })
	facts := p.facts[block]
	if i >= len(facts) {
		return nil
	}
	p.mu.Lock()
	p.helped = true
	p.mu.Unlock()
	return facts[i]
}

func (p *pack[T]) decode(block int) []*T {
	start, end := 0, p.ends[block]
	if block > 0 {
		start = p.ends[block-1]
	}
	if start < 0 || end < start || end > len(p.data) || sha256.Sum256(p.data[start:end]) != p.sums[block] {
		return nil
	}
	var facts []*T
	if err := gob.NewDecoder(bytes.NewReader(p.data[start:end])).Decode(&facts); err != nil {
		return nil
	}
	for _, f := range facts {
		if p.restore != nil {
			p.restore(f)
		}
	}
	return facts
}

// touched reports whether the pack was of use.
func (p *pack[T]) touched() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.helped
}

// writePack writes facts as a pack of their own, and gives its name, which is made of its content.
func writePack[T any](dir string, facts map[Key]*T) (name string, err error) {
	var h head
	for k := range facts {
		h.Keys[k.block()] = append(h.Keys[k.block()], k)
	}
	var body []byte
	for b := range h.Keys {
		slices.SortFunc(h.Keys[b], func(a, b Key) int { return strings.Compare(a.Path+"\x00"+a.ID, b.Path+"\x00"+b.ID) })
		list := make([]*T, len(h.Keys[b]))
		for i, k := range h.Keys[b] {
			list[i] = facts[k]
		}
		block, err := encode(list)
		if err != nil {
			return "", err
		}
		body = append(body, block...)
		h.Ends, h.Sums = append(h.Ends, len(body)), append(h.Sums, sha256.Sum256(block))
	}
	var list bytes.Buffer
	if err := gob.NewEncoder(&list).Encode(h); err != nil {
		return "", err
	}
	sum := sha256.Sum256(list.Bytes())
	out := append([]byte(magic), sum[:]...)
	for shift := 56; shift >= 0; shift -= 8 {
		out = append(out, byte(list.Len()>>shift))
	}
	name = filepath.Join(dir, fmt.Sprintf("%x%s", sum[:8], suffix))
	return name, writeBeside(name, append(append(out, list.Bytes()...), body...))
}

// writeBeside writes a file under another name first: nobody finds half of it.
func writeBeside(name string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".pack*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(data)
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		os.Remove(tmp.Name())
	}
	return err
}
