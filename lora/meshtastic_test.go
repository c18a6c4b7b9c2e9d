package lora_test

import (
	"testing"

	"foirail/lora"
	"foirail/lora/loratest"
)

// shortSlow is the preset that is sent as the home of EU868 is, but twice as wide.
const shortSlow = 5

func newMeshtastic(t *testing.T, s lora.Settings) lora.Driver {
	if s.Region == "" {
		s.Region = "EU868"
	}
	driver, err := lora.NewMeshtastic(s)
	if err != nil {
		t.Fatal(err)
	}
	return driver
}

func TestMeshtastic(t *testing.T) {
	for name, cfg := range map[string]loratest.MeshtasticConfig{
		"signing": {Preset: shortSlow, OnOpen: true, BootText: "//\\ E S H T /\\ S T / C\r\n", Logs: true},
		"older":   {Preset: shortSlow, Firmware: "2.7.11.abcdef"},
	} {
		t.Run(name, func(t *testing.T) {
			loratest.Suite(t, loratest.Make{
				Driver: func(t *testing.T) lora.Driver { return newMeshtastic(t, lora.Settings{}) },
				Board: func(air *loratest.Air, name string) loratest.Board {
					cfg.Name = name
					return loratest.NewMeshtastic(air, cfg)
				},
			})
		})
	}
}
