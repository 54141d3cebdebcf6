package cpp

// annotation is a ppToken that stands for an export macro, dropped with all that it
// expands to: text is its name. pragmaPack is one for a #pragma pack: text is what follows
// "pack", blanks gone: "(push,1)", "(pop)", "()".
const (
	annotation kind = iota + 100
	pragmaPack
)

// ppToken is a token after preprocessing. Operators are as the lexer gives them: single
// bytes, but "::" and "->" whole.
type ppToken struct {
	kind  kind
	space bool // white space, a comment or a newline stands before it
	text  string
	at    int32  // where it starts in the source's text; of a macro's expansion where the outermost use starts
	end   int32  // where it ends there; of a macro's expansion where the outermost use ends
	line  int32  // of at
	guard int32  // index into ppUnit.guards
	macro string // the outermost macro whose expansion it is part of, "" for none
}

// ppUnit is a file, or an untaken branch of one, after preprocessing.
type ppUnit struct {
	tokens   []ppToken  // the last is eof
	guards   [][]string // stacks of conditions, outermost first; the first is empty
	branches []ppBranch // by at
	src      *source    // what the positions of tokens are positions of; nil for a branch
}

// ppBranch is a branch of an #if that the configuration does not take, preprocessed as if
// it were: it stands before tokens[at]. A branch false in every build (#if 0) is none.
type ppBranch struct {
	at   int
	unit *ppUnit
}
