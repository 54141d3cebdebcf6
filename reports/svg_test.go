package reports

import (
	"os"
	"strings"
	"testing"
)

// TestLayoutVersion holds the version that stored pictures are known by against the one
// that draws them.
func TestLayoutVersion(t *testing.T) {
	data, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) < 2 || fields[0] != "github.com/goccy/go-graphviz" {
			continue
		}
		if want := "go-graphviz " + strings.TrimPrefix(fields[1], "v") + ","; !strings.HasPrefix(layoutVersion, want) {
			t.Errorf("layoutVersion is %q; go.mod has %s: stored pictures would outlive what drew them", layoutVersion, want)
		}
		return
	}
	t.Error("go.mod does not name go-graphviz")
}
