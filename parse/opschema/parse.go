package opschema

import (
	"fmt"
	"strconv"
	"strings"
)

// maxNesting bounds how deep types nest; real ones nest three deep at most.
const maxNesting = 64

// ParseSchema reads one operator schema. What neither grammar accepts is an error that
// names the column.
func ParseSchema(text string) (*Schema, error) {
	p := &parser{text: text}
	s := &Schema{}
	p.name(s)
	p.arguments(s)
	p.expect("->")
	p.returns(s)
	p.space()
	if p.err == nil && p.pos < len(p.text) {
		p.fail("want nothing more")
	}
	if p.err != nil {
		return nil, p.err
	}
	return s, nil
}

// parser reads a schema from left to right. The first mistake stays in err; every step
// after it does nothing.
type parser struct {
	text     string
	pos      int
	typeVars bool // lower-case names that are no types are type variables
	err      error
}

func (p *parser) fail(want string) {
	if p.err == nil {
		rest := p.text[min(p.pos, len(p.text)):]
		if len(rest) > 20 {
			rest = rest[:20] + "..."
		}
		p.err = fmt.Errorf("column %d: %s, got %q", p.pos+1, want, rest)
	}
}

func (p *parser) space() {
	for p.pos < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.pos]) >= 0 {
		p.pos++
	}
}

// accept takes a token when it comes next.
func (p *parser) accept(token string) bool {
	p.space()
	if p.err != nil || !strings.HasPrefix(p.text[p.pos:], token) {
		return false
	}
	p.pos += len(token)
	return true
}

func (p *parser) expect(token string) {
	if !p.accept(token) {
		p.fail("want " + strconv.Quote(token))
	}
}

// peek is the next byte, 0 at the end.
func (p *parser) peek() byte {
	p.space()
	if p.err != nil || p.pos >= len(p.text) {
		return 0
	}
	return p.text[p.pos]
}

// ident takes an identifier, "" when none comes next.
func (p *parser) ident() string {
	if !isLetter(p.peek()) {
		return ""
	}
	start := p.pos
	for p.pos < len(p.text) && (isLetter(p.text[p.pos]) || isDigit(p.text[p.pos])) {
		p.pos++
	}
	return p.text[start:p.pos]
}

func (p *parser) wantIdent(what string) string {
	name := p.ident()
	if name == "" {
		p.fail("want " + what)
	}
	return name
}

func (p *parser) name(s *Schema) {
	s.Name.Base = p.wantIdent("the operator's name")
	if p.accept("::") {
		s.Name.Namespace, s.Name.Base = s.Name.Base, p.wantIdent("the operator's name")
	}
	if p.accept(".") {
		s.Name.Overload = p.wantIdent("the overload's name")
	}
	p.typeVars = s.Name.Namespace == "aten" || s.Name.Namespace == "prim"
}

func (p *parser) arguments(s *Schema) {
	p.expect("(")
	if p.accept(")") {
		return
	}
	keyword, defaulted := false, false
	for p.err == nil {
		switch {
		case s.VarArgs:
			p.fail(`want nothing behind "..."`)
		case p.accept("..."):
			s.VarArgs = true
		case p.peek() == '*' && keyword:
			p.fail(`want one "*" at most`)
		case p.accept("*"):
			keyword = true
		default:
			a := p.argument()
			a.KwOnly = keyword
			defaulted = defaulted || a.HasDefault
			s.Args = append(s.Args, a)
		}
		if p.accept(")") {
			if s.VarArgs && defaulted {
				p.fail(`want no default values beside "..."`)
			}
			return
		}
		p.expect(",")
	}
}

func (p *parser) argument() Argument {
	a := Argument{Type: p.typ(0)}
	a.Name = p.wantIdent("the argument's name")
	if p.accept("=") {
		a.HasDefault, a.Default = true, p.value()
	}
	return a
}

func (p *parser) returns(s *Schema) {
	if p.accept("...") {
		s.VarReturns = true
		return
	}
	if !p.accept("(") {
		s.Returns = []Argument{p.result()}
		return
	}
	if p.accept(")") {
		return
	}
	for p.err == nil {
		switch {
		case s.VarReturns:
			p.fail(`want nothing behind "..."`)
		case p.accept("..."):
			s.VarReturns = true
		default:
			s.Returns = append(s.Returns, p.result())
		}
		if p.accept(")") {
			return
		}
		p.expect(",")
	}
}

func (p *parser) result() Argument {
	return Argument{Type: p.typ(0), Name: p.ident()}
}

