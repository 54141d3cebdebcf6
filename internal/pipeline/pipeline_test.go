package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/internal/config"
	"plumbline/internal/pipeline"
)

func archive(files ...string) *txtar.Archive {
	ar := &txtar.Archive{}
	for i := 0; i+1 < len(files); i += 2 {
		ar.Files = append(ar.Files, txtar.File{Name: files[i], Data: []byte(files[i+1])})
	}
	return ar
}

func request(files ...string) pipeline.Request {
	return pipeline.Request{Archive: archive(files...), Name: "tree"}
}

func TestNoSourceIsAnError(t *testing.T) {
	_, err := pipeline.Map(context.Background(), request("README", "text"))
	if !errors.Is(err, pipeline.ErrNoSource) || !strings.Contains(err.Error(), "tree") {
		t.Errorf("got %v, want ErrNoSource that names the tree", err)
	}
}

// TestTooMuchUnparsed: above 64 KB, more than the configured share of unread bytes is an
// error; below it, or with a higher limit, the map goes on and counts them.
func TestTooMuchUnparsed(t *testing.T) {
	good := strings.Repeat("import os\n", 7000) // 70 kB
	broken := "x = '''" + strings.Repeat("never closed\n", 900)
	_, err := pipeline.Map(context.Background(), request("good.py", good, "broken.py", broken))
	var too *pipeline.UnparsedError
	if !errors.As(err, &too) || too.Unparsed < len(broken)-10 || too.Total != len(good)+len(broken) || too.Limit != 10 {
		t.Fatalf("got %v, want an UnparsedError", err)
	}
	m, err := pipeline.Map(context.Background(), request("good.py", good, "broken.py", broken,
		"plumbline.yaml", "limits: {unparsed_percent: 20}\n"))
	if err != nil || m.Graph.Coverage.UnparsedBytes != too.Unparsed {
		t.Errorf("with a limit of 20%%: %v", err)
	}
	if _, err := pipeline.Map(context.Background(), request("broken.py", broken)); err != nil {
		t.Errorf("a small tree: %v", err)
	}
}

func TestConfigErrorsKeepTheirType(t *testing.T) {
	_, err := pipeline.Map(context.Background(), request("a.py", "", "plumbline.yaml", "rules: {CPL999: note}\n"))
	var list config.Errors
	var one *config.Error
	if !errors.As(err, &list) && !errors.As(err, &one) {
		t.Errorf("an unknown rule gives %v", err)
	}
}

// TestProgressReachesTheEnd: the callback hears of every stage, and of the last file.
func TestProgressReachesTheEnd(t *testing.T) {
	var files []string
	for i := range 200 {
		files = append(files, fmt.Sprintf("p/f%03d.py", i), "import os\n")
	}
	req := request(files...)
	var mu sync.Mutex
	last := map[string]int{}
	req.Progress = func(stage string, done, total int) {
		mu.Lock()
		defer mu.Unlock()
		last[stage] = max(last[stage], done)
		if total != 200 {
			t.Errorf("%s: total %d", stage, total)
		}
	}
	if _, err := pipeline.Map(context.Background(), req); err != nil {
		t.Fatal(err)
	}
	if _, ok := last["resolve"]; !ok || last["scan"] != 200 {
		t.Errorf("heard %v", last)
	}
}

func TestCancelledRunIsAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := pipeline.Map(ctx, request("a.py", "import os\n")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestInitialConfigKeepsTheProfile: what the profile that fits a tree says is not inferred
// again.
func TestInitialConfigKeepsTheProfile(t *testing.T) {
	c, err := pipeline.InitialConfig(context.Background(), request("torch/__init__.py", "", "c10/macros/Macros.h", ""))
	if err != nil {
		t.Fatal(err)
	}
	profile, err := config.Profile("pytorch")
	if err != nil {
		t.Fatal(err)
	}
	for what, pair := range map[string][2]any{
		"modules":       {profile.Modules, c.Modules},
		"layers":        {profile.Layers, c.Layers},
		"import roots":  {profile.ImportRoots, c.ImportRoots},
		"include roots": {profile.IncludeRoots, c.IncludeRoots},
	} {
		if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
			t.Errorf("%s: -profile +initial:\n%s", what, diff)
		}
	}
}
