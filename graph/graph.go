// Package graph turns the facts of single files into one immutable dependency graph over
// Python, C++ and CUDA, with evidence (file and line) on every edge, and answers
// questions about it. It exists so that everything measured later - coupling, cycles,
// layers, chains, impact - rests on one resolution of imports, includes and bindings.
//
// Concurrency: Build resolves files in parallel, each worker with state of its own; the
// Graph it returns is never changed again, so any number of goroutines may query it.
package graph

import (
	"plumbline/parse"
)

// Kind says how one file comes to depend on another. The order is the order of
// precedence: where one line gives several kinds to the same target, the first one holds.
type Kind uint8

// The edge kinds.
const (
	Type               Kind = iota // Python import that only a type checker runs
	Lazy                           // Python import inside a function
	Dynamic                        // import_module("literal"), and C++ that imports Python
	Guarded                        // Python import that may fail without harm
	Load                           // Python import that runs when the file loads
	IncludeGenerated               // #include of a header the build makes
	IncludeConditional             // #include under an #if
	Include                        // #include
	Parent                         // the __init__ of a package that an import of its submodule runs
	Reexport                       // the file that defines a name imported through another module
	Usage                          // an attribute chain: torch.distributed.rpc.x after `import torch`
	Binding                        // Python name to the C++ that defines it
	Registration                   // TORCH_LIBRARY_IMPL, REGISTER_DISPATCH to what they register with
	Codegen                        // generator or schema to what the build makes from it
	NumKinds
)

var kindNames = [NumKinds]string{"type", "lazy", "dynamic", "guarded", "load", "include-generated",
	"include-conditional", "include", "parent", "reexport", "usage", "binding", "registration", "codegen"}

// String is the kind's name in every format.
func (k Kind) String() string { return kindNames[k] }

// Derived reports whether a site of this kind only follows from another one at the same
// place.
func (k Kind) Derived() bool { return k == Parent || k == Reexport }

// KindSet is a set of kinds, one bit each.
type KindSet uint32

// Kinds makes a set.
func Kinds(ks ...Kind) KindSet {
	var s KindSet
	for _, k := range ks {
		s |= 1 << k
	}
	return s
}

// Has reports whether k is in the set.
func (s KindSet) Has(k Kind) bool { return s&(1<<k) != 0 }

// The sets that figures are measured over; every report names the one it used.
const (
	// CouplingKinds count in Ca, Ce and weights: everything but type, codegen and parent.
	CouplingKinds KindSet = 1<<NumKinds - 1 - 1<<Type - 1<<Codegen - 1<<Parent
	// LayerKinds count for layers and forbidden dependencies: everything but type and codegen.
	LayerKinds = CouplingKinds | 1<<Parent
	// LoadKinds is the policy "load": what runs or is read when a file loads.
	LoadKinds KindSet = 1<<Load | 1<<Guarded | 1<<Include | 1<<IncludeGenerated
	// LoadLazyKinds is the policy "load+lazy".
	LoadLazyKinds = LoadKinds | 1<<Lazy
	// AllKinds is the policy "all": lazy, dynamic and conditional ones too.
	AllKinds = LoadLazyKinds | 1<<Dynamic | 1<<IncludeConditional
)

// LoadPolicy names the policy that figures rest on unless they say otherwise.
const LoadPolicy = "load"

// Policies lists the named edge policies for cycles and reachability.
func Policies() []string { return []string{LoadPolicy, "load+lazy", "all"} }

// Policy gives the kinds of a named policy.
func Policy(name string) (KindSet, bool) {
	switch name {
	case LoadPolicy:
		return LoadKinds, true
	case "load+lazy":
		return LoadLazyKinds, true
	case "all":
		return AllKinds, true
	}
	return 0, false
}

// NodeKind tells what a node stands for.
type NodeKind uint8

