package deprecation

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// ofTestRunner reports whether only a test runner calls something, by its name or for what it asks
// for: a test of a suite that a package ships, a fixture, what is run before and after tests. The
// suite's classes, which others derive theirs from, are surface; how they test is not, nor how those of a
// module of tests are set up.
func ofTestRunner(o *Object) bool {
	if o.Owner == nil {
		return false
	}
	if o.Owner.Kind == ClassKind && isTestClass(o.Owner) && strings.HasPrefix(lastOf(moduleOf(o).Name), "test_") {
		return true
	}
	f := o.Func()
	if f == nil {
		return false
	}
	if decorated(f.Decorators, "fixture") {
		return true
	}
	name := o.Base()
	if o.Owner.Kind == ModuleKind {
		module := lastOf(o.Owner.Name)
		return strings.HasPrefix(name, "test_") && (strings.HasPrefix(module, "test_") || strings.HasSuffix(module, "_test") || module == "conftest")
	}
	return (strings.HasPrefix(name, "test_") || aroundTests[name]) && isTestClass(o.Owner)
}

// aroundTests are the methods that unittest and pytest call before and after tests.
var aroundTests = set("setUp tearDown setUpClass tearDownClass setup teardown setup_class teardown_class setup_method teardown_method")

// isTestClass reports whether a class is one that test runners collect: by its name, as pytest
// does and as suites have it, or because it derives from a test case.
func isTestClass(o *Object) bool {
	name := strings.TrimLeft(o.Base(), "_")
	for _, word := range []string{"Test", "Tests", "TestCase"} {
		if strings.HasSuffix(name, word) {
			return true
		}
	}
	if rest, ok := strings.CutPrefix(name, "Test"); ok && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z' {
		return true
	}
	c := o.Class()
	return c != nil && slices.ContainsFunc(c.Bases, func(b parse.PyExpr) bool { return strings.HasSuffix(lastOf(dotted(&b)), "TestCase") })
}
