package sim

import (
	"flag"
	"testing"
	"time"

	"foirail/lora/loratest"
)

var hours = flag.Int("hours", 2, "how long a fair lasts")

// Two villages with nothing but radio between them, at 15 % loss: everything paid becomes final on both sides,
// both come to hold the same, and no radio is ever longer on the air than the law lets it.
func TestFairByRadio(t *testing.T) {
	day, err := Fair{Seed: 1, Villages: 2, Stewards: 4, Profile: loratest.SF8, Loss: 0.15, Hours: *hours, Payments: 100, Abroad: 0.3}.Hold()
	if err != nil {
		t.Fatal(err)
	}
	tell(t, day)
	if len(day.Breaches) > 0 {
		t.Errorf("over the law: %v", day.Breaches)
	}
	if !day.Equal || day.Final != day.Payments || day.Payments < 60**hours || len(day.Waits) != day.Abroad || day.Abroad < 10**hours {
		t.Errorf("%+v", day)
	}
}

// Three villages in a line: the last learns through the middle one what the first has paid.
func TestFairInALine(t *testing.T) {
	day, err := Fair{Seed: 2, Villages: 3, Line: true, Stewards: 4, Profile: loratest.SF8, Loss: 0.15, Hours: *hours, Payments: 60, Abroad: 0.3}.Hold()
	if err != nil {
		t.Fatal(err)
	}
	tell(t, day)
	if !day.Equal || day.Final != day.Payments || len(day.Breaches) > 0 || len(day.Waits) != day.Abroad {
		t.Errorf("%+v", day)
	}
}

// tell prints a day.
func tell(t *testing.T, d Day) {
	t.Helper()
	t.Logf("%d payments, %d abroad, %d final everywhere; %d frames, %d bytes, %v on the air; the busiest hour of a radio %v; %+v",
		d.Payments, d.Abroad, d.Final, d.Frames, d.Bytes, d.Airtime.Round(time.Second), d.Busiest.Round(time.Second), d.Air)
	if n := len(d.Waits); n > 0 {
		t.Logf("final where the payee is after %v at the median, %v at 95 of 100, %v at the most",
			d.Waits[n/2].Round(time.Second), d.Waits[n*95/100].Round(time.Second), d.Waits[n-1].Round(time.Second))
	}
	if d.Payments > 0 {
		t.Logf("a payment costs %d bytes and %v on the air", d.Bytes/d.Payments, (d.Airtime / time.Duration(d.Payments)).Round(time.Millisecond))
	}
}
