package reports_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"plumbline/internal/pipeline"
	"plumbline/reports"
)

const schemas = "../docs/schema"

// schemaNames are the schemas of the formats that this package's own tests write.
func schemaNames() []string {
	return []string{"cochange", "cycles", "deprecations", "facts", "findings", "graph", "graphdiff", "history", "impact", "map", "matrix", "rules", "surface", "why"}
}

func compileSchema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(filepath.Join(schemas, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// schemaOf is the schema of a JSON report, "" for other formats.
func schemaOf(file string) string {
	stem, ext, _ := strings.Cut(file, ".")
	if ext != "json" && ext != "jsonl" {
		return ""
	}
	name, _, _ := strings.Cut(stem, "-")
	return name
}

// documents are the JSON values of a report: one, or one a line.
func documents(t *testing.T, file string, data []byte) []any {
	t.Helper()
	if !strings.HasSuffix(file, ".jsonl") {
		return []any{decode(t, data)}
	}
	var list []any
	for line := range bytes.Lines(data) {
		list = append(list, decode(t, line))
	}
	return list
}

// ruleRenderings are the rules as a list, and each alone.
func ruleRenderings() []rendering {
	list := []rendering{{"rules.json", func(w io.Writer) error { return reports.RulesJSON(w, pipeline.Rules()) }}}
	for _, rule := range pipeline.Rules() {
		list = append(list, rendering{"rules-" + rule.ID + ".json", func(w io.Writer) error { return reports.RuleJSON(w, rule) }})
	}
	return list
}

func decode(t *testing.T, data []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v in %.200s", err, data)
	}
	return v
}

// TestSchemas holds every JSON report of the two trees against its schema, and every
// schema against being needed.
func TestSchemas(t *testing.T) {
	used := map[string]bool{}
	lists := [][]rendering{sampleRenderings(t, 0), hostileRenderings(t), ruleRenderings(), surfaceRenderings(t, 0), inventoryRenderings(t), historyRenderings(t), diffRenderings(t, "changes")}
	for _, name := range findingNames() {
		lists = append(lists, findingRenderings(readFindings(t, name)))
	}
	for _, list := range lists {
		for _, r := range list {
			name := schemaOf(r.file)
			if name == "" {
				continue
			}
			used[name] = true
			schema := compileSchema(t, name)
			for _, doc := range documents(t, r.file, r.bytes(t)) {
				if err := schema.Validate(doc); err != nil {
					t.Errorf("%s: %v", r.file, err)
				}
			}
		}
	}
	for _, name := range schemaNames() {
		if !used[name] {
			t.Errorf("no report was held against %s.json", name)
		}
	}
}

// TestSchemasAreStrict holds that a schema notices a member too many and one too few, at
// the top of a report and in the first element of each of its lists.
func TestSchemasAreStrict(t *testing.T) {
	for _, r := range slices.Concat(sampleRenderings(t, 0), ruleRenderings(), surfaceRenderings(t, 0), inventoryRenderings(t), historyRenderings(t), diffRenderings(t, "changes"), findingRenderings(readFindings(t, "pair"))) {
		name := schemaOf(r.file)
		if name == "" {
			continue
		}
		schema := compileSchema(t, name)
		for _, doc := range documents(t, r.file, r.bytes(t)) {
			for path, change := range mutations(doc) {
				if err := schema.Validate(change); err == nil {
					t.Errorf("%s: the schema does not notice: %s", r.file, path)
				}
			}
		}
	}
}

// mutations makes copies of a report with one fault each, named by what is wrong.
func mutations(report any) map[string]any {
	out := map[string]any{}
	if list, ok := report.([]any); ok {
		for name, change := range mutations(list[0]) {
			out["first: "+name] = append([]any{change}, list[1:]...)
		}
		return out
	}
	add := func(name string, change func(top map[string]any)) {
		c := clone(report).(map[string]any)
		change(c)
		out[name] = c
	}
	top := report.(map[string]any)
	add("unknown member", func(c map[string]any) { c["unknown"] = true })
	for key, value := range top {
		if name := top["kind"]; key == "value" && name != "enumerator" {
			continue // of a constant only where it is one
		}
		add(key+" is missing", func(c map[string]any) { delete(c, key) })
		elements, _ := value.([]any)
		if len(elements) == 0 {
			continue
		}
		if _, ok := elements[0].(map[string]any); !ok {
			continue
		}
		first := func(c map[string]any) map[string]any { return c[key].([]any)[0].(map[string]any) }
		add("unknown member in "+key, func(c map[string]any) { first(c)["unknown"] = true })
		for member := range elements[0].(map[string]any) {
			name := key + "." + member
			if name != "modules.rollup" && name != "nodes.layer" && name != "nodes.score" && name != "findings.change" {
				add(name+" is missing", func(c map[string]any) { delete(first(c), member) })
			}
		}
	}
	return out
}

func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		c := make(map[string]any, len(v))
		for k, e := range v {
			c[k] = clone(e)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, e := range v {
			c[i] = clone(e)
		}
		return c
	}
	return v
}

// TestSharedDefinitions holds that what several schemas define under one name is the
// same, for each schema stands on its own.
func TestSharedDefinitions(t *testing.T) {
	seen := map[string]any{}
	from := map[string]string{}
	for _, name := range schemaNames() {
		data, err := os.ReadFile(filepath.Join(schemas, name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var schema struct {
			Defs map[string]any `json:"$defs"`
		}
		if err := json.Unmarshal(data, &schema); err != nil {
			t.Fatal(err)
		}
		for _, def := range [...]string{"tree", "kind", "kinds", "site", "step", "cut"} {
			if schema.Defs[def] == nil {
				continue
			}
			if seen[def] == nil {
				seen[def], from[def] = schema.Defs[def], name
			}
			if diff := cmp.Diff(seen[def], schema.Defs[def]); diff != "" {
				t.Errorf("%s differs between %s.json and %s.json:\n%s", def, from[def], name, diff)
			}
		}
	}
}
