package audit

import (
	"path"
	"strings"
)

// Bill is what a tree vendors: what a bill of materials (SBOM) lists.
type Bill struct {
	Name, Version string // of the tree itself; Version "" where version.txt does not say
	Components    []Vendored
}

// BillOf reads what a tree vendors: submodules with their commits where the tree tells them, and
// folders below third_party with the licence and the version that stand in them. What the tree
// does not tell is left empty, and never guessed.
func BillOf(in Input) Bill {
	f := newFacts(in)
	b := Bill{Name: treeName(in.Tree.Name), Components: f.vendored()}
	if f.has("version.txt") {
		b.Version = versionIn(f.read("version.txt"))
	}
	return b
}

// treeName is the last part of a tree's name.
func treeName(name string) string {
	if base := path.Base(strings.ReplaceAll(name, `\`, "/")); base != "." && base != "/" {
		return base
	}
	return "tree"
}
