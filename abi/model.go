package abi

import (
	"plumbline/internal/finding"
	"plumbline/parse"
	"plumbline/parse/opschema"
)

// Tier is how firm the promise is that a declaration makes; the first that fits, in this order.
type Tier string

// The tiers.
const (
	TierShim     Tier = "shim"     // the C ABI shim
	TierStable   Tier = "stable"   // torch/csrc/stable, torch/headeronly
	TierExported Tier = "exported" // an export macro on it or its class
	TierInternal Tier = "internal" // no export macro, and a detail, impl or internal scope or a _-name
	TierHeader   Tier = "header"   // the rest: inline, templates, not exported
)

// Surface is all that the headers of one tree declare, with names resolved. Slices are
// sorted by name, then path and line; nothing is changed once Build has returned it.
type Surface struct {
	Classes   []*Class
	Enums     []*Enum
	Functions []*Function // free functions and methods of every kind
	Variables []*Variable // variables, static members and fields
	Aliases   []*Alias
	Macros    []*Macro
	// Instantiations are the explicit instantiations of templates ([temp.explicit]), sorted by
	// name; Decl.Extern tells a declaration from a definition.
	Instantiations []*Entity
	Headers        []*Header
	Operators      []*Operator         // of native_functions.yaml, sorted by name
	Allow          *opschema.AllowList // what PyTorch's own check of operators passes over, nil for none
	Upgraders      []opschema.Upgrader // old schemas that saved programs are rewritten from
	BlindSpots     []BlindSpot
	// Inline are the qualified names of the inline namespaces, sorted: what bumps a version
	// of the binary interface without a change to sources that use it.
	Inline  []string
	Links   []NamespaceLink // sorted
	Version string          // the release that version.txt names, "" for none
}

// NamespaceLink says that names of one namespace are found under another: it is an alias of
// it, or has a using-directive for it.
type NamespaceLink struct{ From, To string }

// Header is one header of a tree.
type Header struct {
	Path     string
	Public   bool     // installed
	Includes []string // headers of the tree that it includes, resolved; sorted
	Bytes    int
	Unparsed []parse.Span
	// Standard is the least value of __cplusplus that it does not refuse, 0 for none; see
	// parse.Header.
	Standard, StandardLine int
}

// BlindSpot is something that could not be judged.
type BlindSpot struct {
	Kind string `json:"kind"` // "unparsed", "generated-headers", "unknown-layout", "linker-visibility", "build-flags", ...
	Path string `json:"path,omitempty"`
	Line int    `json:"line,omitempty"`
	Text string `json:"text"`
}

// Entity is what every named thing of a surface has.
type Entity struct {
	Kind       string // surface kind: function, method, constructor, destructor, class, struct, union, enum, enumerator, field, variable, alias, macro
	Name       string // qualified, template arguments of specialisations included: "c10::ArrayRef<T>::data" is "c10::ArrayRef::data"
	Symbol     string // as c++filt prints the mangled name; "" where there is none
	Tier       Tier
	Export     string // the export macro that applies: its own, else its class's
	OwnExport  string // the export macro on the declaration itself
	Access     parse.Access
	Path       string
	Line       int
	Public     bool // declared in a public header, and reachable by access (not private)
	Template   bool // a template, or a member of one
	Deprecated *string
	Guards     []string
	Untaken    bool
	Owner      *Class      // the class that it is a member of, nil for none
	Decl       *parse.Decl // the declaration chosen to speak for it: the definition where there is one
	Others     []*parse.Decl
}

// Location is where the entity is declared.
func (e *Entity) Location() *finding.Location { return &finding.Location{Path: e.Path, Line: e.Line} }

// Class is a class, struct or union, a template of one or a specialisation.
type Class struct {
	Entity
	Defined    bool
	Bases      []Base
	Fields     []*Variable // non-static data members, in order
	Statics    []*Variable
	Methods    []*Function // in order, special ones included
	Nested     []*Class
	Enums      []*Enum
	Aliases    []*Alias
	Params     []parse.TemplateParam // of a template
	Args       []Arg                 // of a specialisation, resolved; nil for none or where unknown
	Friends    []string              // as written
	Layout     *Layout               // nil where unknown
	LayoutWhy  string                // why it is unknown
	Vtable     *Vtable               // nil for a class without virtual functions or bases, or where a base is unknown
	DependedBy []*Class              // not filled by Build
}

// Base is one direct base, resolved.
type Base struct {
	Type    *Type
	Class   *Class // nil where it is not a class of the tree
	Access  parse.Access
	Virtual bool
	Pack    bool
}

// Function is a function of any kind.
type Function struct {
	Entity
	Func           parse.FuncKind
	Return         *Type // nil for constructors, destructors
	Params         []Param
	Variadic       bool
	Const          bool
	Volatile       bool
	Ref            string
	Noexcept       string
	Inline         bool // defined in the class, inline, constexpr or a template: clients hold their own copy
	Virtual        bool // declared virtual, or overrides a virtual of a known base
	Pure           bool
	Override       bool
	Final          bool
	Static         bool
	Explicit       bool
	Deleted        bool
	Defaulted      bool
	ExternC        bool
	Friend         bool   // found by argument-dependent lookup only
	BodyHash       uint64 // 0 for none
	BodyPlain      uint64 // without mere spelling, see parse.Decl
	TemplateParams []parse.TemplateParam
}

