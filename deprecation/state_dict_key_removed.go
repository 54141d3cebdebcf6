package deprecation

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"plumbline/internal/finding"
	"plumbline/parse"
)

// stateRules are the rules on what modules save.
var stateRules = []*rule{stateDictKeyRemoved}

var stateDictKeyRemoved = &rule{
	Rule: finding.Rule{
		ID: "API060", Name: "state-dict-key-removed", Invariant: "INV-022", Severity: finding.Error,
		Promise: "Every module loads the state dicts that it saved before.",
	},
	check: checkStateDictKeyRemoved,
}

// checkStateDictKeyRemoved reports state-dict keys of modules that are gone, have another name,
// or are no longer always there, where nothing in the class or a base says that it can still
// load them. What a base has lost is told there.
func checkStateDictKeyRemoved(d *Diff, report reportFunc) {
	c := &stateComparison{d: d, base: map[*Object]*moduleState{}, head: map[*Object]*moduleState{}, done: map[*Object]bool{}, told: map[string]*issue{}}
	for _, p := range d.Pairs {
		if p.Old.Kind == ClassKind && p.New != nil {
			c.class(p.Old, p.New, 0)
		}
	}
	for _, subject := range c.order {
		report(*c.told[subject])
	}
}

// stateComparison holds the modules of two surfaces against one another.
type stateComparison struct {
	d          *Diff
	base, head map[*Object]*moduleState
	done       map[*Object]bool
	told       map[string]*issue
	order      []string
}

// state is what is known of a class, nil for one that is no module.
func state(s *Surface, memo map[*Object]*moduleState, o *Object) *moduleState {
	m, ok := memo[o]
	if !ok {
		if s.isModule(o) {
			m = s.stateOf(o)
		}
		memo[o] = m
	}
	return m
}

// counterpart is what a class of BASE is at HEAD.
func (c *stateComparison) counterpart(o *Object) *Object {
	if p := c.d.pairOf[o]; p != nil && p.New != nil {
		return p.New
	}
	if r, ok := c.d.Head.Lookup(o.Name); ok && r.Obj != nil && r.Obj.Kind == ClassKind {
		return r.Obj
	}
	return nil
}

// class compares one class, and the classes of the submodules that it makes.
func (c *stateComparison) class(old, head *Object, depth int) {
	if c.done[old] || depth > maxNesting || head.Kind != ClassKind {
		return
	}
	c.done[old] = true
	was, is := state(c.d.Base, c.base, old), state(c.d.Head, c.head, head)
	if was == nil || is == nil {
		return
	}
	for i := range was.keys {
		k := &was.keys[i]
		if l := c.compare(k, was, is); l != nil {
			c.tell(old, head, k, l)
		}
		if k.Class != nil && !isRoot(k.Class) {
			if n := c.counterpart(k.Class); n != nil {
				c.class(k.Class, n, depth+1)
			}
		}
	}
}

// loss is what has become of a key.
type loss struct {
	now     *StateKey // what is in its place, nil for nothing
	message string    // behind "the key x of C"
	mild    bool
}

// compare holds one key against what a class has at HEAD, nil where it is still there or can't
// be judged.
func (c *stateComparison) compare(k *StateKey, was, is *moduleState) *loss {
	if k.Kind == ModuleKey && c.holdsNothing(k) {
		return nil
	}
	now := find(is.keys, k)
	switch {
	case now == nil:
		if t := find(is.transient, k); t != nil {
			return &loss{now: t, message: "is no longer saved: the buffer is not persistent"}
		}
		return c.vanished(k, was, is)
	case (now.Kind == ModuleKey) != (k.Kind == ModuleKey):
		return &loss{now: now, message: fmt.Sprintf("is a %s instead of a %s", now.Kind, k.Kind)}
	case now.Conditional && !k.Conditional && now.Name == k.Name:
		return conditional(now)
	case k.Kind == ModuleKey:
		return c.submodule(k, now)
	}
	return nil
}

// find gives the key that a name is at HEAD; one that is computed there may be it.
func find(keys []StateKey, k *StateKey) *StateKey {
	for i := range keys {
		if keys[i].Name == k.Name {
			return &keys[i]
		}
	}
	for i := range keys {
		if keys[i].Pattern && matchesPattern(keys[i].Name, k.Name) {
			return &keys[i]
		}
	}
	return nil
}

