package audit

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// resolve is the path in the tree that a link of a document leads to; ok is false for what is
// outside of the tree or a place on the same page.
func resolve(from, dest string) (string, bool) {
	u, err := url.Parse(dest)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		return "", false
	}
	if strings.HasPrefix(u.Path, "/") {
		return path.Clean(strings.TrimLeft(u.Path, "/")), true
	}
	return path.Join(path.Dir(from), u.Path), true
}

// has says whether the tree has a file or a folder of that path.
func (f *facts) has(p string) bool {
	paths := f.in.Tree.Paths
	if p == "." {
		return len(paths) > 0
	}
	if i, ok := slices.BinarySearch(paths, p); ok || i < len(paths) && strings.HasPrefix(paths[i], p+"/") {
		return true
	}
	// "docs-old" sorts between "docs" and "docs/": look for the folder by itself.
	i, _ := slices.BinarySearch(paths, p+"/")
	return i < len(paths) && strings.HasPrefix(paths[i], p+"/")
}

// deadLinks are the links of a document to what the tree has not.
func (f *facts) deadLinks(d *document) []Evidence {
	var out []Evidence
	for _, l := range d.links {
		if p, ok := resolve(d.path, l.dest); ok && !f.has(p) {
			out = append(out, Evidence{Path: d.path, Line: l.line, Text: "leads nowhere: " + l.dest, Against: true})
		}
	}
	return out
}
