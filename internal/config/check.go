package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The checks that need more than one value of a configuration.

func (c *Config) fail(path, hint, format string, args ...any) *Error {
	at := c.places[path]
	return &Error{File: c.Source, Line: at.line, Column: at.column, Message: fmt.Sprintf(format, args...), Hint: hint}
}

// check holds one file against itself.
func (c *Config) check() Errors {
	var errs Errors
	if c.Extends != "" && c.Extends != none && !slices.Contains(Profiles(), c.Extends) {
		errs = append(errs, c.fail("extends", didYouMean(c.Extends, append(Profiles(), none)), "unknown profile %q", c.Extends))
	}
	errs = append(errs, c.checkModules()...)
	errs = append(errs, c.checkLayers()...)
	if len(c.Modules) > 0 {
		errs = append(errs, c.checkNames(c)...)
	}
	return errs
}

func (c *Config) checkModules() Errors {
	var errs Errors
	byName, byPattern := map[string]bool{}, map[string]string{}
	for i, m := range c.Modules {
		at := fmt.Sprintf("modules[%d]", i)
		if m.Name != "" && byName[m.Name] {
			errs = append(errs, c.fail(at+".name", "give one module all the paths", "module %q stands twice", m.Name))
		}
		byName[m.Name] = true
		for j, p := range m.Paths {
			where := fmt.Sprintf("%s.paths[%d]", at, j)
			key := fmt.Sprint(m.First, p)
			if other, taken := byPattern[key]; taken && p != "" && other != m.Name {
				errs = append(errs, c.fail(where, "a file belongs to one module: drop one of the two", "pattern %q of %s is one of %s too", p, m.Name, other))
			}
			byPattern[key] = m.Name
			if strings.Contains(m.Name, "*") && !fillsName(p) {
				errs = append(errs, c.fail(where, `write it as name: "a/*", paths: ["a/*/**"]`, "pattern %q gives no value to the * of %q", p, m.Name))
			}
		}
		if strings.Count(m.Name, "*") > 1 || strings.ContainsAny(m.Name, `?[{\`) {
			errs = append(errs, c.fail(at+".name", "", "module name %q has more than one *, or other signs of a glob", m.Name))
		}
	}
	return errs
}

// fillsName reports whether the first sign of a glob in a pattern is a `*` that stands for one
// whole folder, so that it can fill the `*` of a module's name.
func fillsName(pattern string) bool {
	i := strings.IndexAny(pattern, `*?[{\`)
	return i >= 0 && strings.HasPrefix(pattern[i:], "*/") && (i == 0 || pattern[i-1] == '/')
}

func (c *Config) checkLayers() Errors {
	var errs Errors
	names, entries := map[string]bool{}, map[string]string{}
	for i, l := range c.Layers {
		if l.Name != "" && names[l.Name] {
			errs = append(errs, c.fail(fmt.Sprintf("layers[%d].name", i), "", "layer %q stands twice", l.Name))
		}
		names[l.Name] = true
		for j, m := range l.Modules {
			if other, taken := entries[m]; taken && m != "" {
				errs = append(errs, c.fail(fmt.Sprintf("layers[%d].modules[%d]", i, j), "a module lies in one layer", "module %q is in layer %s already", m, other))
			}
			entries[m] = l.Name
		}
	}
	return errs
}

// checkNames holds the modules that layers and forbidden of a configuration name against its
// modules. Places are those of the file, whose keys may be only some of them. A name that a
// module with a `*` could bear is right whether or not the tree has such a folder now: folders
// come and go, and a configuration printed for one tree must hold for the next.
func (c *Config) checkNames(file *Config) Errors {
	var errs Errors
	stale := map[string][]string{} // by inherited key, the names that the file's own modules don't fit
	hold := func(key, path, name string) {
		if name == "" || isGlob(name) || c.knows(name) {
			return
		}
		_, own := file.places[path]
		switch {
		case c.couldMake(name):
		case !own:
			stale[key] = append(stale[key], name)
		default:
			errs = append(errs, file.fail(path, didYouMean(name, c.moduleNames()), "%s: no module is called %q", path, name))
		}
	}
	for i, l := range c.Layers {
		for j, m := range l.Modules {
			hold("layers", fmt.Sprintf("layers[%d].modules[%d]", i, j), m)
		}
	}
	for i, f := range c.Forbidden {
		hold("forbidden", fmt.Sprintf("forbidden[%d].from", i), f.From)
		hold("forbidden", fmt.Sprintf("forbidden[%d].to", i), f.To)
	}
	for _, key := range slices.Sorted(maps.Keys(stale)) {
		errs = append(errs, file.fail("modules", fmt.Sprintf("give %s in this file too, `%s: []` for none", key, key),
			"the inherited %s name modules that are none any more: %s", key, strings.Join(stale[key], ", ")))
	}
	return errs
}

// doubtful tells the layer entries of a file that only a module with a `*` could make, and
// that name no folder of the tree: a typing error, or a folder that is gone.
func (c *Config) doubtful(file *Config, has func(path string) bool) (notes []string) {
	for i, l := range file.Layers {
		for j, m := range l.Modules {
			if !isGlob(m) && !c.knows(m) && c.couldMake(m) && !has(m) {
				e := file.fail(fmt.Sprintf("layers[%d].modules[%d]", i, j), "", "layer %s names %q, and the tree has no such folder", l.Name, m)
				notes = append(notes, e.Error())
			}
		}
	}
	return notes
}

// knows reports whether a name is a module, lies above one, or comes to be by a rule: the
// bindings and test submodules.
func (c *Config) knows(name string) bool {
	if name == c.Bindings {
		return true
	}
	if parent, ok := strings.CutSuffix(name, "/"+c.Tests.Name); ok && c.Tests.Name != "" && (c.knows(parent) || c.couldMake(parent)) {
		return true
	}
	return slices.ContainsFunc(c.Modules, func(m Module) bool { return covers(name, m.Name) })
}

// couldMake reports whether a module with a `*` in its name makes a module of this name.
func (c *Config) couldMake(name string) bool {
	return slices.ContainsFunc(c.Modules, func(m Module) bool { return strings.Contains(m.Name, "*") && match(m.Name, name) })
}

// moduleNames are the names of the modules, for proposals, sorted.
func (c *Config) moduleNames() []string {
	var out []string
	for _, m := range c.Modules {
		if !strings.Contains(m.Name, "*") {
			out = append(out, m.Name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// CheckRules holds the rule ids that the configuration names against those that exist.
func (c *Config) CheckRules(known []string) error {
	var errs Errors
	for id := range c.Rules {
		if !slices.Contains(known, id) {
			errs = append(errs, c.fail("rules."+id, didYouMean(id, known), "unknown rule %q", id))
		}
	}
	for i, s := range c.Severities {
		if !slices.Contains(known, s.Rule) {
			errs = append(errs, c.fail(fmt.Sprintf("severities[%d].rule", i), didYouMean(s.Rule, known), "unknown rule %q", s.Rule))
		}
	}
	for i, e := range c.Exceptions {
		if !slices.Contains(known, e.Rule) {
			errs = append(errs, c.fail(fmt.Sprintf("exceptions[%d].rule", i), didYouMean(e.Rule, known), "unknown rule %q", e.Rule))
		}
	}
	return errs.asError()
}
