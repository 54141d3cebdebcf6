package main

import (
	"bytes"
	"errors"
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
	formats := mapFormats(a)
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
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			m, err := a.measured(cmd.Context(), argument(args))
			if err != nil {
				return err
			}
			if err := timed(m.Scan, "write", func() error { return a.writeMap(m, formats) }); err != nil {
				return err
			}
			a.reportTiming(m.Stages)
			return a.judge(m)
		},
	}
}

// mapFormats are the formats of a map, those of its graph and matrix included.
func mapFormats(a *app) []format[reports.Map] {
	formats := []format[reports.Map]{{"text", reports.MapText}, {"json", reports.MapJSON}, {"markdown", reports.MapMarkdown},
		{"html", func(w io.Writer, in reports.Map) error {
			svg, err := a.drawing(in)
			if err != nil {
				return err
			}
			return reports.MapHTML(w, in, svg)
		}},
		{"csv", mapCSV}}
	for _, f := range graphFormats(a) {
		if f.name != "text" && f.name != "json" {
			formats = append(formats, format[reports.Map]{f.name, func(w io.Writer, in reports.Map) error { return f.write(w, mapGraph(in)) }})
		}
	}
	return formats
}

func mapCSV(w io.Writer, in reports.Map) error {
	return reports.MatrixCSV(w, reports.Matrix{Tree: in.Tree, Matrix: in.Result.Matrix})
}

func mapGraph(in reports.Map) reports.Graph {
	return reports.Graph{Tree: in.Tree, View: in.Result.Modules, Result: in.Result}
}

// drawing is the module graph as SVG; nil, with a note, where it is too large to draw: the
// rest of the map is worth having without it.
func (a *app) drawing(in reports.Map) ([]byte, error) {
	var svg bytes.Buffer
	err := reports.GraphSVG(&svg, mapGraph(in), reports.Options{CacheDir: a.flags.cacheDir()})
	var large *reports.TooLargeError
	if errors.As(err, &large) {
		a.note("no picture: %v", err)
		return nil, nil
	}
	return svg.Bytes(), err
}

// writeMap writes one format where --format names it, else the folder.
func (a *app) writeMap(m *pipeline.Mapped, formats []format[reports.Map]) error {
	in := reports.Map{Tree: describe(m.Scan), Result: m.Result}
	if a.flags.format != "" {
		return emitAs(a, formats, in)
	}
	return a.writeMapFolder(in)
}

// writeMapFolder writes all files of the map, then the short table and where they are.
func (a *app) writeMapFolder(in reports.Map) error {
	dir := a.flags.output
	switch dir {
	case "":
		dir = mapFolder
	case "-":
		return usagef("-o - is standard output, and the map is a folder of files; choose one with --format")
	}
	svg, err := a.drawing(in)
	if err != nil {
		return err
	}
	files := []outputFile{
		{"boundary-map.md", func(w io.Writer) error { return reports.MapMarkdown(w, in) }},
		{"index.html", func(w io.Writer) error { return reports.MapHTML(w, in, svg) }},
	}
	if svg != nil {
		files = append(files, outputFile{"graph.svg", func(w io.Writer) error { _, err := w.Write(svg); return err }})
	}
	files = append(files, []outputFile{
		{"graph.dot", func(w io.Writer) error { return reports.GraphDOT(w, mapGraph(in)) }},
		{"matrix.csv", func(w io.Writer) error { return mapCSV(w, in) }},
		{"map.json", func(w io.Writer) error { return reports.MapJSON(w, in) }},
	}...)
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
