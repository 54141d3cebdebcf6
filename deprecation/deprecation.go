// Package deprecation holds what a project promises the users of its Python surface before it
// breaks it: releases that warn first. It exists so that the promise is judged from facts alone
// (tags, trees, what each release said), without a build and without running anything.
//
// Releases come from version tags (release*.go) or, where tags are missing, from a ledger that
// is kept in the tree (ledger*.go). How many releases must warn is the caller's: nothing here
// reads configuration, files or git.
//
// Concurrency: everything here is plain values and pure functions. What a function has
// returned is never changed afterwards, so any number of goroutines may share it.
package deprecation
