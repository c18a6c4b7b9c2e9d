package lora_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

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

func short(t *testing.T) lora.Driver { return newRNode(t, lora.Settings{}) }

func long(t *testing.T) lora.Driver { return newRNode(t, lora.Settings{Long: true}) }

// boards makes boards that start anew when their port is opened, as most do, with some differences.
func boards(change func(*loratest.RNodeConfig)) func(*loratest.Air, string) loratest.Board {
	return func(air *loratest.Air, name string) loratest.Board {
		cfg := loratest.RNodeConfig{Name: name, OnOpen: true, BootText: "ESP-ROM:esp32s3-20210327\r\n"}
		change(&cfg)
		return loratest.NewRNode(air, cfg)
	}
}

func TestRNode(t *testing.T) {
	loratest.Suite(t, loratest.Make{Driver: short, Board: boards(func(*loratest.RNodeConfig) {})})
}

func TestRNodeWithLongFrames(t *testing.T) {
	loratest.Suite(t, loratest.Make{Driver: long, Board: boards(func(*loratest.RNodeConfig) {})})
}

// Some boards block for hundreds of milliseconds before they answer.
func TestRNodeThatIsSlow(t *testing.T) {
	loratest.Suite(t, loratest.Make{Driver: short, Board: boards(func(c *loratest.RNodeConfig) { c.Lag = 700 * time.Millisecond })})
}

// The oldest boards tell nothing by themselves, not even that they have started anew.
func TestRNodeOfTheOldestKind(t *testing.T) {
	loratest.Suite(t, loratest.Make{Driver: short, Board: boards(func(c *loratest.RNodeConfig) { c.Platform, c.Board, c.MaxPower = 0x90, 0x31, 17 })})
}

// unfit plays with a board that will not do and tells what the status says of it.
func unfit(t *testing.T, driver func(*testing.T) lora.Driver, change func(*loratest.RNodeConfig)) (s lora.Status) {
	loratest.Play(t, loratest.Make{Driver: driver, Board: boards(change)}, func(w *loratest.Table) {
		w.Until("the board is found unfit", func() bool { return w.A.Status().State == lora.Wrong })
		s = w.A.Status()
		var why *lora.Unfit
		if !errors.As(s.Reason, &why) {
			t.Errorf("reason %v", s.Reason)
		}
		if err := w.A.Send(w.T.Context(), []byte{1}); err != lora.ErrSilent {
			t.Errorf("sending through it: %v", err)
		}
	})
	return s
}

func TestOldFirmwareIsTurnedAway(t *testing.T) {
	s := unfit(t, short, func(c *loratest.RNodeConfig) { c.Major, c.Minor = 1, 51 })
	if got := s.Reason.Error(); got != "firmware 1.51 is older than 1.52: flash the board anew" || s.Firmware != "RNode 1.51" {
		t.Errorf("%s, %s", got, s.Firmware)
	}
}

func TestTheOldestFirmwareThatWillDo(t *testing.T) {
	for _, version := range [][2]byte{{1, 52}, {2, 0}} {
		change := func(c *loratest.RNodeConfig) { c.Major, c.Minor = version[0], version[1] }
		loratest.Play(t, loratest.Make{Driver: short, Board: boards(change)}, func(w *loratest.Table) {
			w.Ready()
			w.Works()
		})
	}
}

// A board that cannot send as strongly as was asked takes what it can; the first number that differs is named.
func TestAMismatchIsNamed(t *testing.T) {
	strong := func(t *testing.T) lora.Driver { return newRNode(t, lora.Settings{Power: 20}) }
	s := unfit(t, strong, func(c *loratest.RNodeConfig) { c.MaxPower = 17 })
	if got := s.Reason.Error(); got != "asked for a power in dBm of 20, the board takes 17" {
		t.Error(got)
	}
}

func TestABoardWithoutProvisioning(t *testing.T) {
	s := unfit(t, short, func(c *loratest.RNodeConfig) {
		c.Broken, c.BootText = true, "Device unprovisioned, no device configuration found in EEPROM\r\n"
	})
	if got := s.Reason.Error(); !strings.Contains(got, "does not turn its radio on") || !strings.Contains(got, "it says: Device unprovisioned") {
		t.Error(got)
	}
}

