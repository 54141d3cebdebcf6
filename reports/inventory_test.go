package reports_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"plumbline/reports"
)

// inventoryRenderings are all reports of the inventory in testdata/inventory.
func inventoryRenderings(t *testing.T) []rendering {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "inventory", "inventory.input"))
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var in reports.Inventory
	if err := dec.Decode(&in); err != nil {
		t.Fatal(err)
	}
	return []rendering{
		{"deprecations.json", func(w io.Writer) error { return reports.InventoryJSON(w, in) }},
		{"deprecations.txt", func(w io.Writer) error { return reports.InventoryText(w, in) }},
		{"deprecations.md", func(w io.Writer) error { return reports.InventoryMarkdown(w, in) }},
		{"deprecations.csv", func(w io.Writer) error { return reports.InventoryCSV(w, in) }},
	}
}

// TestInventoryGolden holds every report of an inventory against its golden file.
func TestInventoryGolden(t *testing.T) {
	for _, r := range inventoryRenderings(t) {
		compareGolden(t, filepath.Join("testdata", "inventory", r.file), r.bytes(t))
	}
}
