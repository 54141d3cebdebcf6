// Package abi compares the C++ and operator surfaces of two trees: what the headers declare,
// with every name resolved as a compiler would, the layout and virtual tables that follow,
// and the rules on each matched pair of old and new. It exists so that a break of the binary
// interface is named from source alone, in seconds, with both places and all that follows.
//
// Concurrency: everything here is a pure function of its arguments. A Surface is never
// changed once Build has returned it, so any number of goroutines may read it.
package abi
