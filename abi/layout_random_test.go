package abi

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"plumbline/parse"
)

// TestRandomClasses makes classes by chance, with bases, fields, bit-fields and virtual
// functions of every kind, and holds layouts and virtual tables against GCC's.
func TestRandomClasses(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			g := &classGen{rng: rand.New(rand.NewPCG(seed, 7))}
			for i := range 250 {
				g.class(i)
			}
			s := &Surface{Classes: g.classes}
			newLayouter().layOut(s)
			dump := CompileDump(t, g.text.String())
			facts := g.runFacts(t)
			bad := 0
			for _, c := range g.classes {
				if why := g.compare(c, dump[c.Name], facts[c.Name]); why != "" && bad < 12 {
					bad++
					t.Errorf("%s %s\n%.1500s", c.Name, why, g.story(c, map[string]bool{}))
				}
			}
		})
	}
}

// classGen makes a surface and the C++ text of the same classes.
type classGen struct {
	rng     *rand.Rand
	text    strings.Builder
	classes []*Class
	source  map[string]string
	above   []map[string]bool // ancestors of each class
	clones  []bool            // has a clone function, own or inherited
	plain   []bool            // nothing virtual in it, no data

	sharedBase bool // the class being made has a virtual base on more than one path
}

func (g *classGen) chance(percent int) bool { return g.rng.IntN(100) < percent }

func (g *classGen) compare(c *Class, want *GCCClass, fact string) string {
	if c.Layout == nil {
		return "has no layout: " + c.LayoutWhy
	}
	got := &strings.Builder{}
	fmt.Fprintf(got, "%d %d %v %v %v", c.Layout.Size, c.Layout.Align, c.Layout.Empty && c.Kind != "union", c.Layout.Polymorphic, c.Layout.TriviallyCopyable)
	for i, f := range c.Layout.Fields {
		v := c.Fields[slices.IndexFunc(c.Fields, func(v *Variable) bool { return v.Name == c.Name+"::"+f.Name })]
		if !v.IsBits && v.Type.Kind != LRef {
			fmt.Fprintf(got, " %s=%d", f.Name, c.Layout.Fields[i].Offset)
		}
	}
	if got.String() != fact {
		return "is " + got.String() + ", want " + fact
	}
	if c.Kind != "union" && !c.Layout.Empty && c.Layout.DataSize != want.BaseSize {
		return fmt.Sprintf("has base size %d, want %d", c.Layout.DataSize, want.BaseSize)
	}
	for _, b := range c.Layout.Bases {
		if !slices.Contains(want.Bases, b) {
			return fmt.Sprintf("has base %v, want one of %v", b, want.Bases)
		}
	}
	return DiffTables(c.Name, c.Vtable, want)
}

// story is the text of a class and of all that it is made of.
func (g *classGen) story(c *Class, seen map[string]bool) string {
	out := ""
	for _, o := range g.classes {
		if o != c && !seen[o.Name] && strings.Contains(g.source[c.Name], o.Name+" ") {
			seen[o.Name] = true
			out += g.story(o, seen)
		}
	}
	return out + g.source[c.Name]
}

// runFacts has a program print sizes and offsets as GCC sees them.
func (g *classGen) runFacts(t *testing.T) map[string]string {
	t.Helper()
	var b strings.Builder
	b.WriteString("#include <cstdio>\n#include <cstddef>\n#include <type_traits>\n" + g.text.String())
	b.WriteString("template <class T> void show(const char* n) { std::printf(\"%s %zu %zu %s %s %s\", n, sizeof(T), alignof(T)," +
		"std::is_empty<T>::value ? \"true\" : \"false\", std::is_polymorphic<T>::value ? \"true\" : \"false\", " +
		"std::is_trivially_copyable<T>::value ? \"true\" : \"false\"); }\nint main() {\n")
	for _, c := range g.classes {
		fmt.Fprintf(&b, "show<%s>(\"%s\");\n", c.Name, c.Name)
		for _, f := range c.Fields {
			if !f.IsBits && f.Type.Kind != LRef {
				fmt.Fprintf(&b, "std::printf(\" %s=%%zu\", __builtin_offsetof(%s, %s));\n", f.Decl.Name, c.Name, f.Decl.Name)
			}
		}
		b.WriteString("std::puts(\"\");\n")
	}
	b.WriteString("}\n")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.cpp"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("g++", "-std=c++17", "-w", "-fno-access-control", "-Wno-invalid-offsetof", "x.cpp", "-o", "x")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("g++: %v\n%.3000s", err, out)
	}
	out, err := exec.Command(filepath.Join(dir, "x")).Output()
	if err != nil {
		t.Fatal(err)
	}
	facts := map[string]string{}
	for _, line := range strings.Split(string(out), "\n") {
		name, rest, _ := strings.Cut(line, " ")
		facts[name] = rest
	}
	return facts
}

