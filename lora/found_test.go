package lora

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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
		got := found(&c.port, lasting(byID, real))
		if got.May != c.want || got.Lasting != link || !got.Allowed {
			t.Errorf("%+v is told as %+v", c.port, got)
		}
	}
	if got := lasting(byID, "/dev/nothing"); got != "" {
		t.Errorf("a device without a lasting name has %q", got)
	}
}

// Two boards with the same number have one name by it, which means either of them: then the socket names each.
func TestTwinsAreToldApart(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in := names{filepath.Join(dir, "by-id"), filepath.Join(dir, "by-path")}
	at := func(folder, name string, port int) string {
		path, link := filepath.Join(dir, fmt.Sprint("ttyUSB", port)), filepath.Join(folder, name)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.MkdirAll(folder, 0o700)); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, link); err != nil {
			t.Skip("no links here")
		}
		return link
	}
	number := at(in.byID, "usb-CP2102_0001-if00-port0", 1)
	sockets := []string{at(in.byPath, "usb-1", 0), at(in.byPath, "usb-2", 1), at(in.byPath, "usb-3", 2)}
	port := func(i int, usb bool, serial string) *enumerator.PortDetails {
		return &enumerator.PortDetails{Name: filepath.Join(dir, fmt.Sprint("ttyUSB", i)), IsUSB: usb, VID: "10C4", PID: "EA60", SerialNumber: serial}
	}
	for name, c := range map[string]struct {
		list []*enumerator.PortDetails
		want []string
	}{
		"twins":             {[]*enumerator.PortDetails{port(0, true, "0001"), port(1, true, "0001"), port(2, true, "7")}, sockets},
		"numbers that part": {[]*enumerator.PortDetails{port(0, true, "0001"), port(1, true, "0002")}, []string{sockets[0], number}},
		"one alone":         {[]*enumerator.PortDetails{port(1, true, "0001")}, []string{number}},
		"none of USB":       {[]*enumerator.PortDetails{port(0, false, ""), port(1, false, "")}, []string{sockets[0], number}},
	} {
		var got []string
		for _, f := range foundAmong(c.list, in) {
			got = append(got, f.Lasting)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
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
