package lora

import (
	"strings"
	"testing"
)

func TestSubBandsOfEurope(t *testing.T) {
	for _, c := range []struct {
		frequency, bandwidth int
		band, refusal        string
	}{
		{869_525_000, 125_000, "P", ""},
		{869_525_000, 250_000, "P", ""},
		{869_525_000, 500_000, "", "alarm systems"},
		{869_400_000, 125_000, "", "alarm systems"},
		{868_100_000, 125_000, "M", ""},
		{868_000_000, 125_000, "", "lies across the sub-bands L and M"},
		{868_650_000, 62_500, "", "alarm systems"},
		{869_300_000, 125_000, "", "alarm systems"},
		{868_950_000, 125_000, "N", ""},
		{864_000_000, 125_000, "K", ""},
		{863_000_000, 125_000, "", "no sub-band of EU868"},
		{870_100_000, 125_000, "", "no sub-band of EU868"},
		{915_000_000, 125_000, "", "no sub-band of EU868 allows 914.9375 to 915.0625 MHz"},
	} {
		_, band, err := Settings{Region: "eu868", Frequency: c.frequency, Bandwidth: c.bandwidth}.Complete()
		switch {
		case c.refusal == "" && (err != nil || band.Name != c.band):
			t.Errorf("%d/%d: %q, %v, want band %s", c.frequency, c.bandwidth, band.Name, err, c.band)
		case c.refusal != "" && (err == nil || !strings.Contains(err.Error(), c.refusal)):
			t.Errorf("%d/%d: %v, want %q", c.frequency, c.bandwidth, err, c.refusal)
		}
	}
}

func TestSettingsThatMakeNoSense(t *testing.T) {
	for refusal, s := range map[string]Settings{
		"no plan is known":                  {Region: "EU999"},
		"spreading factor 13":               {Region: "EU868", Spreading: 13},
		"coding rate 4/9":                   {Region: "EU868", Coding: 9},
		"bandwidth 126000 Hz":               {Region: "EU868", Bandwidth: 126000},
		"28 dBm is more than the 27 dBm":    {Region: "EU868", Power: 28},
		"20 dBm is more than the 14 dBm":    {Region: "EU868", Frequency: 868_300_000, Power: 20},
		"power 31 dBm: it goes from 0":      {Region: "US915", Power: 31},
		"power -1 dBm: it goes from 0 to 3": {Region: "US915", Power: -1},
	} {
		if _, _, err := s.Complete(); err == nil || !strings.Contains(err.Error(), refusal) {
			t.Errorf("%+v: %v, want %q", s, err, refusal)
		}
	}
}

// Every home has to be lawful, and the bands in order and apart.
func TestPlansHoldTogether(t *testing.T) {
	for _, name := range Regions() {
		if _, _, err := (Settings{Region: name}).Complete(); err != nil {
			t.Errorf("home of %s: %v", name, err)
		}
		region, _ := RegionByName(name)
		for i, b := range region.Bands {
			if b.From >= b.To || i > 0 && b.From < region.Bands[i-1].To {
				t.Errorf("%s: band %s from %d to %d", name, b.Name, b.From, b.To)
			}
			if (b.Why == "") != (b.Duty > 0 && b.Power > 0) {
				t.Errorf("%s: band %s has %d dBm and %v", name, b.Name, b.Power, b.Duty)
			}
		}
	}
}
