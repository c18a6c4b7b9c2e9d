package sim

import (
	"flag"
	"math"
	"testing"
	"time"

	"foirail/lora/loratest"
	running "foirail/mesh/node"
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

// What radio plan says of an hour is what an hour comes to, within a tenth. The two share Semtech's formula and
// nothing else. -hours 24 makes it a whole day.
func TestFairIsAsPlanned(t *testing.T) {
	for _, as := range []struct {
		profile loratest.Profile
		name    string // as plans have it
		plan    running.RadioPlanRequest
		loss    float64
	}{
		{loratest.SF8, "RNode SF8/125 4/5", running.RadioPlanRequest{Kind: "rnode"}, 0},
		{loratest.SF8, "RNode SF8/125 4/5", running.RadioPlanRequest{Kind: "rnode"}, 0.05},
		{loratest.SF8, "RNode SF8/125 4/5", running.RadioPlanRequest{Kind: "rnode"}, 0.15},
		{loratest.LongFast, "Meshtastic LongFast", running.RadioPlanRequest{Kind: "meshtastic", Preset: "LongFast", Firmware: "2.7"}, 0},
		{loratest.LongFast, "Meshtastic LongFast", running.RadioPlanRequest{Kind: "meshtastic", Preset: "LongFast", Firmware: "2.7"}, 0.05},
		{loratest.LongFastSigning, "Meshtastic LongFast", running.RadioPlanRequest{Kind: "meshtastic", Preset: "LongFast"}, 0},
	} {
		day, err := Fair{Seed: 3, Villages: 2, Stewards: 4, Profile: as.profile, Loss: as.loss, Hours: *hours, Payments: 100, Abroad: 0.3}.Hold()
		if err != nil {
			t.Fatal(err)
		}
		as.plan.Loss, as.plan.Payments = as.loss, float64(day.Payments)/float64(*hours)
		list, err := running.RadioPlan(as.plan)
		if err != nil {
			t.Fatal(err)
		}
		for _, plan := range list {
			if plan.Profile != as.name {
				continue
			}
			planned, shown := float64(plan.Hour)/1000, (day.Airtime / time.Duration(2**hours)).Seconds()
			t.Logf("%s, %v %% lost: %.1f payments an hour; %.1f s of airtime an hour and radio planned, %.1f s shown", as.profile.Name, 100*as.loss, as.plan.Payments, planned, shown)
			if math.Abs(planned-shown) > shown/10 || !day.Equal || day.Final != day.Payments {
				t.Errorf("%s, %v %% lost: %+v", as.profile.Name, 100*as.loss, plan)
			}
			as.plan.Kind = ""
		}
		if as.plan.Kind != "" {
			t.Errorf("no plan for %s among %+v", as.profile.Name, list)
		}
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
