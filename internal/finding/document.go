package finding

import (
	"io/fs"
	"strings"
)

// Documented adds a rule's document and example: docs holds rules/STEM.txtar, where STEM is
// the rule's name with underscores. The comment of that archive is the document, its files
// the example. A rule without one is a mistake of the program, which its tests find.
func Documented(r Rule, docs fs.FS) Rule {
	stem := strings.ReplaceAll(r.Name, "-", "_")
	data, err := fs.ReadFile(docs, "rules/"+stem+".txtar")
	if err != nil {
		panic("rule " + r.ID + " has no document rules/" + stem + ".txtar")
	}
	text := string(data)
	i := strings.Index(text, "\n-- ")
	if i < 0 {
		i = len(text)
	}
	r.Doc, r.Example = strings.TrimSpace(text[:i]), strings.TrimLeft(text[i:], "\n")
	return r
}
