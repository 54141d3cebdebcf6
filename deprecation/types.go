package deprecation

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// typ is an annotation as a type checker means it: a union of members, each a name with
// arguments. Spelling is gone: Optional[X], X | None and Union[X, None], List and list, quotes
// and module prefixes all read the same.
type typ struct {
	name string // last component; "" for a union, "[]" for a list of types
	args []typ
	up   []string // of a class of the tree the names of all above it
	// of a type variable what it may stand for: its bound, or the union of its constraints; nil
	// where that is anything
	bound *typ
}

// typeOf reads an annotation; nil gives Any, for without one anything goes.
func typeOf(e *parse.PyExpr) typ { return (*annotation)(nil).typeIn(e) }

// parseType reads the text of a type, whose names mean what they do at a place; hops is how
// many aliases led here. It is false where the text is no type.
func parseType(text string, at *annotation, hops int) (typ, bool) {
	p := typeParser{text: text, at: at, hops: hops}
	t := p.union(0)
	if p.skip(); p.pos < len(p.text) {
		return typ{}, false
	}
	return normal(t, 0), true
}

// typeParser reads the text of an annotation, in quotes or not (typing specification, "Type
// annotations").
type typeParser struct {
	text    string
	pos     int
	at      *annotation // nil: names mean themselves
	hops    int
	literal bool // within Literal[...]: what looks like a name is a value
}

func (p *typeParser) skip() {
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\\':
			p.pos++
		case c == '#':
			for p.pos < len(p.text) && p.text[p.pos] != '\n' {
				p.pos++
			}
		default:
			return
		}
	}
}

