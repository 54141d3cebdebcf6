package parse

// Module is what one Python file (.py, .pyi, .pyi.in) declares, and what it says of what is
// deprecated: the facts of the Python surface. Imports and uses for the module graph are in File.
type Module struct {
	Path     string
	Bytes    int
	Lines    int
	Unparsed []Span // regions that CPython would not accept; what could be read in them is kept
	Stub     bool   // .pyi or .pyi.in: declarations without code

	Doc      PyDoc
	Body     []*PyStmt   // the module's scope: see PyStmt
	Sites    []PySite    // warnings and raises that run on import, those in class bodies included
	Comments []PyComment // those that speak of deprecation
}

// PyDoc is a docstring: the first statement of a body where that is a string literal.
type PyDoc struct {
	Line int // of the literal; 0 where there is none
	Text string
}

// PyComment is a comment, or a run of comment lines, that speaks of deprecation or removal.
type PyComment struct {
	Line int // of its first line
	Text string
}

// PyStmtKind tells the statements that bind names in a scope, or change what is bound.
type PyStmtKind uint8

// The kinds of statement.
const (
	PyImported  PyStmtKind = iota // one name of an import statement
	PyDef                         // def, async def
	PyClassDef                    // class
	PyAssigned                    // a = b = value; one statement a target
	PyAugmented                   // a += value
	PyAnnotated                   // a: type, a: type = value
	PyDeleted                     // del a; one statement a target
	PyCalled                      // a call as a statement: __all__.extend(...), setattr(...)
	PyTypeAlias                   // type A = value
	PyBound                       // a name that a loop, with, except, walrus or match binds
)

// PyStmt is one statement of a module's or class's own scope that binds a name or may change what
// is bound. The statements of if, try, with, for, while and match stand among the others, in source
// order, each with its Guards.
type PyStmt struct {
	Kind    PyStmtKind
	Line    int       // of def, class or the statement's first token, not of a decorator
	EndLine int       // last line of the statement, its body included
	Guards  []PyGuard // the compound statements around it within this scope, outermost first
	Name    string    // what it binds: the local name of an import ("" for *), "" where Target is no plain name

	Import *Import  // PyImported
	Func   *PyFunc  // PyDef
	Class  *PyClass // PyClassDef
	Target *PyExpr  // PyAssigned, PyAugmented, PyAnnotated, PyDeleted
	Op     string   // PyAugmented: "+="
	Type   *PyExpr  // PyAnnotated
	Value  *PyExpr  // the value, or the call; nil where there is none
}

// PyGuardKind tells the clauses of compound statements.
type PyGuardKind uint8

// The clauses.
const (
	PyIf      PyGuardKind = iota // the test held
	PyElse                       // the test did not hold: else, or a later elif, of an if
	PyTry                        // body of a try
	PyExcept                     // a handler
	PyNoError                    // else of a try
	PyFinally
	PyLoop // body of for or while
	PyLoopElse
	PyWith
	PyCase
)

// PyGuard is one clause of a compound statement around another statement. An elif is a PyElse of
// each test before it and a PyIf of its own.
type PyGuard struct {
	Kind PyGuardKind
	Line int     // of the compound statement
	Test *PyExpr // PyIf, PyElse, while: the test; PyTry: what its handlers catch, as a tuple; PyExcept: what it catches; for: the iterable; PyWith: the context; nil where there is none
	Name *PyExpr // the target of for, of except ... as and of with ... as; nil where there is none
}

// PyFunc is a function or method.
type PyFunc struct {
	Async      bool
	Decorators []PyExpr
	Params     []PyParam
	Returns    *PyExpr
	Doc        PyDoc
	Body       PyBody

	Sites   []PySite // in its body and in functions nested in it
	Selfs   []PySelf // what it sets on its first parameter
	Tests   []PyTest // what its body asks of its parameters
	Taken   []PyTaken
	Answers []PyExpr // of a module-level __getattr__ only: what its body compares its parameter with, or looks it up in
	Calls   []PyExpr // calls of self.f(...), super().f(...), Base.f(self, ...) as statements or values, for __init__ chains

	CallGuards [][]PyGuard // of each of Calls
	Hands      []PyExpr    // calls, not among Calls, that give a parameter of its own on to a function whose name begins with one underscore, or that it imports itself
	Imports    []*PyStmt   // imports in it of what Calls, Hands and Only call
	Only       *PyExpr     // the call that it consists of, docstring and warnings aside: `return f(...)`; nil for any other body
	Locals     []PyLocal   // of methods whose Selfs use local variables: what these hold
	Stores     []PySelf    // of _save_to_state_dict: destination[prefix + "name"] = value
	Nested     [][]PyParam // the parameters of each function nested in it
}

// PyLocal is what a local variable of a method is given.
type PyLocal struct {
	Line   int
	Name   string
	Op     string // "=", "+="
	Value  *PyExpr
	Guards []PyGuard
}

// PyBody says what a function's body comes to.
type PyBody uint8

// The bodies.
const (
	PyCode   PyBody = iota // anything else
	PyEmpty                // only a docstring, pass or ...
	PyRaises               // raises whatever it is given: a raise at its top level before any return or other effect but warnings
)

// PyParamKind is the kind of a parameter, in the words of the facts format.
type PyParamKind string

