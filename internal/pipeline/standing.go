package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"plumbline/deprecation"
	"plumbline/internal/finding"
	"plumbline/internal/source"
	"plumbline/parse"
	"plumbline/parse/python"
)

// standing is what one tree says of deprecation, and what is wrong with that.
type standing struct {
	list     []deprecation.Deprecation
	findings []finding.Finding
	unknown  int // calls of methods named as a deprecated one, of objects whose class can't be told
}

// keeper holds what trees say of deprecation against releases.
type keeper struct {
	history  *History
	releases []*deprecation.Status // those before the tree's that were read
	all      bool                  // list places that warn nobody, too
	native   []deprecation.Marker  // of the tree's C++ and operator schemas: listed, and held against no rule on markers
	read     *usesRead
}

// hold judges one tree by its markers, as part of the release that the history places it in.
func (k *keeper) hold(ctx context.Context, o *Offered, markers []deprecation.Marker) (*standing, error) {
	rs, now := k.history.Releases, k.history.Place
	in := deprecation.CheckInput{Surface: o.Surface, Markers: markers, Releases: rs, Now: now, Cycle: cycleOf(o.Config)}
	st := &standing{}
	var err error
	if in.Uses, st.unknown, err = k.read.find(ctx, o, markers); err != nil {
		return nil, err
	}
	seen := deprecation.SeenIn(k.releases, o.Surface.NamesOf())
	in.List = deprecation.Inventory(markers, seen, rs, now, in.Cycle, false)
	st.findings = deprecation.CheckMarkers(in)
	st.list = deprecation.Inventory(slices.Concat(markers, k.native), seen, rs, now, in.Cycle, k.all)
	states := deprecation.StatesIn(k.releases, o.Surface.NamesOf())
	for i := range st.list {
		st.list[i].States = states(st.list[i].Subject)
	}
	return st, nil
}

// usesRead are files that were read again for the names that trees have deprecated. What two trees
// share, and both have deprecated the same of, is read once.
type usesRead struct {
	kept  *Kept
	mu    sync.Mutex
	names map[string]bool
	asked string                   // the names in short
	files map[string]*parse.PyUses // by path and content; nil for a file without any of the names
}

// find finds the places of a tree that use what it has deprecated.
func (r *usesRead) find(ctx context.Context, o *Offered, markers []deprecation.Marker) (list []deprecation.Use, unknown int, err error) {
	d := o.Surface.FindDeprecated(markers)
	if len(d.Names) == 0 {
		return nil, 0, nil
	}
	if r.files == nil || !contains(r.names, d.Names) {
		sum := sha256.Sum256([]byte(strings.Join(slices.Sorted(maps.Keys(d.Names)), "\n")))
		r.names, r.asked, r.files = d.Names, hex.EncodeToString(sum[:8]), map[string]*parse.PyUses{}
	}
	ids := map[string]string{}
	for _, f := range o.Tree.Files() {
		ids[f.Path] = f.ID
	}
	var modules []*deprecation.Object
	for _, m := range o.Surface.Modules {
		if m.Facts != nil && o.Tree.Has(m.Path) {
			modules = append(modules, m)
		}
	}
	found := make([][]deprecation.Use, len(modules))
	unknowns := make([]int, len(modules))
	look := func(i int, uses *parse.PyUses) {
		if uses != nil {
			found[i], unknowns[i] = d.FindUses(modules[i], uses)
		}
	}
	known := make([]bool, len(modules))
	if err := parallel(ctx, len(modules), 0, func(i int) {
		uses, ok := r.before(modules[i].Path, ids[modules[i].Path])
		if known[i] = ok; ok {
			look(i, uses)
		}
	}); err != nil {
		return nil, 0, err
	}
	var paths []string
	var slots []int
	for i, m := range modules {
		if !known[i] {
			paths, slots = append(paths, m.Path), append(slots, i)
		}
	}
	err = o.Tree.Each(ctx, paths, func(i int, b source.Blob) error {
		look(slots[i], r.of(b))
		return nil
	})
	for i := range modules {
		list = append(list, found[i]...)
		unknown += unknowns[i]
	}
	return list, unknown, err
}

// before gives what was read of a file before: by this run, or one before it.
func (r *usesRead) before(path, id string) (uses *parse.PyUses, ok bool) {
	if id == "" {
		return nil, false
	}
	key := path + "\x00" + id
	r.mu.Lock()
	uses, ok = r.files[key]
	r.mu.Unlock()
	if ok {
		return uses, true
	}
	if uses, ok = r.kept.usesOf(path, id, r.asked); ok {
		r.mu.Lock()
		r.files[key] = uses
		r.mu.Unlock()
	}
	return uses, ok
}

// of reads one file; nil where it has none of the names.
func (r *usesRead) of(b source.Blob) *parse.PyUses {
	uses, ok := r.before(b.Path, b.ID)
	if ok {
		return uses
	}
	if python.Mentions(b.Data, r.names) {
		uses = python.Uses(b.Path, b.Data, r.names)
	}
	r.kept.putUses(b.Path, b.ID, r.asked, uses)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.files[b.Path+"\x00"+b.ID] = uses
	return uses
}

// contains reports whether a set has all elements of another.
func contains(set, of map[string]bool) bool {
	for name := range of {
		if !set[name] {
			return false
		}
	}
	return true
}

// unknownReceivers says how many calls could not be followed.
func unknownReceivers(n int, more string) []deprecation.BlindSpot {
	if n <= 0 {
		return nil
	}
	return []deprecation.BlindSpot{{Kind: "unknown-receivers",
		Text: fmt.Sprintf("%d %scalls of methods that bear the name of a deprecated one were not followed: the class of their object can't be told", n, more)}}
}
