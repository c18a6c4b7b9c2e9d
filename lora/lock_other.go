//go:build !unix

package lora

import "io"

// lockPort has nothing to do where the system lets only one program open a port.
func lockPort(string) (io.Closer, error) { return unlocked{}, nil }

type unlocked struct{}

func (unlocked) Close() error { return nil }

// groupOf has no answer where devices have no group.
func groupOf(string) string { return "" }
