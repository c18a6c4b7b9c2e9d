package lora

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.bug.st/serial/enumerator"
)

func TestFoundTellsWhatMayBeThere(t *testing.T) {
	dir := t.TempDir()
	port := filepath.Join(dir, "ttyACM0")
	byID := filepath.Join(dir, "by-id")
	link := filepath.Join(byID, "usb-Heltec-if00")
	if err := os.WriteFile(port, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(byID, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(port, link); err != nil {
		t.Skip("no links here")
	}
	real, err := filepath.EvalSymlinks(port)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		port enumerator.PortDetails
		want May
	}{
		{enumerator.PortDetails{Name: real, IsUSB: true, VID: "10C4", PID: "EA60"}, MayESP32},
		{enumerator.PortDetails{Name: real, IsUSB: true, VID: "239A", PID: "8029"}, MayNRF52},
		{enumerator.PortDetails{Name: real, IsUSB: true, VID: "0001", PID: "0001"}, MayAny},
		{enumerator.PortDetails{Name: real}, MayUART},
	} {
		got := found(&c.port, byID)
		if got.May != c.want || got.Lasting != link || !got.Allowed {
			t.Errorf("%+v is told as %+v", c.port, got)
		}
	}
	if got := lasting(byID, "/dev/nothing"); got != "" {
		t.Errorf("a device without a lasting name has %q", got)
	}
}

func TestLookOpensNothing(t *testing.T) {
	var absent *PortAbsent
	if err := Look(filepath.Join(t.TempDir(), "ttyACM0")); !errors.As(err, &absent) {
		t.Errorf("an empty place gives %v", err)
	}
	if err := Look("tcp://192.0.2.1:7633"); err != nil {
		t.Errorf("a host gives %v", err)
	}
	locked := filepath.Join(t.TempDir(), "ttyACM1")
	if err := os.WriteFile(locked, nil, 0o000); err != nil {
		t.Fatal(err)
	}
	var denied *PortDenied
	if err := Look(locked); os.Getuid() > 0 && !errors.As(err, &denied) {
		t.Errorf("a port for others gives %v", err)
	}
}
