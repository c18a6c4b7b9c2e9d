package lora

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Share is a part of a whole in hundredths of a percent: 1000 is 10 %.
type Share int

// Whole is all of it.
const Whole Share = 10000

func (s Share) String() string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", float64(s)/100), "0"), ".") + " %"
}

// Band is one stretch of spectrum with one rule. From and To are its edges in Hz; a signal must lie between them with its whole width.
type Band struct {
	Name     string
	From, To int
	Power    int    // dBm ERP at the antenna
	Duty     Share  // of every rolling hour, per transmitter
	Why      string // when it must not be used at all: what it is kept for
}

// Region is what the law of a part of the world allows. Frequencies are in Hz.
type Region struct {
	Name  string
	Bands []Band
	// Home is where a village begins that has not chosen: a frequency, and how to send there.
	Home Settings
}

// Settings is what a person may choose. What is zero is taken from the Home of the region.
type Settings struct {
	Region    string // EU868
	Frequency int    // Hz, the middle of the signal
	Bandwidth int    // Hz
	Spreading int    // 5 to 12
	Coding    int    // 5 to 8
	Power     int    // dBm
	Long      bool   // frames up to what the device can do, in two packets, where it can
	Channel   string // the private channel of a board with Meshtastic, by its name or its number; empty: the one named foirail
	Network   int    // the network id of a REYAX module; zero: 18, as it comes from the factory
}

// Modulation is the part of the settings that makes up the airtime, without a preamble.
func (s Settings) Modulation() Modulation {
	return Modulation{Bandwidth: s.Bandwidth, Spreading: s.Spreading, Coding: s.Coding}
}

// regions are the plans that we know. The sub-bands of Europe are those of EN 300 220-2 and of decision 2006/771/EC.
var regions = []Region{
	{Name: "EU868", Home: home(869_525_000, 125_000, 8, 14), Bands: []Band{
		{Name: "K", From: 863_000_000, To: 865_000_000, Power: 14, Duty: 10},
		{Name: "L", From: 865_000_000, To: 868_000_000, Power: 14, Duty: 100},
		{Name: "M", From: 868_000_000, To: 868_600_000, Power: 14, Duty: 100},
		{Name: "alarms", From: 868_600_000, To: 868_700_000, Why: "alarm systems"},
		{Name: "N", From: 868_700_000, To: 869_200_000, Power: 14, Duty: 10},
		{Name: "alarms", From: 869_200_000, To: 869_400_000, Why: "alarm systems"},
		{Name: "P", From: 869_400_000, To: 869_650_000, Power: 27, Duty: 1000},
		{Name: "alarms", From: 869_650_000, To: 869_700_000, Why: "alarm systems"},
		{Name: "Q", From: 869_700_000, To: 870_000_000, Power: 14, Duty: 100},
	}},
	{Name: "EU433", Home: home(433_775_000, 125_000, 8, 10), Bands: []Band{
		{Name: "433", From: 433_050_000, To: 434_790_000, Power: 10, Duty: 1000},
	}},
	{Name: "US915", Home: home(915_000_000, 500_000, 9, 20), Bands: []Band{
		{Name: "915", From: 902_000_000, To: 928_000_000, Power: 30, Duty: Whole},
	}},
	{Name: "AU915", Home: home(917_000_000, 500_000, 9, 20), Bands: []Band{
		{Name: "915", From: 915_000_000, To: 928_000_000, Power: 30, Duty: Whole},
	}},
	{Name: "IN865", Home: home(866_000_000, 125_000, 8, 20), Bands: []Band{
		{Name: "865", From: 865_000_000, To: 867_000_000, Power: 30, Duty: Whole},
	}},
	{Name: "KR920", Home: home(921_500_000, 125_000, 8, 10), Bands: []Band{
		{Name: "920", From: 920_000_000, To: 923_000_000, Power: 10, Duty: Whole},
	}},
	{Name: "TH920", Home: home(922_500_000, 125_000, 8, 14), Bands: []Band{
		{Name: "920", From: 920_000_000, To: 925_000_000, Power: 16, Duty: 1000},
	}},
}

func home(frequency, bandwidth, spreading, power int) Settings {
	return Settings{Frequency: frequency, Bandwidth: bandwidth, Spreading: spreading, Coding: 5, Power: power}
}

// Regions are the plans that we know, by name.
func Regions() (names []string) {
	for _, r := range regions {
		names = append(names, r.Name)
	}
	return names
}

