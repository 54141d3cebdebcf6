package reports

import (
	"encoding/csv"
	"io"
	"strconv"

	"plumbline/internal/finding"
)

// FindingsCSV writes findings as a head row and a row each (RFC 4180). An empty line number
// stands for a file as a whole, an empty path for no place in that tree.
func FindingsCSV(w io.Writer, f Findings) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"severity", "rule", "name", "invariant", "subject", "path", "line", "base_path", "base_line", "message", "suppressed", "fingerprint"}}
	for i := range f.Findings {
		x := &f.Findings[i]
		suppressed := ""
		if x.Suppressed != nil {
			suppressed = *x.Suppressed
		}
		path, line := csvPlace(x.Head)
		basePath, baseLine := csvPlace(x.Base)
		rows = append(rows, []string{x.Severity.String(), x.Rule, x.Name, x.Invariant, x.Subject, path, line, basePath, baseLine, x.Message, suppressed, x.Fingerprint})
	}
	return out.WriteAll(rows)
}

func csvPlace(l *finding.Location) (path, line string) {
	switch {
	case l == nil:
		return "", ""
	case l.Line == 0:
		return l.Path, ""
	}
	return l.Path, strconv.Itoa(l.Line)
}
