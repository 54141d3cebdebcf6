package deprecation

import "strings"

// dottedPath is the name that a file of a test's tree is imported by.
func dottedPath(path string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(path, ".in"), ".pyi"), ".py")
	return strings.TrimSuffix(strings.ReplaceAll(name, "/", "."), ".__init__")
}
