package deprecation

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

// aim is what a warning or raise is about.
type aim struct {
	subjects []string
	// class is what the warning is where it does not deprecate its subjects: MarkData,
	// MarkUnclear; "" where it does.
	class  MarkerClass
	param  bool // a parameter was found
	partly bool // it is about some of the values that a parameter may have
	outer  bool // a condition that asks of no parameter stands within the one that does
}

// aimOf finds what a site is about: a parameter that its text names or that the tests around it
// ask of, or a value of one; names that a module's __getattr__ is asked for; else the function, or
// of a constructor its class. A test on what an argument is made of speaks of data, one that can't
// be followed of nobody knows what, unless the text names what it stands in.
func (r *markerReader) aimOf(o *Object, site *parse.PySite, text string) aim {
	f := o.Func()
	whole := o.Name
	if f != nil && o.Owner != nil && o.Owner.Kind == ClassKind && makes(o) {
		if !instantiates.MatchString(text) {
			whole = o.Owner.Name
		}
	}
	if f != nil {
		if o.Base() == "__getattr__" && o.Owner != nil && o.Owner.Kind == ModuleKind {
			if names := namesAsked(r.s, o.Owner, site.Guards); len(names) > 0 {
				return aim{subjects: names}
			}
			if names := namesAnswered(r.s, o); len(names) > 0 {
				return aim{subjects: names}
			}
		}
		if slices.ContainsFunc(site.Guards, asksSignature) {
			return aim{subjects: []string{whole}, class: MarkData} // of the function that a caller gives
		}
		asked := newAsked(o)
		if p := asked.said(site, text); p != "" {
			return aim{subjects: []string{fmt.Sprintf("%s(%s)", o.Name, p)}, param: true}
		}
		if a, ok := asked.guarded(o, site, text); ok {
			return a
		}
	}
	if i := slices.IndexFunc(site.Guards, isCondition); i >= 0 && (!saysItself(o, text) || received.MatchString(text)) {
		class := MarkUnclear
		if aboutData.MatchString(text) || received.MatchString(text) || slices.ContainsFunc(site.Guards, func(g parse.PyGuard) bool { return g.Test != nil && asksEnvironment(g.Test, 0) }) {
			class = MarkData
		}
		return aim{subjects: []string{whole}, class: class}
	}
	return aim{subjects: []string{whole}}
}

// received matches what a function says of its input, whether or not it names itself.
var received = regexp.MustCompile(`(?i)\breceived an? `)

// instantiates matches what is said of making an object of a class, which is not the class.
var instantiates = regexp.MustCompile(`(?i)\binstantiat|\bcalling \w+\(\) directly`)

// someValues reports whether a text is about some values of a parameter: one that equals another, that
// takes or is something.
func someValues(text, param string) bool {
	for _, m := range someValue.FindAllStringSubmatch(text, 4) {
		if m[1] == param {
			return true
		}
	}
	return false
}

var someValue = regexp.MustCompile("(\\w+)[`'\"]*\\s*(?:==|!=|\\b(?:that|which)\\b)")

// guarded is the aim that the innermost test on a parameter gives.
func (a *asked) guarded(o *Object, site *parse.PySite, text string) (aim, bool) {
	itself, outer := saysItself(o, text), false
	for i := len(site.Guards) - 1; i >= 0; i-- {
		g := &site.Guards[i]
		if g.Test == nil || g.Kind != parse.PyIf && g.Kind != parse.PyElse {
			continue
		}
		list := a.tested(g.Test, 0)
		if len(list) == 0 || itself && onlyOnce.MatchString(g.Test.Text) {
			outer = outer || isCondition(*g)
			continue // f(warn=True) that warns of f
		}
		if t := list[0]; itself && (t.inside || t.called || isPrivate(t.param)) {
			return aim{}, false // f(x) whatever x is made of; f(_internal=False) for those who may not use f
		}
		out := aim{param: true, outer: outer}
		for _, t := range list {
			name := strings.TrimPrefix(t.param, "*")
			if t.value != "" && g.Kind == parse.PyIf {
				name += "=" + t.value
			}
			if t.inside {
				out.class = MarkData
			}
			out.partly = out.partly || t.partly && !a.variadic[t.param]
			out.subjects = append(out.subjects, fmt.Sprintf("%s(%s)", o.Name, name))
		}
		for _, around := range site.Guards[:i] { // of what another parameter is: f(file, etags=True) where file is no path
			if around.Test != nil && (around.Kind == parse.PyIf || around.Kind == parse.PyElse) {
				out.partly = out.partly || slices.ContainsFunc(a.tested(around.Test, 0), func(t tested) bool { return t.partly && t.param != list[0].param })
			}
		}
		return out, true
	}
	return aim{}, false
}

