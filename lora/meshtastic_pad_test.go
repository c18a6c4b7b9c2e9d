package lora

import (
	"bytes"
	"testing"
	"time"
)

func TestPadding(t *testing.T) {
	signing := meshModem{Modulation: meshPresets[0].Modulation, signs: true}
	frame := bytes.Repeat([]byte{0xC3}, 160)
	port, payload := signing.pad(frame)
	want := append(append([]byte{0xA0}, frame...), 0, 0, 0, 0, 0)
	if port != 258 || len(payload) != 166 || !bytes.Equal(payload, want) {
		t.Errorf("port %d, %x", port, payload)
	}
	for n := 1; n <= meshtasticMTU; n++ {
		frame := bytes.Repeat([]byte{byte(n)}, n)
		for _, m := range []meshModem{signing, {Modulation: signing.Modulation}} {
			port, payload := m.pad(frame)
			if padded := m.signs && n >= 104 && n <= 165; padded != (port == portPadded) {
				t.Errorf("%d bytes go out on the port %d", n, port)
			}
			if got, ours := unpad(port, payload); !ours || !bytes.Equal(got, frame) {
				t.Errorf("%d bytes come back as %x", n, got)
			}
		}
	}
}

func TestPaddingThatIsNone(t *testing.T) {
	good := append([]byte{100}, make([]byte, 165)...)
	if _, ours := unpad(portPadded, good); !ours {
		t.Error("100 zeroes are not read")
	}
	for name, c := range map[string]struct {
		port    uint32
		payload []byte
	}{
		"another port": {257, good}, "too short": {portPadded, good[:165]}, "too long": {portPadded, append(bytes.Clone(good), 0)},
		"no frame": {portPadded, make([]byte, 166)}, "more than there is": {portPadded, append([]byte{166}, good[1:]...)},
		"no zeroes": {portPadded, append(bytes.Clone(good[:165]), 1)}, "nothing": {portPrivate, nil}, "nothing, padded": {portPadded, nil},
	} {
		if frame, ours := unpad(c.port, c.payload); ours {
			t.Errorf("%s: read as %x", name, frame)
		}
	}
}

func FuzzUnpad(f *testing.F) {
	f.Add(append([]byte{165}, bytes.Repeat([]byte{7}, 165)...))
	f.Add(append([]byte{1, 9}, make([]byte, 164)...))
	f.Fuzz(func(t *testing.T, payload []byte) {
		frame, ours := unpad(portPadded, payload)
		if !ours {
			return
		}
		again := append(append([]byte{byte(len(frame))}, frame...), make([]byte, 165-len(frame))...)
		if len(frame) == 0 || !bytes.Equal(again, payload) {
			t.Errorf("%x is read as %x", payload, frame)
		}
	})
}

// What padding saves, on all presets: never less than nothing, and up to a quarter.
func TestWhatPaddingSaves(t *testing.T) {
	for _, p := range meshPresets {
		for n := 1; n <= meshtasticMTU; n++ {
			m := meshModem{Modulation: p.Modulation, signs: true}
			if bare := MeshtasticAirtime(p.Modulation, n); m.airtime(n) < bare {
				t.Errorf("%s: %d bytes cost %v, unsigned %v", p.name, n, m.airtime(n), bare)
			}
			if m.signs && n < 166 && m.airtime(n) > signedAirtime(p.Modulation, n) {
				t.Errorf("%s: %d bytes cost %v, signed %v", p.name, n, m.airtime(n), signedAirtime(p.Modulation, n))
			}
		}
	}
	m := meshPresets[0].Modulation // LongFast
	if signed, padded := signedAirtime(m, 165), MeshtasticSigningAirtime(m, 165); signed.Round(time.Millisecond) != 2157*time.Millisecond || padded.Round(time.Millisecond) != 1665*time.Millisecond {
		t.Errorf("%v signed, %v padded", signed, padded)
	}
}