// The kinds of parameter.
const (
	PyPositionalOnly PyParamKind = "positional-only"
	PyPositional     PyParamKind = "positional"
	PyVarPositional  PyParamKind = "var-positional"
	PyKeywordOnly    PyParamKind = "keyword-only"
	PyVarKeyword     PyParamKind = "var-keyword"
)

// PyParam is one parameter; self is one too.
type PyParam struct {
	Name    string
	Kind    PyParamKind
	Line    int
	Default *PyExpr // nil where it is required
	Type    *PyExpr // its annotation, nil for none
}

// PyClass is a class.
type PyClass struct {
	Decorators []PyExpr
	Bases      []PyExpr // positional arguments of the class statement
	Keywords   []PyExpr // metaclass=..., with Key set
	Doc        PyDoc
	Body       []*PyStmt
}

// PySiteKind tells what a site does.
type PySiteKind uint8

// The kinds of site.
const (
	PyWarns PySiteKind = iota // a call whose name or text says that it may warn
	PyRaise                   // a raise statement
)

// PySite is a call that may warn of a deprecation, or a raise. Calls are kept whose callee's last
// name contains "warn" or "deprec", or an argument of which is a string that speaks of deprecation
// or removal; raises all.
type PySite struct {
	Kind   PySiteKind
	Line   int
	Call   PyExpr    // the call; of a raise what is raised
	Text   string    // its message: the literal parts of its first string argument, "{...}" for what is computed; through a local variable too
	Guards []PyGuard // the compound statements around it within the function, outermost first
	Inner  string    // the nested function or class that it stands in, dotted; "" for the function itself
	// Elsewhere says that the function itself neither calls the nested one nor hands it to what may: it is
	// returned or stored, and runs when somebody else calls it.
	Elsewhere bool
}

// PySelf is one attribute that a method sets on its first parameter: self.name = value,
// self.register_buffer("name", value), setattr(self, "name", value).
type PySelf struct {
	Line   int
	Name   string // "" where it is computed: NameOf then holds the expression
	NameOf *PyExpr
	How    string  // "=" or the method's name: "register_buffer", "add_module", "setattr", ...
	Type   *PyExpr // self.name: type = value
	Value  *PyExpr // what is assigned; of a call the call
	Guards []PyGuard
	Inner  string // as in PySite
}

// PyTest is what a function's body asks of a parameter to tell whether it was given: `x is None`,
// `x == "deprecated"`, `x or y`; with what it then becomes, if that is plain.
type PyTest struct {
	Param string
	Op    string  // "is", "is not", "==", "!=", "or", "in"
	With  *PyExpr // what it is compared with; nil for or
	Value *PyExpr // `if x is None: x = value`, `x or value`, `value if x is None else x`; else nil
}

// PyTaken is a local variable that holds what a parameter has under a name: `local =
// kwargs.pop("key", None)`, `local = kwargs["key"]`.
type PyTaken struct {
	Local string
	From  string // the parameter
	Key   string
}

// PyUses is what one file uses of some names: what python.Uses was asked for.
type PyUses struct {
	Path  string
	Uses  []PyUse    // by place
	Lazy  []*PyStmt  // imports within functions
	Bound []PyHiding // names that functions bind themselves, which hide others
}

// PyUse is a name or attribute chain in an expression.
type PyUse struct {
	Line int
	Name string  // dotted: "torch.jit.script", "self.f"
	Call *PyExpr // the call of it, nil where it is only named
}

// PyHiding is a place within a function that binds a name.
type PyHiding struct {
	Line int
	Name string
}

// PyExprKind tells the expressions that analyses look into.
type PyExprKind uint8

// The kinds of expression. Args holds what each is made of.
const (
	ExprOther PyExprKind = iota // await, yield and what could not be read; Args empty
	ExprName                    // Name
	ExprAttr                    // Args[0].Name
	ExprCall                    // Args[0](Args[1:]...), keyword arguments with Key
	ExprIndex                   // Args[0][Args[1]]
	ExprStr                     // Str; adjacent literals joined
	ExprFStr                    // Str, with "{text}" for each field; Args the fields
	ExprBytes
	ExprNumber // Text
	ExprConst  // Name: None, True, False, ...
	ExprTuple  // Args, starred ones as ExprStar
	ExprList   // Args
	ExprSet    // Args
	ExprDict   // Args: key and value in turn; of **x the key is a ExprStar without Args
	ExprUnary  // Name the operator: - + ~ not; Args[0]
	ExprBinary // Name the operator: arithmetic, comparison ("is not", "not in"), and, or; Args[0], Args[1]
	ExprIfElse // Args[0] if Args[1] else Args[2]
	ExprLambda // Args empty
	ExprComp   // a comprehension: Args[0] the element, the first iterables after it
	ExprStar   // *Args[0]
	ExprSlice  // Args empty
	ExprWalrus // Name := Args[0]
)

// PyExpr is an expression. A chained comparison a < b < c is the ExprBinary of its first two
// operands, and the next one around it.
type PyExpr struct {
	Kind PyExprKind
	Line int
	Text string // as written, without the parentheses around it
	Name string
	Key  string // argument of a call: its keyword, "*" or "**" for an unpacked one, "" for a positional one
	Str  string
	Args []PyExpr
}