// asked are the names by which a function's body knows what it was called with.
type asked struct {
	params   map[string]bool
	own      string            // the function's own name
	keywords bool              // it takes **kwargs
	defaults map[string]string // of its parameters, as they are spelled
	variadic map[string]bool   // *args and **kwargs, of which any test asks whether they were given
	locals   map[string]string // local variables and attributes of self that hold a parameter, or a keyword out of **kwargs
}

func newAsked(o *Object) *asked {
	f := o.Func()
	a := &asked{own: o.Base(), params: map[string]bool{}, locals: map[string]string{}, defaults: map[string]string{}, variadic: map[string]bool{}}
	for _, p := range called(o) {
		a.params[p.Name] = o.Base() != "__new__" || p.Name != f.Params[0].Name // a static method, which is given its class
		a.keywords = a.keywords || p.Kind == parse.PyVarKeyword
		a.variadic[p.Name] = isVariadic(&p)
		if p.Default != nil {
			a.defaults[p.Name] = spelling(p.Default.Text)
		}
	}
	for _, t := range f.Taken {
		if a.params[t.From] {
			a.locals[t.Local] = t.Key
		}
	}
	if len(f.Params) > 0 {
		for i := range f.Selfs {
			if s := &f.Selfs[i]; s.How == "=" && s.Value != nil && s.Value.Kind == parse.ExprName && a.params[s.Value.Name] {
				a.locals[f.Params[0].Name+"."+s.Name] = s.Value.Name
			}
		}
	}
	return a
}

// saidParam is a name that a text calls a parameter, before or behind that word.
var saidParam = regexp.MustCompile("(?i)(?:\\b(?:parameter|argument|keyword|kwarg|option|arg)\\s+[`'\":]+(\\w+)[`'\"]+|[`'\"]+(\\w+)[`'\"]+\\s+(?:keyword[- ]?(?:only )?|optional )?(?:parameter|argument|kwarg|arg|option|keyword)\\b|" +
	"\\bthe\\s+(\\w+)\\s+(?:argument|parameter|keyword|option)\\b|" +
	"^(?:passing|setting|specifying|using)\\s+[`'\"]+(\\w+)(?:=[^`'\"]*)?[`'\"]+\\s.*deprecat)")

// calledWith is a call by which a text says what is deprecated: `f(old=True) is deprecated`.
var calledWith = regexp.MustCompile("^[`'\"]*([\\w.]+)\\((?:[^()]*,\\s*)?(\\w+)\\s*=[^()]*\\)[`'\"]* (?:is|are|has been|have been) (?:now )?deprecated")

// said is the parameter that a text says is deprecated: one of the function's own, or a keyword
// that it takes out of its **kwargs. "" for none.
func (a *asked) said(site *parse.PySite, text string) string {
	conditional := slices.ContainsFunc(site.Guards, func(g parse.PyGuard) bool { return g.Kind == parse.PyIf })
	if m := saidDeprecated.FindStringSubmatch(text); m != nil {
		switch {
		case !conditional || m[1] == a.own || strings.Contains(m[1], "."):
			return ""
		case a.params[m[1]] || a.keywords && strings.ContainsAny(text[:1], "`'\""):
			return m[1]
		}
	}
	if m := calledWith.FindStringSubmatch(text); m != nil && a.has(m[2]) {
		return m[2]
	}
	if !conditional && itself.MatchString(text) {
		return ""
	}
	if i := verdictWord.FindStringIndex(text); i != nil {
		text = text[:i[1]] // behind it stands what to use instead
	}
	for _, m := range saidParam.FindAllStringSubmatch(text, 4) {
		if name := or(or(m[1], m[2]), or(m[3], m[4])); a.has(name) {
			return name
		}
	}
	return ""
}