func (p *typeParser) take(c byte) bool {
	if p.skip(); p.pos < len(p.text) && p.text[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

func (p *typeParser) union(depth int) typ {
	t := p.primary(depth)
	for p.take('|') {
		t = typ{args: []typ{t, p.primary(depth)}}
	}
	return t
}

func (p *typeParser) primary(depth int) typ {
	p.skip()
	if depth > maxNesting || p.pos >= len(p.text) {
		return typ{name: "?"}
	}
	var t typ
	switch c := p.text[p.pos]; {
	case c == '\'' || c == '"':
		t = p.quoted(depth)
	case c == '(':
		p.pos++
		t = p.union(depth + 1)
		p.take(')')
	case c == '[':
		p.pos++
		t = typ{name: "[]", args: p.list(']', depth)}
	default:
		t = typ{name: p.word()}
		if !p.literal {
			if m, ok := p.at.meaning(t.name, p.hops); ok {
				t = m
			}
		}
	}
	for p.take('[') {
		outer := p.literal
		p.literal = outer || lastOf(t.name) == "Literal"
		args := p.list(']', depth)
		p.literal = outer
		if lastOf(t.name) == "Literal" || lastOf(t.name) == "Annotated" {
			args = args[:min(len(args), maxLiterals)]
		}
		t.args = append(t.args, args...)
	}
	return t
}

// maxLiterals bounds how many values of a Literal are compared.
const maxLiterals = 1000

// quoted reads a forward reference, or a value of a Literal: what is no type is a name.
func (p *typeParser) quoted(depth int) typ {
	quote := p.text[p.pos]
	end := strings.IndexByte(p.text[p.pos+1:], quote)
	if end < 0 {
		p.pos = len(p.text)
		return typ{name: "?"}
	}
	inner := typeParser{text: p.text[p.pos+1 : p.pos+1+end], at: p.at, hops: p.hops, literal: p.literal}
	p.pos += end + 2
	t := inner.union(depth + 1)
	if inner.skip(); inner.pos < len(inner.text) {
		return typ{name: "'" + inner.text + "'"}
	}
	return t
}

func (p *typeParser) list(end byte, depth int) (out []typ) {
	for !p.take(end) {
		before := p.pos
		out = append(out, p.union(depth+1))
		p.take(',')
		if p.pos == before {
			return out
		}
	}
	return out
}

// word reads a dotted name, a number or "...".
func (p *typeParser) word() string {
	start := p.pos
	for p.pos < len(p.text) && !strings.ContainsRune(" \n\t\r\\[](){}|,'\"#:=", rune(p.text[p.pos])) {
		p.pos++
	}
	if p.pos == start {
		p.pos++ // what starts no type
		return "?"
	}
	return p.text[start:p.pos]
}

// normal takes the spelling out of a type.
func normal(t typ, depth int) typ {
	if depth > maxNesting {
		return t
	}
	args := make([]typ, len(t.args))
	for i := range t.args {
		args[i] = normal(t.args[i], depth+1)
	}
	if t.name == "..." {
		return t
	}
	name := lastOf(t.name)
	switch name {
	case "Optional":
		return unionOf(append(args, typ{name: "None"}))
	case "Union", "":
		return unionOf(args)
	case "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly":
		if len(args) > 0 {
			return args[0]
		}
	case "NoneType":
		name = "None"
	case "Text":
		name = "str"
	case "object":
		name = "Any"
	case "TypeGuard", "TypeIs":
		name, args = "bool", nil
	case "callable": // the builtin function, as annotations miswrite it
		name = "Callable"
	}
	if plain, ok := builtinOf[name]; ok {
		name = plain
	}
	return typ{name: name, args: args, up: t.up, bound: t.bound}
}

// builtinOf maps the generic aliases of typing to what they stand for (PEP 585).
var builtinOf = map[string]string{"List": "list", "Dict": "dict", "Set": "set", "FrozenSet": "frozenset", "Tuple": "tuple",
	"Type": "type", "Deque": "deque", "DefaultDict": "defaultdict"}

// unionOf makes a flat union without repetitions, in a fixed order; of one member that member.
func unionOf(members []typ) typ {
	var flat []typ
	for _, m := range members {
		if m.name == "" {
			flat = append(flat, m.args...)
		} else {
			flat = append(flat, m)
		}
	}
	flat = joinLiterals(flat)
	slices.SortFunc(flat, func(a, b typ) int { return strings.Compare(a.String(), b.String()) })
	flat = slices.CompactFunc(flat, sameType)
	if len(flat) == 1 {
		return flat[0]
	}
	return typ{args: flat}
}

// joinLiterals makes one Literal of several (typing specification, "Literals").
func joinLiterals(members []typ) []typ {
	at := -1
	var out []typ
	for _, m := range members {
		switch {
		case m.name != "Literal":
			out = append(out, m)
		case at < 0:
			at = len(out)
			out = append(out, typ{name: m.name, args: slices.Clone(m.args)})
		default:
			out[at].args = append(out[at].args, m.args...)
		}
	}
	return out
}

func sameType(a, b typ) bool { return a.String() == b.String() }

// String is the one spelling of a type.
func (t typ) String() string {
	if t.name == "" {
		parts := make([]string, len(t.args))
		for i := range t.args {
			parts[i] = t.args[i].String()
		}
		return strings.Join(parts, " | ")
	}
	if len(t.args) == 0 {
		return t.name
	}
	parts := make([]string, len(t.args))
	for i := range t.args {
		parts[i] = t.args[i].String()
	}
	return t.name + "[" + strings.Join(parts, ", ") + "]"
}

// members are the alternatives of a type.
func (t typ) members() []typ {
	if t.name == "" {
		return t.args
	}
	return []typ{t}
}

// typeRelation is how a new type stands to an old one.
type typeRelation uint8

const (
	typeSame    typeRelation = iota
	typeWidened              // takes all that the old one took, and more
	typeNarrowed
	typeOther // neither takes all of the other
)

// relate compares two types.
func relate(old, new typ) typeRelation {
	switch {
	case sameType(old, new), variable(old), variable(new):
		return typeSame
	}
	wider, narrower := covers(new, old, 0), covers(old, new, 0)
	switch {
	case wider && narrower:
		return typeSame
	case wider:
		return typeWidened
	case narrower:
		return typeNarrowed
	}
	return typeOther
}

// variable reports whether a type is a type variable, by the names that they have: renaming
// one says nothing.
func variable(t typ) bool {
	if len(t.args) > 0 || t.name == "" {
		return false
	}
	if t.name == "args" || t.name == "kwargs" {
		return true // P.args of a ParamSpec
	}
	n := strings.TrimLeft(t.name, "_")
	return len(n) == 1 && n[0] >= 'A' && n[0] <= 'Z' || strings.HasPrefix(n, "T_") || strings.HasSuffix(n, "_T") || strings.HasSuffix(n, "_co") || strings.HasSuffix(n, "_contra")
}

// widest is the type that covers all that a type stands for: of a type variable its bound.
func (t typ) widest() typ {
	if t.bound != nil {
		return *t.bound
	}
	return t
}

// covers reports whether every value of type b is one of type a.
func covers(a, b typ, depth int) bool {
	if depth > maxNesting {
		return false
	}
	if variable(a) && b.name == "Any" || variable(b) && a.name == "Any" {
		return true
	}
	if a.name == "Any" || b.name == "Any" || b.name == "Never" || b.name == "NoReturn" {
		return a.name == "Any" || b.name != "Any"
	}
	if b.name == "" || a.name == "" {
		for _, m := range b.members() {
			if !slices.ContainsFunc(a.members(), func(x typ) bool { return covers(x, m, depth+1) }) {
				return false
			}
		}
		return true
	}
	if variable(a) && variable(b) {
		return true
	}
	if a.bound != nil || b.bound != nil { // callers choose what a variable stands for, within its bound
		return covers(a.widest(), b.widest(), depth+1)
	}
	if a.name == b.name {
		return coversArgs(a, b, depth)
	}
	if b.name == "Literal" {
		return a.name == literalType(b)
	}
	if above(a.name, b) {
		return len(a.args) == 0 || len(b.args) == 0 || len(a.args) != len(b.args) || coversArgs(typ{name: "Sequence", args: a.args}, typ{name: "Sequence", args: b.args}, depth)
	}
	return false
}

// coversArgs compares arguments: a bare generic is one of Any; values of a Literal are a set.
// Parameters are taken as covariant: what a checker says of list[int] and list[float] is not
// what a caller meets.
func coversArgs(a, b typ, depth int) bool {
	if a.name == "Literal" {
		for _, v := range b.args {
			if !slices.ContainsFunc(a.args, func(x typ) bool { return sameType(x, v) }) {
				return false
			}
		}
		return true
	}
	if len(a.args) == 0 || len(b.args) == 0 {
		return true
	}
	if a.name == "tuple" && len(a.args) == 2 && a.args[1].name == "..." {
		for _, x := range b.args {
			if x.name != "..." && !covers(a.args[0], x, depth+1) {
				return false
			}
		}
		return true
	}
	if len(a.args) != len(b.args) {
		return false
	}
	for i := range a.args {
		x, y := a.args[i], b.args[i]
		if x.name == "..." || y.name == "..." {
			continue
		}
		if a.name == "Callable" && i == 0 { // parameters are contravariant; what takes more will do
			x, y = y, x
		}
		if !covers(x, y, depth+1) {
			return false
		}
	}
	return true
}

// literalType is the type of the values of a Literal, "" where they differ.
func literalType(t typ) string {
	kind := ""
	for _, v := range t.args {
		k := "str"
		switch {
		case v.name == "True" || v.name == "False":
			k = "bool"
		case v.name != "" && (v.name[0] >= '0' && v.name[0] <= '9' || v.name[0] == '-'):
			k = "int"
		}
		if kind != "" && kind != k {
			return ""
		}
		kind = k
	}
	return kind
}

// above reports whether a class of this name is above a type.
func above(a string, b typ) bool {
	seen := map[string]bool{}
	queue := append([]string{b.name}, b.up...)
	for len(queue) > 0 && len(seen) < maxAncestors {
		n := queue[0]
		queue = queue[1:]
		if n == a {
			return true
		}
		if seen[n] {
			continue
		}
		seen[n] = true
		queue = append(append(queue, superTypes[n]...), promoted[n]...)
	}
	return false
}

// superTypes are the types right above those of the builtins, enum and collections.abc: what
// isinstance says (Python library reference).
var superTypes = map[string][]string{
	"bool": {"int"}, "int": {"SupportsInt", "SupportsIndex", "Hashable", "Number"}, "float": {"SupportsFloat"}, "complex": {"Number"},
	"str": {"Sequence", "Hashable"}, "bytes": {"Sequence", "Buffer"}, "list": {"MutableSequence"}, "tuple": {"Sequence"},
	"range": {"Sequence"}, "bytearray": {"MutableSequence", "Buffer"}, "NamedTuple": {"tuple"}, "UserList": {"MutableSequence"}, "UserString": {"Sequence"},
	"MutableSequence": {"Sequence"}, "Sequence": {"Collection", "Reversible"}, "Collection": {"Iterable", "Sized", "Container"},
	"set": {"MutableSet"}, "frozenset": {"AbstractSet"}, "MutableSet": {"AbstractSet"}, "AbstractSet": {"Collection"}, "Set": {"Collection"},
	"dict": {"MutableMapping"}, "MutableMapping": {"Mapping"}, "Mapping": {"Collection"}, "OrderedDict": {"dict"}, "defaultdict": {"dict"},
	"TypedDict": {"dict"}, "UserDict": {"MutableMapping"}, "ChainMap": {"MutableMapping"}, "KeysView": {"MappingView", "AbstractSet"},
	"ItemsView": {"MappingView", "AbstractSet"}, "ValuesView": {"MappingView", "Collection"}, "MappingView": {"Sized"},
	"Iterator": {"Iterable"}, "Reversible": {"Iterable"}, "Generator": {"Iterator"}, "deque": {"MutableSequence"}, "Counter": {"dict"}, "type": {"Callable"},
	"AsyncIterator": {"AsyncIterable"}, "AsyncGenerator": {"AsyncIterator"}, "Coroutine": {"Awaitable"},
	"IntEnum": {"int", "Enum"}, "StrEnum": {"str", "Enum"}, "IntFlag": {"int", "Flag"}, "Flag": {"Enum"}, "ReprEnum": {"Enum"},
	"Size": {"tuple"}, "Parameter": {"Tensor"}, "ModuleType": {"object"}, "Path": {"PathLike"},
}

// promoted is the numeric tower of annotations, which isinstance does not know (PEP 484: what
// takes a float takes an int).
var promoted = map[string][]string{"int": {"float"}, "float": {"complex"}}
