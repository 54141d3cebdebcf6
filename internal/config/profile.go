package config

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
)

//go:embed profiles/*.yaml
var profiles embed.FS

// none is the value of `extends` that inherits nothing.
const none = "none"

// Profiles names the built-in profiles, sorted.
func Profiles() []string {
	entries, err := profiles.ReadDir("profiles")
	if err != nil {
		return nil // the folder is embedded: there is no way to get here
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

// Profile is a built-in profile over the defaults.
func Profile(name string) (*Config, error) {
	data, err := profiles.ReadFile(path.Join("profiles", name+".yaml"))
	if err != nil {
		return nil, fmt.Errorf("unknown profile %q: one of %s, %s", name, strings.Join(Profiles(), ", "), none)
	}
	c, err := Load("profile "+name, data)
	if err != nil {
		return nil, err
	}
	c = inherit(c, Defaults())
	c.Profile = name
	return c, nil
}

// Resolve puts a file over the profile that it extends, and that over the defaults. Without a
// file (nil), or without `extends` in it, the profile is chosen by the tree: has reports whether
// a path, file or folder, is in it. What comes out inherits nothing any more: its Extends is "none".
func Resolve(file *Config, has func(path string) bool) (*Config, error) {
	name := ""
	if file != nil {
		name = file.Extends
	}
	if name == "" {
		name = detect(has)
	}
	under := Defaults()
	if name != none {
		var err error
		if under, err = Profile(name); err != nil {
			return nil, err
		}
	}
	if file == nil {
		return under, nil
	}
	c := inherit(file, under)
	if len(c.Modules) > 0 {
		if err := c.checkNames(file).asError(); err != nil {
			return nil, err
		}
		c.Notes = c.doubtful(file, has)
	}
	return c, nil
}

// detect names the profile whose tree this is.
func detect(has func(string) bool) string {
	// c10/macros tells an installed or partial tree, where torch/__init__.py is missing.
	marks := []string{"torch/__init__.py", "c10/macros", "c10/macros/Macros.h", "c10/macros/Export.h"}
	if slices.ContainsFunc(marks, has) {
		return "pytorch"
	}
	return none
}

// inherit gives a new configuration with the keys of upper, and those of under that upper
// doesn't give. Exceptions are those of both; limits that upper leaves open are those of under.
func inherit(upper, under *Config) *Config {
	c := *under
	for _, s := range sections() {
		if s.given(upper) {
			s.set(&c, upper)
		}
	}
	c.Exceptions = slices.Concat(under.Exceptions, upper.Exceptions)
	c.Limits = Limits{
		MaxFileBytes:    or(upper.Limits.MaxFileBytes, under.Limits.MaxFileBytes),
		UnparsedPercent: or(upper.Limits.UnparsedPercent, under.Limits.UnparsedPercent),
		FanOut:          or(upper.Limits.FanOut, under.Limits.FanOut),
		ScoreRise:       or(upper.Limits.ScoreRise, under.Limits.ScoreRise),
		PropagationRise: or(upper.Limits.PropagationRise, under.Limits.PropagationRise),
	}
	c.Extends = none
	c.Source, c.places = upper.Source, upper.places
	return &c
}

func or[T int | float64](a, b T) T {
	if a != 0 {
		return a
	}
	return b
}
