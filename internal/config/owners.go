package config

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/hmarr/codeowners"
)

// Owners are the rules of a CODEOWNERS file, as GitHub reads it: patterns as in .gitignore but
// without ! and [ ], the last rule that fits a path counts, and one without owners takes them away.
type Owners struct {
	rules codeowners.Ruleset
	// Notes name the lines that are no rule and count for nothing, as on GitHub.
	Notes []string
}

// maxOwners is the largest file that is read, in bytes, as on GitHub; maxOwnersLine the longest line.
const (
	maxOwners     = 3 << 20
	maxOwnersLine = 4 << 10
)

// ReadOwners reads a CODEOWNERS file; name is what notes call it.
func ReadOwners(name string, data []byte) *Owners {
	o := &Owners{}
	if len(data) > maxOwners {
		o.Notes = append(o.Notes, fmt.Sprintf("%s: the file is larger than 3 MB, which is as far as GitHub reads one: it was left out", name))
		return o
	}
	line := 0
	for text := range bytes.Lines(bytes.TrimPrefix(data, []byte("\ufeff"))) {
		line++
		if len(text) >= maxOwnersLine {
			o.Notes = append(o.Notes, fmt.Sprintf("%s:%d: the line is too long and was left out", name, line))
			continue
		}
		// One line at a time: the library gives the whole file up at the first bad line.
		rules, err := codeowners.ParseFile(bytes.NewReader(bytes.TrimRight(text, "\r\n")))
		if err != nil {
			o.Notes = append(o.Notes, fmt.Sprintf("%s:%d: %s; the line was left out", name, line, strings.TrimPrefix(err.Error(), "line 1: ")))
			continue
		}
		for _, rule := range rules {
			if rule.RawPattern() == "/" { // fits no file, and the library panics when asked
				o.Notes = append(o.Notes, fmt.Sprintf("%s:%d: the pattern / fits no file; the line was left out", name, line))
				continue
			}
			o.rules = append(o.rules, rule)
		}
	}
	return o
}

// Of lists the owners of a file by its path from the top of the tree, as the rule writes them
// (@user, @organisation/team, address); none where no rule fits.
func (o *Owners) Of(path string) []string {
	if o == nil {
		return nil
	}
	rule, err := o.rules.Match(path)
	if err != nil || rule == nil {
		return nil
	}
	var list []string
	for _, owner := range rule.Owners {
		list = append(list, owner.String())
	}
	return list
}
