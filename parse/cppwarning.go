package parse

// CppWarning is a place of C++ code that warns of a deprecation or removal when it runs, or
// that raises because what it stands for is gone: a call of TORCH_WARN and its kin
// (c10/util/Exception.h), of PyErr_WarnEx and its kin (Python's C API, "Exception Handling"), of
// a logging macro, of a check, a throw. It is a fact, not a judgement: what is deprecated, the
// function, a parameter or a value, is for the reader of the text to say.
type CppWarning struct {
	Line     int         // of the macro
	Macro    string      // "TORCH_WARN_ONCE", "PyErr_WarnEx", "throw"; "PythonArgParser" for a signature marked "|deprecated"
	Category CppWarnKind `json:",omitempty"`
	Raises   bool        `json:",omitempty"` // it raises, and does not warn
	// Change tells that the text announces a change of behaviour in a release to come, and
	// speaks of no deprecation or removal: "will require ... in a future PyTorch release".
	Change bool `json:",omitempty"`
	// Text is the message: string literals joined, escapes undone, what is computed written
	// "{...}", once for each argument, or part of one, that is.
	Text string

	// Function is the qualified name of the function in whose definition it stands, unnamed
	// namespaces and template arguments left out: "at::native::symeig". Of a member of a class
	// local to a function it is that function; of TORCH_IMPL_FUNC(add_out) and its kin the name in
	// the parenthesis. "" where there is none, or none that can be told.
	Function     string `json:",omitempty"`
	FunctionLine int    `json:",omitempty"` // of the name
	// Block is the head of the macro whose use opens the body, where that names no function:
	// "TORCH_LIBRARY(aten, m)".
	Block string `json:",omitempty"`
	// Definition is the macro in whose definition it stands; Function is "" then.
	Definition string `json:",omitempty"`
	// Lambda tells that a lambda stands between it and the function; Bound is the name that the
	// lambda is registered under, the first literal of def("name", [] ...), op("ns::name(...)", ...).
	Lambda bool   `json:",omitempty"`
	Bound  string `json:",omitempty"`

	// Conditions are the tests of the ifs and switches around it in the function, outermost
	// first: "!(x)" for an else, "switch (x)"; of a check that is not "false" its own, negated.
	Conditions []string `json:",omitempty"`
	// Conditional are those of them that depend on a parameter, joined by " && ": they name one,
	// or a local variable whose value was computed from one. Params are these parameters.
	Conditional string   `json:",omitempty"`
	Params      []string `json:",omitempty"`
}

// CppWarnKind is the category of a warning, as Python sees it.
type CppWarnKind string

// The categories; none where Python sees no warning, or the file does not tell which.
const (
	CppWarnDeprecation CppWarnKind = "deprecation" // DeprecationWarning, PendingDeprecationWarning
	CppWarnFuture      CppWarnKind = "future"      // FutureWarning
	CppWarnUser        CppWarnKind = "user"        // UserWarning
)
