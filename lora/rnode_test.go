package lora_test

import (
	"testing"

	"foirail/lora"
	"foirail/lora/loratest"
)

func newRNode(t *testing.T, s lora.Settings) lora.Driver {
	s.Region = "EU868"
	driver, err := lora.NewRNode(s)
	if err != nil {
		t.Fatal(err)
	}
	return driver
}

func board(air *loratest.Air, name string) loratest.Board {
	return loratest.NewRNode(air, loratest.RNodeConfig{Name: name, OnOpen: true, BootText: "ESP-ROM:esp32s3-20210327\r\n"})
}

func TestRNode(t *testing.T) {
	loratest.Suite(t, loratest.Make{Board: board, Driver: func(t *testing.T) lora.Driver { return newRNode(t, lora.Settings{}) }})
}

func TestRNodeWithLongFrames(t *testing.T) {
	loratest.Suite(t, loratest.Make{Board: board, Driver: func(t *testing.T) lora.Driver { return newRNode(t, lora.Settings{Long: true}) }})
}
