//go:build !unix

package node

import "net"

// listenPrivate listens on a socket; who may use it is up to the directory's own permissions.
func listenPrivate(path string) (net.Listener, error) { return net.Listen("unix", path) }

// syncDir does nothing: the system has no such thing.
func syncDir(string) error { return nil }
