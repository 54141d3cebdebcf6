package cpp

import (
	"bytes"
	"strings"

	"plumbline/parse"
)

// tables are what a file's statically initialized CPython structures say, collected
// before anything is recorded, since a table is used behind its definition.
type tables struct {
	modules map[string]string   // PyModuleDef variables: the module's name
	types   map[string]string   // PyTypeObject variables: tp_name
	holders map[string][]string // what a list of methods is handed on to
	owned   map[string]bool     // tables of methods that belong to a type
	inUse   map[string]string   // tables of methods that belong to a module: its name
	methods []methodTable
	names   []parse.PyName // modules and types, by position
}

// methodTable is a PyMethodDef array.
type methodTable struct {
	name     string
	from, to int // its entries, in tokens
}

// collectTables reads all of them.
func collectTables(c *code) *tables {
	t := &tables{
		modules: map[string]string{}, types: map[string]string{}, holders: map[string][]string{},
		owned: map[string]bool{}, inUse: map[string]string{},
	}
	for i := 0; i < len(c.tokens); i++ {
		if c.kind(i) != identifier {
			continue
		}
		switch word := c.bytes(i); string(word) {
		case "PyMethodDef", "PyModuleDef", "PyTypeObject", "PyType_Spec", "PyType_Slot":
			if name, open := initializer(c, i); name != "" {
				t.initialized(c, string(word), name, open)
				i = c.closing(open)
			}
		case "tp_name":
			if lit, _, ok := c.literal(i + 2); ok && c.is(i+1, "=") {
				t.typeName(c, i, lit)
			}
		case "tp_methods":
			for j := i + 1; c.is(i+1, "=") && j < i+lookahead && !c.is(j, ";"); j++ {
				t.owned[c.word(j)] = true
			}
		default:
			if bytes.HasSuffix(word, []byte("addPyMethodDefs")) && c.is(i+1, "(") {
				if args := c.arguments(i + 1); len(args) == 2 {
					name := c.lastName(args[1])
					t.holders[name] = append(t.holders[name], c.lastName(args[0]))
				}
			}
		}
	}
	return t
}

// initialized reads a variable of one of the structures; its initializer opens at open.
func (t *tables) initialized(c *code, structure, name string, open int) {
	switch structure {
	case "PyMethodDef":
		t.methods = append(t.methods, methodTable{name, open, c.closing(open)})
	case "PyModuleDef":
		t.moduleDef(c, name, open)
	default:
		t.typeObject(c, name, open, structure == "PyType_Slot")
	}
}

// initializer gives the variable that the type name at i declares and the index of its
// initializer's brace; "" when it declares none. The type may be a template's argument.
func initializer(c *code, i int) (name string, open int) {
	const declarator = 16 // tokens: `PyMethodDef, 1> name[2] = {{`
	for j := i + 1; j < i+declarator; j++ {
		switch word := c.word(j); {
		case word == "{":
			return name, j
		case word == "=", word == "[", word == "]", word == ">", word == ",", c.kind(j) == number:
		case c.kind(j) == identifier && (name == "" || c.is(j-1, "::")):
			name = word
		default:
			return "", 0
		}
	}
	return "", 0
}

// moduleDef reads `PyModuleDef def = {PyModuleDef_HEAD_INIT, "name", doc, size, methods}`
// or its designated form.
func (t *tables) moduleDef(c *code, name string, open int) {
	module := ""
	for j, end := open, c.closing(open); j < end; j++ {
		if lit, _, ok := c.literal(j); ok && module == "" {
			module = lit
			t.names = append(t.names, parse.PyName{Line: c.lineOf(j), Module: lit, How: "PyModuleDef"})
		}
		if c.kind(j) == identifier && module != "" {
			t.inUse[c.word(j)] = module
		}
	}
	t.modules[name] = module
}

// typeObject reads the name and the tables of a type, or the tables among its slots.
func (t *tables) typeObject(c *code, name string, open int, slots bool) {
	for j, end := open, c.closing(open); j < end; j++ {
		if c.kind(j) == identifier {
			t.owned[c.word(j)] = true
		}
		if lit, _, ok := c.literal(j); ok && t.types[name] == "" && !slots {
			t.types[name] = lit
			t.typeName(c, j, lit)
		}
	}
}

// typeName records a type whose tp_name says which module it is in.
func (t *tables) typeName(c *code, i int, name string) {
	if dot := strings.LastIndexByte(name, '.'); dot > 0 && !strings.ContainsAny(name, " %") {
		t.names = append(t.names, parse.PyName{Line: c.lineOf(i), Module: name[:dot], Name: name[dot+1:], How: "tp_name"})
	}
}

// methodNames records the entries `{"name", function, flags, doc}` of every table but
// those of a type.
func (t *tables) methodNames(f *parse.File, c *code) {
	for _, table := range t.methods {
		module, owned := t.owner(table.name)
		if owned {
			continue
		}
		for j := table.from; j < table.to; j++ {
			if !c.is(j, "{") {
				continue
			}
			if name, next, ok := c.literal(j + 1); ok && c.is(next, ",") && isName(name) {
				f.PyNames = append(f.PyNames, parse.PyName{Line: c.lineOf(j + 1), Module: module, Name: name, How: "PyMethodDef"})
			}
		}
	}
}

// owner tells where a table's methods go: to a type, or to the module it names.
func (t *tables) owner(table string) (module string, owned bool) {
	for _, name := range append([]string{table}, t.holders[table]...) {
		if m, ok := t.inUse[name]; ok {
			return m, false
		}
		if t.owned[name] {
			return "", true
		}
	}
	return "", false
}
