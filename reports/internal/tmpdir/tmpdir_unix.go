//go:build unix

package tmpdir

import "syscall"

// Without a folder of the user's own, TMPDIR names one that cannot exist: the code is
// then compiled at every start, which takes half a second, and nothing is stored.
const nowhere = "/dev/null/none"

// redirect points TMPDIR at plumbline's folder in the user's cache.
func redirect() before {
	var b before
	b.value, b.set = syscall.Getenv("TMPDIR")
	dir := Folder()
	if dir == "" {
		dir = nowhere
	}
	if syscall.Setenv("TMPDIR", dir) != nil {
		return before{}
	}
	return b
}

// Restore gives TMPDIR its old value. Call it once go-graphviz is initialized; every
// package that imports it is initialized after it.
func Restore() struct{} {
	if saved.set {
		_ = syscall.Setenv("TMPDIR", saved.value)
	} else {
		_ = syscall.Unsetenv("TMPDIR")
	}
	return struct{}{}
}

// Folder finds or makes the folder that go-graphviz was pointed at: $PLUMBLINE_CACHE, or plumbline in $XDG_CACHE_HOME or
// ~/.cache; "" when there is none that the user alone can write to.
func Folder() string {
	if dir, ok := syscall.Getenv("PLUMBLINE_CACHE"); ok && dir != "" {
		return private(dir)
	}
	cache, ok := syscall.Getenv("XDG_CACHE_HOME")
	if !ok || cache == "" {
		home, ok := syscall.Getenv("HOME")
		if !ok || home == "" || home == "/" {
			return ""
		}
		cache = home + "/.cache"
	}
	if cache[0] != '/' {
		return ""
	}
	_ = syscall.Mkdir(cache, 0o700) // as a rule it is there
	return private(cache + "/plumbline")
}

// private makes a folder and returns its name if it is the user's own and nobody else
// may write to it.
func private(dir string) string {
	_ = syscall.Mkdir(dir, 0o700) // an error shows in what Stat finds
	var st syscall.Stat_t
	if syscall.Stat(dir, &st) != nil || uint32(st.Mode)&syscall.S_IFMT != syscall.S_IFDIR {
		return ""
	}
	if int(st.Uid) != syscall.Geteuid() || st.Mode&0o022 != 0 {
		return ""
	}
	return dir
}
