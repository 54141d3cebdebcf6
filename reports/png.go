package reports

import (
	"io"

	graphviz "github.com/goccy/go-graphviz"
)

// GraphPNG draws a small graph as a bitmap. It returns a *TooLargeError beyond 40 nodes
// or 150 edges: a bitmap of a large graph is legible nowhere and costs a gigabyte.
func GraphPNG(w io.Writer, in Graph, _ Options) error {
	dot, err := boundedDOT(in, "png", pngNodes, pngEdges)
	if err != nil {
		return err
	}
	png, err := layoutDOT(dot, graphviz.PNG)
	if err != nil {
		return err
	}
	_, err = w.Write(png)
	return err
}
