//go:build unix

package lora

import (
	"errors"
	"io"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// lockPort keeps other programs off a device. The lock is on the device itself, so every name of it is locked, and the system takes
// it away with the process. The system's own exclusive mode does not bind root.
func lockPort(path string) (io.Closer, error) {
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NOCTTY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.EBUSY) {
		return nil, &PortBusy{Path: path}
	}
	if err != nil {
		return nil, whyNot(path, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, &PortBusy{Path: path}
	}
	return f, nil
}

// lockTallies locks a file, which is made where it is not there. The system takes the lock away with the process.
func lockTallies(path string) (io.Closer, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errHeld
	}
	return nil, err
}

// groupMay is what a device must allow its group for that to be of any help.
const groupMay = 0o060

// groupOf names the group whose members may open a device. Empty: there is none, or it is the administrator's own, which nobody
// should be told to join.
func groupOf(path string) string {
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&groupMay != groupMay {
		return ""
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || stat.Gid == 0 {
		return ""
	}
	id := strconv.Itoa(int(stat.Gid))
	if group, err := user.LookupGroupId(id); err == nil {
		return group.Name
	}
	return id
}
