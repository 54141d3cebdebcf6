package reports

import (
	"encoding/csv"
	"io"
	"strconv"
)

// MatrixCSV writes the coupling matrix: a head row and a row a module, the same labels in
// the same order on both axes, rows depend on columns, 0 on the diagonal, no totals.
func MatrixCSV(w io.Writer, m Matrix) error {
	out := csv.NewWriter(w)
	labels := nodeNames(m.Matrix.View, m.Matrix.Order)
	row := append([]string{""}, labels...)
	if err := out.Write(row); err != nil {
		return err
	}
	for i, weights := range m.Matrix.Weight {
		row[0] = labels[i]
		for j, n := range weights {
			row[j+1] = strconv.Itoa(n)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
