//go:build unix

package lora

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// A group is named only where to join it helps: it may read and write, and is not the administrator's.
func TestTheGroupThatHelps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ttyACM0")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	const group = 54_321 // that no system gives a name
	gid := os.Getgid()
	if os.Getuid() == 0 {
		gid = group
	}
	if err := os.Chown(path, -1, gid); err != nil {
		t.Fatal(err)
	}
	for mode, helps := range map[os.FileMode]bool{0o600: false, 0o640: false, 0o660: true, 0o666: true} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		got := groupOf(path)
		if (got != "") != helps || gid == group && helps && got != strconv.Itoa(group) {
			t.Errorf("mode %o of group %d: %q", mode, gid, got)
		}
	}
	if os.Getuid() != 0 {
		return
	}
	if err := os.Chown(path, -1, 0); err != nil {
		t.Fatal(err)
	}
	if got := groupOf(path); got != "" {
		t.Errorf("of the administrator's group: %q", got)
	}
}
