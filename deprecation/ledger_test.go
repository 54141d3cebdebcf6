package deprecation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestLedger runs testdata/ledger. Commands:
//
//	> read FILE                    ReadLedger, and Write of what was read
//	> new TAGS SEEN                NewLedger of a section of tags, as in testdata/releases, and one with a
//	                               marker a line: SUBJECT RELEASE KIND CATEGORY PROMISED TEXT..., - for none
//	> merge FILE FILE              MergeLedgers
//	> check FILE FILE [whole]      CheckLedger
//	> warned FILE SUBJECT RELEASE  Warned
//	> with TAGS FILE               Fold and With
func TestLedger(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../docs/schema/ledger.json")
	if err != nil {
		t.Fatal(err)
	}
	fixtures(t, "ledger", func(t *testing.T, out *bytes.Buffer, files map[string]string, words []string) {
		args := words[1:]
		load := func(name string) *Ledger {
			l, err := ReadLedger(name, []byte(files[name]))
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		switch words[0] {
		case "read":
			l, err := ReadLedger(args[0], []byte(files[args[0]]))
			if err != nil {
				fmt.Fprintln(out, err)
				return
			}
			written(t, schema, out, l)
		case "new":
			written(t, schema, out, NewLedger(foldText(t, files[args[0]]).List, readSightings(t, files[args[1]])))
		case "merge":
			showMerge(t, schema, out, load(args[0]), load(args[1]))
		case "check":
			for _, d := range CheckLedger(load(args[0]), load(args[1]), len(args) > 2) {
				fmt.Fprintf(out, "%s: %s\n", d.Kind, d.Message)
			}
		case "warned":
			warned, known := load(args[0]).Warned(args[1], release(t, args[2]))
			fmt.Fprintf(out, "  warned=%v known=%v\n", warned, known)
		case "with":
			rs := foldText(t, files[args[0]]).With(load(args[1]))
			for _, r := range rs.List {
				fmt.Fprintf(out, "  %s %s %s\n", r.ID, r.Standing, r.Tag)
			}
			for _, note := range rs.Notes {
				fmt.Fprintf(out, "  note: %s\n", note)
			}
		default:
			t.Fatalf("unknown command %q", words[0])
		}
	})
}

func foldText(t *testing.T, tags string) *Releases {
	t.Helper()
	pattern, err := NewTagPattern("")
	if err != nil {
		t.Fatal(err)
	}
	return Fold(readTags(t, tags), pattern, FoldOptions{})
}

func readSightings(t *testing.T, text string) (list []Sighting) {
	t.Helper()
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		for i := range f {
			if f[i] == "-" {
				f[i] = ""
			}
		}
		list = append(list, Sighting{f[0], release(t, f[1]), f[2] == "raises", f[3], f[4], strings.Join(f[5:], " ")})
	}
	return list
}

// written shows a ledger as it is written, which must fit the schema and read as the same.
func written(t *testing.T, schema *jsonschema.Schema, out *bytes.Buffer, l *Ledger) {
	t.Helper()
	var b bytes.Buffer
	if err := l.Write(&b); err != nil {
		t.Fatal(err)
	}
	out.Write(b.Bytes())
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Error(err)
	}
	again, err := ReadLedger("again", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(l, again, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("written and read again (-before +after):\n%s", diff)
	}
	if d := CheckLedger(l, again, true); len(d) > 0 {
		t.Errorf("a ledger differs from itself: %v", d)
	}
}

// showMerge shows a merge, which must be the same the other way round, and change nothing when
// it is repeated.
func showMerge(t *testing.T, schema *jsonschema.Schema, out *bytes.Buffer, a, b *Ledger) {
	t.Helper()
	before := [2]string{text(t, a), text(t, b)}
	m, conflicts := MergeLedgers(a, b)
	written(t, schema, out, m)
	for _, c := range conflicts {
		fmt.Fprintf(out, "conflict: %s\n", c.Message)
	}
	other, conflictsToo := MergeLedgers(b, a)
	if diff := cmp.Diff(m, other, cmpopts.EquateEmpty()); diff != "" || len(conflicts) != len(conflictsToo) {
		t.Errorf("the order of the two ledgers matters: %d and %d conflicts\n%s", len(conflicts), len(conflictsToo), diff)
	}
	same, none := MergeLedgers(m, m)
	if diff := cmp.Diff(m, same, cmpopts.EquateEmpty()); diff != "" || len(none) > 0 {
		t.Errorf("merged with itself: %v\n%s", none, diff)
	}
	if before != [2]string{text(t, a), text(t, b)} {
		t.Error("a merge changes what it merges")
	}
}

