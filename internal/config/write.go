package config

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"plumbline/internal/finding"
)

// YAML renders the configuration as a file with a comment on each section; Load reads it back
// to the same values, and so it fails where Load would. Sections without a value are left out.
// Of a resolved configuration it is the whole configuration in force.
func (c *Config) YAML() ([]byte, error) {
	w := &writer{}
	for _, s := range sections() {
		if !s.filled(c) {
			continue
		}
		if w.buf.Len() > 0 {
			w.buf.WriteByte('\n')
		}
		for line := range strings.Lines(s.Doc) {
			fmt.Fprintf(&w.buf, "# %s\n", strings.TrimSuffix(line, "\n"))
		}
		s.write(w, c)
	}
	if _, err := Load("the configuration as written", w.buf.Bytes()); err != nil {
		return nil, err
	}
	return w.buf.Bytes(), nil
}

// writer renders sections: one entry a line where it fits.
type writer struct{ buf bytes.Buffer }

// width is the column from which a list goes on in the next line.
const width = 110

func (w *writer) text(key, value string) { fmt.Fprintf(&w.buf, "%s: %s\n", key, quote(value)) }

// list writes a flow list of texts, broken over lines where it is long.
func (w *writer) list(key string, values []string) {
	fmt.Fprintf(&w.buf, "%s: %s\n", key, flow(values, len(key)+2, "  "))
}

// entries writes a key with one line for each of n entries.
func (w *writer) entries(key string, n int, entry func(i int) string) {
	if n == 0 {
		fmt.Fprintf(&w.buf, "%s: []\n", key)
		return
	}
	fmt.Fprintf(&w.buf, "%s:\n", key)
	for i := range n {
		fmt.Fprintf(&w.buf, "  - %s\n", entry(i))
	}
}

func (w *writer) roots(key string, roots []Root) {
	w.entries(key, len(roots), func(i int) string {
		r := roots[i]
		s := r.Path
		if r.Name != "" {
			s = r.Name + "=" + r.Path
		}
		if r.For == "" {
			return quote(s)
		}
		return pairs("root", s, "for", r.For)
	})
}

func (w *writer) modules(ms []Module) {
	w.entries("modules", len(ms), func(i int) string {
		m := ms[i]
		s := "{name: " + quote(m.Name) + ", paths: "
		s += flow(m.Paths, len(s)+4, "      ")
		if m.First {
			s += ", first: true"
		}
		return s + "}"
	})
}

func (w *writer) tests(t Tests) {
	fmt.Fprintf(&w.buf, "tests:\n  name: %s\n  patterns: %s\n", quote(t.Name), flow(t.Patterns, 12, "    "))
	if len(t.Except) > 0 {
		fmt.Fprintf(&w.buf, "  except: %s\n", flow(t.Except, 10, "    "))
	}
}

func (w *writer) layers(ls []Layer) {
	w.entries("layers", len(ls), func(i int) string {
		s := "{name: " + quote(ls[i].Name) + ", modules: "
		return s + flow(ls[i].Modules, len(s)+4, "      ") + "}"
	})
}

func (w *writer) forbidden(fs []Forbidden) {
	w.entries("forbidden", len(fs), func(i int) string {
		return pairs("from", fs[i].From, "to", fs[i].To, "reason", fs[i].Reason)
	})
}

func (w *writer) operators(o Operators) {
	fmt.Fprintf(&w.buf, "operators: %s\n", pairs("native_functions", o.NativeFunctions, "derivatives", o.Derivatives, "deprecated", o.Deprecated,
		"allow_list", o.AllowList, "upgraders", o.Upgraders))
}

func (w *writer) generated(gs []Generated) {
	w.entries("generated", len(gs), func(i int) string {
		g := gs[i]
		s := "root: " + quote(g.Root) + "\n    headers: " + flow(g.Headers, 13, "      ")
		if g.Template != "" {
			s += "\n    template: " + quote(g.Template)
		}
		return s + "\n    by: " + quote(g.By)
	})
}

