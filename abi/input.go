package abi

import (
	"time"

	"plumbline/internal/finding"
	"plumbline/parse"
	"plumbline/parse/opschema"
)

// Input is what Build needs of one tree.
type Input struct {
	Headers []*parse.Header // every header of the tree, sorted by path
	Public  func(path string) bool
	// Resolve gives the header of the tree that an include leads to.
	Resolve func(from string, inc parse.Include) (string, bool)
	// TierOf gives the tier that a path alone decides (shim, stable), "" for none.
	TierOf func(path string) Tier
	// Internal reports whether a scope component (namespace or class) marks what is below it
	// as internal: "detail", "impl", "internal" under a profile; never true without one.
	Internal  func(component string) bool
	Native    *opschema.Native // nil where the tree has no operator schemas
	Torchgen  Torchgen         // how the tree generates the C++ of operators
	Allow     *opschema.AllowList
	Upgraders []opschema.Upgrader
	Version   string // the release that version.txt names, "" for none
}

// Options say how to judge a pair.
type Options struct {
	// SameInclude gives the path in HEAD of the header that clients include by the same name
	// as one of BASE, wherever it lies in the tree; "" for none.
	SameInclude func(base string) string
	// SameFile gives the path in HEAD of a header of BASE that was renamed, "" for none.
	SameFile func(base string) string
	// Today is the day on which allow-list entries are judged; on the zero day none has expired.
	Today time.Time
}

// Verdict is the worst that a comparison found, see docs/compatibility.md.
type Verdict string

// The verdicts, best first.
const (
	Identical   Verdict = "identical"
	Compatible  Verdict = "compatible"
	Risk        Verdict = "risk"
	SourceBreak Verdict = "source-break"
	BinaryBreak Verdict = "binary-break"
)

// Result is what Compare found.
type Result struct {
	Verdict    Verdict
	Findings   []finding.Finding // sorted
	BlindSpots []BlindSpot       // of both trees, those of BASE first
	Base, Head Counts
}

// Counts says how much was compared.
type Counts struct {
	Headers, Public                                                  int
	Classes, Enums, Functions, Variables, Aliases, Macros, Operators int // on the public surface
}
