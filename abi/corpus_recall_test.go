//go:build corpus

package abi_test

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"plumbline/abi"
	"plumbline/internal/corpustest"
	"plumbline/internal/finding"
	"plumbline/parse"
)

// recallBar is the share of lost symbols that findings have to explain, with whatever rules there are.
const recallBar = 0.995

// TestLostSymbolsAreExplained holds the findings on two releases against what their shared
// objects really lost: each exported function that a public header of the older release
// declares with this very symbol, and that the newer build no longer exports, needs a finding
// on it, one that lists it as affected, or one on its class or namespace, or on a type that its
// symbol names.
func TestLostSymbolsAreExplained(t *testing.T) {
	libs := func(release string) []string {
		return exported(t, filepath.Join(corpustest.Libtorch(t), release, "usr", "lib", "x86_64-linux-gnu"))
	}
	kept := map[string]bool{}
	for _, s := range libs("x26") {
		kept[s] = true
	}
	base, head := releaseSurface(t, "x113"), releaseSurface(t, "x26")
	bySymbol := map[string]*abi.Function{}
	for _, f := range base.Functions {
		if f.Public && f.Access != parse.AccessPrivate {
			bySymbol[f.Symbol] = f
		}
	}
	x := newExplained(abi.Compare(base, head, abi.Options{}).Findings)
	total, by, missed := 0, map[string]int{}, map[string][]string{}
	for _, symbol := range libs("x113") {
		f := bySymbol[symbol]
		if f == nil || kept[symbol] {
			continue
		}
		total++
		how := x.how(f)
		by[how]++
		if how == "" {
			cause := guess(f, head)
			missed[cause] = append(missed[cause], symbol+"  "+f.Path)
		}
	}
	t.Logf("%d of %d lost symbols are explained (%.2f%%): %v", total-by[""], total, 100*float64(total-by[""])/float64(total), by)
	for _, cause := range slices.Sorted(maps.Keys(missed)) {
		t.Logf("%d unexplained: %s", len(missed[cause]), cause)
		for _, s := range missed[cause] {
			t.Logf("    %s", s)
		}
	}
	if float64(total-by[""]) < recallBar*float64(total) {
		t.Errorf("%d of %d", total-by[""], total)
	}
}

// explained is what findings on the binary axis are about.
type explained struct{ subjects, contracts, affected map[string]bool }

func newExplained(findings []finding.Finding) *explained {
	x := &explained{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, f := range findings {
		if !slices.Contains(f.Axes, "binary") {
			continue
		}
		x.subjects[f.Subject], x.contracts[f.Contract] = true, true
		for _, a := range f.Affected {
			x.affected[a] = true
		}
	}
	return x
}

// how says what explains that a symbol is lost, "" for nothing.
func (x *explained) how(f *abi.Function) string {
	switch {
	case x.contracts[f.Symbol]:
		return "finding on the symbol"
	case x.affected[f.Name]:
		return "affected"
	case x.subjects[f.Name]:
		return "finding on the name"
	}
	for scope := parentOf(f.Name); scope != ""; scope = parentOf(scope) {
		if x.subjects[scope] {
			return "finding on the class or namespace"
		}
	}
	return ""
}

func parentOf(name string) string {
	if k := strings.LastIndex(name, "::"); k >= 0 {
		return name[:k]
	}
	return ""
}

// guess says why a function that is declared as ever may not be exported.
func guess(f *abi.Function, head *abi.Surface) string {
	var same, name *abi.Function
	for _, n := range head.Functions {
		if n.Symbol == f.Symbol {
			same = n
		}
		if n.Name == f.Name {
			name = n
		}
	}
	switch {
	case same != nil && same.Inline && f.Inline:
		return "inline at both ends: the library has a copy by chance"
	case same != nil && same.Inline:
		return "inline now"
	case same != nil && f.Inline:
		return "was inline"
	case same != nil:
		return "still declared: " + map[bool]string{true: "with an export macro", false: "without an export macro"}[same.Export != ""]
	case f.Owner != nil && !slices.ContainsFunc(head.Classes, func(c *abi.Class) bool { return c.Name == f.Owner.Name }):
		return "its class is gone"
	case f.Virtual:
		return "a virtual method is gone"
	case f.Inline:
		return "was inline: the library had a copy by chance"
	case name != nil:
		return "declared otherwise"
	}
	return "declared no more"
}
