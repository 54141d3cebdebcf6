package abi

import (
	"bytes"
	"regexp"
	"slices"
)

// Torchgen says where releases differ in what they generate.
type Torchgen struct {
	Optional        string   // the template that C++ gets for T?: "c10::optional", "std::optional"
	StringView      string   // what c10::string_view is, as a demangler prints it
	SymintNamespace bool     // at::symint:: gets templates, even of what is a method only
	SymintReturns   bool     // a SymInt that is only returned makes a _symint function too
	CoreVariants    bool     // variants are made of core operators, composite or not
	NoViews         []string // operators that are no views in spite of their tag inplace_view
	SpareBases      []string // base names that count as no views when variants are made
}

var (
	spareName   = regexp.MustCompile(`str\(f\.func\.name\.name\) != "(\w+)"`)
	noViewName  = regexp.MustCompile(`str\(self\.func\.name\) != "(\w+)"`)
	stdView     = []byte("using string_view = std::string_view")
	stdOptional = []byte("using std::optional;")
)

// TorchgenOf reads them from the text of the generator's own files, and of the headers that
// define what it names; read gives one file of the tree, nil where it isn't there. What no
// file tells is as in the newest release.
func TorchgenOf(read func(path string) []byte) Torchgen {
	g := Torchgen{Optional: "std::optional", StringView: "std::basic_string_view<char, std::char_traits<char> >",
		SymintNamespace: true, CoreVariants: true, NoViews: []string{"resize_", "resize_as_"}, SpareBases: []string{"set_"}}
	types := slices.Concat(read("torchgen/api/types/types.py"), read("torchgen/api/types.py"))
	header := read("c10/util/Optional.h")
	if bytes.Contains(types, []byte(`"c10::optional<{`)) && !bytes.Contains(header, stdOptional) {
		g.Optional = "c10::optional"
	}
	if header := read("c10/util/string_view.h"); header != nil && !bytes.Contains(header, stdView) {
		g.StringView = "c10::basic_string_view<char>"
	}
	if gen := read("torchgen/gen.py"); gen != nil {
		g.SymintNamespace = bytes.Contains(gen, []byte("namespace symint"))
	}
	if variants := read("torchgen/native_function_generation.py"); variants != nil {
		g.CoreVariants = bytes.Contains(variants, []byte("are_composite_implicit and not is_core"))
		g.SpareBases = names(spareName, variants)
	}
	if model := read("torchgen/model.py"); model != nil {
		g.SymintReturns = bytes.Contains(method(model, "has_symint"), []byte("self.returns"))
		g.NoViews = names(noViewName, method(model, "is_view_op"))
	}
	return g
}

// method is the text of a method from its def to the next one.
func method(src []byte, name string) []byte {
	_, rest, _ := bytes.Cut(src, []byte("    def "+name+"("))
	body, _, _ := bytes.Cut(rest, []byte("\n    def "))
	return body
}

// names lists what the group of an expression matches.
func names(re *regexp.Regexp, src []byte) []string {
	var all []string
	for _, m := range re.FindAllSubmatch(src, -1) {
		all = append(all, string(m[1]))
	}
	return all
}