// baseTypes are the names that one of the grammars knows: BaseTy of torchgen/model.py and
// parseBaseType of torch/csrc/jit/frontend/schema_type_parser.cpp.
var baseTypes = map[string]bool{
	"Generator": true, "Dimname": true, "DimVector": true, "ScalarType": true, "Layout": true,
	"MemoryFormat": true, "Storage": true, "QScheme": true, "Quantizer": true,
	"ConstQuantizerPtr": true, "Device": true, "DeviceIndex": true, "Stream": true,
	"Scalar": true, "Tensor": true, "GraphModule": true, "str": true, "float": true,
	"complex": true, "int": true, "SymInt": true, "SymBool": true, "SymFloat": true,
	"bool": true, "None": true, "NoneType": true, "Capsule": true, "Any": true,
	"AnyClassType": true, "AnyEnumType": true, "number": true,
}

// typ reads a type with its suffixes and alias annotations.
func (p *parser) typ(depth int) *Type {
	if depth >= maxNesting {
		p.fail("want types that nest less deep")
	}
	if p.err != nil {
		return nil
	}
	t := p.primary(depth)
	for levels := depth; p.err == nil; levels++ {
		switch {
		case p.accept("?"):
			t = &Type{Kind: Optional, Elems: []*Type{t}, Size: -1}
		case p.peek() == '[':
			t = &Type{Kind: List, Elems: []*Type{t}, Size: p.size()}
			t.Alias = p.alias()
		default:
			return t
		}
		if levels >= maxNesting {
			p.fail("want types that nest less deep")
		}
	}
	return t
}

// primary reads a type up to its first suffix.
func (p *parser) primary(depth int) *Type {
	if p.peek() == '(' {
		return &Type{Kind: Tuple, Elems: p.elems(depth), Size: -1}
	}
	start := p.pos
	name := p.wantIdent("a type")
	switch name {
	case "Dict", "Future", "Await", "RRef", "Union":
		if p.peek() == '(' {
			t := &Type{Kind: Generic, Name: name, Elems: p.elems(depth), Size: -1}
			t.Alias = p.alias()
			return t
		}
	case "__torch__":
		for p.err == nil && p.accept(".") {
			name += "." + p.wantIdent("a name")
		}
		if !strings.HasPrefix(name, "__torch__.torch.classes.") {
			p.fail("want __torch__.torch.classes")
		}
		return &Type{Kind: Base, Name: name, Size: -1}
	}
	variable := p.typeVars && name != "" && name[0] >= 'a' && name[0] <= 'z' && name != "double" && name != "int64_t"
	if p.err == nil && !baseTypes[name] && !variable {
		p.pos = start
		p.fail("want a type that schemas know")
	}
	t := &Type{Kind: Base, Name: name, Size: -1}
	t.Alias = p.alias()
	return t
}

// elems reads a list of types in parentheses.
func (p *parser) elems(depth int) []*Type {
	var all []*Type
	p.expect("(")
	if p.accept(")") {
		return nil
	}
	for p.err == nil {
		all = append(all, p.typ(depth+1))
		if p.accept(")") {
			break
		}
		p.expect(",")
	}
	return all
}

// size reads [] or [N], and gives -1 or N.
func (p *parser) size() int64 {
	p.expect("[")
	if p.accept("]") {
		return -1
	}
	start := p.pos
	for p.pos < len(p.text) && isDigit(p.text[p.pos]) {
		p.pos++
	}
	n, err := strconv.ParseInt(p.text[start:p.pos], 10, 32)
	if err != nil {
		p.pos = start
		p.fail("want the size of the list")
	}
	p.expect("]")
	return n
}

// alias reads an alias annotation, nil when none comes next.
func (p *parser) alias() *Alias {
	if p.peek() == '!' { // shorthand for a set of its own, written to
		p.accept("!")
		return &Alias{Before: []string{fresh}, Write: true}
	}
	if p.peek() != '(' {
		return nil
	}
	p.accept("(")
	a := &Alias{Before: p.aliasSets()}
	a.Write = p.accept("!")
	if p.accept("->") {
		a.After = p.aliasSets()
	}
	p.expect(")")
	return a
}

func (p *parser) aliasSets() []string {
	var sets []string
	for p.err == nil {
		if p.accept("*") {
			sets = append(sets, "*")
		} else {
			sets = append(sets, p.wantIdent("an alias set"))
		}
		if !p.accept("|") {
			break
		}
	}
	return sets
}
