package node

import "golang.org/x/sys/windows"

// diskFree is how many bytes a disk has for us, and in all.
func diskFree(dir string) (free, total uint64, err error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, 0, err
	}
	err = windows.GetDiskFreeSpaceEx(path, &free, &total, nil)
	return free, total, err
}
