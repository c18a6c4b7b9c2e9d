//go:build unix

package lora

import "syscall"

// readAndWrite asks access(2) for both.
const readAndWrite = 4 | 2

// allowed says whether this user may open a device, without opening it.
func allowed(path string) bool { return syscall.Access(path, readAndWrite) == nil }
