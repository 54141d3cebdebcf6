package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// emit writes a result to standard output, or to the file of -o; "-" is standard output.
func (a *app) emit(write func(io.Writer) error) error {
	if a.flags.output == "" || a.flags.output == "-" {
		buffered := bufio.NewWriterSize(a.stdout, 1<<16)
		if err := write(buffered); err != nil {
			return err
		}
		if err := buffered.Flush(); err != nil {
			return fmt.Errorf("standard output: %w", err)
		}
		return nil
	}
	return writeFile(a.flags.output, write)
}

// writeFile writes a file: beside it first, then renamed, so that no half-written report is
// ever found there. A link is followed and an existing file keeps its mode; what is no
// regular file, such as a pipe or a device, is written to as it is.
func writeFile(path string, write func(io.Writer) error) (err error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		switch {
		case info.IsDir():
			return usagef("-o %s is a folder; name a file in it", path)
		case !info.Mode().IsRegular():
			return writeThrough(path, write)
		}
		mode = info.Mode().Perm()
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("cannot write %s: %w; choose another place with -o", path, err)
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(tmp.Name())
		}
	}()
	buffered := bufio.NewWriterSize(tmp, 1<<16)
	if err := write(buffered); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	if err := tmp.Chmod(mode); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	if err := tmp.Close(); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return nil
}

// writeThrough writes to a pipe or a device.
func writeThrough(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w; choose another place with -o", path, err)
	}
	buffered := bufio.NewWriterSize(f, 1<<16)
	if err := write(buffered); err != nil {
		f.Close()
		return err
	}
	if err := errors.Join(buffered.Flush(), f.Close()); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return nil
}

// outputFile is one file of a report folder.
type outputFile struct {
	name  string
	write func(io.Writer) error
}

// writeFolder writes all files of a report into a folder: into a new folder beside it
// first, and only when all are whole, each into place. No file is ever found half written.
func writeFolder(dir string, files []outputFile) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return usagef("-o %s is a file; the map is a folder of files", dir)
	}
	for _, f := range files {
		if info, err := os.Stat(filepath.Join(dir, f.name)); err == nil && info.IsDir() {
			return usagef("%s is a folder, and a file of the map has that name; choose another place with -o", filepath.Join(dir, f.name))
		}
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(dir)), 0o755); err != nil {
		return fmt.Errorf("cannot write %s: %w; choose another place with -o", dir, err)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(filepath.Clean(dir)), "."+filepath.Base(dir)+".*")
	if err != nil {
		return fmt.Errorf("cannot write %s: %w; choose another place with -o", dir, err)
	}
	defer os.RemoveAll(tmp)
	for _, f := range files {
		if err := writeFile(filepath.Join(tmp, f.name), f.write); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot write %s: %w; choose another place with -o", dir, err)
	}
	for _, f := range files {
		if err := os.Rename(filepath.Join(tmp, f.name), filepath.Join(dir, f.name)); err != nil {
			return fmt.Errorf("cannot write %s: %w", dir, err)
		}
	}
	return nil
}