func (w *writer) built(bs []Built) {
	w.entries("built", len(bs), func(i int) string {
		b := bs[i]
		return pairs("module", b.Module, "file", b.File, "from", b.From, "reason", b.Reason)
	})
}

func (w *writer) absent(as []Absent) {
	w.entries("absent", len(as), func(i int) string {
		return pairs("module", as[i].Module, "header", as[i].Header, "reason", as[i].Reason)
	})
}

func (w *writer) external(e External) {
	w.buf.WriteString("external:\n")
	if len(e.Imports) > 0 {
		fmt.Fprintf(&w.buf, "  imports: %s\n", flow(e.Imports, 11, "    "))
	}
	fmt.Fprintf(&w.buf, "  includes: %s\n", flow(e.Includes, 12, "    "))
}

func (w *writer) limits(l Limits) {
	var parts []string
	for _, p := range []struct {
		key   string
		value int
	}{{"max_file_bytes", l.MaxFileBytes}, {"unparsed_percent", l.UnparsedPercent}, {"fan_out", l.FanOut}} {
		if p.value != 0 {
			parts = append(parts, p.key+": "+strconv.Itoa(p.value))
		}
	}
	for _, p := range []struct {
		key   string
		value float64
	}{{"score_rise", l.ScoreRise}, {"propagation_rise", l.PropagationRise}} {
		if p.value != 0 {
			parts = append(parts, p.key+": "+strconv.FormatFloat(p.value, 'f', -1, 64))
		}
	}
	fmt.Fprintf(&w.buf, "limits: {%s}\n", strings.Join(parts, ", "))
}

func (w *writer) rules(rules map[string]finding.Severity) {
	if len(rules) == 0 {
		w.buf.WriteString("rules: {}\n")
		return
	}
	w.buf.WriteString("rules:\n")
	for _, id := range slices.Sorted(maps.Keys(rules)) {
		fmt.Fprintf(&w.buf, "  %s: %s\n", quote(id), severityName(rules[id]))
	}
}

// severityName is how a configuration writes a severity.
func severityName(s finding.Severity) string {
	if s == Off {
		return "off"
	}
	return s.String()
}

func (w *writer) severities(list []SeverityAt) {
	w.entries("severities", len(list), func(i int) string {
		return pairs("rule", list[i].Rule, "path", list[i].Path, "severity", severityName(list[i].Severity))
	})
}

func (w *writer) exceptions(es []Exception) {
	w.entries("exceptions", len(es), func(i int) string {
		e := es[i]
		expires := ""
		if !e.Expires.IsZero() {
			expires = e.Expires.Format(time.DateOnly)
		}
		return pairs("rule", e.Rule, "path", e.Path, "subject", e.Subject, "reason", e.Reason, "expires", expires)
	})
}

// pairs renders keys and values as a flow mapping, without those that have no value.
func pairs(keysAndValues ...string) string {
	var parts []string
	for i := 0; i < len(keysAndValues); i += 2 {
		if v := keysAndValues[i+1]; v != "" {
			parts = append(parts, keysAndValues[i]+": "+quote(v))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// flow renders a flow list that starts at a column and goes on in lines with an indent.
func flow(values []string, column int, indent string) string {
	var b strings.Builder
	b.WriteByte('[')
	column++
	for i, v := range values {
		q := quote(v)
		if i > 0 {
			b.WriteByte(',')
			if column+len(q)+2 > width {
				b.WriteString("\n" + indent)
				column = len(indent)
			} else {
				b.WriteByte(' ')
				column += 2
			}
		}
		b.WriteString(q)
		column += len(q)
	}
	return b.String() + "]"
}

// quote renders a text as a YAML scalar: plain where that can't be read as anything else.
func quote(s string) string {
	for i, c := range s {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_':
		case i > 0 && ('0' <= c && c <= '9' || strings.ContainsRune("./-+=", c)):
		default:
			return strconv.Quote(strings.ToValidUTF8(s, string(utf8.RuneError)))
		}
	}
	switch strings.ToLower(s) {
	case "", "true", "false", "yes", "no", "on", "off", "null", "y", "n":
		return strconv.Quote(s)
	}
	return s
}
