package graph

import (
	"slices"
	"testing"
)

func TestInstalledModules(t *testing.T) {
	for _, c := range []struct {
		name, pyproject, setup, cfg string
		modules                     []string
		packages, whole             bool
	}{
		{name: "nothing said"},
		{name: "setup.py", setup: "setup(name='x',\n  py_modules=['a', \"b\"],\n)", modules: []string{"a", "b"}, whole: true},
		{name: "setup.py, computed", setup: "setup(py_modules=[p.stem for p in glob('*.py')] + more(), packages=['p'])", packages: true},
		{name: "setup.py, a name", setup: "setup(py_modules=MODULES)"},
		{name: "setup.py, packages alone", setup: "setup(packages=find_packages(), package_data={})", packages: true, whole: true},
		{name: "setup.cfg", cfg: "[options]\npackages = find:\npy_modules =\n    a\n    b\n[other]\npy_modules = c\n", modules: []string{"a", "b"}, packages: true, whole: true},
		{name: "pyproject.toml", pyproject: "[tool.setuptools]\npy-modules = ['a']\n", modules: []string{"a"}, whole: true},
		{name: "another tool's", pyproject: "[tool.poetry]\nname = 'x'\n"},
	} {
		modules, packages, whole := InstalledModules([]byte(c.pyproject), []byte(c.setup), []byte(c.cfg))
		if !slices.Equal(modules, c.modules) || packages != c.packages || whole != c.whole {
			t.Errorf("%s: %q, packages %v, whole %v", c.name, modules, packages, whole)
		}
	}
}
