package cpp

// tokenStack holds the tokens of the statements being read, each on top of the statement that
// it stands in. What a branch of an #if may come back to is never overwritten.
type tokenStack struct {
	tokens []token
	floors []int // for each open #if, how many tokens are to be kept
}

// maxStatement is how many tokens of a statement are kept at least, the last ones: a
// statement may be a whole file, as tables and the bindings of modules are.
const maxStatement = 1024

// pending is a statement as far as it was read.
type pending struct {
	from, to int // its tokens in the stack
	dropped  int // tokens before these
	parens   *paren
}

// paren is an open ( or [.
type paren struct {
	outer *paren
	at    int // its place in the statement, dropped tokens counted
}

// fresh is an empty statement on top of another.
func (s *tokenStack) fresh(outer pending) pending {
	s.drop(outer)
	n := len(s.tokens)
	return pending{from: n, to: n}
}

// push adds a token to a statement, which becomes the topmost.
func (s *tokenStack) push(p *pending, t token) {
	if p.to != len(s.tokens) {
		kept := s.tokens[p.from:p.to]
		p.from = len(s.tokens)
		s.tokens = append(s.tokens, kept...)
	}
	s.tokens = append(s.tokens, t)
	p.to = len(s.tokens)
	if p.to-p.from > 2*maxStatement {
		p.from += maxStatement
		p.dropped += maxStatement
	}
}

// drop forgets the tokens above a statement.
func (s *tokenStack) drop(p pending) {
	floor := p.to
	if n := len(s.floors); n > 0 {
		floor = max(floor, s.floors[n-1])
	}
	s.tokens = s.tokens[:min(floor, len(s.tokens))]
}

// keep makes sure that in the innermost of n open #ifs the first tokens are kept.
func (s *tokenStack) keep(n, first int) {
	if len(s.floors) < n {
		if n > 1 {
			first = max(first, s.floors[n-2])
		}
		s.floors = append(s.floors, first)
		return
	}
	s.floors[n-1] = max(s.floors[n-1], first)
}

// release leaves the #if behind which n are open, and p is the statement being read.
func (s *tokenStack) release(n int, p pending) {
	s.floors = s.floors[:min(n, len(s.floors))]
	s.drop(p)
}

// of are the tokens of a statement; they are valid until the next push.
func (s *tokenStack) of(p pending) []token { return s.tokens[p.from:p.to] }
