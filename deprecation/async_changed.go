package deprecation

import (
	"fmt"

	"plumbline/internal/finding"
)

var asyncChanged = &rule{
	Rule: finding.Rule{
		ID: "API022", Name: "async-changed", Invariant: "INV-001", Severity: finding.Error,
		Promise: "A coroutine function stays one, and no other becomes one.",
	},
	check: checkAsyncChanged,
}

// checkAsyncChanged reports functions that must be awaited now, or no longer may be.
func checkAsyncChanged(d *Diff, report reportFunc) {
	d.eachCall(func(c *callPair) {
		o, n := awaited(c.old), awaited(c.new)
		if o == n {
			return
		}
		message := "%s is a coroutine function now: its call must be awaited"
		if o {
			message = "%s is no coroutine function any more: its call can't be awaited"
		}
		report(issue{subject: c.subject, old: c.old, new: c.new, effect: breaks, message: fmt.Sprintf(message, c.subject),
			instead: "Add a function of another name.", witness: "x = " + lastOf(c.subject) + "(...)"})
	})
}

// awaited reports whether a call of a function is awaited: it is a coroutine function that no
// decorator makes something else of.
func awaited(o *Object) bool {
	return o.Func().Async && !decorated(o.Func().Decorators, "asynccontextmanager")
}
