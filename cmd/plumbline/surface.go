package main

import (
	"github.com/spf13/cobra"

	"plumbline/internal/pipeline"
	"plumbline/reports"
)

func newSurface(a *app) *cobra.Command {
	formats := []format[reports.Surface]{{"json", reports.SurfaceJSON}, {"text", reports.SurfaceText}}
	var lang string
	var all, unparsed bool
	cmd := &cobra.Command{
		Use:   "surface TREE --lang python|cpp|ops",
		Short: "Print the public surface of a tree, one JSON object a declaration",
		Long: `Prints what a tree offers to its clients: with --lang python its public modules, classes,
functions and attributes, each by all the paths that reach it; with --lang cpp what its public
headers declare, each name with the symbol that a demangler prints for it, classes with their
layout and virtual table; with --lang ops its operators, each with the C++ functions that the
build makes of it. --all adds private members, internal declarations and the headers that are
not public, of Python every class and function of every file; --unparsed prints instead the
regions of headers that could not be read.

With --all and -o FILE the last record is a snapshot of what was read. FILE can then stand for
the tree, here and as BASE or HEAD of abi (that of cpp or ops) and api (that of python), with the
same results: keep one for each release to compare with in shallow clones.`,
		Example: `  plumbline surface -C pytorch v2.6.0 --lang cpp
  plumbline surface . --lang python --format text
  plumbline surface . --lang ops --format text
  plumbline surface /usr/include/torch --lang cpp --all -o surface.jsonl
  plumbline surface . --lang cpp --unparsed`,
		Args: func(cmd *cobra.Command, args []string) error {
			if a.flags.sample {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.ExactArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			switch lang {
			case "":
				return usagef("--lang is missing: python for modules, cpp for headers, ops for operators")
			}
			if err := choose("lang", lang, []string{"python", "cpp", "ops"}); err != nil {
				return err
			}
			if unparsed && lang != "cpp" {
				return usagef("--unparsed is about headers: use it with --lang cpp")
			}
			if lang == "python" {
				return a.pythonSurface(cmd, formats, argument(args), reports.Surface{Lang: lang, All: all})
			}
			return a.surface(cmd, formats, argument(args), reports.Surface{Lang: lang, All: all, Unparsed: unparsed})
		},
	}
	cmd.Flags().StringVar(&lang, "lang", "", "language of the surface: python, cpp, ops")
	cmd.Flags().BoolVar(&all, "all", false, "private members, internal declarations and headers that are not public, too")
	cmd.Flags().BoolVar(&unparsed, "unparsed", false, "the regions of headers that could not be read, instead")
	return cmd
}

// surface reads one tree and writes what was asked of it.
func (a *app) surface(cmd *cobra.Command, formats []format[reports.Surface], tree string, in reports.Surface) error {
	req, err := a.request(tree)
	if err != nil {
		return err
	}
	s, err := shown(a, &req.Progress, func() (*pipeline.Surfaced, error) {
		return pipeline.Surface(cmd.Context(), req, pipeline.SurfaceScope{All: in.All || in.Unparsed, Unparsed: in.Unparsed})
	})
	if err != nil {
		return err
	}
	a.notes(s.Tree.Notes(), s.Notes)
	in.Tree, in.Surface = describe(s.Scan), s.Surface
	return a.emitSurface(cmd, formats, s.Scan, in)
}

// emitSurface writes a surface, with a snapshot of what was read where it may stand for the tree.
func (a *app) emitSurface(cmd *cobra.Command, formats []format[reports.Surface], s *pipeline.Scan, in reports.Surface) error {
	if in.All && !in.Unparsed && a.flags.output != "" && a.flags.output != "-" {
		err := timed(s, "snapshot", func() (err error) {
			in.Snapshot, err = s.Snapshot(cmd.Context())
			return err
		})
		if err != nil {
			return err
		}
	}
	if err := timed(s, "write", func() error { return emitAs(a, formats, in) }); err != nil {
		return err
	}
	a.reportTiming(s.Stages)
	return nil
}

// pythonSurface reads the Python modules of one tree and writes what they offer.
func (a *app) pythonSurface(cmd *cobra.Command, formats []format[reports.Surface], tree string, in reports.Surface) error {
	req, err := a.request(tree)
	if err != nil {
		return err
	}
	o, err := shown(a, &req.Progress, func() (*pipeline.Offered, error) { return pipeline.Offer(cmd.Context(), req, in.All) })
	if err != nil {
		return err
	}
	a.notes(o.Tree.Notes(), o.Notes)
	in.Tree, in.Python = describe(o.Scan), o.Surface.Records(in.All)
	return a.emitSurface(cmd, formats, o.Scan, in)
}