func TestWhatABoardTellsOfItself(t *testing.T) {
	change := func(c *loratest.RNodeConfig) { c.Board, c.BootText = 0x51, "hello from the board\r\n" }
	loratest.Play(t, loratest.Make{Driver: short, Board: boards(change)}, func(w *loratest.Table) {
		w.Ready()
		s := w.A.Status()
		if s.Driver != "rnode" || s.Device != "RAK4631" || s.Firmware != "RNode 1.86" || s.MTU != 254 || s.Told != "hello from the board" {
			t.Errorf("%+v", s)
		}
		w.Send(w.A, make([]byte, 200))
		w.Hear(w.B)
		w.Pass(2 * time.Second)
		if s = w.A.Status(); s.Airtime <= 0 || s.Used != w.Used(0) || s.Left+s.Used != w.Budget.Limit() {
			t.Errorf("%+v, %v on the air", s, w.Used(0))
		}
		if s = w.B.Status(); s.Load <= 0 || s.Airtime != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// A board that does not answer whether it has room is given up, and set up again.
func TestABoardThatNeverSaysReady(t *testing.T) {
	loratest.Play(t, loratest.Make{Driver: short, Board: boards(func(*loratest.RNodeConfig) {})}, func(w *loratest.Table) {
		w.Ready()
		mute := func(on bool) { w.Live.Do(func(*loratest.Air) { w.Boards[0].(*loratest.RNode).Mute = on }) }
		mute(true)
		began := time.Now()
		if err := w.A.Send(w.T.Context(), []byte{1}); !errors.Is(err, lora.ErrSilent) || time.Since(began) > 10*time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		mute(false)
		w.Pass(time.Minute)
		w.Ready()
		w.Works()
	})
}

// The firmware's own lock says nothing. Its figures show it, and we stop feeding.
func TestTheBoardsOwnLock(t *testing.T) {
	loratest.Play(t, loratest.Make{Driver: short, Board: boards(func(*loratest.RNodeConfig) {})}, func(w *loratest.Table) {
		w.Ready()
		w.Live.Do(func(*loratest.Air) { w.Boards[0].(*loratest.RNode).Exhaust() })
		w.Pass(3 * time.Second)
		var none *lora.NoAirtime
		if err := w.A.Send(w.T.Context(), []byte{1}); !errors.As(err, &none) {
			t.Errorf("a locked board: %v", err)
		}
		if told := w.A.Status().Told; told != "the board has reached its own limit of airtime" {
			t.Errorf("told %q", told)
		}
		w.Pass(time.Hour)
		w.Works()
	})
}

func TestComplaintsAreTold(t *testing.T) {
	loratest.Play(t, loratest.Make{Driver: short, Board: boards(func(*loratest.RNodeConfig) {})}, func(w *loratest.Table) {
		complain := func(code byte) {
			w.Live.Do(func(*loratest.Air) { w.Boards[0].(*loratest.RNode).Complain(code) })
			w.Pass(100 * time.Millisecond)
		}
		w.Ready()
		for code, text := range map[byte]string{2: "a packet could not be sent", 5: "the memory runs low", 0x77: "error 77"} {
			complain(code)
			if s := w.A.Status(); s.Told != text || s.State != lora.Ready {
				t.Errorf("complaint %d: %q, %s", code, s.Told, s.State)
			}
		}
		for _, code := range []byte{1, 6} {
			complain(code)
			if s := w.A.Status(); s.State != lora.Silent || !strings.Contains(s.Reason.Error(), "the radio chip does not") {
				t.Errorf("complaint %d: %+v", code, s)
			}
			w.Ready()
		}
		w.Works()
	})
}

// A board that hangs stops saying its figures and answers nothing.
func TestABoardThatHangs(t *testing.T) {
	loratest.Play(t, loratest.Make{Driver: short, Board: boards(func(*loratest.RNodeConfig) {})}, func(w *loratest.Table) {
		w.Ready()
		w.Live.Do(func(*loratest.Air) { w.Boards[0].(*loratest.RNode).Hang() })
		began := time.Now()
		w.Until("it is noticed", func() bool { return w.A.Status().State == lora.Silent })
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("noticed after %v", took)
		}
		w.Ready() // opening the port starts it anew
		w.Works()
	})
}

// Our goodbye turns the radio off, so that a board without a program stays quiet.
func TestTakingLeave(t *testing.T) {
	loratest.Play(t, loratest.Make{Driver: short, Board: boards(func(*loratest.RNodeConfig) {})}, func(w *loratest.Table) {
		w.Ready()
		w.Leave()
		w.Live.Do(func(*loratest.Air) {
			if b := w.Boards[0].(*loratest.RNode); b.On() || !b.Left {
				t.Errorf("on %v, left %v", b.On(), b.Left)
			}
		})
	})
}

// One opening of the port starts a board anew once, and that is all.
func TestNoBoardIsResetMoreThanItMust(t *testing.T) {
	loratest.Play(t, loratest.Make{Driver: short, Board: boards(func(*loratest.RNodeConfig) {})}, func(w *loratest.Table) {
		w.Ready()
		w.Pass(time.Hour)
		w.Works()
		w.Live.Do(func(*loratest.Air) {
			if n := w.Boards[0].(*loratest.RNode).Starts; n != 2 { // plugged in, opened
				t.Errorf("started %d times", n)
			}
		})
	})
}

// The firmware sends its whole queue in one burst, so it gets one frame at a time.
func TestOneFrameAtATime(t *testing.T) {
	loratest.Play(t, loratest.Make{Driver: short, Board: boards(func(*loratest.RNodeConfig) {})}, func(w *loratest.Table) {
		w.Ready()
		done := make(chan error)
		for range 20 {
			go func() { done <- w.A.Send(w.T.Context(), make([]byte, 30)) }()
		}
		for range 20 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		w.Live.Do(func(*loratest.Air) {
			if n := w.Boards[0].(*loratest.RNode).Deepest; n != 1 {
				t.Errorf("the queue held %d frames", n)
			}
		})
	})
}

// Frames that wait for their turn are not spent yet: their hour begins when they go.
func TestAirtimeIsSpentInTurn(t *testing.T) {
	loratest.Play(t, loratest.Make{Driver: short, Board: boards(func(*loratest.RNodeConfig) {})}, func(w *loratest.Table) {
		w.Ready()
		ctx, stop := context.WithCancel(w.T.Context())
		done := make(chan error)
		for range 20 {
			go func() { done <- w.A.Send(ctx, make([]byte, 200)) }()
		}
		w.Pass(time.Second)
		if used, most := w.Budget.Used(), 3*w.A.Airtime(200); used > most {
			t.Errorf("%v are spent after a second", used)
		}
		stop()
		given := 0
		for range 20 {
			if err := <-done; errors.Is(err, context.Canceled) {
				given++
			}
		}
		if given < 17 {
			t.Errorf("%d were given up", given)
		}
		w.Pass(5 * time.Second)
		w.Drain()
		w.Works()
	})
}