// Param is one parameter.
type Param struct {
	Name    string
	Type    *Type
	Default string // normalised, "" for none
	Pack    bool
}

// Variable is a variable, a field or a static member.
type Variable struct {
	Entity
	Type      *Type
	Static    bool
	Constexpr bool
	Extern    bool
	Inline    bool
	Mutable   bool
	IsBits    bool
	Bits      int64 // width of a bit-field, -1 where unknown
	NoUnique  bool
	Align     []string
	Value     *int64 // of an integral constant, nil where unknown
	Init      string
}

// Enum is an enumeration.
type Enum struct {
	Entity
	Scoped      bool
	Fixed       bool  // the underlying type is written
	Underlying  *Type // int where not written; computed from the values then
	Enumerators []Enumerator
	Defined     bool
}

// Enumerator is one name of an enumeration.
type Enumerator struct {
	Name       string // unqualified
	Line       int
	Value      *int64 // nil where unknown
	Text       string // its value as written
	Deprecated *string
	Macro      string
	Guards     []string
	Untaken    bool
}

// Alias is an alias or an alias template, or a using-declaration that brings a name into
// another namespace (Using).
type Alias struct {
	Entity
	Type   *Type  // the target; nil for a using-declaration of functions
	Using  string // qualified name that a using-declaration names, "" for an alias
	Params []parse.TemplateParam
}

// Macro is a public macro.
type Macro struct {
	Entity
	FunctionLike bool
	Params       []string
	Body         string
}

// TypeKind is what a resolved type is made of.
type TypeKind uint8

// The kinds of resolved type.
const (
	Builtin   TypeKind = iota + 1 // Name as a demangler prints it: "unsigned long"
	ClassType                     // Name qualified, Args; Class where the tree declares it
	EnumType                      // Name qualified; Enum
	Pointer
	LRef
	RRef
	Array // Len, -1 where unknown (Extent has the text)
	FunctionType
	MemberPointer // Elem, Of
	TemplateParam // Name
	External      // Name qualified, Args: declared nowhere in the tree (std, third party)
	Dependent     // Name is its text: depends on template parameters, or decltype
	Unresolved    // Name as written: lookup found nothing
)

// Type is a type with aliases resolved and names qualified.
type Type struct {
	Kind     TypeKind
	Const    bool
	Volatile bool
	Name     string // without arguments
	Args     []Arg
	HasArgs  bool
	Outer    *Type // the enclosing class where that has arguments of its own: A<int>::B
	Class    *Class
	Enum     *Enum
	Elem     *Type
	Of       *Type // MemberPointer: the class
	Len      int64
	Extent   string

	Params   []*Type // FunctionType
	Variadic bool
	FnConst  bool
	Ref      string
	Noexcept bool

	// Via lists the aliases of the tree that were resolved on the way, outermost first, by
	// qualified name: when one of their targets changes this is the type that follows.
	Via []string

	decl *class // what lookup goes on in; nil for all but classes
	size int32  // how many nodes it has; 0 where not counted
}

// Arg is one template argument.
type Arg struct {
	Type  *Type
	Value string // of a non-type argument, as a demangler prints it: "3ul", "true", "(c10::DeviceType)1"
	Pack  bool
}

// Layout is where the parts of a class lie (Itanium C++ ABI, x86-64 Linux), in bytes.
type Layout struct {
	Size   int64
	Align  int64
	Fields []FieldOffset // own non-static data members, in order
	Bases  []BaseOffset
	// For classes that derive from it: size without tail padding, and whether it is empty.
	DataSize          int64
	Empty             bool
	Trivial           bool // for the purposes of calls
	TriviallyCopyable bool
	POD               bool // for the purpose of layout
	Polymorphic       bool
}

// FieldOffset is the place of one field; Bit is the bit offset in its byte, for bit-fields.
type FieldOffset struct {
	Name   string
	Offset int64
	Bit    int
}

// BaseOffset is the place of a base.
type BaseOffset struct {
	Name    string
	Offset  int64
	Virtual bool
}

// Vtable is the virtual table group of a class: the primary one first.
type Vtable struct {
	// Slots are the functions of the primary vtable in order: "c10::Allocator::allocate(unsigned long)",
	// a virtual destructor twice ("D1", "D0" appended).
	Slots []Slot
	// Secondary are the tables of the other polymorphic bases.
	Secondary []SecondaryVtable
}

// Slot is one entry of a vtable.
type Slot struct {
	Key      string    // what identifies the function over the hierarchy: name, parameters and qualifiers, without its class
	Function *Function // final overrider; nil for one of an unknown base
	Dtor     string    // "D1" or "D0" for destructors
}

// SecondaryVtable is the table of a base other than the primary one.
type SecondaryVtable struct {
	Base   string
	Offset int64
	Slots  []Slot
}

// Operator is one operator of the schema file, or one that its autogen: makes.
type Operator struct {
	Name                 string   // "aten::add.Tensor"
	Schema               string   // "add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor"
	Cpp                  []string // symbols of the C++ functions that the build generates for it, sorted
	Path                 string
	Line                 int
	From                 string           // the entry whose autogen makes it, "" for an entry of its own
	Parsed               *opschema.Schema // nil where the schema can't be read
	Tags                 []string
	DeprecatedSignatures []string // cpp signatures of deprecated.yaml
}
