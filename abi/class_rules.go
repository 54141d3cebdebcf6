package abi

import "slices"

// classRules are ABI010 to ABI038: what classes are made of, layout and virtual tables.
var classRules = slices.Concat(virtualRules, fieldRules, classLevelRules)
