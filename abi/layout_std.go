package abi

import (
	_ "embed" // the tables of the standard library
	"strconv"
	"strings"
	"sync"
)

//go:embed std/sizes.txt
var stdSizes string

//go:embed std/slots.txt
var stdSlots string

// stdClass is a line of sizes.txt.
type stdClass struct {
	size, align, nvsize int64
	special             string
	flags               []string
}

// stdTable reads sizes.txt, once.
var stdTable = sync.OnceValue(func() map[string]stdClass {
	out := map[string]stdClass{}
	for _, line := range strings.Split(stdSizes, "\n") {
		cells := strings.Split(line, " | ")
		if strings.HasPrefix(line, "#") || len(cells) != 7 {
			continue
		}
		c := stdClass{special: cells[4], flags: strings.Split(cells[5], ",")}
		c.size, _ = strconv.ParseInt(cells[1], 10, 64)
		c.align, _ = strconv.ParseInt(cells[2], 10, 64)
		c.nvsize, _ = strconv.ParseInt(cells[3], 10, 64)
		out[cells[0]] = c
	}
	return out
})

// stdSlotTable reads slots.txt: the virtual functions of classes of the library.
var stdSlotTable = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for _, line := range strings.Split(stdSlots, "\n") {
		name, slots, ok := strings.Cut(line, " | ")
		if ok && !strings.HasPrefix(line, "#") {
			out[name] = strings.Split(slots, "; ")
		}
	}
	return out
})

// stdName drops the components of a library name that version it.
func stdName(name string) string {
	for _, v := range []string{"__cxx11::", "_V2::", "__1::", "__exception_ptr::"} {
		name = strings.Replace(name, "std::"+v, "std::", 1)
		name = strings.Replace(name, "::"+v, "::", 1)
	}
	if full, ok := stdAbbreviations[name]; ok {
		return full
	}
	return name
}

// stdAbbreviations are names of the library for specialisations of its templates whose
// layout is that of the template.
var stdAbbreviations = map[string]string{
	"std::string": "std::basic_string", "std::wstring": "std::basic_string",
	"std::u16string": "std::basic_string", "std::u32string": "std::basic_string",
	"std::string_view": "std::basic_string_view", "std::wstring_view": "std::basic_string_view",
	"std::ostringstream": "std::basic_ostringstream", "std::istringstream": "std::basic_istringstream",
	"std::stringstream": "std::basic_stringstream", "std::ifstream": "std::basic_ifstream",
	"std::ofstream": "std::basic_ofstream", "std::fstream": "std::basic_fstream",
	"std::streambuf": "std::basic_streambuf", "std::stringbuf": "std::basic_stringbuf",
	"std::filebuf": "std::basic_filebuf",
}

// standard lays out a class of the standard library.
func (l *layouter) standard(r *record, t *Type) {
	name := stdName(t.Name)
	if name == "std::vector" && len(t.Args) > 0 && t.Args[0].Type != nil && t.Args[0].Type.Name == "bool" &&
		t.Args[0].Type.Kind == Builtin {
		name = "std::vector<bool>"
	}
	r.align, r.nvalign = 1, 1
	if l.structural(r, name, t.Args) {
		if r.why == "" {
			r.seal()
		}
		return
	}
	c, ok := stdTable()[name]
	if !ok {
		r.fail(r.key + " is not declared in the tree")
		return
	}
	for _, f := range c.flags {
		switch {
		case f == "empty":
			r.empty = true
		case f == "poly":
			r.polymorphic, r.dynamic = true, true
			r.std = stdSlotTable()[name]
		case f == "virtual":
			r.baseWhy = "where the virtual bases of " + r.key + " would lie is not known"
		case f != "class" && f != "-" && !l.emptyArgument(f, t.Args):
			r.fail("the size of " + r.key + " depends on its arguments")
			return
		}
	}
	r.size, r.align, r.nvsize, r.nvalign, r.ownEnd = c.size, c.align, c.nvsize, c.align, c.nvsize
	for i, s := range []*memberState{&r.traits.copyCtor, &r.traits.moveCtor, &r.traits.copyAssign, &r.traits.moveAssign, &r.traits.dtor} {
		*s = map[byte]memberState{'t': trivial, 'u': userDefined, 'd': deleted}[c.special[i]]
	}
	r.traits.settle()
	r.nearlyEmpty = r.dynamic && r.size == 8
	r.pod = r.empty || strings.HasPrefix(c.special, "ttttt") && !strings.HasPrefix(name, "std::")
	if r.empty {
		r.empties = []emptyAt{{stdEmptyKey(r.key), 0}}
	}
}

// stdEmptyKey is the type that an empty class of the library is, or has as its base.
func stdEmptyKey(key string) string {
	switch key {
	case "std::true_type":
		return "std::integral_constant<bool,true>"
	case "std::false_type":
		return "std::integral_constant<bool,false>"
	}
	return key
}

// emptyArgument reports whether the argument that a flag names is absent or an empty class.
func (l *layouter) emptyArgument(flag string, args []Arg) bool {
	n, err := strconv.Atoi(flag[1:])
	if err != nil || n >= len(args) {
		return err == nil
	}
	t := args[n].Type
	if t == nil || t.Kind != ClassType && t.Kind != External {
		return false
	}
	if flag[0] == 'a' {
		return t.Kind == External && stdName(t.Name) == "std::allocator"
	}
	r := l.record(t)
	return r.why == "" && r.empty
}

// seal fixes what follows for a class of the library built of parts.
func (r *record) seal() {
	if r.nvsize == 0 && !r.empty {
		r.nvsize = r.size
	}
	r.traits.settle()
	r.nvalign, r.ownEnd = r.align, r.nvsize
}
