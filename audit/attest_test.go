package audit

import (
	"strings"
	"testing"
	"time"
)

const goodFact = `- row: DOD-P1-06
  state: done
  who: A. Person
  when: 2026-02-01
  link: https://example.org/settings
  expires: 2026-08-01
`

// TestAttestations reads a good file, and names every mistake of bad ones with its line.
func TestAttestations(t *testing.T) {
	rows, err := Definition()
	if err != nil {
		t.Fatal(err)
	}
	list, err := Attestations("facts.yaml", []byte(goodFact), rows)
	if err != nil || len(list) != 1 || list[0].Who != "A. Person" || list[0].Line != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	for _, c := range []struct{ from, to, want string }{
		{"DOD-P1-06", "DOD-P1-99", `facts.yaml:1:8: "DOD-P1-99" is no row`},
		{"state: done", "state: finished", `facts.yaml:2:10: "finished" is not one of`},
		{"A. Person", `""`, "facts.yaml:3:8: who is missing or empty"},
		{"when: 2026-02-01", "when: yesterday", `facts.yaml:4:9: when: "yesterday" is no date`},
		{"https://example.org/settings", "see wiki", "facts.yaml:5:9"},
		{"  expires: 2026-08-01\n", "", "facts.yaml:1:3: expires is missing"},
		{"expires: 2026-08-01", "expires: 2025-08-01", "expires before it was said"},
		{"who:", "whom:", `"whom" is no key`},
		{goodFact, goodFact + goodFact, "is attested on line 1 too"},
		{goodFact, "", "is empty"},
		{goodFact, "row: DOD-P1-06", "is no list"},
		{goodFact, "- [", "is no valid YAML"},
		{"  state: done", "\tstate: done", "is no valid YAML"},
	} {
		_, err := Attestations("facts.yaml", []byte(strings.Replace(goodFact, c.from, c.to, 1)), rows)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q for %q: %v, want %q", c.to, c.from, err, c.want)
		}
	}
}

// TestAttested holds that a person's word counts where no tree shows the fact, until it expires,
// and nowhere else.
func TestAttested(t *testing.T) {
	list, err := Attestations("facts.yaml", []byte(goodFact+strings.ReplaceAll(goodFact, "DOD-P1-06", "DOD-P1-11")+strings.ReplaceAll(goodFact, "DOD-P1-06", "DOD-M07")), []Row{{ID: "DOD-P1-06"}, {ID: "DOD-P1-11"}, {ID: "DOD-M07"}})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]State{"2026-07-31": Done, "2026-08-01": Unseen} {
		today, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Audit(Input{Settings: DefaultSettings(), Attested: list, Today: today})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range r.Rows {
			switch row.ID {
			case "DOD-P1-06":
				if row.State != want {
					t.Errorf("on %s: %s, want %s", day, row.State, want)
				}
			case "DOD-P1-11":
				if row.State != NotDone {
					t.Errorf("%s is %s by a person's word, and the tree says that it is not", row.ID, row.State)
				}
				tells(t, &row, "is not used: the tree decides this row")
			case "DOD-M07":
				tells(t, &row, "is not used: the rows that this one is made of decide it")
			}
		}
	}
}

func tells(t *testing.T, row *Result, want string) {
	t.Helper()
	for _, e := range row.Evidence {
		if e.Path == "facts.yaml" && strings.Contains(e.Text, want) {
			return
		}
	}
	t.Errorf("%s does not tell that a person's word %s: %+v", row.ID, want, row.Evidence)
}

// TestCompare holds the order of changes, and which of them are losses.
func TestCompare(t *testing.T) {
	report := func(states ...State) *Report {
		r := &Report{}
		for i, s := range states {
			r.Rows = append(r.Rows, Result{Row: Row{ID: string(rune('A' + i))}, State: s})
		}
		return r
	}
	got := ""
	for _, c := range Compare(report(NotDone, Partial, Done, Done, NotDone), report(Done, NotDone, Unseen, Done, Partial)) {
		got += c.ID
		if c.Lost() {
			got += "!"
		}
	}
	if want := "C!BEA"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
