package audit

import (
	"bufio"
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Vendored is a component of somebody else's that the tree carries.
type Vendored struct {
	Name    string
	Path    string // in the tree
	URL     string // of a submodule
	Commit  string // of a submodule, where the tree tells
	Version string // where the tree tells
	License string // SPDX identifier or what the tree calls it; "" where it does not tell
	Line    int    // in .gitmodules; 0 for a folder
}

// Submodule says whether the component is kept as a submodule.
func (v *Vendored) Submodule() bool { return v.Line > 0 }

var (
	submoduleHead = regexp.MustCompile(`^\[submodule\s+"(.+)"\]$`)
	codeFile      = regexp.MustCompile(`\.(c|cc|cpp|cxx|h|hh|hpp|hxx|inl|ipp|cu|cuh|s|S|asm|py|js|ts|rs|go|java|m|mm|f|f90)$`)
	licenceFile   = regexp.MustCompile(`(?i)^(licen[sc]e|copying|copyright|notice|unlicense)([-._].*)?$`)
	nameVersion   = regexp.MustCompile(`^(.+?)[-_]v?(\d+(?:\.\d+)+\w*)$`)
)

// vendored lists what the tree vendors: its submodules, and the folders below third_party/ (or
// vendor, external) that have code or a licence of their own.
func (f *facts) vendored() []Vendored {
	return once(f, "vendored", func() []Vendored {
		out := f.submodules()
		bundled := f.bundledLicences()
		for _, dir := range f.vendoredFolders(out) {
			v := Vendored{Name: path.Base(dir), Path: dir}
			if m := nameVersion.FindStringSubmatch(v.Name); m != nil {
				v.Name, v.Version = m[1], m[2]
			}
			out = append(out, v)
		}
		for i := range out {
			f.describe(&out[i], bundled)
		}
		slices.SortFunc(out, func(a, b Vendored) int { return strings.Compare(a.Path, b.Path) })
		return out
	})
}

// submodules reads .gitmodules, which has the form of git's configuration.
func (f *facts) submodules() []Vendored {
	const file = ".gitmodules"
	if !f.has(file) {
		return nil
	}
	var out []Vendored
	line := 0
	for s := bufio.NewScanner(bytes.NewReader(f.read(file))); s.Scan(); {
		line++
		text := strings.TrimSpace(s.Text())
		if m := submoduleHead.FindStringSubmatch(text); m != nil {
			out = append(out, Vendored{Line: line})
			continue
		}
		key, value, ok := strings.Cut(text, "=")
		switch {
		case text == "" || text[0] == '#' || text[0] == ';':
		case !ok || len(out) == 0:
			f.problem(file, line, "is no line of a .gitmodules")
		case strings.TrimSpace(key) == "path":
			out[len(out)-1].Path = path.Clean(strings.Trim(strings.TrimSpace(value), `"`))
		case strings.TrimSpace(key) == "url":
			out[len(out)-1].URL = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return slices.DeleteFunc(out, func(v Vendored) bool {
		if v.Path == "" {
			f.problem(file, v.Line, "the submodule has no path")
		}
		return v.Path == ""
	})
}

// vendorRoot is a folder whose folders are somebody else's.
func vendorRoot(name string) bool {
	switch strings.ToLower(strings.ReplaceAll(name, "-", "_")) {
	case "third_party", "thirdparty", "3rdparty", "vendor", "external", "extern":
		return true
	}
	return false
}

// vendoredFolders are the folders below a vendor root at the top of the tree that hold code or
// a licence, submodules aside.
func (f *facts) vendoredFolders(submodules []Vendored) []string {
	seen := map[string]bool{}
	for _, p := range f.in.Tree.Paths {
		parts := strings.SplitN(p, "/", 3)
		if len(parts) < 3 || !vendorRoot(parts[0]) {
			continue
		}
		inside := func(v Vendored) bool { return p == v.Path || strings.HasPrefix(p, v.Path+"/") }
		if slices.ContainsFunc(submodules, inside) {
			continue
		}
		if base := path.Base(p); codeFile.MatchString(base) || licenceFile.MatchString(base) {
			seen[parts[0]+"/"+parts[1]] = true
		}
	}
	out := make([]string, 0, len(seen))
	for d := range seen {
		out = append(out, d)
	}
	slices.Sort(out)
	return out
}

// describe fills in what the tree tells of a component: commit, version, licence.
func (f *facts) describe(v *Vendored, bundled map[string]string) {
	if v.Submodule() {
		v.Commit = f.in.Tree.Submodules[v.Path]
		v.Name = path.Base(v.Path)
	}
	for _, p := range f.under(v.Path) {
		base := path.Base(p)
		if path.Dir(p) != v.Path {
			continue
		}
		switch {
		case v.License == "" && licenceFile.MatchString(base):
			v.License = licenceOf(f.read(p))
		case v.Version == "" && (strings.EqualFold(base, "VERSION") || strings.EqualFold(base, "version.txt")):
			v.Version = versionIn(f.read(p))
		}
	}
	if v.License == "" {
		v.License = bundled[v.Path]
	}
}

// under are the files below a folder.
func (f *facts) under(dir string) []string {
	paths := f.in.Tree.Paths
	from, _ := slices.BinarySearch(paths, dir+"/")
	to := from
	for to < len(paths) && strings.HasPrefix(paths[to], dir+"/") {
		to++
	}
	return paths[from:to]
}

var plainVersion = regexp.MustCompile(`^v?\d+(\.\d+)*[\w.+-]*$`)

func versionIn(data []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(data)), "\n")
	if line = strings.TrimSpace(line); plainVersion.MatchString(line) && len(line) < 40 {
		return line
	}
	return ""
}

// bundledLicences reads a list of bundled licences, as PyTorch and SciPy keep one: paragraphs
// with Name, License and Files.
func (f *facts) bundledLicences() map[string]string {
	out := map[string]string{}
	for _, file := range f.find("third_party/LICENSES_BUNDLED.txt", "LICENSES_bundled.txt", "LICENSES_BUNDLED.txt") {
		licence, inFiles := "", false
		for _, line := range strings.Split(string(f.read(file)), "\n") {
			key, value, ok := strings.Cut(line, ":")
			switch {
			case ok && key == "Name":
				licence, inFiles = "", false
			case ok && key == "License":
				licence = strings.TrimSpace(value)
			case ok && key == "Files":
				inFiles = true
				line = value
			case ok:
				inFiles = false
			}
			for _, p := range strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\r' }) {
				if inFiles && licence != "" {
					out[path.Clean(p)] = licence
				}
			}
		}
	}
	return out
}

// keys are the names that a list may know a component by.
func (v *Vendored) keys() []string {
	out := []string{componentKey(v.Name), componentKey(v.Path)}
	if v.URL != "" {
		out = append(out, componentKey(v.URL))
	}
	return out
}

// componentKey is what two names of one component have in common: "third_party/miniz-3.0.2",
// "miniz" and "Miniz" are one.
func componentKey(name string) string {
	name = strings.TrimSuffix(path.Base(strings.ToLower(strings.TrimSpace(name))), ".git")
	if m := nameVersion.FindStringSubmatch(name); m != nil {
		name = m[1]
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, name)
}
