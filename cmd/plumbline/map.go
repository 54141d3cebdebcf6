package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"plumbline/internal/pipeline"
	"plumbline/reports"
)

// mapFolder is where the map goes unless -o says otherwise.
const mapFolder = "boundary-map"

func newMap(a *app) *cobra.Command {
	formats := []string{"text", "json", "markdown", "html", "svg", "png", "dot", "mermaid", "csv"}
	return &cobra.Command{
		Use:   "map [TREE]",
		Short: "Measure the boundary map of a tree",
		Long: `Reads the whole tree and writes the boundary map into a folder: boundary-map.md,
index.html, graph.svg, graph.dot, matrix.csv and map.json. Prints a short table.
With --format it writes that one format to standard output, or to the file of -o.`,
		Example: `  plumbline map --sample
  plumbline map path/to/pytorch -o build/map
  plumbline map -C path/to/pytorch v2.6.0 --format json > map.json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.flags.check(formats); err != nil {
				return err
			}
			m, err := a.measured(cmd.Context(), args)
			if err != nil {
				return err
			}
			if err := timed(m.Scan, "write", func() error { return a.writeMap(m) }); err != nil {
				return err
			}
			a.reportTiming(m.Stages)
			return a.judge(m.Result.Findings)
		},
	}
}

func (a *app) writeMap(m *pipeline.Mapped) error {
	in := reports.Map{Tree: describe(m.Scan), Result: m.Result}
	g := reports.Graph{Tree: in.Tree, View: m.Result.Modules, Result: m.Result}
	opt := reports.Options{CacheDir: a.flags.cacheDir()}
	switch a.flags.format {
	case "":
		return a.writeMapFolder(in, g, opt)
	case "text":
		return a.emit(func(w io.Writer) error { return reports.MapText(w, in) })
	case "json":
		return a.emit(func(w io.Writer) error { return reports.MapJSON(w, in) })
	case "markdown":
		return a.emit(func(w io.Writer) error { return reports.MapMarkdown(w, in) })
	case "csv":
		return a.emit(func(w io.Writer) error {
			return reports.MatrixCSV(w, reports.Matrix{Tree: in.Tree, Matrix: m.Result.Matrix})
		})
	case "html":
		var svg bytes.Buffer
		if err := reports.GraphSVG(&svg, g, opt); err != nil {
			return err
		}
		return a.emit(func(w io.Writer) error { return reports.MapHTML(w, in, svg.Bytes()) })
	}
	return a.emitGraph(a.flags.format, g)
}

// writeMapFolder writes all files of the map, then the short table and where they are.
func (a *app) writeMapFolder(in reports.Map, g reports.Graph, opt reports.Options) error {
	dir := a.flags.output
	if dir == "" {
		dir = mapFolder
	}
	var svg bytes.Buffer
	if err := reports.GraphSVG(&svg, g, opt); err != nil {
		return err
	}
	files := []outputFile{
		{"boundary-map.md", func(w io.Writer) error { return reports.MapMarkdown(w, in) }},
		{"index.html", func(w io.Writer) error { return reports.MapHTML(w, in, svg.Bytes()) }},
		{"graph.svg", func(w io.Writer) error { _, err := w.Write(svg.Bytes()); return err }},
		{"graph.dot", func(w io.Writer) error { return reports.GraphDOT(w, g) }},
		{"matrix.csv", func(w io.Writer) error {
			return reports.MatrixCSV(w, reports.Matrix{Tree: in.Tree, Matrix: in.Result.Matrix})
		}},
		{"map.json", func(w io.Writer) error { return reports.MapJSON(w, in) }},
	}
	if err := writeFolder(dir, files); err != nil {
		return err
	}
	if err := reports.MapText(a.stdout, in); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout)
	for _, f := range files {
		if _, err := fmt.Fprintln(a.stdout, filepath.ToSlash(filepath.Join(dir, f.name))); err != nil {
			return fmt.Errorf("standard output: %w", err)
		}
	}
	return nil
}
