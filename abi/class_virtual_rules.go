package abi

// virtualRules are ABI010 to ABI018: what classes derive from, and their virtual functions.
var virtualRules = []*rule{baseClassRemoved, baseClassChanged, virtualMethodAdded, virtualMethodRemoved,
	virtualMethodReordered, pureVirtualMethodAdded, methodVirtualityChanged, overrideChanged, finalAdded}
