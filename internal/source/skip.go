package source

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// Why a file is skipped. Submodules, unreadable folders and links that lead to nothing
// are counted whatever Options.Want says, since what stands behind them can't be known;
// everything else only when wanted, or when Each was asked for it.
const (
	SkipIgnored     = "ignored"      // matches .gitignore or Options.Ignore
	SkipTooLarge    = "too-large"    // above Options.MaxBytes
	SkipBinary      = "binary"       // has a NUL among its first 8000 bytes, git's own rule
	SkipLinkOutside = "link-outside" // a link that leaves the tree
	SkipLinkLoop    = "link-loop"    // a link that leads back to itself
	SkipLinkBroken  = "link-broken"  // a link to nothing that is part of the tree
	SkipSubmodule   = "submodule"    // a submodule whose content is not there
	SkipMissing     = "missing"      // its content is not in the object database (partial clone)
	SkipUnreadable  = "unreadable"   // a file or folder without permission, or an I/O error
	SkipDeleted     = "deleted"      // known to git or listed, but gone from the directory
	SkipSparse      = "sparse"       // left out of the work tree by a sparse checkout
	SkipSpecial     = "special"      // a fifo, socket or device
	SkipNotHeld     = "not-held"     // a snapshot knows of it but holds no content
	SkipBadName     = "bad-name"     // an archive's entry whose name is no path inside the tree
)

// Skip is one file, link or folder that was left out.
type Skip struct {
	Path   string
	Reason string // one of the Skip constants
}

// ledger remembers what was skipped and why, once a path.
type ledger struct {
	mu     sync.Mutex
	reason map[string]string
}

func newLedger() *ledger { return &ledger{reason: map[string]string{}} }

func (l *ledger) add(path, reason string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reason[path] = reason
}

// paths lists what is in the ledger, sorted.
func (l *ledger) paths() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Sorted(maps.Keys(l.reason))
}

func (l *ledger) counts() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := make(map[string]int)
	for _, reason := range l.reason {
		n[reason]++
	}
	return n
}

func (l *ledger) list() []Skip {
	l.mu.Lock()
	defer l.mu.Unlock()
	skips := make([]Skip, 0, len(l.reason))
	for path, reason := range l.reason {
		skips = append(skips, Skip{path, reason})
	}
	slices.SortFunc(skips, func(a, b Skip) int { return strings.Compare(a.Path, b.Path) })
	return skips
}
