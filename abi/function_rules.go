package abi

// functionRules are ABI001 to ABI009: functions that a compiled client no longer finds, or
// finds and calls wrongly.
var functionRules = []*rule{functionRemoved, functionParametersChanged, parameterAdded, functionReturnTypeChanged,
	functionQualifiersChanged, functionStaticChanged, functionBecameInline, functionDeleted, functionUnexported}
