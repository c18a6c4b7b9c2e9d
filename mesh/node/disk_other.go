//go:build !linux && !darwin && !freebsd && !windows

package node

import "errors"

// diskFree cannot tell here.
func diskFree(string) (free, total uint64, err error) { return 0, 0, errors.ErrUnsupported }