// RegionByName finds a plan; capitals do not matter.
func RegionByName(name string) (Region, error) {
	for _, r := range regions {
		if strings.EqualFold(r.Name, name) {
			return r, nil
		}
	}
	known := strings.Join(Regions(), ", ")
	return Region{}, unlawful(because(StrangePlan, name, known), "no plan is known for the region %q: %s are", name, known)
}

// Band finds the rule for a signal. It errs, in words, where none allows it.
func (r Region) Band(frequency, bandwidth int) (Band, error) {
	low, high := frequency-bandwidth/2, frequency+bandwidth/2
	var touched []Band
	for _, b := range r.Bands {
		if b.From < high && low < b.To {
			touched = append(touched, b)
		}
	}
	return r.only(touched, low, high)
}

// only is the one band that holds the whole signal.
func (r Region) only(touched []Band, low, high int) (Band, error) {
	for _, b := range touched {
		if b.Why != "" {
			from, to := megahertz(b.From), megahertz(b.To)
			return Band{}, unlawful(because(KeptBand, from, to, r.Name), "%s to %s MHz is kept for %s in %s", from, to, b.Why, r.Name)
		}
	}
	if len(touched) == 0 || low < touched[0].From || high > touched[len(touched)-1].To {
		return Band{}, unlawful(because(NoBand, megahertz(low), megahertz(high), r.Name), "no sub-band of %s allows %s to %s MHz", r.Name, megahertz(low), megahertz(high))
	}
	if len(touched) > 1 {
		one, other := touched[0].Name, touched[1].Name
		return Band{}, unlawful(because(TwoBands, megahertz(low), megahertz(high), r.Name, one, other),
			"%s to %s MHz lies across the sub-bands %s and %s of %s", megahertz(low), megahertz(high), one, other, r.Name)
	}
	return touched[0], nil
}

func megahertz(hz int) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.4f", float64(hz)/1e6), "0"), ".")
}

// Complete fills in what was not chosen and finds the sub-band. It errs where the settings break the plan or make no sense.
func (s Settings) Complete() (Settings, Band, error) {
	region, err := RegionByName(s.Region)
	if err != nil {
		return s, Band{}, err
	}
	s = s.or(region.Home)
	s.Region = region.Name
	if err := s.check(); err != nil {
		return s, Band{}, err
	}
	band, err := region.Band(s.Frequency, s.Bandwidth)
	if err == nil && s.Power > band.Power {
		err = unlawful(because(TooStrong, s.Power, band.Power, band.Name, region.Name),
			"%d dBm is more than the %d dBm that the sub-band %s of %s allows", s.Power, band.Power, band.Name, region.Name)
	}
	return s, band, err
}

// or takes from home what was not chosen.
func (s Settings) or(home Settings) Settings {
	for _, f := range []struct {
		mine *int
		home int
	}{
		{&s.Frequency, home.Frequency}, {&s.Bandwidth, home.Bandwidth}, {&s.Spreading, home.Spreading},
		{&s.Coding, home.Coding}, {&s.Power, home.Power},
	} {
		if *f.mine == 0 {
			*f.mine = f.home
		}
	}
	return s
}

// The bandwidths that LoRa chips know, in Hz.
var bandwidths = []int{7800, 10400, 15600, 20800, 31250, 41700, 62500, 125000, 250000, 500000}

// kilohertzOf writes a bandwidth as people set it.
func kilohertzOf(hz int) string { return strconv.FormatFloat(float64(hz)/1e3, 'f', -1, 64) }

// knownBandwidths are those that people may set, in kHz.
func knownBandwidths() string {
	var all []string
	for _, hz := range bandwidths {
		all = append(all, kilohertzOf(hz))
	}
	return strings.Join(all, ", ")
}

// check holds the numbers to what the chips can do.
func (s Settings) check() error {
	switch {
	case s.Spreading < 5 || s.Spreading > 12:
		return unlawful(because(OutOfReach, "spreading", s.Spreading, "5 – 12"), "spreading factor %d: it goes from 5 to 12", s.Spreading)
	case s.Coding < 5 || s.Coding > 8:
		return unlawful(because(OutOfReach, "coding", s.Coding, "5 – 8"), "coding rate 4/%d: it goes from 4/5 to 4/8", s.Coding)
	case !slices.Contains(bandwidths, s.Bandwidth):
		return unlawful(because(OutOfReach, "bandwidth", kilohertzOf(s.Bandwidth), knownBandwidths()), "bandwidth %d Hz: LoRa knows %v", s.Bandwidth, bandwidths)
	case s.Power < 0 || s.Power > 30:
		return unlawful(because(OutOfReach, "power", s.Power, "0 – 30"), "power %d dBm: it goes from 0 to 30", s.Power)
	}
	return nil
}
