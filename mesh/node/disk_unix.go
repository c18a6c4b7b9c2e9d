//go:build linux || darwin || freebsd

package node

import "golang.org/x/sys/unix"

// diskFree is how many bytes a disk has for us, and in all.
func diskFree(dir string) (free, total uint64, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), s.Blocks * uint64(s.Bsize), nil
}