func text(t *testing.T, l *Ledger) string {
	t.Helper()
	var b bytes.Buffer
	if err := l.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestLedgerSchemaIsStrict: the schema and the reader notice the same faults of single lines.
func TestLedgerSchemaIsStrict(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../docs/schema/ledger.json")
	if err != nil {
		t.Fatal(err)
	}
	good := map[string]string{
		"releases":     `{"release":"2.6","version":"2.6.0","tag":"v2.6.0","commit":"` + strings.Repeat("a", 40) + `","date":""}`,
		"deprecations": `{"subject":"a","first":"2.6","last":"2.8","without":["2.7"],"category":"","promised":"","tombstone":"2.9","text":""}`,
	}
	for list, line := range good {
		for _, change := range [][2]string{{`{`, `{"more":"",`}, {`"release":"2.6",`, ``}, {`"text":""`, `"text":null`}, {`"2.6",`, `"2.06",`}, {`"2.7"`, `2.7`},
			{`"tag":"v2.6.0"`, `"tag":7`}, {`aa"`, `ag"`}, {`"date":""`, `"date":"today"`}, {`"subject":"a"`, `"subject":""`}, {`"last":"2.8"`, `"Last":"2.8"`}} {
			bad := strings.Replace(line, change[0], change[1], 1)
			if bad == line {
				continue
			}
			parts := map[string]string{list: bad}
			data := fmt.Sprintf("{\"schema\":%q,\n\"releases\":[%s],\n\"deprecations\":[%s]}", LedgerSchema, parts["releases"], parts["deprecations"])
			doc, err := jsonschema.UnmarshalJSON(strings.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			_, err = ReadLedger("f", []byte(data))
			var list LedgerErrors
			if schema.Validate(doc) == nil || !errors.As(err, &list) {
				t.Errorf("%s: schema %v, reader %v", bad, schema.Validate(doc), err)
			}
		}
	}
}

// TestLedgersMergeInGit: two branches that deprecate different things, and a release on one of
// them, merge line by line without a conflict, to what MergeLedgers makes of them.
func TestLedgersMergeInGit(t *testing.T) {
	tags := "v1.0 " + strings.Repeat("a", 40) + " 2021-01-01\nv1.1 " + strings.Repeat("b", 40) + " 2021-06-01\n"
	seen := "b 1.0 warns - - t\nd 1.0 warns - - t\nf 1.0 warns - - t\n"
	ledger := func(tags, seen string) *Ledger { return NewLedger(foldText(t, tags).List, readSightings(t, seen)) }
	base := ledger(tags, seen)
	ours := ledger(tags+"v1.2 "+strings.Repeat("c", 40)+" 2021-09-01\n", seen+"a 1.2 warns - - t\n")
	theirs := ledger(tags, seen+"e 1.1 warns FutureWarning 1.3 t\nd 1.1 warns - - t\n")
	dir := t.TempDir()
	for name, l := range map[string]*Ledger{"base": base, "ours": ours, "theirs": theirs} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text(t, l)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("git", "merge-file", "-p", "ours", "base", "theirs")
	cmd.Dir = dir
	got, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	want, conflicts := MergeLedgers(ours, theirs)
	if diff := cmp.Diff(text(t, want), string(got)); diff != "" || len(conflicts) > 0 {
		t.Errorf("%v (-merged here +merged by git):\n%s", conflicts, diff)
	}
}

// FuzzReadLedger: no file makes the reader panic, each mistake has a line of the file, and what
// is read is written and read as the same.
func FuzzReadLedger(f *testing.F) {
	f.Add([]byte(`{"schema":"plumbline.ledger/1","releases":[],"deprecations":[{"subject":"a","first":"1.0","last":"1.2","without":["1.1"],"category":"","promised":"2","text":"x","tombstone":"1.3"}]}`))
	f.Add([]byte(`{"schema":"plumbline.ledger/1","releases":[{"release":"1.0","version":"1.0.0","tag":"","commit":"` + strings.Repeat("a", 40) + `","date":"2021-01-01"}],"deprecations":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := ReadLedger("fuzz", data)
		if err != nil {
			var list LedgerErrors
			if !errors.As(err, &list) {
				t.Fatalf("error of type %T", err)
			}
			for _, e := range list {
				if e.Line < 1 || e.Line > 1+bytes.Count(data, []byte("\n")) {
					t.Errorf("line %d of %q", e.Line, data)
				}
			}
			return
		}
		again, err := ReadLedger("again", []byte(text(t, l)))
		if err != nil || !json.Valid([]byte(text(t, l))) {
			t.Fatal(err)
		}
		if diff := cmp.Diff(l, again, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		MergeLedgers(l, again)
	})
}
