package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk is a disk of so many bytes, where the test may mount one.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("foirail", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no small disk to be had: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// command runs the program in this process and gives its exit class and what it wrote.
func command(t *testing.T, disk string, args ...string) (exit int, stdout, stderr string) {
	t.Helper()
	pass := filepath.Join(t.TempDir(), "pass")
	if err := os.WriteFile(pass, []byte(storyPass+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, problems bytes.Buffer
	w := world{stdin: strings.NewReader(""), stdout: &out, stderr: &problems, env: func(string) string { return "" }, workFactor: testWorkFactor}
	exit = run(append([]string{"--dir", filepath.Join(disk, "market"), "--passphrase-file", pass, "--json"}, args...), w)
	return exit, out.String(), problems.String()
}

// fill takes what room there is left on a disk, but for so many bytes.
func fill(t *testing.T, disk string, but int) {
	t.Helper()
	f, err := os.Create(filepath.Join(disk, "junk"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	size := int64(0)
	for {
		n, err := f.Write(make([]byte, 4096))
		size += int64(n)
		if errors.Is(err, syscall.ENOSPC) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Truncate(max(0, size-int64(but))); err != nil {
		t.Fatal(err)
	}
}

// TestFullDisk: whatever room is left, a command is done whole or refused in words, and what was
// there before is there still.
func TestFullDisk(t *testing.T) {
	disk := smallDisk(t, "4m")
	must := func(args ...string) string {
		t.Helper()
		exit, out, problems := command(t, disk, args...)
		if exit != 0 {
			t.Fatalf("%v: exit class %d, %s", args, exit, problems)
		}
		return out
	}
	must("found", "--name", "Vallée", "--market", "Foirail", "--chain", "none")
	must("account", "new", "--name", "ana")
	must("account", "new", "--name", "bob")
	must("attest", "deposit", "--to", "ana", "100", "--ref", "e")
	must("coupon", "issue", "--from", "ana", "--make", "8x1", "--expires", "2099-12-31")
	refusals := 0
	for room := 0; room <= 1<<18; room += 1 << 13 {
		before := must("verify")
		fill(t, disk, room)
		for _, args := range [][]string{
			{"pay", "--from", "ana", "--to", "bob", "1"},
			{"coupon", "issue", "--from", "ana", "--make", "1x1", "--expires", "2099-12-31"},
			{"account", "new", "--name", fmt.Sprintf("x%d", room)},
			{"backup", filepath.Join(disk, "backup")},
		} {
			exit, _, problems := command(t, disk, args...)
			if exit != 0 {
				refusals++
				wantDiskFull(t, args, exit, problems)
			}
		}
		if err := os.Remove(filepath.Join(disk, "junk")); err != nil {
			t.Fatal(err)
		}
		os.Remove(filepath.Join(disk, "backup"))
		if room == 0 && must("verify") != before {
			t.Error("a full disk changed the book")
		}
	}
	if refusals == 0 {
		t.Error("no command met the full disk")
	}
}

// TestDiskNearlyFull: every command warns, the steward does not vote, and nothing is lost when there
// is room again.
func TestDiskNearlyFull(t *testing.T) {
	disk := smallDisk(t, "64m")
	must := func(args ...string) (out, problems string) {
		t.Helper()
		exit, out, problems := command(t, disk, args...)
		if exit != 0 {
			t.Fatalf("%v: exit class %d, %s", args, exit, problems)
		}
		return out, problems
	}
	must("found", "--name", "Vallée", "--market", "Foirail", "--chain", "none")
	must("account", "new", "--name", "ana")
	must("attest", "deposit", "--to", "ana", "100", "--ref", "e")
	fill(t, disk, 1<<20) // below a fiftieth, above half of it
	out, problems := must("pay", "--from", "ana", "--to", "ana", "1")
	if !strings.Contains(out, `"level":"promised"`) || !strings.Contains(problems, `"code":"disk_low"`) {
		t.Errorf("with little room: %s %s", out, problems)
	}
	if out, _ = must("status"); !strings.Contains(out, `"votes":false`) || !strings.Contains(out, `"quorum":false`) {
		t.Errorf("with little room: %s", out)
	}
	if err := os.Remove(filepath.Join(disk, "junk")); err != nil {
		t.Fatal(err)
	}
	if out, problems = must("history", "ana"); !strings.Contains(out, `"level":"final"`) || problems != "" {
		t.Errorf("with room again: %s %s", out, problems)
	}
}

func wantDiskFull(t *testing.T, args []string, exit int, problems string) {
	t.Helper()
	var told struct{ Error struct{ Code string } }
	if err := json.Unmarshal([]byte(lastLine(problems)), &told); err != nil || told.Error.Code != "disk_full" || exit != 1 {
		t.Errorf("%v: exit class %d, %s", args, exit, problems)
	}
}
