//go:build unix

package node

import (
	"net"
	"os"
	"path/filepath"
)

// listenPrivate listens on a socket that only its owner may use, from its first moment: it is made
// in a closed folder, and gets its name when its mode is right. Nobody else's files are touched,
// as they would be by the process's umask.
func listenPrivate(path string) (net.Listener, error) {
	closed := filepath.Join(filepath.Dir(path), ".sock") // short: a socket's path has some hundred bytes
	if err := os.RemoveAll(closed); err != nil {
		return nil, err
	}
	if err := os.Mkdir(closed, 0o700); err != nil {
		return nil, err
	}
	defer os.RemoveAll(closed)
	beside := filepath.Join(closed, "s")
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: beside, Net: "unix"})
	if err != nil {
		return nil, err
	}
	listener.SetUnlinkOnClose(false)
	err = os.Chmod(beside, 0o600)
	if err == nil {
		err = os.Rename(beside, path)
	}
	if err != nil {
		listener.Close()
		return nil, err
	}
	return listener, nil
}

// syncDir makes a rename in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
