package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// emit writes a result to standard output, or to the file of -o: beside it first, then
// renamed, so that no half-written report is ever found there.
func (a *app) emit(write func(io.Writer) error) error {
	if a.flags.output == "" {
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

// writeFile writes a file through a temporary one in the same folder.
func writeFile(path string, write func(io.Writer) error) (err error) {
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
	if err := tmp.Chmod(0o644); err != nil {
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
