package cpp

import (
	"cmp"
	"slices"

	"plumbline/parse"
)

// directive obeys the directive that h opens.
func (u *unitReader) directive(h token) {
	r := u.reader
	for r.next < len(r.dirs.lines) && r.dirs.lines[r.next].at < h.start {
		r.next++
	}
	if r.next == len(r.dirs.lines) || r.dirs.lines[r.next].at != h.start {
		for r.lex.directive { // can't be: both passes find the same directives
			r.lex.next()
		}
		return
	}
	i := r.next
	d := &r.dirs.lines[i]
	r.goBehind(i)
	switch d.kind {
	case dirIf:
		u.open(i)
	case dirElif, dirElse, dirEndif:
		if len(r.groups) == u.base { // the end of an untaken branch
			u.ended, u.endAt = true, d.at
		} else if d.kind == dirEndif {
			u.close()
		} else {
			u.leave(i)
			u.untaken(i, false)
		}
	case dirDefine, dirUndef:
		u.define(i)
	case dirInclude:
		r.facts.includes = append(r.facts.includes, d.include)
		r.include(d)
	case dirPack:
		u.unit.tokens = append(u.unit.tokens, ppToken{
			kind: pragmaPack, space: true, text: d.text, at: d.at, end: d.end, line: d.line, guard: u.guardIndex(),
		})
	case dirBad:
		r.unparsed(int(d.at), int(d.end))
	}
}

// goBehind moves behind the i-th directive.
func (r *reader) goBehind(i int) {
	end := r.dirs.lines[i].end
	r.next = i + 1
	r.lex.pos, r.lex.directive, r.lex.lineStart = int(end), false, true
	r.last = r.dirs.lines[i].at
}

// open enters the group whose #if is the i-th directive.
func (u *unitReader) open(i int) {
	r := u.reader
	u.guards = append(u.guards, u.guard)
	r.groups = append(r.groups, openGroup{conds: len(r.conds), branch: i})
	if i == r.dirs.guard { // it conditions nothing
		return
	}
	u.push(r.dirs.lines[i].conditionText())
	if !r.takes(i) {
		u.untaken(i, true)
	} else if r.dirs.lines[i].truth == always {
		r.groups[len(r.groups)-1].done = true
	}
}

// takes reports whether the branch of the i-th directive is taken.
func (r *reader) takes(i int) bool {
	holds, valid := r.state.takes(r.dirs, i)
	if !valid {
		r.unparsed(int(r.dirs.lines[i].at), int(r.dirs.lines[i].end))
	}
	return holds
}

// push adds a condition.
func (u *unitReader) push(text string) {
	u.conds = append(u.conds, text)
	u.guard = -1
}

// leave goes from one branch of the innermost group to the one that the i-th directive
// opens: what stands in that one stands under the opposite of all conditions before it.
func (u *unitReader) leave(i int) {
	r := u.reader
	g := &r.groups[len(r.groups)-1]
	if n := len(r.conds); r.dirs.lines[g.branch].kind != dirElse && n > g.conds {
		r.conds[n-1] = "!(" + r.conds[n-1] + ")"
	}
	g.branch = i
	u.guard = -1
	if r.dirs.lines[i].kind == dirElif {
		u.push(r.dirs.lines[i].conditionText())
	}
}

// untaken reads the branch of the i-th directive, which is not taken, and those after it
// until one is, if any may be, or the group ends.
func (u *unitReader) untaken(i int, mayTake bool) {
	r := u.reader
	n := len(r.groups) - 1
	for {
		d := &r.dirs.lines[i]
		u.branch(i, r.groups[n].done || d.truth == never)
		g := &r.groups[n]
		g.done = g.done || d.truth == always
		next := int(d.next)
		if next >= len(r.dirs.lines) { // never closed
			r.lex.pos = len(r.text)
			u.ended = true
			return
		}
		r.goBehind(next)
		if r.dirs.lines[next].kind == dirEndif {
			u.close()
			return
		}
		u.leave(next)
		if mayTake && r.takes(next) {
			g.done = r.dirs.lines[next].truth == always
			return
		}
		i = next
	}
}

// branch reads the untaken branch of the i-th directive into a unit of its own; one that no
// build takes is passed.
func (u *unitReader) branch(i int, dead bool) {
	r := u.reader
	d := &r.dirs.lines[i]
	switch {
	case dead:
		return
	case r.depth >= maxBranchNesting:
		end := len(r.text)
		if int(d.next) < len(r.dirs.lines) {
			end = int(r.dirs.lines[d.next].at)
		}
		r.unparsed(int(d.end), end)
		return
	}
	groups, conds := len(r.groups), len(r.conds)
	m := r.state.enter()
	r.depth++
	unit := r.unit(groups)
	r.depth--
	r.state.leave(m)
	r.groups, r.conds = r.groups[:groups], r.conds[:conds]
	if len(unit.tokens) > 1 || len(unit.branches) > 0 {
		u.unit.branches = append(u.unit.branches, ppBranch{at: len(u.unit.tokens), unit: unit})
	}
}

// close leaves the innermost group.
func (u *unitReader) close() {
	r := u.reader
	n := len(r.groups) - 1
	r.conds = r.conds[:r.groups[n].conds]
	r.groups = r.groups[:n]
	k := len(u.guards) - 1
	u.guard = u.guards[k]
	u.guards = u.guards[:k]
}

// define obeys the i-th directive, a #define or #undef.
func (u *unitReader) define(i int) {
	r := u.reader
	d := &r.dirs.lines[i]
	r.state.define(d.name, d.macro)
	if r.dirs.guard >= 0 && i == r.dirs.guard+1 {
		return
	}
	def := parse.MacroDef{
		Line: int(d.line), Name: d.name, Undef: d.macro == nil, Guards: u.unit.guards[u.guardIndex()], Untaken: r.depth > 0,
	}
	if d.macro != nil {
		def.FunctionLike, def.Params, def.Body = d.macro.function, d.macro.params, d.macro.text()
	}
	r.facts.macros = append(r.facts.macros, def)
}

// include lets the macros of an included file into force.
func (r *reader) include(d *ppDirective) {
	g := r.state.target(r.state.path, d.include)
	switch {
	case g == nil || g == r.state.self:
	case g.dirs.once:
		r.state.include(g)
	default:
		w := walker{state: r.state}
		w.file(g, 1)
	}
}

// mergeSpans sorts spans and joins those that overlap.
func mergeSpans(spans []parse.Span) []parse.Span {
	slices.SortFunc(spans, func(a, b parse.Span) int { return cmp.Compare(a.Start, b.Start) })
	var merged []parse.Span
	for _, s := range spans {
		if n := len(merged); n > 0 && merged[n-1].End > s.Start {
			merged[n-1].End = max(merged[n-1].End, s.End)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}
