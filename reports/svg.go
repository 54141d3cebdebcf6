package reports

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	graphviz "github.com/goccy/go-graphviz"
)

// Options are what drawing needs besides the graph.
type Options struct {
	// CacheDir holds finished pictures by the content of their DOT text; "" keeps none.
	CacheDir string
}

// Bounds of what is laid out as SVG and as PNG: a few seconds at the worst. Drawing takes
// about 25 times as long again for PNG, and a gigabyte at a few hundred edges.
const (
	svgNodes, svgEdges = reducibleSize, 250
	pngNodes, pngEdges = 40, 150
)

// TooLargeError says that a graph has no readable picture in a format.
type TooLargeError struct {
	Format             string
	Nodes, Edges       int // to draw, thinned already
	MaxNodes, MaxEdges int
}

func (e *TooLargeError) Error() string {
	hint := "narrow it with --focus and --depth, or take --level module or package"
	if e.Format == "png" {
		hint += ", or --format svg, which takes more"
	}
	return fmt.Sprintf("the graph has %s and %s to draw; %s is bounded to %d and %d: %s; --format dot and json have no bound",
		plural(e.Nodes, "node"), plural(e.Edges, "edge"), e.Format, e.MaxNodes, e.MaxEdges, hint)
}

// GraphSVG draws a graph, laid out by Graphviz. It returns a *TooLargeError for a graph
// beyond the bounds of a picture.
func GraphSVG(w io.Writer, in Graph, opt Options) error {
	dot, err := boundedDOT(in, "svg", svgNodes, svgEdges)
	if err != nil {
		return err
	}
	svg, err := cachedSVG(dot, opt.CacheDir)
	if err != nil {
		return err
	}
	_, err = w.Write(svg)
	return err
}

// boundedDOT makes the DOT text of a graph that has a picture in a format.
func boundedDOT(in Graph, format string, nodes, edges int) ([]byte, error) {
	s, err := newSketch(in)
	if err != nil {
		return nil, err
	}
	if len(s.nodes) > nodes || len(s.edges) > edges {
		return nil, &TooLargeError{Format: format, Nodes: len(s.nodes), Edges: len(s.edges), MaxNodes: nodes, MaxEdges: edges}
	}
	var dot bytes.Buffer
	err = writeDOT(&dot, in, s)
	return dot.Bytes(), err
}

// cachedSVG draws a DOT text, unless a folder holds its picture already. A picture that
// can't be stored is still drawn: the cache saves time and nothing else.
func cachedSVG(dot []byte, dir string) ([]byte, error) {
	if dir == "" {
		return drawSVG(dot)
	}
	sum := sha256.Sum256(append([]byte(layoutVersion+"\n"), dot...))
	path := filepath.Join(dir, "svg", hex.EncodeToString(sum[:])+".svg")
	if svg, err := os.ReadFile(path); err == nil && bytes.HasSuffix(svg, []byte(svgEnd)) {
		return svg, nil
	}
	svg, err := drawSVG(dot)
	if err != nil {
		return nil, err
	}
	if os.MkdirAll(filepath.Dir(path), 0o700) == nil {
		_ = writeBeside(path, svg)
	}
	return svg, nil
}

// layoutVersion names what turns DOT into SVG here; a change makes stored pictures stale.
const layoutVersion = "go-graphviz 0.2.10, plumbline svg 1"

const svgEnd = "</svg>\n"

// drawSVG lays out a DOT text. Of Graphviz's file it keeps the picture alone: no document
// type, which would name an external file, and no comments.
func drawSVG(dot []byte) ([]byte, error) {
	raw, err := layoutDOT(dot, graphviz.SVG)
	if err != nil {
		return nil, err
	}
	start := bytes.Index(raw, []byte("<svg"))
	end := bytes.LastIndex(raw, []byte("</svg>"))
	if start < 0 || end < start {
		return nil, fmt.Errorf("draw the graph: graphviz returned no picture (%d bytes)", len(raw))
	}
	svg := dropComments(raw[start:end])
	return append(svg, svgEnd...), nil
}

// dropComments takes out XML comments; Graphviz writes one before every node and edge.
func dropComments(svg []byte) []byte {
	out := make([]byte, 0, len(svg))
	for {
		i := bytes.Index(svg, []byte("<!--"))
		if i < 0 {
			return append(out, svg...)
		}
		out = append(out, svg[:i]...)
		end := bytes.Index(svg[i:], []byte("-->"))
		if end < 0 {
			return out
		}
		svg = bytes.TrimPrefix(svg[i+end+3:], []byte("\n"))
	}
}
