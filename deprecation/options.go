package deprecation

import (
	"strings"
)

// Options are what a comparison follows beside the two surfaces.
type Options struct {
	// Contracts are promises about named parts of the surface.
	Contracts []Contract
	// Skip gives the reason why an object is outside of the promise, "" where it is not. What
	// holds for members of what is outside is its to say: see Skips.
	Skip func(o *Object) string
	// BaseVersion and HeadVersion are what the trees say of their versions; nil for nothing.
	BaseVersion, HeadVersion *VersionFile
	// Linter says which checks are turned off; nil for none.
	Linter *BCLinter
}

// Contract is a promise about a named part of the surface, with a rule and an invariant of its
// own on top of what holds for every name.
type Contract struct {
	Rule string // id of the rule that speaks of it
	// Names are dotted names or globs of them: "torch.nn.functional.*", "torch._utils._rebuild_*".
	Names []string
	// Private says that it covers names that are not public.
	Private bool
}

// covers reports whether a contract is about a name.
func (c *Contract) covers(name string) bool {
	for _, n := range c.Names {
		if n == name || matchesGlob(n, name) {
			return true
		}
	}
	return false
}

// matchesGlob matches a dotted name with a pattern in which one * at the end stands for any
// rest.
func matchesGlob(pattern, name string) bool {
	prefix, ok := strings.CutSuffix(pattern, "*")
	return ok && strings.HasPrefix(name, prefix)
}
