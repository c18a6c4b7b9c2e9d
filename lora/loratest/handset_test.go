package loratest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"foirail/lora"
)

// ring is some handsets that all hear each other.
type ring struct {
	*Air
	sets  []*Handset
	heard []string
}

func newRing(t *testing.T, seed uint64, n int) *ring {
	t.Helper()
	r := &ring{Air: NewAir(Config{Seed: seed})}
	for i := range n {
		set, err := NewHandset(r.Air, fmt.Sprint(i), lora.Settings{Region: "EU868"}, func(f lora.Frame) {
			r.heard = append(r.heard, fmt.Sprintf("%v %d hears %d bytes of %02x", r.Now(), i, len(f.Bytes), f.Bytes[0]))
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range r.sets {
			r.Link(set.Station(), other.Station(), Path{RSSI: -90, Loss: 0.05})
		}
		r.sets = append(r.sets, set)
	}
	return r
}

// Everybody sends whenever the hour lets him, for three hours: nobody breaks the law, and what is said gets through.
func TestHandsetsKeepTheLaw(t *testing.T) {
	r := newRing(t, 4, 4)
	sent := 0
	for i, set := range r.sets {
		var turn func()
		turn = func() {
			var none *lora.NoAirtime
			switch err := set.Send(bytes.Repeat([]byte{byte(i)}, 160)); {
			case err == nil:
				sent++
				r.After(3*time.Second, turn)
			case errors.As(err, &none):
				r.After(none.Wait, turn)
			default:
				t.Error(err)
			}
		}
		r.After(time.Duration(i)*time.Second, turn)
	}
	r.Until(3 * time.Hour)
	for _, b := range r.Breaches() {
		t.Error(b)
	}
	if sent < 4*3*600 || len(r.heard) < sent {
		t.Errorf("%d sent, %d heard: %+v", sent, len(r.heard), r.Counts)
	}
	for _, set := range r.sets {
		if set.Waiting() > 1 {
			t.Errorf("%d frames wait", set.Waiting())
		}
	}
}

func TestHandsetsTellOneStory(t *testing.T) {
	play := func(seed uint64) []string {
		r := newRing(t, seed, 3)
		for i := range 30 {
			r.At(time.Duration(i)*500*time.Millisecond, func() { r.sets[i%3].Send(make([]byte, 1+r.Rand().IntN(200))) })
		}
		r.Until(time.Minute)
		return r.heard
	}
	if first := play(9); len(first) < 20 || !slices.Equal(first, play(9)) || slices.Equal(first, play(10)) {
		t.Errorf("%d lines", len(first))
	}
}

func TestAHandsetRefuses(t *testing.T) {
	set := newRing(t, 1, 1).sets[0]
	for _, n := range []int{0, set.MTU() + 1} {
		if err := set.Send(make([]byte, n)); err != lora.ErrTooLong {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	if _, err := NewHandset(NewAir(Config{}), "x", lora.Settings{Region: "EU868", Frequency: 869_300_000}, nil); err == nil {
		t.Error("a handset in the band of alarms")
	}
}