// class makes class number n.
func (g *classGen) class(n int) {
	c := &Class{Defined: true}
	c.Kind, c.Name = "struct", fmt.Sprintf("K%d", n)
	c.Decl = &parse.Decl{Kind: parse.DeclClass, Name: c.Name, Tag: "struct", Defined: true}
	if g.chance(6) {
		c.Kind, c.Decl.Tag = "union", "union"
	}
	g.above = append(g.above, map[string]bool{})
	g.clones = append(g.clones, false)
	g.plain = append(g.plain, true)
	var b strings.Builder
	if g.chance(8) {
		c.Decl.Pack = 1 << g.rng.IntN(4)
		c.Decl.Packed = c.Decl.Pack == 1
		fmt.Fprintf(&b, "#pragma pack(push, %d)\n", c.Decl.Pack)
	}
	b.WriteString(c.Kind + " ")
	if g.chance(5) && c.Kind != "union" {
		c.Decl.Align = []string{[]string{"1", "4", "16", "32"}[g.rng.IntN(4)]}
	}
	g.sharedBase = false
	head := g.bases(c, n)
	var body strings.Builder
	g.functions(c, n, &body)
	align := int64(1)
	g.fields(c, n, &body, &align)
	if len(c.Decl.Align) > 0 {
		fmt.Fprintf(&b, "__attribute__((aligned(%s))) ", c.Decl.Align[0])
	}
	if c.Decl.Packed && c.Decl.Pack == 0 {
		b.WriteString("__attribute__((packed)) ")
	}
	b.WriteString(c.Name + " " + head + "{\n" + body.String() + "};\n")
	if c.Decl.Pack > 0 {
		b.WriteString("#pragma pack(pop)\n")
	}
	if g.source == nil {
		g.source = map[string]string{}
	}
	g.source[c.Name] = b.String()
	g.text.WriteString(b.String())
	g.classes = append(g.classes, c)
}

// bases chooses bases that make no conversion ambiguous, but for plain empty ones.
func (g *classGen) bases(c *Class, n int) string {
	if c.Kind == "union" || n%25 == 0 {
		return ""
	}
	var list []string
	shared := false
	for range g.rng.IntN(4) {
		i := g.earlier(n)
		b := g.classes[i]
		if b.Kind == "union" || slices.ContainsFunc(c.Bases, func(x Base) bool { return x.Class == b }) {
			continue
		}
		virtual := g.chance(25)
		clash := false
		for a := range g.above[i] {
			clash = clash || g.above[n][a]
		}
		clash = clash || g.above[n][b.Name]
		for _, x := range c.Bases {
			clash = clash || g.above[i][x.Class.Name]
		}
		if clash && (!g.plain[i] || g.clones[i] || g.clones[n]) {
			if !g.onlyVirtual(c, i, virtual) {
				continue
			}
			shared = true
		}
		c.Bases = append(c.Bases, Base{Type: &Type{Kind: ClassType, Name: b.Name, Class: b}, Class: b, Virtual: virtual})
		g.above[n][b.Name] = true
		for a := range g.above[i] {
			g.above[n][a] = true
		}
		g.clones[n] = g.clones[n] || g.clones[i]
		g.plain[n] = g.plain[n] && g.plain[i] && !virtual
		word := ""
		if virtual {
			word = "virtual "
		}
		list = append(list, word+b.Name+" ")
	}
	g.sharedBase = shared
	if len(list) == 0 {
		return ""
	}
	return ": " + strings.Join(list, ", ")
}