// The node kinds. Only FileNode counts as a file of the tree.
const (
	FileNode      NodeKind = iota // a source file
	GeneratedNode                 // a header or module that the build makes; its ID is a virtual path
	BindingNode                   // the compiled binding module (torch._C)
	DataNode                      // a schema or template that code is generated from
)

// Node is a file, or something that stands in for one.
type Node struct {
	ID       string // path in the tree, virtual path, or module name of the bindings
	Kind     NodeKind
	Module   int32 // index into Graph.Modules
	Language parse.Language
	Lines    int
	Header   bool // a C-family header: what it includes spreads to every includer
	Test     bool // matches the test patterns and is not loaded by product code
}

// Module is a named set of files.
type Module struct {
	Name   string
	Parent string // nearest enclosing module by name, "" at the top
	Files  int    // source files it owns itself
	Lines  int
	Test   bool // a test submodule, or a module all of whose files are test code
}

// Site is one place in the tree that gives rise to an edge.
type Site struct {
	File int32 // node index of the file the place is in
	Line int32
}

// Edge is the dependency of one node on another, of one kind, with all its sites in order.
type Edge struct {
	From, To int32
	Kind     Kind
	Sites    []Site
}

// Graph is the dependency graph of one tree. Nodes are sorted by ID, Modules by name,
// Edges by From, To, Kind.
type Graph struct {
	Nodes   []Node
	Modules []Module
	Edges   []Edge

	Resolution    Resolution
	InferredRoots []Root // include roots found rather than configured
	Coverage      Coverage

	byID     map[string]int32
	byModule map[string]int32
	out      []int32 // CSR offsets into Edges by From
	sites    []rawSite
}

// Status is how an import or include was resolved; its values are those of the facts format.
type Status string

// The resolution states.
const (
	InTree     Status = "tree"
	Built      Status = "built"       // imports: made by the build or compiled
	Stdlib     Status = "stdlib"      // imports
	ThirdParty Status = "third_party" // imports
	Generated  Status = "generated"   // includes: made by the build
	External   Status = "external"    // includes
	Ambiguous  Status = "ambiguous"   // includes: several files fit and no root decides
	Unresolved Status = "unresolved"
)

// Target is where one import or include record leads.
type Target struct {
	Path   string // file, folder of a package without __init__, or virtual path; "" when unknown
	Status Status
	Reason string // for an unresolved one that the configuration explains
}

// Resolution holds the targets of every file's records, parallel to the facts.
type Resolution struct {
	Imports  [][]Target // by file index, then by parse.File.Imports index
	Includes [][]Target
}

// UnresolvedRecord is one import or include inside the tree that leads nowhere.
type UnresolvedRecord struct {
	Path    string
	Line    int
	Target  string // as written, leading dots included
	Include bool
	Status  Status // Unresolved or Ambiguous
	Reason  string // why this is expected, from the configuration; "" when it is not
}

// Coverage says what the graph rests on, so that a sparse graph can't read as a clean one.
type Coverage struct {
	Files         map[parse.Language]int
	UnparsedBytes int
	Imports       map[Status]int
	Includes      map[Status]int
	ImportRoots   []string
	IncludeRoots  []string
	Unresolved    []UnresolvedRecord // sorted by path, line
	Bindings      Traced             // uses of the compiled module
	Operators     Traced             // uses of operators by name
	Kernels       Traced             // dispatch entries of the operator schema
}

// Traced counts references that were followed to their definition, and those that were not.
type Traced struct {
	Total    int
	Followed int
	Missing  []string // the names not followed, sorted, unique
}

// NodeByID finds a node by path, virtual path or module name of the bindings.
func (g *Graph) NodeByID(id string) (int32, bool) {
	i, ok := g.byID[id]
	return i, ok
}

// ModuleByName finds a module.
func (g *Graph) ModuleByName(name string) (int32, bool) {
	i, ok := g.byModule[name]
	return i, ok
}

// Out returns the edges that start at node n, sorted by To and Kind.
func (g *Graph) Out(n int32) []Edge { return g.Edges[g.out[n]:g.out[n+1]] }
