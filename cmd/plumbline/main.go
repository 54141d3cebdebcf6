// Command plumbline measures the structure and the promises of PyTorch's source tree, or
// of any Python and C++ tree, without building it. This package exists to turn flags and
// streams into requests and results into exit codes: one file a subcommand, no analysis.
//
// Concurrency: one command runs at a time, on the calling goroutine.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// memoryLimit is how many bytes the garbage collector lets pile up before it works harder: a run
// over two releases of PyTorch needs some 600 MB at its peak, and without a limit takes twice that.
// GOMEMLIMIT in the environment sets another.
const memoryLimit = 800 << 20

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
