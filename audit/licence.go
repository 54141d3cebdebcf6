package audit

import "strings"

// licenceTexts are phrases that a licence's text has and the others before it in the list have
// not; the first that fits says its SPDX identifier.
var licenceTexts = []struct {
	id      string
	phrases []string
}{
	{"Apache-2.0", []string{"apache license", "version 2.0"}},
	{"LGPL-2.1-or-later", []string{"gnu lesser general public license", "version 2.1"}},
	{"LGPL-3.0-or-later", []string{"gnu lesser general public license", "version 3"}},
	{"GPL-3.0-or-later", []string{"gnu general public license", "version 3, 29 june 2007"}},
	{"GPL-2.0-or-later", []string{"gnu general public license", "version 2, june 1991"}},
	{"MPL-2.0", []string{"mozilla public license", "2.0"}},
	{"BSL-1.0", []string{"boost software license"}},
	{"Unlicense", []string{"this is free and unencumbered software released into the public domain"}},
	{"Zlib", []string{"this software is provided 'as-is'", "altered source versions must be plainly marked"}},
	{"BSD-3-Clause", []string{"redistributions of source code must retain", "may be used to endorse or promote"}},
	{"BSD-2-Clause", []string{"redistributions of source code must retain", "redistributions in binary form must"}},
	{"ISC", []string{"permission to use, copy, modify, and", "distribute this software for any purpose with or without fee"}},
	{"MIT", []string{"permission is hereby granted, free of charge", "without restriction"}},
}

// licenceOf is the SPDX identifier of a licence's text, "" where it is none of the usual ones: a
// guess would be worse than a gap.
func licenceOf(data []byte) string {
	if len(data) > 1<<20 {
		return ""
	}
	text := strings.Join(strings.Fields(strings.ToLower(string(data))), " ")
	text = strings.NewReplacer("‘", "'", "’", "'").Replace(text)
next:
	for _, l := range licenceTexts {
		for _, p := range l.phrases {
			if !strings.Contains(text, p) {
				continue next
			}
		}
		return l.id
	}
	return ""
}

// SPDX says whether a licence is an identifier that an SBOM may give as one: those that
// this package knows, and no more.
func SPDX(id string) bool {
	for _, l := range licenceTexts {
		if l.id == id {
			return true
		}
	}
	return false
}
