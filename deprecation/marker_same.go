package deprecation

// SameMarkers reports whether two trees say the same of deprecation, wherever in their files it stands.
func SameMarkers(base, head []Marker) bool {
	if len(base) != len(head) {
		return false
	}
	count := map[Marker]int{}
	for _, m := range base {
		m.Object, m.Line = nil, 0
		count[m]++
	}
	for _, m := range head {
		m.Object, m.Line = nil, 0
		if count[m]--; count[m] < 0 {
			return false
		}
	}
	return true
}
