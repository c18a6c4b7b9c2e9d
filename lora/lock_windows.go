package lora

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// lockPort has nothing to do where the system lets only one program open a port.
func lockPort(string) (io.Closer, error) { return unlocked{}, nil }

type unlocked struct{}

func (unlocked) Close() error { return nil }

// sharingViolation is what the system says of a file that another program has opened for itself alone.
const sharingViolation syscall.Errno = 32

// lockTallies opens a file for this program alone, which is made where it is not there.
func lockTallies(path string) (io.Closer, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	const alone = 0
	handle, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, alone, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, sharingViolation) {
		return nil, errHeld
	}
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(handle), path), nil
}

// groupOf has no answer where devices have no group.
func groupOf(string) string { return "" }
