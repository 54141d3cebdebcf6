// Package spelling finds what a mistyped name was most likely meant to be. It exists so
// that every "did you mean" of the program proposes alike.
//
// Concurrency: pure functions.
package spelling

import (
	"cmp"
	"slices"
	"strings"
)

// longest bounds the length, in bytes, of names that are compared, so that a hostile
// file costs nothing.
const longest = 80

// Nearest is the known name with the fewest edits, the first among equals; "" when all
// of them are further away than half the name's length.
func Nearest(name string, known []string) string {
	best, bestDistance := "", len(name)/2+1
	for _, k := range known {
		if d := distance(name, k); d < bestDistance {
			best, bestDistance = k, d
		}
	}
	return best
}

// Near lists up to limit known names that differ little whatever their case: one edit
// for every three characters or part of them, nearest first.
func Near(name string, known []string, limit int) []string {
	type candidate struct {
		name string
		cost int
	}
	var near []candidate
	for _, k := range known {
		if cost := distance(strings.ToLower(name), strings.ToLower(k)); cost <= (len(name)+2)/3 {
			near = append(near, candidate{k, cost})
		}
	}
	slices.SortFunc(near, func(a, b candidate) int { return cmp.Or(a.cost-b.cost, cmp.Compare(a.name, b.name)) })
	near = slices.CompactFunc(near, func(a, b candidate) bool { return a.name == b.name })
	out := []string{}
	for _, c := range near[:min(limit, len(near))] {
		out = append(out, c.name)
	}
	return out
}

// distance is the number of inserted, deleted, replaced or swapped bytes (optimal string
// alignment).
func distance(a, b string) int {
	if len(a) > longest || len(b) > longest {
		return max(len(a), len(b))
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				cost++
			}
			rows[i][j] = min(cost, rows[i-1][j]+1, rows[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
