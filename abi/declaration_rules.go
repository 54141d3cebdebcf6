package abi

// declarationRules are ABI039 to ABI099: what of functions only sources see, and enums,
// aliases, variables, macros and headers.
var declarationRules = []*rule{noexceptChanged, overloadAdded, defaultArgumentChanged, accessNarrowed, linkageChanged,
	explicitAdded, inlineBodyChanged, templateConstraintChanged, deprecatedAdded,
	enumeratorValueChanged, enumeratorRemoved, enumeratorRenamed, enumUnderlyingTypeChanged, enumScopeChanged, enumRemoved,
	aliasTargetChanged, aliasRemoved, usingDeclarationRemoved, namespaceVersionChanged, namespaceRenamed, namespaceRemoved,
	variableRemoved, variableTypeChanged, constantValueChanged,
	macroRemoved, macroValueChanged, macroParametersChanged,
	headerRemoved, headerNoLongerIncluded, guardChanged, shimChanged, shimUnguardedAddition, languageStandardRaised}
