package deprecation

import "plumbline/parse"

// accessor reads a function that a property runs, of a decorator or of `old = property(get_old, set_old)`: what
// it warns of, the property does. Of a setter or deleter that is a part of its uses.
func (r *markerReader) accessor(o *Object, st *parse.PyStmt, partly bool) {
	first := len(r.out)
	r.object(withStmt(o, st), 0)
	for i := first; i < len(r.out); i++ {
		m := &r.out[i]
		m.Partly = m.Partly || partly && m.Subject == o.Name
	}
}

// functionNamed is the function that a name in a class stands for there: one of the class, which is often
// deleted behind it, else one of the module; nil for none.
func functionNamed(o *Object, e *parse.PyExpr) (found *parse.PyStmt) {
	if e.Kind != parse.ExprName {
		return nil
	}
	bodies := [][]*parse.PyStmt{}
	if c := o.Owner.Class(); c != nil {
		bodies = append(bodies, c.Body)
	}
	if m := moduleOf(o); m.Facts != nil {
		bodies = append(bodies, m.Facts.Body)
	}
	for _, body := range bodies {
		for _, st := range body {
			if st.Func != nil && st.Name == e.Name {
				found = st
			}
		}
		if found != nil {
			break
		}
	}
	return found
}
