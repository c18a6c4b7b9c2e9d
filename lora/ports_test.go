package lora

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestWhyAPortDoesNotOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ttyACM0")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wrap := func(err error) error { return &fs.PathError{Op: "open", Path: path, Err: err} }
	var denied *PortDenied
	if err := whyNot(path, wrap(syscall.EACCES)); !errors.As(err, &denied) || denied.Path != path || denied.Group != groupOf(path) {
		t.Errorf("%v", err)
	}
	var absent *PortAbsent
	for _, err := range []error{syscall.ENOENT, syscall.ENXIO, syscall.ENODEV} {
		if err := whyNot(path, wrap(err)); !errors.As(err, &absent) {
			t.Errorf("%v", err)
		}
	}
	if err := whyNot(path, wrap(syscall.EIO)); errors.As(err, &absent) || errors.As(err, &denied) || !errors.Is(err, syscall.EIO) {
		t.Errorf("%v", err)
	}
}

func TestReasonsInWords(t *testing.T) {
	for want, err := range map[string]error{
		"no permission to open /dev/x, which belongs to the group plugdev": &PortDenied{Path: "/dev/x", Group: "plugdev"},
		"no permission to open /dev/x":                                     &PortDenied{Path: "/dev/x"},
		"/dev/x is in use by another program":                              &PortBusy{Path: "/dev/x"},
		"nothing is plugged in at /dev/x":                                  &PortAbsent{Path: "/dev/x"},
		"no airtime left: wait 1m30s":                                      &NoAirtime{Wait: 90e9},
		"frame needs more airtime than an hour allows":                     &NoAirtime{Wait: NeverWait},
	} {
		if got := err.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if state := stateOf(fmt.Errorf("opening: %w", err)); (state == Denied) != errors.As(err, new(*PortDenied)) {
			t.Errorf("%v makes the radio %s", err, state)
		}
	}
}

func TestAddresses(t *testing.T) {
	budgets := NewBudgets(t.TempDir(), 0)
	defer budgets.Close()
	for address, fine := range map[string]bool{
		"rnode:/dev/ttyACM0": true, "rnode:tcp://host:7633": true, "rnode:": false, "rnode": false, "": false, "/dev/ttyACM0": false, "telepathy:/dev/ttyACM0": false,
	} {
		radio, err := Open(Asked{Address: address, Settings: Settings{Region: "EU868"}, Budgets: budgets})
		if (err == nil) != fine {
			t.Errorf("%q: %v", address, err)
		}
		if fine && (radio.Status().Band != "P" || radio.Status().Region != "EU868" || "rnode:"+radio.Status().Port != address) {
			t.Errorf("%q: %+v", address, radio.Status())
		}
	}
	if _, err := Open(Asked{Address: "rnode:/dev/ttyACM0", Settings: Settings{Region: "EU868", Frequency: 869_300_000}, Budgets: budgets}); err == nil {
		t.Error("a radio in the band of alarms")
	}
}
