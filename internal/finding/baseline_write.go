package finding

import (
	"bytes"
	"encoding/json"
	"io"
)

// baselineLine is an entry as its line has it, the keys in this order.
type baselineLine struct {
	Rule       string   `json:"rule,omitempty"`
	Subject    string   `json:"subject,omitempty"`
	Contract   string   `json:"contract,omitempty"`
	Dependency string   `json:"dependency,omitempty"`
	Kind       string   `json:"kind,omitempty"`
	Cycle      []string `json:"cycle,omitempty"`
	Policy     string   `json:"policy,omitempty"`
	Score      string   `json:"score,omitempty"`
	System     string   `json:"system,omitempty"`
	Value      *float64 `json:"value,omitempty"`
	Reason     string   `json:"reason,omitempty"`
}

// Text is the entry's line in the file, without the comma.
func (e *Entry) Text() string {
	line := baselineLine{e.Rule, e.Subject, e.Contract, e.Dependency, e.Kind, e.Cycle, e.Policy, e.Score, e.System, nil, e.Reason}
	if e.measured() {
		line.Value = &e.Value
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(line) // texts and a finite number
	return string(bytes.TrimRight(b.Bytes(), "\n"))
}

// Write renders the baseline: one entry a line, sorted. The list ends with an empty object,
// so that the line of every entry ends with a comma and no entry's line changes because
// another one comes or goes: branches that touch different entries merge.
func (b *Baseline) Write(w io.Writer) error {
	var out bytes.Buffer
	out.WriteString(`{"schema":"` + BaselineSchema + `","entries":[` + "\n")
	for i := range b.Entries {
		out.WriteString(b.Entries[i].Text() + ",\n")
	}
	out.WriteString("{}]}\n")
	_, err := w.Write(out.Bytes())
	return err
}
