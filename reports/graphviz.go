package reports

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	graphviz "github.com/goccy/go-graphviz"

	"plumbline/reports/internal/tmpdir"
)

// go-graphviz has found its folder by now; see package tmpdir.
var _ = tmpdir.Restore()

// drawing keeps renderings apart: go-graphviz has one WebAssembly instance a process,
// which knows no threads.
var drawing sync.Mutex

// layoutDOT lays out a DOT text and renders it. The layout can't be stopped once it
// runs, so callers bound what they give it.
func layoutDOT(dot []byte, format graphviz.Format) ([]byte, error) {
	drawing.Lock()
	defer drawing.Unlock()
	ctx := context.Background()
	plugins, err := bitmapPlugins(ctx)
	if err != nil {
		return nil, fmt.Errorf("start graphviz: %w", err)
	}
	g, err := graphviz.NewWithPlugins(ctx, plugins...)
	if err != nil {
		return nil, fmt.Errorf("start graphviz: %w", err)
	}
	defer g.Close()
	parsed, err := graphviz.ParseBytes(dot)
	if err != nil {
		return nil, fmt.Errorf("draw the graph: graphviz does not accept the DOT text: %w", err)
	}
	defer parsed.Close()
	var out bytes.Buffer
	if err := g.Render(ctx, parsed, format, &out); err != nil {
		return nil, fmt.Errorf("draw the graph: %w", err)
	}
	return out.Bytes(), nil
}

// writeBeside writes a file under another name and renames it, so that nobody reads half
// of it.
func writeBeside(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
