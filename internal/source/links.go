package source

import "strings"

// maxHops bounds how many links one path may pass through, as in Linux (path_resolution(7)):
// whatever needs more is taken for a loop.
const maxHops = 40

// end is where following a path leads.
type end int

const (
	inside  end = iota // to a path without links inside the tree, which may or may not exist
	outside            // out of the tree
	loop               // nowhere: the links run in a circle
)

// links resolves paths by the links of a tree, on path names alone.
type links struct {
	targets map[string]string // path of a link -> what it holds
	// escape maps a target that is absolute or climbs above the root back into the tree,
	// where that is possible: a directory's links may name it by its absolute path.
	escape func(link, target string) (string, bool)
}

// follow replaces every link in the path by what it points to.
func (l *links) follow(path string) (string, end) {
	if !l.passesLink(path) {
		return path, inside
	}
	var done []string // components without links
	rest := split(path)
	for hops := 0; len(rest) > 0; {
		part := rest[0]
		rest = rest[1:]
		if part == ".." {
			if len(done) == 0 {
				return "", outside
			}
			done = done[:len(done)-1]
			continue
		}
		done = append(done, part)
		here := strings.Join(done, "/")
		target, isLink := l.targets[here]
		if !isLink {
			continue
		}
		if hops++; hops > maxHops {
			return "", loop
		}
		done = done[:len(done)-1]
		if leaves(len(done), target) {
			var ok bool
			if target, ok = l.escape(here, target); !ok {
				return "", outside
			}
			done = done[:0]
		}
		rest = append(split(target), rest...)
	}
	if len(done) == 0 {
		return ".", inside
	}
	return strings.Join(done, "/"), inside
}

// passesLink reports whether the path or a folder on its way is a link.
func (l *links) passesLink(path string) bool {
	if len(l.targets) == 0 {
		return false
	}
	for i := range len(path) {
		if path[i] == '/' {
			if _, ok := l.targets[path[:i]]; ok {
				return true
			}
		}
	}
	_, ok := l.targets[path]
	return ok
}

// leaves reports whether a link's target is absolute or climbs out of the tree from a
// folder at the given depth.
func leaves(depth int, target string) bool {
	if strings.HasPrefix(target, "/") {
		return true
	}
	for _, part := range split(target) {
		if part != ".." {
			depth++
		} else if depth--; depth < 0 {
			return true
		}
	}
	return false
}

// split gives the components of a path, without empty ones and dots.
func split(path string) []string {
	parts := strings.Split(path, "/")
	kept := parts[:0]
	for _, p := range parts {
		if p != "" && p != "." {
			kept = append(kept, p)
		}
	}
	return kept
}

// noEscape is for trees that have no place in a file system.
func noEscape(string, string) (string, bool) { return "", false }
