package pipeline

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"plumbline/internal/config"
	"plumbline/internal/finding"
)

// loosened says what HEAD's configuration lets pass that BASE's own would not: both trees
// are judged by HEAD's, so that a change could otherwise wave itself through. Nothing is
// said where the configuration was given from outside.
func loosened(ctx context.Context, req *Request, base, head *Scan) []string {
	if req.ConfigFile != "" {
		return nil
	}
	before, err := loadConfig(ctx, req, base.Tree)
	if err != nil {
		return []string{"BASE's own configuration can't be read, so what HEAD's loosens is not known: " + err.Error()}
	}
	return looser(before, head.Config, base.Tree.Has(ConfigName))
}

// looser lists what one configuration lets pass that another does not. Without a file of its
// own the earlier one has no say in what is public.
func looser(before, after *config.Config, own bool) []string {
	out := lowered(before, after)
	for i := range after.Exceptions {
		e := after.Exceptions[i]
		if !slices.Contains(before.Exceptions, e) {
			out = append(out, "HEAD's configuration adds or changes an "+describe(&e)+": "+e.Reason)
		}
	}
	if !own {
		return out
	}
	for _, l := range []struct {
		key        string
		was, is    []string
		lessIsLess bool
	}{{"cpp.public", before.Cpp.Public, after.Cpp.Public, true}, {"cpp.shim", before.Cpp.Shim, after.Cpp.Shim, true},
		{"cpp.stable", before.Cpp.Stable, after.Cpp.Stable, true}, {"cpp.internal_namespaces", before.Cpp.Internal, after.Cpp.Internal, false},
		{"ignore", before.Ignore, after.Ignore, false}} {
		gone, added := l.was, l.is
		if !l.lessIsLess {
			gone, added = l.is, l.was
		}
		var names []string
		for _, x := range gone {
			if !slices.Contains(added, x) {
				names = append(names, x)
			}
		}
		switch {
		case len(names) == 0:
		case l.lessIsLess:
			out = append(out, fmt.Sprintf("HEAD's configuration takes %s out of %s", strings.Join(names, ", "), l.key))
		default:
			out = append(out, fmt.Sprintf("HEAD's configuration adds %s to %s", strings.Join(names, ", "), l.key))
		}
	}
	return out
}

// lowered lists the severities that one configuration lowers against another.
func lowered(before, after *config.Config) []string {
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
	var out []string
	for _, rule := range slices.Sorted(maps.Keys(after.Rules)) {
		if was, is := severity(before, rule), severity(after, rule); is < was {
			name := "off"
			if is != config.Off {
				name = is.String()
			}
			out = append(out, fmt.Sprintf("HEAD's configuration lowers %s from %s to %s", rule, was, name))
		}
	}
	for _, s := range after.Severities {
		if !slices.Contains(before.Severities, s) && s.Severity < severity(before, s.Rule) {
			out = append(out, fmt.Sprintf("HEAD's configuration lowers %s below %s", s.Rule, s.Path))
		}
	}
	return out
}
