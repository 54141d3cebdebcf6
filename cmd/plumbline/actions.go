package main

import (
	"fmt"
	"io"
	"os"

	"plumbline/reports"
)

// inActions reports whether a step of GitHub Actions runs the program (docs.github.com, "Variables
// reference": GITHUB_ACTIONS is always true there).
func inActions() bool { return os.Getenv("GITHUB_ACTIONS") == "true" }

// tellStep adds to the summary and the outputs of the step that runs the program, where it is one.
// Both files are the runner's, and other commands of the step write to them too.
func tellStep(in reports.Findings) error {
	for _, file := range [...]struct {
		variable string
		write    func(io.Writer, reports.Findings) error
	}{{"GITHUB_STEP_SUMMARY", reports.GitHubSummary}, {"GITHUB_OUTPUT", reports.GitHubOutput}} {
		name := os.Getenv(file.variable)
		if name == "" {
			continue
		}
		if err := appendTo(name, func(w io.Writer) error { return file.write(w, in) }); err != nil {
			return fmt.Errorf("cannot write the file that %s names: %w; unset the variable to go without it", file.variable, err)
		}
	}
	return nil
}

func appendTo(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
