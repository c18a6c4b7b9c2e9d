package lora

import (
	"fmt"
	"math"
	"time"
)

// meshRegion is a part of the world as Meshtastic knows it: where its frequencies begin and end in Hz, and what it sends with.
type meshRegion struct {
	name     string // as Meshtastic writes it
	ours     string // our plan
	from, to int
	power    int // dBm, where the board is not told one
	padding  int // Hz on both sides of a signal
	spacing  int // Hz between signals
	slot     int // counted from 1: the place of a signal where none is chosen; 0: by the name of the first channel
}

// meshRegions are those that we have a plan for, by Meshtastic's number.
var meshRegions = map[uint32]meshRegion{
	1:  {name: "US", ours: "US915", from: 902_000_000, to: 928_000_000, power: 30},
	2:  {name: "EU_433", ours: "EU433", from: 433_000_000, to: 434_000_000, power: 10},
	3:  {name: "EU_868", ours: "EU868", from: 869_400_000, to: 869_650_000, power: 27},
	6:  {name: "ANZ", ours: "AU915", from: 915_000_000, to: 928_000_000, power: 30},
	7:  {name: "KR", ours: "KR920", from: 920_000_000, to: 923_000_000, power: 23},
	10: {name: "IN", ours: "IN865", from: 865_000_000, to: 867_000_000, power: 30},
	12: {name: "TH", ours: "TH920", from: 920_000_000, to: 925_000_000, power: 27},
	29: {name: "EU_866", ours: "EU868", from: 865_600_000, to: 867_600_000, power: 27, padding: 37_500, spacing: 400_000},
	32: {name: "EU_N_868", ours: "EU868", from: 869_400_000, to: 869_650_000, power: 27, padding: 10_400, slot: 1},
}

// meshPreset is a way to send that Meshtastic gives a name.
type meshPreset struct {
	name string // also of a first channel that has none
	Modulation
}

// meshPresets are all of them, by Meshtastic's number.
var meshPresets = map[uint32]meshPreset{
	0:  preset("LongFast", 250_000, 11, 5),
	1:  preset("LongSlow", 125_000, 12, 8),
	3:  preset("MediumSlow", 250_000, 10, 5),
	4:  preset("MediumFast", 250_000, 9, 5),
	5:  preset("ShortSlow", 250_000, 8, 5),
	6:  preset("ShortFast", 250_000, 7, 5),
	7:  preset("LongMod", 125_000, 11, 8),
	8:  preset("ShortTurbo", 500_000, 7, 5),
	9:  preset("LongTurbo", 500_000, 11, 8),
	10: preset("LiteFast", 125_000, 9, 5),
	11: preset("LiteSlow", 125_000, 10, 5),
	12: preset("NarrowFast", 62_500, 7, 6),
	13: preset("NarrowSlow", 62_500, 8, 6),
}

func preset(name string, bandwidth, spreading, coding int) meshPreset {
	return meshPreset{name: name, Modulation: Modulation{Bandwidth: bandwidth, Spreading: spreading, Coding: coding, Preamble: meshtasticPreamble}}
}

// customName stands for a first channel without a name where no preset is used.
const customName = "Custom"

// meshModem is how a board really sends.
type meshModem struct {
	Modulation
	region    meshRegion
	preset    string
	frequency int // Hz
	power     int // dBm
	hops      uint32
	signs     bool // broadcasts that have room for it carry a signature
}

// mostHops is what has room in a packet's head.
const mostHops = 7

// modem works out how the board sends: from its own settings, and the name of its first channel.
func (c loraConfig) modem(primary string) (meshModem, error) {
	region, known := meshRegions[c.region]
	if !known {
		return meshModem{}, unfit(because(StrangeRegion, c.region), "the board is set to Meshtastic's region %d, for which no plan is known here", c.region)
	}
	m := meshModem{region: region, hops: min(c.hops, mostHops), power: c.power}
	if m.power == 0 {
		m.power = region.power
	}
	if err := c.modulate(&m); err != nil {
		return meshModem{}, err
	}
	if primary == "" {
		primary = m.preset
	}
	m.frequency = c.where(m, primary)
	return m, nil
}

// modulate fills in the modulation. A coding rate that was chosen counts where it is more than the preset's.
func (c loraConfig) modulate(m *meshModem) error {
	if c.usePreset {
		p, known := meshPresets[c.preset]
		if !known {
			return unfit(because(StrangePreset, c.preset), "the board sends by Meshtastic's preset %d, which is not known here", c.preset)
		}
		m.preset, m.Modulation = p.name, p.Modulation
		if c.coding <= 8 {
			m.Coding = max(m.Coding, int(c.coding))
		}
		return nil
	}
	m.preset = customName
	m.Modulation = Modulation{Bandwidth: kilohertz(c.bandwidth), Spreading: int(c.spreading), Coding: int(c.coding), Preamble: meshtasticPreamble}
	s := Settings{Bandwidth: m.Bandwidth, Spreading: m.Spreading, Coding: m.Coding}
	if c.spreading > 12 || c.coding > 8 || s.check() != nil {
		return unfit(because(StrangePreset, fmt.Sprintf("%d kHz, SF%d, 4/%d", c.bandwidth, c.spreading, c.coding)),
			"the board says that it sends with %d kHz, spreading factor %d, coding rate 4/%d", c.bandwidth, c.spreading, c.coding)
	}
	return nil
}

// kilohertz undoes the rounding of bandwidths.
func kilohertz(n uint32) int {
	switch n {
	case 31:
		return 31_250
	case 62:
		return 62_500
	}
	return 1000 * int(min(n, 1_000_000))
}

// where is the middle of the signal in Hz.
func (c loraConfig) where(m meshModem, primary string) int {
	offset := hertz(c.offset)
	if c.frequency != 0 {
		return hertz(c.frequency) + offset
	}
	width := m.region.spacing + 2*m.region.padding + m.Bandwidth
	slots := max(1, int(math.Round(float64(m.region.to-m.region.from+m.region.spacing)/float64(width))))
	slot := int(meshHash(primary) % uint32(slots))
	switch {
	case c.slot > 0:
		slot = int(min(c.slot, uint32(slots))) - 1
	case m.region.slot > 0:
		slot = m.region.slot - 1
	}
	return m.region.from + m.Bandwidth/2 + m.region.padding + slot*width + offset
}

// hertz rounds to 100 Hz: what the board keeps has no more digits. What no plan has, and a small machine's numbers may not, is zero.
func hertz(megahertz float64) int {
	if megahertz < -1000 || megahertz > 1000 {
		return 0
	}
	return 100 * int(math.Round(megahertz*10_000))
}

// meshHash chooses a slot by a name: djb2.
func meshHash(name string) uint32 {
	h := uint32(5381)
	for _, c := range []byte(name) {
		h = h*33 + uint32(c)
	}
	return h
}

// airtime is what a frame costs, with what the firmware or we add to it.
func (m meshModem) airtime(n int) time.Duration {
	if m.signs {
		return MeshtasticSigningAirtime(m.Modulation, n)
	}
	return MeshtasticAirtime(m.Modulation, n)
}
