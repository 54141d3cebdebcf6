package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"plumbline/internal/config"
	"plumbline/internal/finding"
)

// loosened says what HEAD's configuration lets pass that BASE's own would not: both trees
// are judged by HEAD's, so that a change could otherwise wave itself through. Nothing is
// said where the configuration was given from outside. before is BASE's own configuration, nil
// where it can't be read.
func loosened(ctx context.Context, req *Request, base, head *Scan) (found []finding.Finding, before *config.Config) {
	if req.ConfigFile != "" {
		return nil, head.Config
	}
	before, err := loadConfig(ctx, req, base.Tree)
	if err != nil {
		f := finding.GateLoosened.New("BASE's configuration", "", "BASE's own configuration can't be read, so what HEAD's loosens is not known: "+err.Error(), nil)
		f.Severity = finding.Note // a change that mends it does no harm
		return []finding.Finding{f}, nil
	}
	return looser(before, head.Config, base.Tree.Has(ConfigName), base.Tree.Paths()), before
}

// loosening collects what one configuration lets pass that another does not.
type loosening struct {
	before, after *config.Config
	out           []finding.Finding
}

// add tells of one thing; subject names it, key is where it stands in the file.
func (l *loosening) add(subject, key, format string, args ...any) {
	l.out = append(l.out, finding.GateLoosened.New(subject, "", "HEAD's configuration "+fmt.Sprintf(format, args...), placeOf(l.after, l.after.Line(key))))
}

// placeOf is a line of a tree's own configuration, nil where there is none.
func placeOf(c *config.Config, line int) *finding.Location {
	if line == 0 || c.Source != ConfigName {
		return nil
	}
	return &finding.Location{Path: ConfigName, Line: line}
}

// looser lists what one configuration lets pass that another does not, for a tree of these
// paths. Without a file of its own the earlier one has no say in what is public. The severity of
// what is found is the earlier one's.
func looser(before, after *config.Config, own bool, paths []string) []finding.Finding {
	l := &loosening{before: before, after: after}
	l.severities()
	l.exceptions()
	l.lists(own)
	l.boundaries()
	l.moved(paths)
	l.cycle()
	severity, ok := before.Rules[finding.GateLoosened.ID]
	for i := range l.out {
		if ok {
			l.out[i].Severity = severity
		}
	}
	return slices.DeleteFunc(l.out, func(f finding.Finding) bool { return f.Severity == config.Off })
}

// severities tells the severities that are lowered.
func (l *loosening) severities() {
	defaults := map[string]finding.Severity{}
	for _, r := range Rules() {
		defaults[r.ID] = r.Severity
	}
	severity := func(c *config.Config, rule string) finding.Severity {
		if s, ok := c.Rules[rule]; ok {
			return s
		}
		return defaults[rule]
	}
	named := maps.Clone(l.after.Rules)
	if named == nil {
		named = map[string]finding.Severity{}
	}
	maps.Copy(named, l.before.Rules) // what is raised no more is lowered
	for _, rule := range slices.Sorted(maps.Keys(named)) {
		if was, is := severity(l.before, rule), severity(l.after, rule); is < was {
			name := "off"
			if is != config.Off {
				name = is.String()
			}
			l.add("rules: "+rule, "rules."+rule, "lowers %s from %s to %s", rule, was, name)
		}
	}
	for i, s := range l.after.Severities {
		if !slices.Contains(l.before.Severities, s) && s.Severity < severity(l.before, s.Rule) {
			l.add(fmt.Sprintf("severities: %s below %s", s.Rule, s.Path), fmt.Sprintf("severities[%d]", i), "lowers %s below %s", s.Rule, s.Path)
		}
	}
	for _, s := range l.before.Severities {
		if !slices.Contains(l.after.Severities, s) && s.Severity > severity(l.after, s.Rule) {
			l.add(fmt.Sprintf("severities: %s below %s", s.Rule, s.Path), "severities", "raises %s below %s no more", s.Rule, s.Path)
		}
	}
}

func (l *loosening) exceptions() {
	for i := range l.after.Exceptions {
		e := l.after.Exceptions[i]
		if !slices.Contains(l.before.Exceptions, e) {
			f := finding.GateLoosened.New(describe(&e), e.Reason, "HEAD's configuration adds or changes an "+describe(&e)+": "+e.Reason, placeOf(l.after, l.after.ExceptionLine(i)))
			l.out = append(l.out, f)
		}
	}
}

// list is a key whose value is a list.
type list struct {
	key     string
	was, is []string
	less    bool // fewer entries let more pass; else more do
	all     bool // an empty list means everything
}

