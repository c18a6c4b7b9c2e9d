package lora

import (
	"testing"
	"time"
)

// Frequencies that the real firmware uses, from published tables of its slots: the default one of a preset, by the name of an unnamed
// first channel, and some that were chosen.
func TestWhereABoardSends(t *testing.T) {
	for name, c := range map[string]struct {
		config  loraConfig
		primary string
		hz      int
	}{
		"EU_868 LongFast":             {loraConfig{usePreset: true, region: 3}, "", 869_525_000},
		"EU_868 by any name":          {loraConfig{usePreset: true, region: 3}, "foirail", 869_525_000},
		"US LongFast, slot 20":        {loraConfig{usePreset: true, region: 1}, "", 906_875_000},
		"US LongFast, by its name":    {loraConfig{usePreset: true, region: 1}, "LongFast", 906_875_000},
		"US, slot 50":                 {loraConfig{usePreset: true, region: 1, slot: 50}, "foirail", 914_375_000},
		"ANZ LongFast, slot 20":       {loraConfig{usePreset: true, region: 6}, "", 919_875_000},
		"ANZ MediumFast, slot 45":     {loraConfig{usePreset: true, region: 6, preset: 4}, "", 926_125_000},
		"ANZ ShortTurbo, slot 24":     {loraConfig{usePreset: true, region: 6, preset: 8}, "", 926_750_000},
		"ANZ LongMod, slot 6":         {loraConfig{usePreset: true, region: 6, preset: 7}, "", 915_687_500},
		"EU_N_868 NarrowSlow, slot 1": {loraConfig{usePreset: true, region: 32, preset: 13}, "", 869_441_650},
		"EU_866, slot 2":              {loraConfig{usePreset: true, region: 29, preset: 10, slot: 2}, "", 866_300_000},
		"a frequency of its own":      {loraConfig{usePreset: true, region: 3, frequency: 869.4625244140625, offset: 0.0125}, "", 869_475_000},
	} {
		m, err := c.config.modem(c.primary)
		if err != nil || m.frequency != c.hz {
			t.Errorf("%s: %d Hz, %v; want %d", name, m.frequency, err, c.hz)
		}
	}
}

func TestHowABoardSends(t *testing.T) {
	for name, c := range map[string]struct {
		config loraConfig
		want   Modulation
	}{
		"LongFast":               {loraConfig{usePreset: true, region: 3}, Modulation{250_000, 11, 5, 16}},
		"a better coding rate":   {loraConfig{usePreset: true, region: 3, coding: 7}, Modulation{250_000, 11, 7, 16}},
		"a worse one is ignored": {loraConfig{usePreset: true, region: 3, preset: 1, coding: 5}, Modulation{125_000, 12, 8, 16}},
		"numbers of its own":     {loraConfig{region: 3, bandwidth: 62, spreading: 9, coding: 6}, Modulation{62_500, 9, 6, 16}},
		"31 is 31.25":            {loraConfig{region: 3, bandwidth: 31, spreading: 8, coding: 5}, Modulation{31_250, 8, 5, 16}},
	} {
		m, err := c.config.modem("")
		if err != nil || m.Modulation != c.want {
			t.Errorf("%s: %+v, %v; want %+v", name, m.Modulation, err, c.want)
		}
	}
	for name, config := range map[string]loraConfig{
		"no spreading factor": {region: 3, bandwidth: 250, coding: 5},
		"too wide":            {region: 3, bandwidth: 4_000_000_000, spreading: 8, coding: 5},
		"coding rate 4/4":     {region: 3, bandwidth: 250, spreading: 8, coding: 4},
	} {
		if m, err := config.modem(""); err == nil {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func TestHops(t *testing.T) {
	for hops, want := range map[uint32]uint32{0: 0, 3: 3, 7: 7, 4_000_000_000: 7} {
		if m, err := (loraConfig{usePreset: true, region: 3, hops: hops}).modem(""); err != nil || m.hops != want {
			t.Errorf("%d hops become %d, %v", hops, m.hops, err)
		}
	}
}

// Milliseconds of the real firmware 2.8 on LongFast, and with the signature where one has room, or padded.
func TestWhatSigningCosts(t *testing.T) {
	m := meshModem{Modulation: meshPresets[0].Modulation}
	for _, c := range []struct {
		bytes         int
		plain, signed time.Duration
	}{
		{32, 641, 1133}, {100, 1174, 1665}, {103, 1174, 1665}, {104, 1214, 1665}, {165, 1665, 1665}, {166, 1665, 1665}, {231, 2157, 2157},
	} {
		m.signs = false
		if got := m.airtime(c.bytes).Round(time.Millisecond); got != c.plain*time.Millisecond {
			t.Errorf("%d bytes: %v, want %d ms", c.bytes, got, c.plain)
		}
		m.signs = true
		if got := m.airtime(c.bytes).Round(time.Millisecond); got != c.signed*time.Millisecond {
			t.Errorf("%d bytes, signed: %v, want %d ms", c.bytes, got, c.signed)
		}
	}
}

func TestWhichFirmwareSigns(t *testing.T) {
	for firmware, want := range map[string]bool{
		"2.7.11.ee68575": false, "2.6": false, "1.9.9": false, "2.8.0.7754068": true, "2.10.1": true, "3.0": true, "": true, "later": true, "2.x": true,
	} {
		if signs(firmware) != want {
			t.Errorf("%q: %v", firmware, !want)
		}
	}
}

func TestMinutesInANotice(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"Duty cycle limit exceeded. Aborting send for now, you can send again in 57 mins": 57 * time.Minute,
		"wait 1 minute": time.Minute, "wait 90 mins": time.Hour, "99999999999999999999 mins": 0, "-5 mins": 0, "minutes": 0, "": 0,
		"9223372036854775807 mins": time.Hour,
	} {
		if got := minutesIn(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
