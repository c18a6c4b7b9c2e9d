package node

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"foirail/ledger/words"
	"foirail/lora"
)

// RadioSettings is one radio. What is left out is as the region's plan suggests, so that two villages
// that chose nothing but their region hear each other.
type RadioSettings struct {
	Address   string  `toml:"address" json:"address"`     // rnode:/dev/serial/by-id/…, rnode:tcp://host:7633
	Region    string  `toml:"region" json:"region"`       // EU868; must be given: only a person knows where he is
	Frequency float64 `toml:"frequency" json:"frequency"` // MHz
	Bandwidth float64 `toml:"bandwidth" json:"bandwidth"` // kHz
	Spreading int     `toml:"spreading" json:"spreading"` // spreading factor, 5 to 12
	Coding    int     `toml:"coding" json:"coding"`       // 5 to 8 for 4/5 to 4/8
	Power     int     `toml:"power" json:"power"`         // dBm
	Long      bool    `toml:"long" json:"long"`           // of an RNode: frames that go as two packets, either of which may be lost
	Channel   string  `toml:"channel" json:"channel"`     // of Meshtastic: a private channel's name or number; empty: foirail
	Network   int     `toml:"network" json:"network"`     // of a REYAX module: its network id; 0: as it comes from the factory
}

// maxRadios is how many radios one node may have.
const maxRadios = 8

// over lays what another one says over these settings; its address stays its own.
func (r RadioSettings) over(below RadioSettings) RadioSettings {
	if r.Address != "" {
		below.Address = r.Address
	}
	if r.Region != "" {
		below.Region = r.Region
	}
	if r.Channel != "" {
		below.Channel = r.Channel
	}
	below.Long = below.Long || r.Long
	for _, f := range []struct{ mine, theirs *float64 }{{&r.Frequency, &below.Frequency}, {&r.Bandwidth, &below.Bandwidth}} {
		if *f.mine != 0 {
			*f.theirs = *f.mine
		}
	}
	for _, f := range []struct{ mine, theirs *int }{{&r.Spreading, &below.Spreading}, {&r.Coding, &below.Coding}, {&r.Power, &below.Power}, {&r.Network, &below.Network}} {
		if *f.mine != 0 {
			*f.theirs = *f.mine
		}
	}
	return below
}

// WithRadios lays radios of a command line over these settings: addresses take the place of those
// that the files name, and what is said once, as in all, is of every radio.
func (s Settings) WithRadios(addresses []string, all RadioSettings) Settings {
	list := s.Radios
	if len(addresses) > 0 {
		list = nil
	}
	for _, address := range addresses {
		list = append(list, RadioSettings{Address: address})
	}
	s.Radios = nil
	for _, r := range list {
		s.Radios = append(s.Radios, all.over(r))
	}
	return s
}

// lora is the settings as a radio wants them.
func (r RadioSettings) lora() lora.Settings {
	return lora.Settings{Region: r.Region, Frequency: hertz(r.Frequency, 1e6), Bandwidth: hertz(r.Bandwidth, 1e3), Spreading: r.Spreading,
		Coding: r.Coding, Power: r.Power, Long: r.Long, Channel: r.Channel, Network: r.Network}
}

// hertz reads a figure in another unit. What is out of all reason becomes a frequency that no plan has.
func hertz(figure, unit float64) int {
	if !(math.Abs(figure) < math.MaxInt32/unit) {
		return math.MaxInt32
	}
	return int(math.Round(figure * unit))
}

// complete gives the settings with all that was not chosen. Its problems are bad_radio, no_region and
// those of settings that the law or the chips do not allow (lora.Unlawful).
func (r RadioSettings) complete() (lora.Settings, lora.Band, error) {
	kind, port, _ := strings.Cut(r.Address, ":")
	if known := lora.Kinds(); !slices.Contains(known, kind) || port == "" {
		return lora.Settings{}, lora.Band{}, problem(words.BadRadio, nil, "name", r.Address, "other", strings.Join(known, ", "))
	}
	if r.Region == "" {
		return lora.Settings{}, lora.Band{}, problem(words.NoRegion, nil, "other", strings.Join(lora.Regions(), ", "))
	}
	s, band, err := r.lora().Complete()
	if err != nil {
		return s, band, portProblem(port, err)
	}
	return s, band, nil
}

// checkRadios says which setting of the radios cannot be used, and why.
func checkRadios(list []RadioSettings) (string, error) {
	if len(list) > maxRadios {
		return "radio", fmt.Errorf("radio: > %d", maxRadios)
	}
	for _, r := range list {
		if _, _, err := r.complete(); err != nil {
			return "radio", err
		}
	}
	return "", nil
}

// asProblem is the problem that an error is, if it is one that can be told as it is.
func asProblem(err error) *Problem {
	var p *Problem
	errors.As(err, &p)
	return p
}
