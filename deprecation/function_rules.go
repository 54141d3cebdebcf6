package deprecation

// functionRules are API021 to API025: functions as a whole.
var functionRules = []*rule{returnTypeChanged, asyncChanged, methodKindChanged, overloadRemoved, functionOnlyRaises}

// eachCall visits the pairs of functions that both ends have.
func (d *Diff) eachCall(visit func(c *callPair)) {
	for i := range d.calls {
		if c := &d.calls[i]; c.new != nil && c.old.Func() != nil {
			visit(c)
		}
	}
}
