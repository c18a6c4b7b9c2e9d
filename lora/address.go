package lora

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// kinds are the drivers that we know, by the word before the colon of an address.
var kinds = map[string]func(Settings) (Driver, error){
	"rnode":      func(s Settings) (Driver, error) { return NewRNode(s) },
	"meshtastic": func(s Settings) (Driver, error) { return NewMeshtastic(s) },
	"reyax":      func(s Settings) (Driver, error) { return NewREYAX(s) },
}

// Kinds are the words that an address may begin with.
func Kinds() (words []string) {
	for word := range kinds {
		words = append(words, word)
	}
	slices.Sort(words)
	return words
}

// Asked is what the node wants of a radio.
type Asked struct {
	Address  string // rnode:/dev/serial/by-id/…, meshtastic:tcp://host:4403, reyax:/dev/ttyS0
	Settings Settings
	Budgets  *Budgets
	Log      *slog.Logger
}

// Open makes the radio of an address. The settings are completed from the plan of their region and held against it; nothing is
// opened yet but the tally of airtime.
func Open(asked Asked) (*Radio, error) {
	kind, port, _ := strings.Cut(asked.Address, ":")
	newDriver := kinds[kind]
	if newDriver == nil || port == "" {
		return nil, fmt.Errorf("radio %q: write it as %s", asked.Address, "rnode:/dev/serial/by-id/…, rnode:tcp://host:7633, meshtastic:… or reyax:…")
	}
	settings, band, err := asked.Settings.Complete()
	if err != nil {
		return nil, fmt.Errorf("radio %s: %w", asked.Address, err)
	}
	driver, err := newDriver(settings)
	if err != nil {
		return nil, fmt.Errorf("radio %s: %w", asked.Address, err)
	}
	budget, err := asked.Budgets.For(settings.Region, band)
	if err != nil {
		return nil, fmt.Errorf("radio %s: %w", asked.Address, err)
	}
	r := New(Config{Driver: driver, Port: port, Budget: budget, Log: asked.Log})
	r.note(func(s *Status) { s.Region, s.Band = settings.Region, band.Name })
	return r, nil
}
