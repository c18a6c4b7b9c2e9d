package lora_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"foirail/lora"
	"foirail/lora/loratest"
)

// mute is a device that takes bytes and says nothing.
type mute struct{}

func (mute) Opened(func([]byte)) {}
func (mute) Take([]byte)         {}
func (mute) Closed()             {}
func (mute) Powered(bool)        {}

// probed asks what stands at a port where a device is plugged in.
func probed(t *testing.T, plug func(*loratest.Air) loratest.Device) (lora.Status, error) {
	t.Helper()
	air := loratest.NewAir(loratest.Config{Seed: 1})
	live := loratest.NewLive(air, 1)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go live.Run(ctx)
	dock := loratest.NewDock(live)
	const port = "/dev/serial/by-id/usb-board"
	dock.Plug(port, "/dev/ttyACM0", plug(air))
	defer dock.Unplug(port)
	return lora.Probe(ctx, lora.Probing{Port: port, Settings: lora.Settings{Region: "EU868"}, Opener: dock})
}

func TestProbeKnowsAnRNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var board *loratest.RNode
		got, err := probed(t, func(air *loratest.Air) loratest.Device {
			board = loratest.NewRNode(air, loratest.RNodeConfig{Name: "a", OnOpen: true})
			return board
		})
		if err != nil || got.Driver != "rnode" || got.State != lora.Ready || got.Device == "" || got.Firmware == "" {
			t.Errorf("the board is told as %+v, %v", got, err)
		}
		const plugged, opened = 1, 1
		if board.Starts != plugged+opened {
			t.Errorf("the board has started %d times", board.Starts)
		}
	})
}

func TestProbeKnowsAnOldRNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got, err := probed(t, func(air *loratest.Air) loratest.Device {
			return loratest.NewRNode(air, loratest.RNodeConfig{Name: "a", Major: 1, Minor: 40})
		})
		var unfit *lora.Unfit
		if err != nil || got.Driver != "rnode" || got.State != lora.Wrong || !errors.As(got.Reason, &unfit) {
			t.Errorf("the old board is told as %+v, %v", got, err)
		}
	})
}

// What one kind of radio is asked does not keep another from answering.
func TestProbeKnowsTheOthers(t *testing.T) {
	for kind, plug := range map[string]func(*loratest.Air) loratest.Device{
		"meshtastic": func(air *loratest.Air) loratest.Device {
			return loratest.NewMeshtastic(air, loratest.MeshtasticConfig{Name: "a", OnOpen: true, Logs: true})
		},
		"reyax": func(air *loratest.Air) loratest.Device {
			return loratest.NewREYAX(air, loratest.REYAXConfig{Name: "a"})
		},
	} {
		t.Run(kind, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got, err := probed(t, plug)
				if err != nil || got.Driver != kind || got.State != lora.Ready && got.State != lora.Wrong {
					t.Errorf("the device is told as %+v, %v", got, err)
				}
			})
		})
	}
}

func TestProbeOfAMuteDevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := probed(t, func(*loratest.Air) loratest.Device { return mute{} })
		var silent *lora.NoAnswer
		if !errors.As(err, &silent) {
			t.Errorf("a mute device gives %v", err)
		}
	})
}

func TestProbeOfNothing(t *testing.T) {
	dock := loratest.NewDock(loratest.NewLive(loratest.NewAir(loratest.Config{Seed: 1}), 1))
	_, err := lora.Probe(t.Context(), lora.Probing{Port: "/dev/nothing", Settings: lora.Settings{Region: "EU868"}, Opener: dock})
	var absent *lora.PortAbsent
	if !errors.As(err, &absent) {
		t.Errorf("an empty port gives %v", err)
	}
}
