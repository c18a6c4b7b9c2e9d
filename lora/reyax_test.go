package lora_test

import (
	"testing"

	"foirail/lora"
	"foirail/lora/loratest"
)

func newREYAX(t *testing.T, s lora.Settings) lora.Driver {
	s.Region = "EU868"
	driver, err := lora.NewREYAX(s)
	if err != nil {
		t.Fatal(err)
	}
	return driver
}

func TestREYAX(t *testing.T) {
	for name, cfg := range map[string]loratest.REYAXConfig{"RYLR998": {}, "RYLR998 that is early": {Early: true}, "RYLR896": {Old: true}} {
		t.Run(name, func(t *testing.T) {
			loratest.Suite(t, loratest.Make{
				Driver: func(t *testing.T) lora.Driver { return newREYAX(t, lora.Settings{}) },
				Board: func(air *loratest.Air, name string) loratest.Board {
					cfg.Name = name
					return loratest.NewREYAX(air, cfg)
				},
			})
		})
	}
}
