package graph

import (
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// InstalledModules are the plain modules at the top of an import root that a project says are
// installed: py_modules of setup.py and setup.cfg, py-modules of pyproject.toml. packages says that it
// names packages too, whole that no other module is: the list is literal, or there are only packages.
func InstalledModules(pyproject, setup, cfg []byte) (modules []string, packages, whole bool) {
	if m := pyModules.FindSubmatch(setup); m != nil {
		if m[1] == nil {
			return nil, packagesOf.Match(setup), false // computed
		}
		for _, e := range quoted.FindAllSubmatch(m[1], -1) {
			modules = append(modules, string(e[1]))
		}
		whole = true
	}
	packages = packagesOf.Match(setup)
	eachOption(cfg, func(section, key, text string) {
		if section != "options" {
			return
		}
		switch key {
		case "py_modules":
			modules = append(modules, strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })...)
			whole = true
		case "packages":
			packages = true
		}
	})
	var doc struct {
		Tool struct {
			Setuptools struct {
				Modules  []string `toml:"py-modules"`
				Packages any
			}
		}
	}
	if len(pyproject) > 0 && toml.Unmarshal(pyproject, &doc) == nil {
		modules = append(modules, doc.Tool.Setuptools.Modules...)
		whole = whole || doc.Tool.Setuptools.Modules != nil
		packages = packages || doc.Tool.Setuptools.Packages != nil
	}
	return modules, packages, whole || packages
}

var (
	pyModules  = regexp.MustCompile(`\bpy_modules\s*=\s*(?:[\[(]([^\[\]()]*)[\])]\s*[,)\n]|\S)`)
	packagesOf = regexp.MustCompile(`[(,\s]packages\s*=`)
	quoted     = regexp.MustCompile(`["']([^"']+)["']`)
)
