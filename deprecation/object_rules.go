package deprecation

// objectRules are API001 to API005: names, what they are, and what they hold.
var objectRules = []*rule{objectRemoved, removedFromAll, objectKindChanged, constantValueChanged, attributeTypeChanged}
