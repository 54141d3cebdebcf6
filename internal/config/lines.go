package config

import "fmt"

// Line is the line of a key's value in the file, by its path ("layers", "rules.CPL001",
// "severities[2]"), 0 where the file
// doesn't give it.
func (c *Config) Line(path string) int { return c.places[path].line }

// ExceptionLine is the line of the i-th exception in the file, 0 for one of the profile.
func (c *Config) ExceptionLine(i int) int {
	own := 0
	for {
		if _, ok := c.places[fmt.Sprintf("exceptions[%d]", own)]; !ok {
			break
		}
		own++
	}
	// Those of the profile come first.
	if i -= len(c.Exceptions) - own; i < 0 {
		return 0
	}
	return c.Line(fmt.Sprintf("exceptions[%d]", i))
}
