// Package config reads plumbline.yaml and holds the built-in profiles, which are such files
// themselves. It exists so that every other package gets its settings as checked, plain data
// and a user gets every mistake of a file in one go, each with its line and column.
//
// Concurrency: nothing here keeps state. A Config and a Modules are never changed once a
// function has returned them, so any number of goroutines may read them.
package config

import (
	"time"

	"plumbline/internal/finding"
)

// Off is the severity of a rule that is switched off: below every other one.
const Off finding.Severity = 0

// Config is one plumbline.yaml: the keys of the file are the fields in snake case. All keys
// are optional. A key that the file gives replaces the profile's key of that name whole, an
// absent one is inherited; `exceptions` are added to the profile's.
type Config struct {
	// Extends names the profile to start from; "none" starts from nothing but the defaults.
	// Absent, the profile is chosen by the tree.
	Extends string
	// ImportRoots are the folders from which absolute Python imports resolve, in order.
	// Absent, they are inferred from the tree.
	ImportRoots []Root
	// IncludeRoots are the -I folders of C++ includes, in order. Absent, they are inferred.
	IncludeRoots []Root
	// Ignore holds globs of files that are not read at all; they are counted as ignored.
	Ignore []string
	// Modules cut the tree into named parts: see NewModules for how a file finds its own.
	// Absent, modules are derived from the folders.
	Modules []Module
	// Bindings is the dotted name of the compiled Python module that gives C++ to Python. It is
	// a module of its own, and Python modules below it are compiled.
	Bindings string
	// Tests says which files of a module are test code.
	Tests Tests
	// Layers order the modules from bottom to top: a module may depend on its own layer and on
	// those below it (CPL001). A module of no layer is not judged.
	Layers []Layer
	// Forbidden lists dependencies that may not be, whatever their layers say (CPL002).
	Forbidden []Forbidden
	// Operators says where the operator schemas lie.
	Operators Operators
	// Cpp says how C++ headers are read and which of them are the public surface.
	Cpp Cpp
	// Python says which Python code is the public surface, and what excuses its changes.
	Python Python
	// Deprecation says what releases are, and how long they must warn before something breaks.
	Deprecation Deprecation
	// Audit says where the tree keeps what the Definition of Done asks for.
	Audit Audit
	// Generated lists the headers that the build makes. A header X made from X.in needs no entry.
	Generated []Generated
	// Built lists the Python modules that the build makes or compiles.
	Built []Built
	// Absent lists imports and includes of names inside the roots that lead nowhere on purpose.
	Absent []Absent
	// External lists names that look like the tree's own and are other projects'.
	External External
	// Limits are the bounds of what is read and reported.
	Limits Limits
	// Rules shifts severities by rule id: error, warning, note or off.
	Rules map[string]finding.Severity
	// Severities shifts severities by rule and path, on top of Rules: the last that fits counts.
	Severities []SeverityAt
	// Exceptions are findings that are accepted, each with its reason.
	Exceptions []Exception

	// Profile is the name of the profile in force, "" for none. No key of the file.
	Profile string
	// Source says where this configuration came from: a file name, "profile pytorch" or
	// "built-in defaults". No key of the file.
	Source string

	// Notes are doubts that are no mistakes, each with its place. No key of the file.
	Notes []string

	places places // of keys and values in Source; nil for a Config built in code
}

// Root is one folder from which names resolve. In YAML it is `dir`, `name=dir` or
// `{root: dir or name=dir, for: folder}`.
//
// Without a Name, x/y resolves to Path/x/y. With one, only the name itself and what is below
// it resolve: name to Path and name/y to Path/y (for an import, the dotted name.y), so a root
// can't capture names of other projects. For an include, name and Path may be a header; for an
// import, Path may be a module file without its .py.
type Root struct {
	Path string // slash-separated, relative to the top of the tree; "." is the top
	Name string // first component of the names it provides; "" for all
	For  string // folder whose files alone use this root; "" for the whole tree
}

// Module is a named set of files.
type Module struct {
	// Name is the module's name, as a rule its path (torch/nn). One `*` in it stands for what
	// the first `*` of the pattern matched: {name: "torch/*", paths: ["torch/*/**"]} makes every
	// folder of torch a module.
	Name string
	// Paths are globs of files: * and ? within a folder, ** across folders, [a-z], {a,b}.
	Paths []string
	// First lets this module's patterns beat every pattern of modules without it.
	First bool
}

// Tests names the submodule <module>/Name that test code inside a module belongs to, unless
// product code loads the file.
type Tests struct {
	Name     string   // last component of the submodule's name
	Patterns []string // globs of test files; empty: no test code is told apart
	Except   []string // module globs: modules that keep their tests, as a rule since they are tests as a whole
}

// Layer is a named set of modules. A module name covers its submodules too, unless another
// entry names them or matches them; an entry may be a glob (`**/test`).
type Layer struct {
	Name    string
	Modules []string
}

// Forbidden is a dependency that may not be. From and To are module globs; a plain name covers
// its submodules. A dependency between two modules that both match To is never meant.
type Forbidden struct {
	From   string
	To     string
	Reason string // shown with every finding; required
}

// Operators locates the operator schemas of a tree; "" where there are none.
type Operators struct {
	NativeFunctions string // native_functions.yaml of PyTorch's format
	Derivatives     string // derivatives.yaml of PyTorch's format
	Deprecated      string // deprecated.yaml of PyTorch's format
	AllowList       string // Python file whose ALLOW_LIST names schemas that may break
	Upgraders       string // C++ file whose version map names the schemas that have an upgrader
}