// verdictWord is the first word by which a text says what becomes of something.
var verdictWord = regexp.MustCompile(`(?i)deprecat\w*|\bremoved\b|no longer|obsolete`)

// has reports whether a function may be given something by a name.
func (a *asked) has(name string) bool {
	return name != "" && (a.params[name] || a.keywords && slices.Contains(mapValues(a.locals), name))
}

func mapValues(m map[string]string) (out []string) {
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

// tested is what a test asks of a parameter.
type tested struct {
	param  string
	value  string // the value that it is compared with, where that is spelled out and stands for itself
	inside bool   // it asks what the argument is made of: its dtype, one of its attributes
	called bool   // it asks what a function makes of the argument
	partly bool   // it asks more than whether it was given
}

// textMethods are methods that leave a text what it is, or ask what it says.
var textMethods = set("lower upper strip casefold startswith endswith")

// kindTests are the builtins that tell what kind of argument was given, whatever of it they are
// asked about.
var kindTests = set("isinstance issubclass type callable len")

// tested finds the parameters that a test asks of: of `a or b` both, of `a and b` the first, with what
// is asked of it behind.
func (a *asked) tested(e *parse.PyExpr, depth int) []tested {
	if depth > maxNesting {
		return nil
	}
	switch e.Kind {
	case parse.ExprBinary:
		l, r := &e.Args[0], &e.Args[1]
		if e.Name == "and" || e.Name == "or" {
			return both(e.Name, a.tested(l, depth+1), a.tested(r, depth+1))
		}
		if out := a.compared(e.Name, l, r); out != nil {
			return out
		}
	case parse.ExprUnary:
		if e.Name == "not" {
			return a.tested(&e.Args[0], depth+1)
		}
	case parse.ExprStr:
		return nil
	case parse.ExprCall:
		if fn := &e.Args[0]; fn.Kind == parse.ExprAttr && (fn.Name == "get" || fn.Name == "pop") && len(e.Args) > 1 && e.Args[1].Kind == parse.ExprStr &&
			fn.Args[0].Kind == parse.ExprName && a.params[fn.Args[0].Name] {
			return []tested{{param: e.Args[1].Str}} // kwargs.get("old")
		}
	}
	if name := a.name(e); name != "" {
		return []tested{{param: name}}
	}
	for i := range e.Args {
		if out := a.tested(&e.Args[i], depth+1); out != nil {
			for k := range out {
				out[k].through(e)
			}
			return out
		}
	}
	return nil
}

// compared is what a comparison asks of a parameter whether it was given, or whether as some value;
// nil where it asks something else.
func (a *asked) compared(op string, l, r *parse.PyExpr) []tested {
	if op == "in" && l.Kind == parse.ExprStr && r.Kind == parse.ExprName && a.params[r.Name] {
		return []tested{{param: l.Str}} // `"old" in kwargs`: that keyword
	}
	name := a.name(l)
	if name == "" || op != "==" && op != "is" && op != "!=" && op != "is not" {
		return nil
	}
	t := tested{param: name}
	sentinel, _ := isSentinel(r)
	switch plain := r.Kind == parse.ExprStr || r.Kind == parse.ExprNumber || r.Kind == parse.ExprConst; {
	case sentinel:
	case plain && (op == "==" || op == "is"):
		t.value = oneLine(r.Text)
	case a.defaults[name] == spelling(r.Text): // given at all
	default:
		t.partly = true
	}
	return []tested{t}
}

// through notes that a parameter stands within an expression, which asks less than whether it was
// given.
func (t *tested) through(e *parse.PyExpr) {
	t.partly = true
	switch {
	case e.Kind == parse.ExprAttr:
		t.inside = t.inside || !textMethods[e.Name]
	case e.Kind == parse.ExprCall && e.Args[0].Kind == parse.ExprName && kindTests[e.Args[0].Name]:
		t.inside = false
	case e.Kind == parse.ExprCall:
		t.called = true
	}
}

// both is what two tests in one ask.
func both(op string, l, r []tested) []tested {
	if len(l) == 0 {
		return r
	}
	for i := range r {
		k := slices.IndexFunc(l, func(t tested) bool { return t.param == r[i].param })
		switch {
		case k >= 0 && op == "and":
			l[k].inside, l[k].partly, l[k].called = l[k].inside || r[i].inside, l[k].partly || r[i].partly, l[k].called || r[i].called
			l[k].value = or(l[k].value, r[i].value)
		case k < 0 && op == "or":
			l = append(l, r[i])
		}
	}
	return l
}

// name is the parameter that a name or an attribute of self stands for, "" for none.
func (a *asked) name(e *parse.PyExpr) string {
	switch {
	case e.Kind == parse.ExprName && a.params[e.Name]:
		return e.Name
	case e.Kind == parse.ExprName:
		return a.locals[e.Name]
	case e.Kind == parse.ExprAttr && e.Args[0].Kind == parse.ExprName:
		return a.locals[e.Args[0].Name+"."+e.Name]
	}
	return ""
}

// isCondition reports whether a clause makes a warning depend on something that counts: flags that
// let it come once only, or not while a graph is traced, do not.
func isCondition(g parse.PyGuard) bool {
	switch g.Kind {
	case parse.PyIf, parse.PyElse:
		return g.Test == nil || !onlyOnce.MatchString(g.Test.Text)
	case parse.PyExcept, parse.PyCase:
		return true
	}
	return false
}

var (
	onlyOnce = regexp.MustCompile(`(?i)warn|scripting|tracing|compiling|__debug__|TYPE_CHECKING|__name__`)
	// aboutData is what texts call that users have rather than write.
	aboutData = regexp.MustCompile(`(?i)\b(?:files?|checkpoints?|serialized|format|env|environment|numpy|python ?\d|tensors?|dtypes?|shapes?)\b`)
	itself    = regexp.MustCompile(`(?i)\bthis (?:function|method|class|api|module|property|attribute|operator|decorator|command|package)\b|^\W*deprecated\b`)
	// saidFirst is the name that a text begins with.
	saidFirst = regexp.MustCompile(`(?i)^\W*(?:(?:the|use of|usage of|using|calling|calls? of|calls? to|class|function|method|module|property|attribute|operator)\s+\W*)*([\w.]+)`)
)

// signatureWords are what code looks at parameters of another function by.
var signatureWords = regexp.MustCompile(`\bsig(?:nature)?\.parameters\b|\bgetfullargspec\b|\bco_(?:varnames|argcount)\b`)

// asksSignature reports whether a test looks at what parameters a function has: the warning behind it is
// about a function that is given, whatever names they share.
func asksSignature(g parse.PyGuard) bool {
	return g.Test != nil && signatureWords.MatchString(g.Test.Text)
}

// asksEnvironment reports whether an expression looks at environment variables.
func asksEnvironment(e *parse.PyExpr, depth int) bool {
	if e.Kind == parse.ExprAttr && e.Name == "environ" || (e.Kind == parse.ExprName || e.Kind == parse.ExprAttr) && e.Name == "getenv" {
		return true
	}
	return depth < maxNesting && slices.ContainsFunc(e.Args, func(a parse.PyExpr) bool { return asksEnvironment(&a, depth+1) })
}

// saysItself reports whether a text speaks of what it stands in: the function, the class or module
// around it, by name or as "this function".
func saysItself(o *Object, text string) bool {
	if itself.MatchString(text) || saysName(o, text) {
		return true
	}
	m := saidFirst.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	return strings.HasPrefix(m[1], "self.__class__") || m[1] == "cls.__name__" || m[1] == "cls" || strings.HasPrefix(text[strings.Index(text, m[1]):], "type(self)")
}

// saysName reports whether a text begins with the name of what it stands in, or of what is around that.
func saysName(o *Object, text string) bool {
	m := saidFirst.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	name := lastOf(strings.TrimRight(m[1], "."))
	for x := o; x != nil; x = x.Owner {
		if x.Base() == name {
			return true
		}
	}
	return false
}
