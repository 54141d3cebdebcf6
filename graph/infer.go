package graph

import (
	"sort"
	"strings"
)

// splitShare and splitFolders bound an inferred module: one that owns more than this
// share of the source files and has at least so many subfolders with source is split.
const (
	splitShare   = 0.2
	splitFolders = 3
)

// ModuleDef names a set of files by glob patterns.
type ModuleDef struct {
	Name     string
	Patterns []string
}

// InferModules derives modules from the folders of a tree's source files: the top
// folders; one that owns more than a fifth of the files and has three or more subfolders
// with source is split into these and its own plain files. Folders that hold nothing but
// one other are looked through (src/package). Files at the top belong to ".".
func InferModules(paths []string) []ModuleDef {
	folders := map[string]bool{}
	for _, p := range paths {
		if top, _, ok := strings.Cut(p, "/"); ok {
			folders[top] = true
		}
	}
	for changed := true; changed; {
		changed = false
		owned := ownedFiles(paths, folders)
		for _, f := range sortedKeys(folders) {
			if float64(len(owned[f])) <= splitShare*float64(len(paths)) {
				continue
			}
			inner := f
			subs, plain := subfolders(f, owned[f])
			for len(subs) == 1 && plain == 0 {
				inner = subs[0]
				subs, plain = subfolders(inner, owned[f])
			}
			if len(subs) < splitFolders {
				continue
			}
			delete(folders, f)
			if plain > 0 {
				folders[inner] = true
			}
			for _, s := range subs {
				folders[s] = true
			}
			changed = true
		}
	}
	var defs []ModuleDef
	for _, f := range sortedKeys(folders) {
		defs = append(defs, ModuleDef{Name: f, Patterns: []string{escapeGlob(f) + "/**"}})
	}
	return append(defs, ModuleDef{Name: ".", Patterns: []string{"*"}})
}

// ownedFiles groups paths by the longest folder of the set that holds them.
func ownedFiles(paths []string, folders map[string]bool) map[string][]string {
	owned := map[string][]string{}
	for _, p := range paths {
		for i := strings.LastIndexByte(p, '/'); i >= 0; i = strings.LastIndexByte(p[:i], '/') {
			if folders[p[:i]] {
				owned[p[:i]] = append(owned[p[:i]], p)
				break
			}
		}
	}
	return owned
}

// subfolders lists the direct subfolders of a folder that its own files lie in, and how
// many files lie in none.
func subfolders(folder string, files []string) (subs []string, plain int) {
	set := map[string]bool{}
	for _, p := range files {
		rest := p[len(folder)+1:]
		if sub, _, ok := strings.Cut(rest, "/"); ok {
			set[folder+"/"+sub] = true
		} else {
			plain++
		}
	}
	return sortedKeys(set), plain
}

func escapeGlob(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `{`, `\{`).Replace(s)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
