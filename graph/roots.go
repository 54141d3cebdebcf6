package graph

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// InferImportRoots finds the folders that absolute Python imports resolve from in a tree
// whose configuration names none: the package-directory mappings of pyproject.toml
// (tool.setuptools.package-dir, where), of a literal package_dir in setup.py and of setup.cfg,
// the tree itself, and a src folder. Where the tree's own root is a package, the project's name
// and the name of the folder that holds the tree are roots too. It also returns include
// prefixes: each mapped name and the project's are one, since such projects include their
// headers as <name/...>.
func InferImportRoots(paths []string, folder string, pyproject, setup, cfg []byte) (imports, includes []Root) {
	add := func(r Root) {
		r.Dir = path.Clean(r.Dir)
		same := func(o Root) bool { return o.Name == r.Name && o.Dir == r.Dir }
		if r.Dir == ".." || strings.HasPrefix(r.Dir, "../") || path.IsAbs(r.Dir) || slices.ContainsFunc(imports, same) {
			return
		}
		imports = append(imports, r)
		if r.Name != "" {
			includes = append(includes, r)
		}
	}
	_, mappings := projectMappings(pyproject)
	project := ProjectName(pyproject, setup, nil)
	for _, m := range slices.Concat(mappings, setupMappings(setup), cfgMappings(cfg)) {
		add(m)
	}
	add(Root{Dir: "."})
	if project != "" {
		includes = append(includes, Root{Name: project, Dir: "."})
	}
	has := func(p string) bool { _, ok := slices.BinarySearch(paths, p); return ok }
	if has("__init__.py") {
		for _, name := range [...]string{project, folder} {
			if name != "" {
				add(Root{Name: name, Dir: "."})
			}
		}
	}
	if !has("src/__init__.py") && slices.ContainsFunc(paths, func(p string) bool {
		return strings.HasPrefix(p, "src/") && strings.HasSuffix(p, "/__init__.py")
	}) {
		add(Root{Dir: "src"})
	}
	return imports, includes
}

// ProjectName is the name that a project gives itself in pyproject.toml, setup.py or setup.cfg, "" where
// none of them spells it out.
func ProjectName(pyproject, setup, cfg []byte) string {
	if project, _ := projectMappings(pyproject); project != "" {
		return project
	}
	m := setupName.FindSubmatch(setup)
	if m == nil {
		m = cfgName.FindSubmatch(cfg)
	}
	if m == nil {
		return ""
	}
	return strings.ReplaceAll(string(m[1]), "-", "_")
}

// projectMappings reads what pyproject.toml says of package folders. A file that is no
// TOML says nothing: the build would fail on it, not this tool.
func projectMappings(data []byte) (project string, roots []Root) {
	var doc struct {
		Project struct{ Name string }
		Tool    struct {
			Setuptools struct {
				PackageDir map[string]string `toml:"package-dir"`
				Packages   any
			}
		}
	}
	if len(data) == 0 || toml.Unmarshal(data, &doc) != nil {
		return "", nil
	}
	dirs := doc.Tool.Setuptools.PackageDir
	for _, name := range sortedKeys(dirs) {
		roots = append(roots, Root{Name: strings.ReplaceAll(name, ".", "/"), Dir: dirs[name]})
	}
	if packages, ok := doc.Tool.Setuptools.Packages.(map[string]any); ok {
		find, _ := packages["find"].(map[string]any)
		where, _ := find["where"].([]any)
		for _, w := range where {
			if dir, ok := w.(string); ok {
				roots = append(roots, Root{Dir: dir})
			}
		}
	}
	return strings.ReplaceAll(doc.Project.Name, "-", "_"), roots
}

var (
	packageDir   = regexp.MustCompile(`package_dir\s*=\s*(?:dict\()?\{([^{}]*)\}`)
	setupName    = regexp.MustCompile(`[(,\s]name\s*=\s*["']([\w.-]+)["']`)
	cfgName      = regexp.MustCompile(`(?m)^name\s*=\s*([\w.-]+)\s*$`)
	packageEntry = regexp.MustCompile(`["']([^"']*)["']\s*:\s*["']([^"']*)["']`)
)

// setupMappings reads a literal package_dir from setup.py; anything computed is the
// configuration's to say.
func setupMappings(data []byte) (roots []Root) {
	m := packageDir.FindSubmatch(data)
	if m == nil {
		return nil
	}
	for _, e := range packageEntry.FindAllSubmatch(m[1], -1) {
		roots = append(roots, Root{Name: strings.ReplaceAll(string(e[1]), ".", "/"), Dir: string(e[2])})
	}
	return roots
}

// cfgMappings reads package_dir of [options] and where of [options.packages.find] in setup.cfg
// (setuptools, "Configuring setuptools using setup.cfg files").
func cfgMappings(data []byte) (roots []Root) {
	eachOption(data, func(section, key, text string) {
		switch {
		case section == "options" && key == "package_dir":
			if name, dir, ok := strings.Cut(text, "="); ok {
				roots = append(roots, Root{Name: strings.ReplaceAll(strings.TrimSpace(name), ".", "/"), Dir: strings.TrimSpace(dir)})
			}
		case section == "options.packages.find" && key == "where":
			roots = append(roots, Root{Dir: text})
		}
	})
	return roots
}

// eachOption visits the lines of a setup.cfg that give an option a value, one a line.
func eachOption(data []byte, visit func(section, key, text string)) {
	section, key := "", ""
	for line := range strings.Lines(string(data)) {
		text := strings.TrimSpace(line)
		switch {
		case text == "" || text[0] == '#' || text[0] == ';':
			continue
		case text[0] == '[':
			section, key = strings.Trim(text, "[]"), ""
			continue
		case line[0] != ' ' && line[0] != '\t':
			key, text, _ = strings.Cut(text, "=")
			key, text = strings.TrimSpace(key), strings.TrimSpace(text)
		}
		if text != "" {
			visit(section, key, text)
		}
	}
}
