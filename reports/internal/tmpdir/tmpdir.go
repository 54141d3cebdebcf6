// Package tmpdir exists because go-graphviz compiles its WebAssembly while the program
// starts, before main can say where to: it reads machine code from, and writes it to,
// "go-graphviz" in the folder that TMPDIR names. In a shared /tmp anybody could plant
// code under that fixed name. So this package points TMPDIR at a folder of the user's
// own before go-graphviz is initialized, and Restore puts the old value back after.
//
// The order is that of the Go specification ("Package initialization"): of the packages
// that are ready, the one with the least import path comes first. This one needs syscall
// alone and sorts before time, which os needs, which go-graphviz needs; so it must import
// nothing but syscall. TestPrivate holds it to that.
//
// Concurrency: everything happens during initialization, on one goroutine.
package tmpdir

var saved = redirect()

// before is the value of TMPDIR that was replaced.
type before struct {
	value string
	set   bool
}
