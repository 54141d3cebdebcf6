package source

// With gives the same tree to a caller that wants other files of it: the listing is shared,
// what was skipped is counted anew. Files that the tree itself did not want are found only
// where it was opened wanting everything.
func (t *Tree) With(want func(path string) bool) *Tree {
	again := *t
	again.opt.Want = want
	again.wanted, again.skips, again.reads = nil, newLedger(), newLedger()
	for _, f := range t.wanted {
		if want(f.Path) {
			again.wanted = append(again.wanted, f)
		}
	}
	for _, s := range t.skips.list() {
		if want(s.Path) || uncertain(s.Reason) {
			again.skips.add(s.Path, s.Reason)
		}
	}
	return &again
}

// uncertain reports whether what stands behind a skip can't be known, so that it counts
// whatever is wanted.
func uncertain(reason string) bool {
	switch reason {
	case SkipSubmodule, SkipUnreadable, SkipLinkOutside, SkipLinkLoop, SkipLinkBroken, SkipBadName:
		return true
	}
	return false
}