// lists tells what is taken out of lists of what is judged, and added to those of what is not.
func (l *loosening) lists(own bool) {
	b, a := l.before, l.after
	lists := []list{{key: "ignore", was: b.Ignore, is: a.Ignore},
		{key: "tests.patterns", was: b.Tests.Patterns, is: a.Tests.Patterns}, {key: "tests.except", was: b.Tests.Except, is: a.Tests.Except, less: true},
		{key: "external.imports", was: b.External.Imports, is: a.External.Imports},
		{key: "external.includes", was: b.External.Includes, is: a.External.Includes},
		{key: "absent", was: names(b.Absent, absentName), is: names(a.Absent, absentName)},
		{key: "built", was: names(b.Built, builtName), is: names(a.Built, builtName)}}
	if own {
		lists = append(lists, list{key: "cpp.public", was: b.Cpp.Public, is: a.Cpp.Public, less: true, all: true},
			list{key: "cpp.shim", was: b.Cpp.Shim, is: a.Cpp.Shim, less: true}, list{key: "cpp.stable", was: b.Cpp.Stable, is: a.Cpp.Stable, less: true},
			list{key: "cpp.internal_namespaces", was: b.Cpp.Internal, is: a.Cpp.Internal},
			list{key: "python.roots", was: b.Python.Roots, is: a.Python.Roots, less: true, all: true},
			list{key: "python.contracts", was: contractNames(b), is: contractNames(a), less: true})
	}
	for _, x := range lists {
		l.list(x)
	}
	if own {
		l.changed("cpp.installed", b.Cpp.Installed, a.Cpp.Installed)
		l.changed("python.allowlist", b.Python.AllowList, a.Python.AllowList)
	}
	l.changed("python.bc_linter", b.Python.BCLinter, a.Python.BCLinter)
	l.changed("operators.native_functions", b.Operators.NativeFunctions, a.Operators.NativeFunctions)
	l.changed("operators.allow_list", b.Operators.AllowList, a.Operators.AllowList)
}

func (l *loosening) list(x list) {
	gone, added, word := x.was, x.is, "takes %s out of %s"
	if !x.less {
		gone, added, word = x.is, x.was, "adds %s to %s"
	}
	if x.all && len(x.is) == 0 {
		return
	}
	if x.all && len(x.was) == 0 {
		l.add(x.key, x.key, "limits %s to %s", x.key, strings.Join(x.is, ", "))
		return
	}
	gone = slices.DeleteFunc(slices.Clone(gone), func(s string) bool { return slices.Contains(added, s) })
	if what := strings.Join(gone, ", "); what != "" {
		l.add(x.key+": "+what, x.key, word, what, x.key)
	}
}

// changed tells of a key with one value that was set and is another one: what reads it is not
// the same any more.
func (l *loosening) changed(key, was, is string) {
	switch {
	case was == is || was == "":
	case is == "":
		l.add(key, key, "leaves out %s, which was %s", key, was)
	default:
		l.add(key, key, "changes %s from %s to %s", key, was, is)
	}
}

func names[T any](of []T, name func(T) string) (out []string) {
	for _, x := range of {
		out = append(out, name(x))
	}
	return out
}

func absentName(a config.Absent) string { return cmp.Or(a.Module, a.Header) }
func builtName(b config.Built) string   { return b.Module }

func contractNames(c *config.Config) (out []string) {
	for _, k := range c.Python.Contracts {
		for _, n := range k.Names {
			out = append(out, n+" ("+k.Rule+")")
		}
	}
	return out
}

// plainNumber writes a number as the configuration does.
func plainNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// cycle tells where less is asked of a deprecation, and where limits give way.
func (l *loosening) cycle() {
	b, a := &l.before.Deprecation, &l.after.Deprecation
	was, is := &l.before.Limits, &l.after.Limits
	for _, n := range []struct {
		key     string
		was, is float64
		more    bool // a larger value lets more pass
	}{{"deprecation.releases", float64(b.Releases), float64(a.Releases), false}, {"deprecation.days", float64(b.Days), float64(a.Days), false},
		{"deprecation.silent_releases", float64(b.SilentReleases), float64(a.SilentReleases), false},
		{"limits.max_file_bytes", float64(was.MaxFileBytes), float64(is.MaxFileBytes), false},
		{"limits.unparsed_percent", float64(was.UnparsedPercent), float64(is.UnparsedPercent), true},
		{"limits.fan_out", float64(was.FanOut), float64(is.FanOut), true},
		{"limits.score_rise", was.ScoreRise, is.ScoreRise, true}, {"limits.propagation_rise", was.PropagationRise, is.PropagationRise, true}} {
		switch {
		case n.was == n.is || n.more != (n.is > n.was):
		case n.more:
			l.add(n.key, n.key, "raises %s from %s to %s", n.key, plainNumber(n.was), plainNumber(n.is))
		default:
			l.add(n.key, n.key, "lowers %s from %s to %s", n.key, plainNumber(n.was), plainNumber(n.is))
		}
	}
	if a.Candidates && !b.Candidates {
		l.add("deprecation.candidates", "deprecation.candidates", "lets release candidates count as releases")
	}
	if a.Tags != b.Tags {
		l.add("deprecation.tags", "deprecation.tags", "changes which tags are releases: %q was %q", a.Tags, b.Tags)
	}
	l.changed("deprecation.ledger", b.Ledger, a.Ledger)
}
