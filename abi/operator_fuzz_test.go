package abi

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/parse/opschema"
)

// FuzzOperators reads any two schemas and holds that: nothing ends but in a result, a schema
// fits itself, and breaks are named exactly where PyTorch's rules see one.
func FuzzOperators(f *testing.F) {
	archive, err := txtar.ParseFile("../parse/opschema/testdata/schemas.txtar")
	if err != nil {
		f.Fatal(err)
	}
	before := "f(Tensor self, int a=1) -> Tensor"
	for line := range strings.Lines(string(archive.Files[0].Data)) {
		f.Add(before, strings.TrimSpace(line))
		before = strings.TrimSpace(line)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		old, errOld := opschema.ParseSchema(a)
		new, errNew := opschema.ParseSchema(b)
		if errOld != nil || errNew != nil {
			return
		}
		new.Name = old.Name
		if !backwardCompatible(old, old) || !sameSchema(old, old) {
			t.Errorf("%s does not fit itself", old)
		}
		if found := backwardBreaks(old, new); (len(found) == 0) != backwardCompatible(old, new) {
			t.Errorf("%s to %s: %v", old, new, found)
		}
		forwardCompatible(old, new)
		sp := &spelling{opts: CppOptions{Torchgen: TorchgenOf(func(string) []byte { return nil })}}
		for _, made := range []*opschema.Schema{old, outVariant(old), functionalVariant(old)} {
			if made == nil {
				continue
			}
			signatureKey(made)
			g := &generated{Schema: made, functions: true, methods: true}
			symbols, err := sp.signatures(g)
			op := &Operator{Name: qualified(made.Name), Cpp: symbols, Parsed: made}
			if err == nil && operatorWitness(op, opsRenamed, []string{"argument a is gone"}) == "" {
				t.Errorf("%s: no witness", made)
			}
		}
	})
}
