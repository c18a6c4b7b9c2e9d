package loratest_test

import (
	"errors"
	"testing"
	"time"

	"foirail/lora"
	"foirail/lora/loratest"
)

// twoSets is two sets that hear each other.
func twoSets(t *testing.T, p loratest.Profile, heard func([]byte)) (air *loratest.Air, one, other *loratest.Wireless) {
	t.Helper()
	air = loratest.NewAir(loratest.Config{Seed: 1})
	var list []*loratest.Wireless
	for _, name := range []string{"one", "other"} {
		h, err := air.Wireless(name, p)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, h)
	}
	air.Link(list[0].Station(), list[1].Station(), loratest.Path{RSSI: -80})
	list[0].Listen(func([]byte) {}, func() {})
	list[1].Listen(heard, func() {})
	return air, list[0], list[1]
}

// A frame comes as it went, and takes the time that the formula says.
func TestWireless(t *testing.T) {
	var got []byte
	air, one, _ := twoSets(t, loratest.SF8, func(b []byte) { got = b })
	if err := one.Send([]byte("bonjour")); err != nil {
		t.Fatal(err)
	}
	if err := one.Send([]byte("encore")); !errors.Is(err, loratest.ErrBusy) {
		t.Errorf("a second frame: %v", err)
	}
	air.Until(time.Minute)
	if string(got) != "bonjour" || !one.Free() {
		t.Errorf("heard %q, free %v", got, one.Free())
	}
	if used := air.Used(one.Station()); used != one.Airtime(7) {
		t.Errorf("%v on the air, the formula says %v", used, one.Airtime(7))
	}
}

// What firmware that signs makes of frames: 66 bytes more, or as long as one that has no room for them.
func TestWirelessThatSigns(t *testing.T) {
	for n, bytes := range map[int]int{1: 67, 99: 165, 100: 166, 101: 166, 165: 166, 166: 166, 231: 231} {
		var got []byte
		air, one, _ := twoSets(t, loratest.LongFastSigning, func(b []byte) { got = b })
		if err := one.Send(make([]byte, n)); err != nil {
			t.Fatal(err)
		}
		air.Until(time.Minute)
		if len(got) != n || one.Airtime(n) != loratest.LongFast.Modulation.Airtime(24+bytes) || air.Used(one.Station()) != one.Airtime(n) {
			t.Errorf("%d bytes come as %d, after %v of %v on the air", n, len(got), air.Used(one.Station()), one.Airtime(n))
		}
	}
}

// Who sends all that his budget lets him, all day, is never on the air longer than the law allows.
func TestWirelessKeepsTheLaw(t *testing.T) {
	for _, p := range []loratest.Profile{loratest.SF8, loratest.LongFast} {
		air, one, _ := twoSets(t, p, func([]byte) {})
		refused, sent := 0, 0
		for range 24 * 60 {
			for range 20 {
				var no *lora.NoAirtime
				switch err := one.Send(make([]byte, p.MTU)); {
				case err == nil:
					sent++
				case errors.As(err, &no):
					refused++
				case !errors.Is(err, loratest.ErrBusy):
					t.Fatal(err)
				}
				air.Until(air.Now() + 3*time.Second)
			}
		}
		if len(air.Breaches()) > 0 || refused == 0 || sent < 100 {
			t.Errorf("%s: %d sent, %d refused, breaches %v", p.Name, sent, refused, air.Breaches())
		}
	}
}

// What waits in a wireless set that is switched off is not sent.
func TestWirelessSwitchedOff(t *testing.T) {
	heard := 0
	air, one, _ := twoSets(t, loratest.SF8, func([]byte) { heard++ })
	if err := one.Send([]byte("bonjour")); err != nil {
		t.Fatal(err)
	}
	one.Listen(nil, nil)
	air.Until(time.Minute)
	one.Listen(func([]byte) {}, func() {})
	if err := one.Send([]byte("encore")); err != nil {
		t.Fatal(err)
	}
	air.Until(2 * time.Minute)
	if heard != 1 {
		t.Errorf("%d frames were heard", heard)
	}
}
