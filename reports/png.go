package reports

import (
	"context"
	"io"

	graphviz "github.com/goccy/go-graphviz"
	"github.com/goccy/go-graphviz/gvc"
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

// bitmapEngine draws bitmaps as the library does, but for the lines of edges: go-graphviz 0.2.10 is
// told that every curve is filled, and paints the area between an edge and its chord.
type bitmapEngine struct {
	*gvc.ImageRenderer
}

// BezierCurve draws the outline of a node, or the line of an edge.
func (e bitmapEngine) BezierCurve(ctx context.Context, job *gvc.Job, points []*gvc.PointFloat, filled bool) error {
	return e.ImageRenderer.BezierCurve(ctx, job, points, filled && job.Object().Type() != gvc.EdgeObjectType)
}

// bitmapPlugins are what graphviz needs to write PNG.
func bitmapPlugins(ctx context.Context) ([]graphviz.Plugin, error) {
	render, err := gvc.NewRenderPlugin(ctx, "png", bitmapEngine{&gvc.ImageRenderer{DefaultRenderEngine: new(gvc.DefaultRenderEngine)}})
	if err != nil {
		return nil, err
	}
	device, err := gvc.PNGDevicePlugin(ctx)
	if err != nil {
		return nil, err
	}
	return []graphviz.Plugin{render, device}, nil
}