// matchesPattern reports whether a computed name may be a name.
func matchesPattern(pattern, name string) bool {
	parts := strings.Split(pattern, unknownPart)
	rest, ok := strings.CutPrefix(name, parts[0])
	if !ok {
		return false
	}
	for i, part := range parts[1:] {
		if i == len(parts)-2 {
			return len(rest) > len(part) && strings.HasSuffix(rest, part)
		}
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return rest == ""
}

// conditional says that a key may now be missing. It is a note where nobody who passes what was
// passed before misses it.
func conditional(now *StateKey) *loss {
	l := &loss{now: now, message: "is there only under a condition now"}
	if len(now.cond) > 0 {
		g := &now.cond[len(now.cond)-1]
		if g.Test != nil {
			l.message = fmt.Sprintf("is there only where %s%s", map[bool]string{true: "not ", false: ""}[g.Kind == parse.PyElse], oneLine(g.Test.Text))
		}
		l.mild = heldByDefault(now)
	}
	return l
}

// heldByDefault reports whether all tests that a key depends on have their outcome by the
// defaults of the constructor's parameters.
func heldByDefault(k *StateKey) bool {
	init := k.Owner.scope.names["__init__"]
	if init == nil || init.obj.Func() == nil {
		return false
	}
	for i := range k.cond {
		g := &k.cond[i]
		held, known := truth(g.Test, init.obj.Func(), 0)
		if !known || held != (g.Kind == parse.PyIf) {
			return false
		}
	}
	return true
}

// truth evaluates a test with the defaults of a function's parameters.
func truth(e *parse.PyExpr, f *parse.PyFunc, depth int) (held, known bool) {
	if e == nil || depth > maxNesting {
		return false, false
	}
	switch e.Kind {
	case parse.ExprConst:
		return e.Name == "True", true
	case parse.ExprNumber:
		n := numberLiteral(e.Text)
		return n != nil && n.ExactString() != "0", n != nil
	case parse.ExprUnary:
		held, known = truth(&e.Args[0], f, depth+1)
		return !held, known && e.Name == "not"
	case parse.ExprName, parse.ExprAttr: // a parameter, or the attribute that it is kept in
		if e.Kind == parse.ExprAttr && e.Args[0].Text != "self" {
			return false, false
		}
		if i := slices.IndexFunc(f.Params, func(p parse.PyParam) bool { return p.Name == e.Name }); i >= 0 {
			return truth(f.Params[i].Default, nil, depth+1)
		}
	case parse.ExprBinary:
		isNone := e.Args[1].Kind == parse.ExprConst && e.Args[1].Name == "None"
		if (e.Name == "is" || e.Name == "is not") && isNone && e.Args[0].Kind == parse.ExprName && f != nil {
			if i := slices.IndexFunc(f.Params, func(p parse.PyParam) bool { return p.Name == e.Args[0].Name }); i >= 0 && f.Params[i].Default != nil {
				return (f.Params[i].Default.Text == "None") == (e.Name == "is"), true
			}
		}
	}
	return false, false
}

// vanished is a key that nothing has the name of.
func (c *stateComparison) vanished(k *StateKey, was, is *moduleState) *loss {
	if why := unsure(k, is); why != "" {
		c.blind(k, why)
		return nil
	}
	if now := renamed(k, was, is); now != nil {
		return &loss{now: now, message: fmt.Sprintf("is called %s now", now.Name)}
	}
	return &loss{message: "is gone"}
}

// unsure says why it can't be judged that a key is gone; "" where it can.
func unsure(k *StateKey, is *moduleState) string {
	switch {
	case find(is.maybe, k) != nil:
		return "the attribute may hold it still"
	case len(is.computed) > 0:
		return "names are computed at " + is.computed[0].Path
	case !is.whole:
		return "a base of the class can't be followed"
	case is.saves:
		return "the class makes its state dict itself"
	}
	return ""
}

func (c *stateComparison) blind(k *StateKey, why string) {
	c.d.spots = append(c.d.spots, BlindSpot{Kind: "state-dict", Path: k.Path, Line: k.Line,
		Text: fmt.Sprintf("the key %s of %s is not set at HEAD by a statement that says so: %s", k.Name, k.Owner.Name, why)})
}

// renamed finds the new key of the same kind between the same neighbours.
func renamed(k *StateKey, was, is *moduleState) *StateKey {
	before, after, nth := gap(was.keys, k.Name, func(n string) bool { return has(is.keys, n) })
	for i := range is.keys {
		n := &is.keys[i]
		if n.Kind != k.Kind || has(was.keys, n.Name) {
			continue
		}
		if b, a, m := gap(is.keys, n.Name, func(x string) bool { return has(was.keys, x) }); b == before && a == after && m == nth {
			return n
		}
	}
	return nil
}

func has(keys []StateKey, name string) bool {
	return slices.ContainsFunc(keys, func(k StateKey) bool { return k.Name == name })
}

// gap gives the nearest common keys before and after one, and its place among those between.
func gap(keys []StateKey, name string, common func(string) bool) (before, after string, nth int) {
	at := slices.IndexFunc(keys, func(k StateKey) bool { return k.Name == name })
	for i := at - 1; i >= 0; i-- {
		if common(keys[i].Name) {
			before = keys[i].Name
			break
		}
		nth++
	}
	for _, k := range keys[at+1:] {
		if common(k.Name) {
			return before, k.Name, nth
		}
	}
	return before, "", nth
}

// hasKeys are the modules of torch.nn that have keys of their own, for trees that only use them.
var hasKeys = regexp.MustCompile(`^(Lazy)?(Linear|Bilinear|Conv|BatchNorm|SyncBatchNorm|LayerNorm|GroupNorm|RMSNorm|Embedding|RNN|LSTM|GRU|` +
	`MultiheadAttention|Transformer|PReLU|AdaptiveLogSoftmax|Sequential|ModuleList|ModuleDict|ParameterList|ParameterDict)`)

// holdsNothing reports whether a submodule has no key of its own: an activation, a dropout.
func (c *stateComparison) holdsNothing(k *StateKey) bool {
	if k.Class == nil && k.outside != "" {
		return !moduleRoots[k.outside] && !hasKeys.MatchString(lastOf(k.outside))
	}
	if k.Class == nil || isRoot(k.Class) {
		return false
	}
	m := state(c.d.Base, c.base, k.Class)
	return m != nil && len(m.keys) == 0 && len(m.computed) == 0 && m.whole && !m.saves && len(m.maybe) == 0
}

// submodule compares the keys of a submodule that is of another class now.
func (c *stateComparison) submodule(k, now *StateKey) *loss {
	if len(k.classes) != 1 || len(now.classes) != 1 {
		return nil
	}
	if k.Class == nil || now.Class == nil || isRoot(k.Class) || isRoot(now.Class) || c.counterpart(k.Class) == now.Class {
		return nil
	}
	was, is := state(c.d.Base, c.base, k.Class), state(c.d.Head, c.head, now.Class)
	if was == nil || is == nil || is.hooked {
		return nil
	}
	var lost []string
	for i := range was.keys {
		x := &was.keys[i]
		if x.Kind == ModuleKey && c.holdsNothing(x) || find(is.keys, x) != nil {
			continue
		}
		if why := unsure(x, is); why != "" {
			c.blind(k, why)
			return nil
		}
		lost = append(lost, k.Name+"."+x.Name)
	}
	if len(lost) == 0 {
		return nil
	}
	return &loss{now: now, message: fmt.Sprintf("is a %s instead of a %s: %s is gone", now.Class.Base(), k.Class.Base(), strings.Join(lost, ", "))}
}

// tell reports a loss at the outermost class that has lost the key, once.
func (c *stateComparison) tell(old, head *Object, k *StateKey, l *loss) {
	if c.excused(old, head) {
		return
	}
	at, atHead := old, head
	mro, _ := c.d.Base.linear(old)
	for i := len(mro) - 1; i > 0; i-- {
		b := mro[i]
		n := c.counterpart(b)
		was := state(c.d.Base, c.base, b)
		if n == nil || was == nil || find(was.keys, k) == nil {
			continue
		}
		if h := state(c.d.Head, c.head, n); h != nil {
			if key := find(was.keys, k); c.lost(key, was, h) {
				at, atHead = b, n
				break
			}
		}
	}
	if at != old && c.excused(at, atHead) {
		return
	}
	subject := at.Name + "." + k.Name
	i := c.told[subject]
	if i == nil {
		i = c.issue(subject, at, k, l)
		c.told[subject] = i
		c.order = append(c.order, subject)
	}
	if at != old {
		i.affected = append(i.affected, old.Name)
	}
}

// lost reports whether a class has lost a key, without telling of it.
func (c *stateComparison) lost(k *StateKey, was, is *moduleState) bool {
	spots := c.d.spots
	l := c.compare(k, was, is)
	c.d.spots = spots
	return l != nil
}

// issue is what is told of a key.
func (c *stateComparison) issue(subject string, at *Object, k *StateKey, l *loss) *issue {
	i := &issue{subject: subject, old: at, effect: breaks, mild: l.mild,
		message: fmt.Sprintf("the state-dict key %s of %s %s", k.Name, at.Name, l.message),
		base:    &finding.Location{Path: k.Path, Line: k.Line},
		oldText: fmt.Sprintf("%s %s", k.Kind, k.Name),
		instead: "Read the old key in _load_from_state_dict or a hook that register_load_state_dict_pre_hook takes, and raise _version.",
		witness: fmt.Sprintf("%s(...).load_state_dict(saved)", at.Base())}
	if l.now != nil {
		i.newText = fmt.Sprintf("%s %s", l.now.Kind, l.now.Name)
		i.head = &finding.Location{Path: l.now.Path, Line: l.now.Line}
	}
	return i
}

// excused reports whether a class reads state dicts in a way of its own, or says that they have
// another version. Whether it reads this key, the source does not say: one that did so at BASE
// already is counted as a blind spot.
func (c *stateComparison) excused(old, head *Object) bool {
	was, is := state(c.d.Base, c.base, old), state(c.d.Head, c.head, head)
	if is.hooked && was.hooked && is.version == was.version {
		c.d.spots = append(c.d.spots, BlindSpot{Kind: "state-dict", Path: head.Path, Line: head.Line,
			Text: fmt.Sprintf("%s has lost a state-dict key; it loads state dicts in a way of its own, which may know it", head.Name)})
	}
	return is.hooked || is.version != was.version
}
