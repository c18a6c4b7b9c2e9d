package node

import (
	"errors"
	"math"
	"testing"

	"foirail/ledger/words"
)

// plansOf plans and names the profiles.
func plansOf(t *testing.T, in RadioPlanRequest) map[string]RadioPlanReply {
	t.Helper()
	list, err := RadioPlan(in)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]RadioPlanReply{}
	for _, r := range list {
		all[r.Profile] = r
	}
	return all
}

func TestPlanOfTwoVillages(t *testing.T) {
	in := RadioPlanRequest{Payments: 100, Repeats: -1}
	got := plansOf(t, in)
	for name, want := range map[string]struct {
		bytes float64
		fits  bool
	}{
		"RNode SF8/125 4/5":     {397, true}, // a payment of 75, votes of 78, two of 75 and one folded of 70, two heads of 12
		"RNode SF9/125 4/5":     {397, true},
		"Meshtastic LongFast":   {391, false}, // votes of 75, 70 and 69 in the second frame; and others repeat it
		"Meshtastic ShortFast":  {391, true},
		"RNode SF7/125 4/5":     {397, true},
		"RNode SF10/125 4/5":    {397, true},
		"Meshtastic MediumFast": {391, true},
	} {
		r, there := got[name]
		if !there || math.Abs(r.Bytes-want.bytes) > 1 || r.Fits != want.fits || r.Budget != 324_000 {
			t.Errorf("%s is planned as %+v", name, r)
		}
	}
	if len(got) != 7 {
		t.Errorf("%d profiles are planned", len(got))
	}
}

func TestPlanIsTightAtMost(t *testing.T) {
	for name, r := range plansOf(t, RadioPlanRequest{Payments: 1, Loss: 0.05, Repeats: -1}) {
		at := RadioPlanRequest{Payments: float64(r.Most), Loss: 0.05, Repeats: -1}
		if got := plansOf(t, at)[name]; !got.Fits {
			t.Errorf("%s: %d should fit: %+v", name, r.Most, got)
		}
		at.Payments++
		if got := plansOf(t, at)[name]; got.Fits {
			t.Errorf("%s: %g should not fit: %+v", name, at.Payments, got)
		}
	}
}

func TestPlanCostsMore(t *testing.T) {
	least := RadioPlanRequest{Payments: 50, Loss: 0.05, Radio: RadioSettings{Spreading: 8}}
	hour := func(in RadioPlanRequest) (ms int64) {
		for _, r := range plansOf(t, in) {
			ms = r.Hour
		}
		return ms
	}
	for name, change := range map[string]func(*RadioPlanRequest){
		"more payments":   func(in *RadioPlanRequest) { in.Payments = 60 },
		"more loss":       func(in *RadioPlanRequest) { in.Loss = 0.15 },
		"more stewards":   func(in *RadioPlanRequest) { in.Stewards = 7 },
		"slower":          func(in *RadioPlanRequest) { in.Radio.Spreading = 9 },
		"others who say":  func(in *RadioPlanRequest) { in.Repeats = 1 },
		"a stronger code": func(in *RadioPlanRequest) { in.Radio.Coding = 8 },
	} {
		in := least
		change(&in)
		if a, b := hour(least), hour(in); b <= a {
			t.Errorf("%s costs %d ms, before %d ms", name, b, a)
		}
	}
}

func TestPlanOfNothing(t *testing.T) {
	for name, r := range plansOf(t, RadioPlanRequest{Repeats: -1}) {
		if r.News != 0 || r.Beacons <= 0 || !r.Fits {
			t.Errorf("%s without payments: %+v", name, r)
		}
	}
}

func TestPlanOfTheUnlawful(t *testing.T) {
	in := RadioPlanRequest{Payments: 10, Radio: RadioSettings{Spreading: 8, Frequency: 869.3}}
	for _, r := range plansOf(t, in) {
		if r.Problem == nil || r.Problem.Code != words.RadioKeptBand || r.Fits {
			t.Errorf("alarms are planned over: %+v", r)
		}
	}
}

// Firmware that signs costs more, and less than it would without padding: two villages whose boards repeat nothing have room for
// a hundred payments an hour on LongFast, also where one frame of twenty is lost. Where each repeats the other they have not.
func TestPlanWithFirmwareThatSigns(t *testing.T) {
	in := RadioPlanRequest{Kind: "meshtastic", Preset: "LongFast", Payments: 100}
	for firmware, want := range map[string]struct {
		signed bool
		most   int
	}{"": {true, 111}, "2.8": {true, 111}, "2.7": {false, 125}, "v2.7.11.ee68575": {false, 125}, "2.10.1": {true, 111}, "3.0": {true, 111}} {
		in.Firmware = firmware
		if r := plansOf(t, in)["Meshtastic LongFast"]; r.Signed != want.signed || r.Most != want.most || !r.Fits {
			t.Errorf("firmware %q: %+v", firmware, r)
		}
	}
	in.Loss = 0.05
	if r := plansOf(t, in)["Meshtastic LongFast"]; !r.Fits {
		t.Errorf("with one frame of twenty lost: %+v", r)
	}
	in.Repeats = -1
	if r := plansOf(t, in)["Meshtastic LongFast"]; r.Fits {
		t.Errorf("where each repeats the other: %+v", r)
	}
}

func TestPlanThatIsNone(t *testing.T) {
	for _, in := range []RadioPlanRequest{
		{Villages: 1}, {Villages: 51}, {Payments: -1}, {Payments: math.NaN()}, {Payments: 1e6}, {Stewards: 3}, {Loss: 1}, {Kind: "smoke"},
		{Preset: "Slowest"}, {Firmware: "new"}, {Firmware: "2"}, {Firmware: "-2.7"}, {Repeats: 11}, {Radio: RadioSettings{Region: "MOON"}},
	} {
		_, err := RadioPlan(in)
		var p *Problem
		if !errors.As(err, &p) || p.Code != words.Usage && p.Code != words.NoRegion {
			t.Errorf("%+v gives %v", in, err)
		}
	}
}
