package node

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"foirail/ledger/words"
)

// written puts settings into files and reads them, the weakest first.
func written(t *testing.T, texts ...string) (Settings, error) {
	t.Helper()
	var files []string
	for _, text := range texts {
		file := filepath.Join(t.TempDir(), SettingsFile)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return ReadSettings(files...)
}

const oneRadio = `
[[radio]]
address = "rnode:/dev/serial/by-id/usb-board"
region = "EU868"
spreading = 9
bandwidth = 62.5
power = 20
`

func TestRadioSettings(t *testing.T) {
	s, err := written(t, oneRadio)
	if err != nil || len(s.Radios) != 1 {
		t.Fatalf("got %+v, %v", s.Radios, err)
	}
	got, band, err := s.Radios[0].complete()
	if err != nil || got.Frequency != 869_525_000 || got.Bandwidth != 62_500 || got.Spreading != 9 || got.Coding != 5 || got.Power != 20 || band.Name != "P" {
		t.Errorf("the radio is set to %+v in %s, %v", got, band.Name, err)
	}
}

func TestALaterFileTakesAllRadios(t *testing.T) {
	s, err := written(t, oneRadio, "[[radio]]\naddress = \"rnode:/dev/ttyACM0\"\nregion = \"US915\"\n", "log = \"warn\"\n")
	if err != nil || len(s.Radios) != 1 {
		t.Fatalf("got %+v, %v", s.Radios, err)
	}
	if r := s.Radios[0]; r != (RadioSettings{Address: "rnode:/dev/ttyACM0", Region: "US915"}) {
		t.Errorf("the later radio has something of the earlier: %+v", r)
	}
}

func TestFlagsOverRadios(t *testing.T) {
	s, err := written(t, oneRadio)
	if err != nil {
		t.Fatal(err)
	}
	same := s.WithRadios(nil, RadioSettings{Spreading: 7})
	if r := same.Radios[0]; r.Spreading != 7 || r.Power != 20 || r.Address != "rnode:/dev/serial/by-id/usb-board" {
		t.Errorf("a flag makes of the radio %+v", r)
	}
	other := s.WithRadios([]string{"rnode:a", "rnode:b"}, RadioSettings{Region: "EU868", Channel: "ours"})
	if len(other.Radios) != 2 || other.Radios[1] != (RadioSettings{Address: "rnode:b", Region: "EU868", Channel: "ours"}) {
		t.Errorf("the flags make %+v", other.Radios)
	}
	if s.Radios[0].Spreading != 9 {
		t.Error("the settings below were changed")
	}
}

func TestRadioSettingsThatWillNotDo(t *testing.T) {
	const address = "[[radio]]\naddress = \"rnode:/dev/ttyACM0\"\n"
	for _, c := range []struct {
		text string
		code words.Code
	}{
		{"[radio]\naddress = \"rnode:/dev/ttyACM0\"\n", words.OneBracket},
		{address, words.NoRegion},
		{"[[radio]]\nregion = \"EU868\"\n", words.BadRadio},
		{"[[radio]]\naddress = \"rnode\"\nregion = \"EU868\"\n", words.BadRadio},
		{address + "region = \"MOON\"\n", words.RadioStrangePlan},
		{address + "region = \"EU868\"\nfrequency = 869.3\n", words.RadioKeptBand},
		{address + "region = \"EU868\"\nfrequency = nan\n", words.RadioNoBand},
		{address + "region = \"EU868\"\nfrequency = 1e300\n", words.RadioNoBand},
		{address + "region = \"EU868\"\npower = 28\n", words.RadioTooStrong},
		{address + "region = \"EU868\"\nspreading = 13\n", words.RadioOutOfReach},
		{address + "region = \"EU868\"\ncolour = 1\n", words.BadSettings},
	} {
		_, err := written(t, c.text)
		var p *Problem
		if !errors.As(err, &p) || p.Code != c.code {
			t.Errorf("%q gives %v, want %s", c.text, err, c.code)
		}
	}
}

// One bracket is the slip of the hand that is likeliest.
func TestOneBracketIsNamedWithItsLine(t *testing.T) {
	_, err := written(t, "mdns = true\n\n[radio]\naddress = \"rnode:/dev/ttyACM0\"\nregion = \"EU868\"\n")
	if p := asProblem(err); p == nil || p.Code != words.OneBracket || p.Args["number"] != "3" {
		t.Errorf("it is told as %v", p)
	}
}

func TestRadioKey(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	for text, code := range map[string]words.Code{
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n":   "",
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20\n": words.BadRadioKey,
		"00": words.BadRadioKey,
		"zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f": words.BadRadioKey,
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		key, err := readRadioKey(file)
		if code == "" && (err != nil || key[31] != 0x1f) {
			t.Errorf("the key is read as %x, %v", key, err)
		}
		var p *Problem
		if code != "" && (!errors.As(err, &p) || p.Code != code || p.Why != "") {
			t.Errorf("%q gives %v", text, err)
		}
	}
}

func TestSplitAddress(t *testing.T) {
	for text, want := range map[string]string{
		"/dev/ttyACM0": "/dev/ttyACM0", "rnode:/dev/ttyACM0": "/dev/ttyACM0", "rnode:tcp://host:7633": "tcp://host:7633",
		"tcp://host:7633": "tcp://host:7633", "COM3": "COM3", "smoke:/dev/ttyACM0": "",
		"/dev/serial/by-path/pci-0000:00:14.0-usb-0:1": "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1",
	} {
		if _, port := splitAddress(text); port != want {
			t.Errorf("%s is taken for the port %q", text, port)
		}
	}
}