// onlyVirtual reports whether no class is there twice if class i becomes a base of c.
func (g *classGen) onlyVirtual(c *Class, i int, virtual bool) bool {
	found := map[string]string{} // a class, and the way there from the last virtual base
	once := true
	var walk func(b Base, way string)
	walk = func(b Base, way string) {
		way += "/" + b.Class.Name
		if b.Virtual {
			way = b.Class.Name
		}
		if old, ok := found[b.Class.Name]; ok && old != way {
			once = false
		}
		found[b.Class.Name] = way
		for _, x := range b.Class.Bases {
			walk(x, way)
		}
	}
	for _, b := range append(slices.Clone(c.Bases), Base{Class: g.classes[i], Virtual: virtual}) {
		walk(b, "")
	}
	return once
}

// functions gives the class special and virtual functions.
func (g *classGen) functions(c *Class, n int, b *strings.Builder) {
	self := &Type{Kind: ClassType, Name: c.Name, Class: c}
	ref := &Type{Kind: LRef, Elem: &Type{Kind: ClassType, Name: c.Name, Class: c, Const: true}}
	add := func(f *Function, name, text string) {
		f.Name, f.Owner = c.Name+"::"+name, c
		f.Decl = &parse.Decl{Kind: parse.DeclFunction, Name: name}
		c.Methods = append(c.Methods, f)
		b.WriteString("  " + text + "\n")
	}
	if g.chance(12) {
		add(&Function{Func: parse.FuncConstructor}, c.Name, c.Name+"();")
	}
	if g.chance(12) {
		add(&Function{Func: parse.FuncConstructor, Params: []Param{{Type: ref}}}, c.Name, c.Name+"(const "+c.Name+" &);")
	} else if g.chance(5) {
		add(&Function{Func: parse.FuncConstructor, Deleted: true, Params: []Param{{Type: ref}}}, c.Name, c.Name+"(const "+c.Name+" &) = delete;")
	} else if g.chance(5) {
		add(&Function{Func: parse.FuncConstructor, Params: []Param{{Type: &Type{Kind: RRef, Elem: self}}}}, c.Name, c.Name+"("+c.Name+" &&);")
	}
	if g.chance(8) {
		add(&Function{Func: parse.FuncOperator, Params: []Param{{Type: ref}}, Return: &Type{Kind: LRef, Elem: self}}, "operator=",
			c.Name+" & operator=(const "+c.Name+" &);")
	} else if g.chance(4) {
		add(&Function{Func: parse.FuncOperator, Defaulted: true, Params: []Param{{Type: ref}}, Return: &Type{Kind: LRef, Elem: self}}, "operator=",
			c.Name+" & operator=(const "+c.Name+" &) = default;")
	}
	if c.Kind == "union" {
		return
	}
	virtual := g.chance(45)
	if g.chance(15) {
		v := virtual && g.chance(60)
		add(&Function{Func: parse.FuncDestructor, Virtual: v}, "~"+c.Name, word(v, "virtual ")+"~"+c.Name+"();")
		g.plain[n] = g.plain[n] && !v
	}
	order := g.rng.Perm(4)
	for _, i := range order {
		if g.sharedBase || virtual && g.chance(35) {
			name := fmt.Sprintf("f%d", i)
			v := g.chance(70)
			pure := v && g.chance(10)
			f := &Function{Virtual: v, Pure: pure, Return: &Type{Kind: Builtin, Name: "void"}}
			if i%2 == 1 {
				f.Params = []Param{{Type: &Type{Kind: Builtin, Name: "int"}}}
			}
			add(f, name, word(v, "virtual ")+"void "+name+"("+word(i%2 == 1, "int")+")"+word(pure, " = 0")+";")
			g.plain[n] = g.plain[n] && !v
		}
	}
	if g.sharedBase && g.clones[n] || virtual && g.chance(20) {
		g.clones[n] = true
		g.plain[n] = false
		add(&Function{Virtual: true, Return: &Type{Kind: Pointer, Elem: self}}, "clone", "virtual "+c.Name+" * clone();")
	}
}

func word(yes bool, text string) string {
	if yes {
		return text
	}
	return ""
}

var genBuiltins = []string{"char", "bool", "short", "int", "unsigned int", "long", "double", "long double", "unsigned char", "float"}

