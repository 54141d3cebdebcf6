package cpp

import (
	"strings"

	"plumbline/parse"
)

// specifiers is what stands before, between and after the parts of a declaration that names
// nothing: storage classes, function specifiers, attributes, annotations.
type specifiers struct {
	export     string
	hidden     bool
	deprecated *string
	align      []string
	packed     bool
	noUnique   bool

	inline, constexpr, static, extern, threadLocal, mutable bool
	virtual, explicit, friend, typedef                      bool
	constant, volatile                                      bool     // const and volatile of the type
	words                                                   []string // builtin type words
	typ                                                     *parse.Type
	decls                                                   []*parse.Decl // classes and enums defined on the way
	defines                                                 bool          // typ is a class or enum declared right here
}

// attributes passes any number of attributes and annotations and keeps what matters of
// them: visibility, deprecation, alignment, packing.
func (p *declParser) attributes(s *specifiers) {
	for p.attribute(s) {
	}
}

func (p *declParser) attribute(s *specifiers) bool {
	t := p.at()
	switch {
	case t.kind == annotation:
		if s.export == "" {
			s.export = t.text
		}
		p.pos++
		return true
	case t.kind == pragmaPack:
		p.packing(t.text)
		p.pos++
		return true
	case p.is("[") && p.isAt(1, "["):
		from, to := p.group()
		s.readAttributes(p.toks[min(from+1, to):max(from+1, to-1)])
		return true
	case t.kind != identifier:
		return false
	}
	switch t.text {
	case "__attribute__", "__attribute", "__declspec":
		p.pos++
		if p.is("(") {
			from, to := p.group()
			s.readAttributes(p.toks[from:to])
		}
		return true
	case "alignas", "_Alignas":
		p.pos++
		if p.is("(") {
			from, to := p.group()
			s.align = append(s.align, p.textOf(from, to))
		}
		return true
	case "__extension__", "__restrict", "__restrict__", "restrict", "__host__", "__device__", "__global__",
		"__forceinline__", "__noinline__", "_Noreturn", "__cdecl", "__stdcall", "__constant__", "__shared__", "__managed__":
		p.pos++
		return true
	case "__launch_bounds__", "__pragma", "_Pragma":
		p.pos++
		if p.is("(") {
			p.skipBalanced()
		}
		return true
	}
	return false
}

// readAttributes looks through the tokens of an attribute for those that matter.
func (s *specifiers) readAttributes(toks []ppToken) {
	for i := range toks {
		if toks[i].kind != identifier {
			continue
		}
		switch strings.Trim(toks[i].text, "_") {
		case "deprecated":
			message := ""
			for _, t := range argumentTokens(toks[i+1:]) {
				if t.kind == stringLiteral {
					message += stringValue(t.text)
				}
			}
			s.deprecated = &message
		case "visibility":
			for _, t := range argumentTokens(toks[i+1:]) {
				switch t.text {
				case `"hidden"`, `"internal"`:
					s.hidden = true
				case `"default"`:
					if s.export == "" {
						s.export = "visibility"
					}
				}
			}
		case "dllexport", "dllimport":
			if s.export == "" {
				s.export = toks[i].text
			}
		case "packed":
			s.packed = true
		case "aligned", "align":
			if args := argumentTokens(toks[i+1:]); len(args) > 0 {
				s.align = append(s.align, joinTokens(args))
			} else {
				s.align = append(s.align, "16") // the largest alignment of the target
			}
		case "no_unique_address":
			s.noUnique = true
		}
	}
}

// argumentTokens are the tokens between the parentheses that open toks, nil for none.
func argumentTokens(toks []ppToken) []ppToken {
	if len(toks) == 0 || toks[0].text != "(" {
		return nil
	}
	depth := 0
	for i, t := range toks {
		switch t.text {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				return toks[1:i]
			}
		}
	}
	return toks[1:]
}

// stringValue is the content of a string literal, simple escapes undone.
func stringValue(literal string) string {
	open, end := strings.IndexByte(literal, '"'), strings.LastIndexByte(literal, '"')
	if open < 0 || end <= open {
		return literal
	}
	text := literal[open+1 : end]
	if strings.HasSuffix(literal[:open], "R") {
		if i, j := strings.IndexByte(text, '('), strings.LastIndexByte(text, ')'); i >= 0 && j > i {
			return text[i+1 : j]
		}
		return text
	}
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\n`, "\n", `\t`, "\t").Replace(text)
}

// apply writes to a declaration what its specifiers say.
func (s *specifiers) apply(d *parse.Decl) {
	d.Export, d.Hidden, d.Deprecated = s.export, s.hidden, s.deprecated
	d.Align, d.Packed, d.NoUnique = s.align, s.packed, s.noUnique
	d.Inline, d.Constexpr, d.Static = s.inline, s.constexpr, s.static
	d.Extern, d.ThreadLocal, d.Mutable = s.extern, s.threadLocal, s.mutable
	d.Virtual, d.Explicit, d.Friend = s.virtual, s.explicit, s.friend
}
