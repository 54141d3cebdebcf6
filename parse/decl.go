package parse

// Header is what reading the declarations of one C or C++ file yields, under one
// configuration of the preprocessor. Branches of an #if that the configuration does not
// take are read too, where they hold whole declarations: those have Untaken set.
type Header struct {
	Path     string
	Bytes    int
	Decls    []*Decl    // at namespace scope, in source order
	Macros   []MacroDef // the #defines and #undefs of the file, in source order
	Includes []Include  // in source order
	Unparsed []Span     // regions no declaration could be read from, sorted, disjoint
	// Standard is the least value of __cplusplus that the header does not refuse with an #error,
	// 0 where it refuses none; StandardLine is the line of the test.
	Standard     int
	StandardLine int
}

// MacroDef is one #define or #undef.
type MacroDef struct {
	Line         int
	Name         string
	FunctionLike bool
	Params       []string // names; the last may be "..." or, GNU style, "args..."
	Body         string   // the replacement, comments gone, blanks made one; "" for none
	Undef        bool
	Guards       []string // as in Decl
	Untaken      bool     // in a branch that the configuration does not take
}

// DeclKind is what a Decl declares.
type DeclKind uint8

// The kinds of declaration.
const (
	DeclNamespace      DeclKind = iota + 1 // Members; Name "" is an unnamed namespace
	DeclClass                              // class, struct or union: Tag; Defined tells a definition from a mere declaration
	DeclEnum                               // Members are its enumerators
	DeclEnumerator                         // Init is its value as written, "" when implicit
	DeclFunction                           // functions of every kind, deduction guides apart
	DeclVariable                           // variables, fields and static members
	DeclAlias                              // using X = T, typedef T X, alias templates; Type is the target
	DeclUsing                              // using a::b; the name is Target
	DeclUsingNamespace                     // using namespace a::b; the name is Target
	DeclNamespaceAlias                     // namespace a = b::c; the name is Target
	DeclFriendClass                        // friend class X; the name is Target
	DeclInstantiation                      // [extern] template class X<T>, template T f<T>(T): Target, for functions Type too
)

// FuncKind tells functions apart by how they are called.
type FuncKind uint8

// The kinds of function.
const (
	FuncOrdinary FuncKind = iota
	FuncConstructor
	FuncDestructor // Name is "~X"
	FuncOperator   // Name is "operator==", "operator()", "operator new[]", `operator""_x`
	FuncConversion // Name is "operator", the target is Type.Elem
	FuncDeduction  // a deduction guide: no symbol
)

// Access is the access of a member or a base.
type Access uint8

// The accesses; members of namespaces have none.
const (
	AccessNone Access = iota
	AccessPublic
	AccessProtected
	AccessPrivate
)

// Decl is one declaration. Fields that a kind has no use for are zero. It is a tree:
// Members are those of a namespace, a class or an enum.
type Decl struct {
	Kind   DeclKind
	Name   string // unqualified; "" for what is unnamed
	Line   int    // of the name; where a macro made it, of the macro's use
	Text   string // the declaration as written, one blank between tokens, without body and annotations
	Macro  string // the outermost macro whose expansion holds the name, "" for none
	Access Access // of a class member

	Guards  []string // the conditions it stands under, outermost first, the include guard left out; "!(X)" for an #else
	Untaken bool     // one of them is false in the configuration

	// Scope qualifies a name declared outside its own scope: A::B in `void A::B::f() {}`.
	Scope *Name
	// Templates are its template headers, outermost first; an empty one is `template <>`.
	Templates [][]TemplateParam
	// SpecArgs are the arguments of a class, variable or function template's specialisation, nil for none.
	SpecArgs []TemplateArg
	Spec     bool // it is a specialisation, even with no arguments written
	Requires string

	Export     string   // the export macro on it: "C10_API"
	Hidden     bool     // visibility hidden
	Deprecated *string  // the message, "" when there is none; nil when it is not deprecated
	Align      []string // operands of alignas and aligned(), as written
	Packed     bool     // packed, or under #pragma pack(1)
	Pack       int      // of a class: the bound on alignments under #pragma pack, in bytes, 0 for none
	NoUnique   bool     // [[no_unique_address]]

	Inline, Constexpr, Static, Extern, ExternC, ThreadLocal, Mutable bool
	Virtual, Override, Final, Pure, Deleted, Defaulted, Explicit     bool
	Friend                                                           bool // a function declared or defined as a friend
	HasBody                                                          bool // function: defined here; BodyHash is of its tokens

	Func     FuncKind
	Type     *Type  // function type; of variables their type; alias target; an enum's fixed underlying type
	Init     string // initialiser or enumerator value as written, one blank between tokens
	HasInit  bool
	Bits     string // width of a bit-field as written, "" for none
	IsBits   bool   // a bit-field, perhaps unnamed
	BodyHash uint64 // of a function's body, initialisers included, comments and blanks left out
	// BodyPlain is the same without what is mere spelling: namespaces before names, traits in
	// their long or short form, marks for what may be unused. 0 for no body.
	BodyPlain uint64

	Tag      string // "class", "struct", "union"; of an enum "enum", "enum class" or "enum struct"
	Defined  bool   // class or enum: with a body
	IsInline bool   // an inline namespace
	Bases    []Base
	Members  []*Decl
	Target   *Name // see DeclKind
}

