package cpp

import (
	"crypto/sha256"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"plumbline/parse"
)

//go:embed predefined/gcc12.h
var predefined []byte

//go:embed predefined/external.h
var externalMacros []byte

// Environment is what the preprocessor knows of a tree: the macros of a configuration, and
// which macros each header leaves defined to those that include it.
//
// Concurrency: it is never changed once made; any number of goroutines may use it. The
// function that resolves includes must allow that too.
type Environment struct {
	files   map[string]*fileMacros
	names   map[string]*macroName
	exports map[string]bool
	// external are macros of other projects, for names that the tree does not define.
	external map[string]*definition
	resolve  func(from string, inc parse.Include) (string, bool)
	has      map[string]string // "attribute visibility" to what __has_attribute(visibility) gives
	headers  map[string]bool   // of the standard library and the C library
}

// macroName is a name that is a macro somewhere.
type macroName struct {
	name     string
	base     *definition // in the configuration
	definers []definer   // files that leave it defined, or undefine it, in no order that matters
	all      []*definition
}

// definer is a file and what it leaves a name defined as, nil for undefined.
type definer struct {
	file *fileMacros
	def  *definition
}

// fileMacros is what a file does to the macros of those that include it.
type fileMacros struct {
	path     string
	dirs     *FileDirectives
	progress progress
	id       int // of a file with own definitions; -1 for others
	steps    []step
	closure  bitset // the ids of the file and all that it includes
	component
}

type progress uint8

const (
	unread progress = iota
	reading
	read
)

// step is one thing a file does, in order: it reads another file that is read once, or
// defines (def) or undefines (no def) a macro.
type step struct {
	file *fileMacros
	name *macroName
	def  *definition
}

// Undefined is the value in a configuration that takes a macro of the built-in one away; no
// macro can have it.
const Undefined = "\x00"

// NewEnvironment makes the environment of a tree. config holds the object-like macros of
// the configuration, on top of those of the built-in one (Linux x86-64, GCC 12, C++17,
// NDEBUG); files are the tree's headers; resolve gives the file of the tree that an include
// of a file names, if any.
func NewEnvironment(config map[string]string, files []*FileDirectives, resolve func(from string, inc parse.Include) (string, bool)) *Environment {
	e := &Environment{
		files:   make(map[string]*fileMacros, len(files)),
		names:   map[string]*macroName{},
		resolve: resolve,
	}
	e.has, e.headers = supported(), standardHeaders()
	e.configure(config)
	order := make([]*fileMacros, 0, len(files))
	for _, d := range files {
		if e.files[d.Path] != nil {
			continue
		}
		f := &fileMacros{path: d.Path, dirs: d, id: -1}
		e.files[d.Path] = f
		order = append(order, f)
		for i := range d.lines {
			l := &d.lines[i]
			if l.kind != dirDefine {
				continue
			}
			n := e.name(l.name)
			if d.guard < 0 || i != d.guard+1 {
				n.all = append(n.all, l.macro)
			}
		}
	}
	slices.SortFunc(order, func(a, b *fileMacros) int { return strings.Compare(a.path, b.path) })
	e.learnExports()
	b := builder{env: e}
	for _, f := range order {
		b.evaluate(f)
	}
	b.settle(order)
	return e
}

// Digest is the same for two environments exactly when the macros that their files define,
// in order, are the same, up to where in a file they stand.
func (e *Environment) Digest() [sha256.Size]byte {
	h := sha256.New()
	for _, path := range slices.Sorted(maps.Keys(e.files)) {
		for i := range e.files[path].dirs.lines {
			d := &e.files[path].dirs.lines[i]
			if d.kind == dirDefine && d.macro != nil {
				fmt.Fprintf(h, "%s\x00%s\x00%t\x00%q\x00%s\n", path, d.name, d.macro.function, d.macro.params, d.macro.raw)
			}
		}
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// name gives the record of a macro's name.
func (e *Environment) name(name string) *macroName {
	n := e.names[name]
	if n == nil {
		n = &macroName{name: name}
		e.names[name] = n
	}
	return n
}

// configure defines the macros that are there before any file is read.
func (e *Environment) configure(config map[string]string) {
	for _, d := range Directives("", predefined).lines {
		if d.kind == dirDefine {
			e.name(d.name).base = d.macro
		}
	}
	e.external = map[string]*definition{}
	for _, d := range Directives("", externalMacros).lines {
		if d.kind == dirDefine {
			e.external[d.name] = d.macro
		}
	}
	for name, b := range map[string]builtin{
		"__LINE__": builtinLine, "__FILE__": builtinFile, "__BASE_FILE__": builtinFile, "__COUNTER__": builtinCount,
		"_Pragma": builtinDrop, "__pragma": builtinDrop,
	} {
		e.name(name).base = &definition{name: name, builtin: b}
	}
	for _, name := range [...]string{"__has_include", "__has_include_next", "__has_attribute", "__has_cpp_attribute", "__has_builtin"} {
		e.name(name).base = &definition{name: name, raw: name}
	}
	for name, body := range config {
		if body == Undefined {
			e.name(name).base = nil
			delete(e.external, name)
			continue
		}
		e.name(name).base = &definition{name: name, raw: body}
	}
}

// supported reads the table of what GCC supports.
func supported() map[string]string {
	has := map[string]string{}
	for line := range strings.Lines(supportedTable) {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[0] == "#" {
			continue
		}
		for _, name := range fields[2:] {
			has[fields[0]+" "+name] = fields[1]
		}
	}
	return has
}

//go:embed predefined/has.txt
var supportedTable string

//go:embed predefined/headers.txt
var headersTable string

func standardHeaders() map[string]bool {
	headers := map[string]bool{}
	for line := range strings.Lines(headersTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, name := range strings.Fields(line) {
			headers[name] = true
		}
	}
	return headers
}

// supports gives what a __has_ operator says of a name, "attribute" for __has_attribute.
func (e *Environment) supports(operator, name string) int64 {
	bare := name
	if operator != "builtin" && len(name) > 4 && strings.HasPrefix(name, "__") && strings.HasSuffix(name, "__") {
		bare = name[2 : len(name)-2]
	}
	n, _ := strconv.ParseInt(e.has[operator+" "+bare], 10, 64)
	return n
}
