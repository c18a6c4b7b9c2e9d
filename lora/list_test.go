package lora

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func TestWhatIsPluggedIn(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, name string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, path); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"ttyACM1", "ttyUSB0", "ttyS0", "null"} {
		write("dev/"+name, "")
	}
	link("../../ttyACM1", "dev/serial/by-id/usb-board")
	write("sys/usb/1-1/idVendor", "303a\n")
	write("sys/usb/1-1/product", "USB JTAG\n")
	write("sys/usb/1-1/1-1:1.0/x", "")
	write("sys/usb/1-2/idVendor", "10c4\n")
	write("sys/usb/1-2/manufacturer", "Silicon Labs\n")
	write("sys/usb/1-2/1-2:1.0/ttyUSB0/x", "")
	link("../../../usb/1-1/1-1:1.0", "sys/class/tty/ttyACM1/device")
	link("../../../usb/1-2/1-2:1.0/ttyUSB0", "sys/class/tty/ttyUSB0/device")
	got, err := sockets(root)
	want := []Socket{
		{Path: root + "/dev/ttyACM1", Lasting: root + "/dev/serial/by-id/usb-board", Vendor: "303a", Product: "USB JTAG"},
		{Path: root + "/dev/ttyUSB0", Vendor: "10c4", Maker: "Silicon Labs"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if got[0].Name() != got[0].Lasting || got[1].Name() != got[1].Path {
		t.Error("the names to write")
	}
}
