package main

import (
	"io"
	"os"

	"github.com/spf13/cobra"

	"plumbline/internal/pipeline"
)

func newConfig(a *app) *cobra.Command {
	var initial bool
	cmd := &cobra.Command{
		Use:   "config [TREE]",
		Short: "Print the configuration in force, or write one for a new tree",
		Long: `Prints the configuration that a tree is measured with: its own plumbline.yaml, a built-in
profile, or the defaults. With --init it prints a plumbline.yaml with the modules and
layers as they are found in the tree, to start from.`,
		Example: `  plumbline config
  plumbline config --init -o plumbline.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.flags.check([]string{"text"}); err != nil {
				return err
			}
			build := pipeline.Configure
			if initial {
				build = pipeline.InitialConfig
				if _, err := os.Stat(a.flags.output); a.flags.output != "" && err == nil {
					return usagef("-o %s exists already; --init writes a new file, so choose another name or move it away", a.flags.output)
				}
			}
			req, err := a.request(argument(args))
			if err != nil {
				return err
			}
			c, err := build(cmd.Context(), req)
			if err != nil {
				return err
			}
			text, err := c.YAML()
			if err != nil {
				return err
			}
			return a.emit(func(w io.Writer) error { _, err := w.Write(text); return err })
		},
	}
	cmd.Flags().BoolVar(&initial, "init", false, "write a configuration with modules and layers as found")
	return cmd
}
