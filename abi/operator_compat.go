package abi

import (
	"fmt"

	"plumbline/parse/opschema"
)

// Whether a schema may take the place of an older one, as
// aten/src/ATen/core/function_schema.cpp decides it. Both schemas bear the same name.

// backwardCompatible reports whether every call and every saved program that fits the old
// schema fits the new one (FunctionSchema::isBackwardCompatibleWith).
func backwardCompatible(old, new *opschema.Schema) bool {
	if old.Name != new.Name || old.VarArgs != new.VarArgs || old.VarReturns != new.VarReturns ||
		len(old.Returns) != len(new.Returns) || len(new.Args) < len(old.Args) {
		return false
	}
	for i := range old.Returns { // returns may become more specific
		if !argumentBackward(&new.Returns[i], &old.Returns[i]) {
			return false
		}
	}
	oldOut, newOut := old.OutIndex(), new.OutIndex()
	for i := range oldOut {
		if !argumentBackward(&old.Args[i], &new.Args[i]) {
			return false
		}
	}
	for i := oldOut; i < newOut; i++ {
		if !new.Args[i].HasDefault {
			return false
		}
	}
	for i := oldOut; i < len(old.Args); i++ {
		j := i - oldOut + newOut
		if j >= len(new.Args) || !argumentBackward(&old.Args[i], &new.Args[j]) {
			return false
		}
	}
	return true
}

// forwardCompatible reports whether an older release reads what fits the new schema, and
// why not (FunctionSchema::isForwardCompatibleWith).
func forwardCompatible(old, new *opschema.Schema) (bool, string) {
	if old.Name != new.Name || old.VarArgs != new.VarArgs || old.VarReturns != new.VarReturns ||
		len(old.Returns) != len(new.Returns) {
		return false, ""
	}
	oldOut, newOut := old.OutIndex(), new.OutIndex()
	if len(old.Args)-oldOut != len(new.Args)-newOut {
		return false, "Function schema should have the same number of out arguments"
	}
	for i := range min(oldOut, newOut) {
		if !argumentForward(&old.Args[i], &new.Args[i]) {
			return false, fmt.Sprintf("'%s' is not forward compatible with the older version of the schema", new.Args[i].Name)
		}
	}
	for i := oldOut; i < newOut; i++ {
		a := &new.Args[i]
		const head = "Function schema is not forward compatible since the new argument '%s' of type %s"
		if !a.HasDefault {
			return false, fmt.Sprintf(head+" did not provide a default value.", a.Name, fakeString(a.Type))
		}
		if defaultIsList(a) {
			return false, fmt.Sprintf(head+" has a container type as its default value.", a.Name, fakeString(a.Type))
		}
	}
	for i := oldOut; i < len(old.Args); i++ {
		a := &new.Args[i-oldOut+newOut]
		if !argumentForward(&old.Args[i], a) {
			return false, fmt.Sprintf("Out argument '%s' is not FC with the older version of the schema", a.Name)
		}
	}
	return true, ""
}

// sameShape is what arguments must share for either direction: name, fixed size and alias
// annotation.
func sameShape(old, new *opschema.Argument) bool {
	return old.Name == new.Name && old.FixedSize() == new.FixedSize() && aliasKey(old.Type) == aliasKey(new.Type)
}

// argumentBackward is Argument::isBackwardCompatibleWith.
func argumentBackward(old, new *opschema.Argument) bool {
	return sameShape(old, new) && (old.KwOnly || !new.KwOnly) && subtype(old.Type, new.Type) && keepsDefault(old, new)
}

// argumentForward is Argument::isForwardCompatibleWith.
func argumentForward(old, new *opschema.Argument) bool {
	return sameShape(old, new) && (old.KwOnly || !new.KwOnly) && subtype(new.Type, old.Type) && keepsDefault(old, new) &&
		(old.HasDefault || !new.HasDefault)
}

// keepsDefault reports whether a default that there was is there still.
func keepsDefault(old, new *opschema.Argument) bool {
	return !old.HasDefault || new.HasDefault && defaultValue(old) == defaultValue(new)
}

// sameSchema reports whether two schemas are equal as FunctionSchema's operator== has it.
func sameSchema(a, b *opschema.Schema) bool {
	if a.Name != b.Name || a.VarArgs != b.VarArgs || a.VarReturns != b.VarReturns || len(a.Args) != len(b.Args) || len(a.Returns) != len(b.Returns) {
		return false
	}
	same := func(x, y *opschema.Argument) bool {
		return sameShape(x, y) && x.KwOnly == y.KwOnly && sameType(x.Type, y.Type) &&
			x.HasDefault == y.HasDefault && defaultValue(x) == defaultValue(y)
	}
	for i := range a.Args {
		if !same(&a.Args[i], &b.Args[i]) {
			return false
		}
	}
	for i := range a.Returns {
		if !same(&a.Returns[i], &b.Returns[i]) {
			return false
		}
	}
	return true
}