// fields gives the class data members.
func (g *classGen) fields(c *Class, n int, b *strings.Builder, align *int64) {
	if g.chance(5) && len(c.Bases) == 0 && c.Decl.Pack == 0 {
		c.Decl.Packed = true
	}
	count := g.rng.IntN(6) - 1
	for i := 0; i < count; i++ {
		name := fmt.Sprintf("x%d", i)
		v := &Variable{Type: &Type{Kind: Builtin, Name: genBuiltins[g.rng.IntN(len(genBuiltins))]}}
		v.Name, v.Access = c.Name+"::"+name, parse.AccessPublic
		v.Decl = &parse.Decl{Kind: parse.DeclVariable, Name: name}
		text := v.Type.Name + " " + name
		switch k := g.rng.IntN(100); {
		case k < 30 && n%25 > 0:
			o := g.classes[g.earlier(n)]
			if c.Kind == "union" && !simple(o) {
				continue
			}
			v.Type = &Type{Kind: ClassType, Name: o.Name, Class: o}
			text = o.Name + " " + name
			if g.chance(20) && c.Kind != "union" && !virtualBases(o) && !virtualBases(c) {
				v.NoUnique = true
				text = "[[no_unique_address]] " + text
			} else if g.chance(15) {
				v.Type = &Type{Kind: Array, Elem: v.Type, Len: 2}
				text += "[2]"
			}
			if slices.ContainsFunc(o.Methods, func(f *Function) bool { return f.Pure }) || g.abstract(o) {
				continue
			}
		case k < 36:
			v.Type = &Type{Kind: LRef, Elem: v.Type}
			text = v.Type.Elem.Name + " & " + name
			if c.Kind == "union" {
				continue
			}
		case k < 40:
			v.Type = &Type{Kind: MemberPointer, Elem: &Type{Kind: FunctionType}, Of: &Type{Kind: ClassType, Name: c.Name, Class: c}}
			text = "void (" + c.Name + " ::*" + name + ")()"
		case k < 60:
			kinds := []string{"char", "short", "int", "unsigned int", "long", "bool"}
			v.Type = &Type{Kind: Builtin, Name: kinds[g.rng.IntN(len(kinds))]}
			v.IsBits, v.Bits = true, int64(1+g.rng.IntN(int(builtinSizes[v.Type.Name])*8))
			if g.chance(5) {
				v.Bits += 20
			}
			text = fmt.Sprintf("%s %s : %d", v.Type.Name, name, v.Bits)
			if g.chance(15) {
				v.Name, v.Decl.Name, v.Bits = c.Name+"::", "", int64(g.rng.IntN(8))
				text = fmt.Sprintf("%s : %d", v.Type.Name, v.Bits)
			}
		case k < 64:
			v.Align = []string{"16"}
			text = "alignas(16) " + text
		}
		if g.chance(8) {
			v.Access = parse.AccessPrivate
			text = "private: " + text + "; public:"
		}
		b.WriteString("  " + text + ";\n")
		c.Fields = append(c.Fields, v)
		g.plain[n] = false
	}
}

// earlier is the number of a class made before class n, of its own group: small groups make
// failures easy to read.
func (g *classGen) earlier(n int) int { return n - n%25 + g.rng.IntN(n%25) }

// simple reports whether a class may be a member of a union as it is.
func simple(c *Class) bool {
	return len(c.Bases) == 0 && len(c.Methods) == 0 && !slices.ContainsFunc(c.Fields, func(f *Variable) bool {
		t := f.Type
		for t.Kind == Array {
			t = t.Elem
		}
		return t.Kind == LRef || t.Kind == ClassType && !simple(t.Class)
	})
}

// virtualBases reports whether a class has any: as [[no_unique_address]] members these lie
// where GCC's bounds on its own tables put them.
func virtualBases(c *Class) bool {
	return slices.ContainsFunc(c.Bases, func(b Base) bool { return b.Virtual || virtualBases(b.Class) })
}

// abstract reports whether a class has a pure virtual function somewhere above it.
func (g *classGen) abstract(c *Class) bool {
	return slices.ContainsFunc(c.Methods, func(f *Function) bool { return f.Pure }) ||
		slices.ContainsFunc(c.Bases, func(b Base) bool { return g.abstract(b.Class) })
}
