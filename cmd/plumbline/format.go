package main

import (
	"io"

	"plumbline/internal/pipeline"
)

// format is one way to write a result; the first of a command's formats is its default.
type format[T any] struct {
	name  string
	write func(io.Writer, T) error
}

// checkFlags holds the common flags against a command's formats.
func checkFlags[T any](a *app, formats []format[T]) error {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return a.flags.check(names)
}

// emitAs writes a result in the chosen format, or the command's default.
func emitAs[T any](a *app, formats []format[T], in T) error {
	chosen := formats[0]
	for _, f := range formats {
		if f.name == a.flags.format {
			chosen = f
		}
	}
	return a.emit(func(w io.Writer) error { return chosen.write(w, in) })
}

// finish writes what a run led to, as the last of its stages, tells how long they took,
// and judges the tree's findings where --fail-on asks for it.
func finish[T any](a *app, m *pipeline.Mapped, formats []format[T], in T) error {
	if err := timed(m.Scan, "write", func() error { return emitAs(a, formats, in) }); err != nil {
		return err
	}
	a.reportTiming(m.Stages)
	return a.judge(m)
}
