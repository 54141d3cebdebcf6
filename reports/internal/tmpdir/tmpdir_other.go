//go:build !unix

package tmpdir

// redirect does nothing: elsewhere the folder for temporary files is the user's own.
func redirect() before { return before{} }

// Restore has nothing to put back.
func Restore() struct{} { return struct{}{} }