// Cpp is the C++ surface of a tree. A key that a file leaves out is the profile's, and Defines
// are added to the profile's.
type Cpp struct {
	// Defines are macros of the configuration that headers are read under, over those of the
	// built-in one (Linux x86-64, GCC, C++17, CUDA off, NDEBUG set). An empty value is a macro
	// that expands to nothing; "undefined" takes a macro away.
	Defines map[string]string
	// Installed is a file whose string literals "include/..." are globs of the headers that the
	// build installs, as setup.py of PyTorch has; "" where there is none.
	Installed string
	// Public holds globs of the public headers, used where Installed names none. Absent, every
	// header is public.
	Public []string
	// Shim and Stable hold globs of the headers whose declarations are of those tiers.
	Shim   []string
	Stable []string
	// Internal names the scopes (namespaces, classes) whose content is internal unless exported.
	Internal []string
}

// Python is the Python surface of a tree. A key that a file leaves out is the profile's.
type Python struct {
	// Roots are the folders of the packages, or the module files, whose surface it is (torch,
	// src/flask). Empty: every package and module at the top of an import root that is no test.
	Roots []string
	// AllowList is a JSON file that maps modules to names that are public, or not, against the
	// rule of names, as test/allowlist_for_publicAPI.json of PyTorch; "" for none.
	AllowList string
	// BCLinter is the configuration of PyTorch's linter for compatibility, whose excuses count
	// here too; "" for none.
	BCLinter string
	// Contracts are promises about named parts of the surface, each told by a rule of its own.
	Contracts []Contract
}

// Contract is a promise about named parts of the Python surface.
type Contract struct {
	Rule    string   // id of the rule that speaks of it
	Names   []string // dotted names; a * at the end of one stands for any rest
	Private bool     // it covers names that are not public, too
}

// Deprecation is the deprecation cycle. A key that a file leaves out is the profile's.
type Deprecation struct {
	// Tags is the regular expression (RE2) that a tag's whole name must fit to name a version: its
	// group "version", or its groups "major", "minor" and perhaps "patch", "pre", "post". "" for
	// the usual ones: v2.6.0, 2.6.0rc1, rel_2_0_10, release-1.2.
	Tags string
	// Candidates lets a release of which only candidates are tagged count as one.
	Candidates bool
	// Releases is how many releases must warn before something breaks; 0 is "not given".
	Releases int
	// Days is how many days must lie between the first of them and the break; 0: not asked for.
	Days int
	// SilentReleases is Releases for what changes its behaviour without failing (DEP003).
	SilentReleases int
	// Owners are the files that may be the CODEOWNERS of the tree; the first that is there counts.
	Owners []string
	// Ledger is the file with what earlier releases warned of; it need not be there.
	Ledger string
}

// Generated is a set of headers that the build makes. Where a file is in the tree, it wins.
//
// Placeholders: <op> stands for every operator base name; any other, as <name> (within a
// folder) or <path> (across folders), takes the values that make Template a file of the tree.
type Generated struct {
	Root     string   // include root in which the headers appear
	Headers  []string // as they are included, relative to Root
	Template string   // file that they are made from; "" where there is none. Not in the tree: not made
	By       string   // file of the tree that makes them; not in the tree: not made
}

// Built is a Python module that the build makes or compiles. Module and From may share
// placeholders as those of Generated do, each standing for what makes From a file of the tree.
type Built struct {
	Module string // dotted; covers modules below it
	File   string // path that the module has once it is built; "" for a compiled one
	From   string // file of the tree that it is made from; not in the tree: not built; "" where that needs no saying
	Reason string
}

// Absent is a module or a header that code names and that is absent on purpose. Exactly one of
// Module and Header is set.
type Absent struct {
	Module string // dotted glob: `a.b.**` matches a.b and everything below
	Header string // glob of the target as written between the delimiters
	Reason string
}

// External lists, as globs like those of Absent, names that are other projects' although
// their first component is a folder of the tree, or although they stand in quotes.
type External struct {
	Imports  []string
	Includes []string
}

// Limits are bounds; 0 is "not given" in a file and takes the default of Defaults.
type Limits struct {
	MaxFileBytes    int // larger files are skipped and counted, in bytes
	UnparsedPercent int // above it a pass fails (exit 3), percent of the bytes it needs
	FanOut          int // god module (CPL004): a file that depends on more files than this

	ScoreRise       float64 // CPL009: how far a module's coupling score may rise, in points
	PropagationRise float64 // CPL009: by how much the propagation cost may rise, in percent of what it was
}

// SeverityAt is the severity of one rule below a path.
type SeverityAt struct {
	Rule     string // rule id
	Path     string // glob of the finding's path
	Severity finding.Severity
}

// Exception accepts findings of one rule at one path, of one subject, or of both at once.
type Exception struct {
	Rule    string    // rule id
	Path    string    // glob of the finding's path; "" for any
	Subject string    // the finding's subject, literally; "" for any
	Reason  string    // required
	Expires time.Time // first day on which it covers nothing any more, UTC; zero: never
}

// Defaults is the configuration of a tree without a file and without a profile.
func Defaults() *Config {
	return &Config{
		Extends: none,
		Tests:   Tests{Name: "test", Patterns: []string{"**/test/**", "**/tests/**", "**/test_*", "**/*_test.*"}, Except: []string{"test", "tests"}},
		Cpp:     Cpp{Internal: []string{"detail", "impl", "internal"}},
		Python:  Python{BCLinter: ".bc-linter.yml"},
		Deprecation: Deprecation{Releases: 2, SilentReleases: 4, Ledger: "plumbline.deprecations.json",
			// Where GitHub looks, in its order.
			Owners: []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}},
		Limits: Limits{MaxFileBytes: 8 << 20, UnparsedPercent: 10, FanOut: 40, ScoreRise: 0.35, PropagationRise: 1},
		Source: "built-in defaults",
	}
}