// Base is one direct base of a class.
type Base struct {
	Type    *Type
	Access  Access // the default of the tag written out
	Virtual bool
	Pack    bool // Bases...
}

// TemplateParam is one parameter of a template.
type TemplateParam struct {
	Kind    TemplateParamKind
	Name    string
	Pack    bool
	Type    *Type        // of a value parameter
	Default *TemplateArg // nil for none
	Text    string       // as written
}

// TemplateParamKind tells the parameters of templates apart.
type TemplateParamKind uint8

// The kinds of template parameter.
const (
	TypeParam TemplateParamKind = iota
	ValueParam
	TemplateTemplateParam
)

// TemplateArg is one argument of a template: a type, or else an expression as written.
// A name that may be either (`X<N>`) is a type whose Kind is TypeNamed: lookup decides.
type TemplateArg struct {
	Type *Type
	Expr string // normalised: one blank between tokens
	Pack bool   // followed by ...
}

// TypeKind is what a Type is made of.
type TypeKind uint8

// The kinds of type. Qualifiers of any of them stand in Const and Volatile.
const (
	TypeNamed     TypeKind = iota + 1 // Name
	TypeBuiltin                       // Text: "int", "unsigned long", ... as a demangler prints it; "void", "bool", "auto", "decltype(auto)"
	TypePointer                       // to Elem
	TypeLRef                          // Elem&
	TypeRRef                          // Elem&&
	TypeArray                         // of Elem; Text is the extent as written, "" for []
	TypeFunction                      // Elem is what it returns, nil for constructors, destructors
	TypeMemberPtr                     // to Elem, a member of Class
	TypeDecltype                      // Text is its operand
	TypeOther                         // Text: typeof, unreadable, ...
)

// Type is a type as written; names in it are not resolved.
type Type struct {
	Kind     TypeKind
	Const    bool
	Volatile bool
	Name     *Name
	Text     string
	Elem     *Type
	Class    *Name
	Tag      string // elaborated: "struct X"

	// Of a function.
	Params   []Param
	Variadic bool // ends in ...
	FnConst  bool
	FnVol    bool
	Ref      string // "", "&", "&&"
	Noexcept string // "", "true", or the operand as written
}

// Param is one parameter of a function.
type Param struct {
	Name    string
	Type    *Type
	Default string // as written, one blank between tokens
	Pack    bool
}

// Name is a possibly qualified name as written.
type Name struct {
	Global bool // starts with ::
	Parts  []NamePart
}

// NamePart is one component of a name.
type NamePart struct {
	Ident   string
	Args    []TemplateArg
	HasArgs bool
}

// Last is the rightmost component.
func (n *Name) Last() *NamePart { return &n.Parts[len(n.Parts)-1] }
