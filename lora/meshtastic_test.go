package lora_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"foirail/lora"
	"foirail/lora/loratest"
)

// The presets of the tests, by Meshtastic's number.
const (
	longFast  = 0
	shortSlow = 5
	liteFast  = 10
)

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

// mesh makes boards that start anew when their port is opened, as most do, with some differences, and drivers for them.
func mesh(s lora.Settings, change func(*loratest.MeshtasticConfig)) loratest.Make {
	return loratest.Make{
		Driver: func(t *testing.T) lora.Driver { return newMeshtastic(t, s) },
		Board: func(air *loratest.Air, name string) loratest.Board {
			cfg := loratest.MeshtasticConfig{Name: name, Preset: shortSlow, OnOpen: true, BootText: "//\\ E S H T /\\ S T / C\r\n"}
			change(&cfg)
			return loratest.NewMeshtastic(air, cfg)
		},
	}
}

func asItComes(*loratest.MeshtasticConfig) {}

func meshBoard(w *loratest.Table, i int, use func(*loratest.Meshtastic)) {
	w.Live.Do(func(*loratest.Air) { use(w.Boards[i].(*loratest.Meshtastic)) })
}

func TestMeshtastic(t *testing.T) {
	loratest.Suite(t, mesh(lora.Settings{}, func(c *loratest.MeshtasticConfig) { c.Logs = true }))
}

// Boards of which one signs and the other does not hear each other at all lengths; what is padded is on the air for less time than
// what is signed would be, and the air confirms both figures.
func TestPaddedFramesBetweenFirmwares(t *testing.T) {
	change := func(c *loratest.MeshtasticConfig) {
		if c.Preset = longFast; c.Name == "b" {
			c.Firmware = "2.7.11.ee68575"
		}
	}
	loratest.Play(t, mesh(lora.Settings{}, change), func(w *loratest.Table) {
		w.Ready()
		meshBoard(w, 0, func(m *loratest.Meshtastic) { m.Broadcast(1, 256, make([]byte, 160)) }) // another program, signed
		w.Hear(w.B)
		signed := w.Used(0)
		for _, n := range []int{1, 103, 104, 160, 165, 166, 231} {
			for i, way := range [][2]*lora.Radio{{w.A, w.B}, {w.B, w.A}} {
				w.Pass(10 * time.Second) // for what was repeated
				frame, before := w.Random(n), w.Used(i)
				w.Send(way[0], frame)
				if got := w.Hear(way[1]); !bytes.Equal(got.Bytes, frame) {
					t.Errorf("%d bytes came through as %x", n, got.Bytes)
				}
				took := w.Used(i) - before
				if said := way[0].Airtime(n); said < took || said > took+took/10 {
					t.Errorf("%d bytes cost %v, and were on the air for %v", n, said, took)
				}
				if n == 160 && i == 0 && (took >= signed || signed-took < signed/5) {
					t.Errorf("padded %v, signed %v", took, signed)
				}
			}
		}
	})
}

func TestMeshtasticThatDoesNotSign(t *testing.T) {
	loratest.Suite(t, mesh(lora.Settings{}, func(c *loratest.MeshtasticConfig) { c.Firmware, c.OnOpen = "2.7.11.ee68575", false }))
}

// unfitMesh plays with a board that will not do and tells why.
func unfitMesh(t *testing.T, s lora.Settings, change func(*loratest.MeshtasticConfig)) (why string) {
	t.Helper()
	loratest.Play(t, mesh(s, change), func(w *loratest.Table) {
		w.Until("the board is found unfit", func() bool { return w.A.Status().State == lora.Wrong })
		why = w.A.Status().Reason.Error()
		if err := w.A.Send(w.T.Context(), []byte{1}); err != lora.ErrSilent {
			t.Errorf("sending through it: %v", err)
		}
	})
	return why
}

// channels are the one that all boards come with, and others.
func channels(more ...loratest.MeshtasticChannel) func(*loratest.MeshtasticConfig) {
	return func(c *loratest.MeshtasticConfig) {
		c.Channels = append([]loratest.MeshtasticChannel{{Key: []byte{1}}}, more...)
	}
}

// worldKey is the key that every board has, written out.
var worldKey = []byte("\xd4\xf1\xbb\x3a\x20\x29\x07\x59\xf0\xbc\xff\xab\xcf\x4e\x69\x01")

func TestBoardsThatWillNotDo(t *testing.T) {
	for name, c := range map[string]struct {
		settings lora.Settings
		change   func(*loratest.MeshtasticConfig)
		want     string
	}{
		"no private channel":      {lora.Settings{}, channels(), `the board has no channel "foirail"; it has "0": make one with a key of its own, with the Meshtastic app or with: meshtastic --ch-add foirail, and give the same one to the other villages' boards`},
		"another name":            {lora.Settings{Channel: "saint-agreve"}, channels(loratest.MeshtasticChannel{Name: "foirail", Key: make([]byte, 32)}), `no channel "saint-agreve"; it has "0", "foirail": make one with a key of its own, with the Meshtastic app or with: meshtastic --ch-add saint-agreve`},
		"everybody's":             {lora.Settings{Channel: "0"}, channels(), `the channel "0" of the board is open to everybody, so it is not used: make one`},
		"no key":                  {lora.Settings{}, channels(loratest.MeshtasticChannel{Name: "foirail"}), `the channel "foirail" of the board is open to everybody`},
		"a short key":             {lora.Settings{}, channels(loratest.MeshtasticChannel{Name: "foirail", Key: []byte{7}}), "open to everybody"},
		"the world's key":         {lora.Settings{}, channels(loratest.MeshtasticChannel{Name: "foirail", Key: worldKey}), "open to everybody"},
		"a key of zeroes":         {lora.Settings{}, channels(loratest.MeshtasticChannel{Name: "foirail", Key: make([]byte, 16)}), "open to everybody"},
		"another region":          {lora.Settings{Region: "US915"}, asItComes, "the board is set to the region EU_868, this radio to US915: set both alike"},
		"another sub-band":        {lora.Settings{}, func(c *loratest.MeshtasticConfig) { c.Region, c.Preset, c.Power = 29, liteFast, 14 }, "in the sub-band L, but the airtime of P is counted"},
		"too strong":              {lora.Settings{}, func(c *loratest.MeshtasticConfig) { c.Power = 30 }, "sends with 30 dBm where 27 are allowed: lower it with: meshtastic --set lora.tx_power 27"},
		"a region without a plan": {lora.Settings{}, func(c *loratest.MeshtasticConfig) { c.Region = 9 }, "Meshtastic's region 9, for which no plan is known here"},
		"a preset of tomorrow":    {lora.Settings{}, func(c *loratest.MeshtasticConfig) { c.Preset = 77 }, "Meshtastic's preset 77, which is not known here"},
		"only what is signed":     {lora.Settings{}, func(c *loratest.MeshtasticConfig) { c.Strict = true }, "meshtastic --set security.packet_signature_policy PACKET_SIGNATURE_POLICY_BALANCED"},
		"sending is off":          {lora.Settings{}, func(c *loratest.MeshtasticConfig) { c.Muted = true }, "meshtastic --set lora.tx_enabled true"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := unfitMesh(t, c.settings, c.change); !strings.Contains(got, c.want) {
				t.Errorf("it says: %s\nwant: %s", got, c.want)
			}
		})
	}
}

// In the sub-band L the whole way works when the radio's frequency says that its airtime is counted.
func TestAnotherSubBand(t *testing.T) {
	change := func(c *loratest.MeshtasticConfig) { c.Region, c.Preset, c.Power = 29, liteFast, 14 }
	loratest.Play(t, mesh(lora.Settings{Frequency: 866_300_000}, change), func(w *loratest.Table) {
		w.Ready()
		w.Works()
	})
}

func TestChannelsAreFound(t *testing.T) {
	key := loratest.HomeChannels()[1].Key
	for asked, c := range map[string][]loratest.MeshtasticChannel{
		"":         {{Name: "Foirail", Key: key}},
		"VILLAGES": {{Name: "other", Key: key}, {Name: "villages", Key: key[:16]}},
		"2":        {{Name: "other"}, {Name: "villages", Key: key}},
	} {
		loratest.Play(t, mesh(lora.Settings{Channel: asked}, channels(c...)), func(w *loratest.Table) {
			w.Ready()
			w.Works()
		})
	}
}

// A board without a region is mute and deaf. The first region gives the node another number and nobody is told.
func TestABoardWithoutARegion(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, func(c *loratest.MeshtasticConfig) { c.NoRegion = true }), func(w *loratest.Table) {
		w.Until("its region is missed", func() bool { return w.A.Status().State == lora.Wrong })
		if got := w.A.Status().Reason.Error(); !strings.Contains(got, "the board has no region yet, so it neither sends nor hears") || !strings.Contains(got, "meshtastic --set lora.region EU_868") {
			t.Error(got)
		}
		for i := range w.Boards {
			meshBoard(w, i, func(m *loratest.Meshtastic) { m.SetRegion(3) })
		}
		w.Ready()
		w.Works()
		w.Pass(2 * time.Minute) // its figures come under its new number
		if s := w.A.Status(); s.Airtime <= 0 {
			t.Errorf("%+v", s)
		}
	})
}

// The firmware's own duty cycle, of which it says nothing before it is reached. Here it is lower than ours, as where somebody has
// used the board by telephone.
func TestTheFirmwaresDutyCycle(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, func(c *loratest.MeshtasticConfig) { c.Duty = 100 }), func(w *loratest.Table) {
		w.Ready()
		var none *lora.NoAirtime
		for range 200 {
			if err := w.A.Send(w.T.Context(), make([]byte, 200)); err != nil && !errors.As(err, &none) {
				t.Fatal(err)
			} else if err != nil {
				break
			}
		}
		if none == nil || none.Wait <= 0 || none.Wait > 2*time.Minute {
			t.Fatalf("refused with %v", none)
		}
		w.Pass(100 * time.Millisecond)
		if s := w.A.Status(); !strings.HasPrefix(s.Told, "Duty cycle limit exceeded.") || s.Notice == nil || s.Notice.Cause() != lora.DutyReached {
			t.Errorf("told %q, notice %v", s.Told, s.Notice)
		}
		if err := w.A.Send(w.T.Context(), []byte{1}); !errors.As(err, &none) || none.Wait < 50*time.Minute {
			t.Errorf("after its notice: %v; told %q", err, w.A.Status().Told)
		}
		w.Pass(none.Wait + 2*time.Minute) // the other board repeated all of it, and has to wait, too
		w.Drain()
		w.Works()
		if s := w.A.Status(); s.Notice != nil {
			t.Errorf("an hour later the notice is %v", s.Notice)
		}
	})
}

func TestRefusalsAreSaidInWords(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		for reason, text := range map[int]string{7: "it is too large for one packet", 6: "the board does not know the channel", 38: "too many in a short time", 90: "error 90"} {
			w.Ready()
			meshBoard(w, 0, func(m *loratest.Meshtastic) { m.Refuse = reason })
			var no *lora.MeshRefused
			if err := w.A.Send(w.T.Context(), []byte{1}); !errors.As(err, &no) || no.Reason != reason || no.Error() != "the board did not send it: "+text {
				t.Errorf("reason %d: %v", reason, err)
			}
			w.Pass(10 * time.Millisecond)
		}
		w.Ready()
		w.Works()
	})
}

func TestNoticesAreTold(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		w.Ready()
		meshBoard(w, 0, func(m *loratest.Meshtastic) { m.Notify("Low \x1b[31mbattery\n " + strings.Repeat("é", 150)) })
		w.Pass(100 * time.Millisecond)
		if s := w.A.Status(); !strings.HasPrefix(s.Told, "Low [31mbattery é") || len(s.Told) > 160 || s.State != lora.Ready {
			t.Errorf("%q, %s", s.Told, s.State)
		}
		w.Works()
	})
}

// A length of 257 has a byte of its own for its upper part; one over 512 begins no frame, and neither swallows what follows.
func TestLengthsOnTheLine(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		w.Ready()
		say := func(message []byte) {
			meshBoard(w, 0, func(m *loratest.Meshtastic) { m.Say(message) })
		}
		for _, n := range []int{257, 512} {
			say(notice("first", n))
			w.Pass(100 * time.Millisecond)
			if s := w.A.Status(); s.Told != "first" || s.Lost != 0 {
				t.Errorf("%d bytes: told %q, lost %d", n, s.Told, s.Lost)
			}
			say(notice("then", 30))
			w.Pass(100 * time.Millisecond)
		}
		say(notice("never", 513))
		say(notice("after", 30))
		w.Pass(3 * time.Second)
		if s := w.A.Status(); s.Told != "after" || s.State != lora.Ready {
			t.Errorf("after 513 bytes: %q, %s", s.Told, s.State)
		}
		w.Works()
	})
}

// notice is a message to people that is padded to a length by a part that nobody knows yet.
func notice(text string, length int) []byte {
	inner := append([]byte{0x22, byte(len(text))}, text...)
	out := append([]byte{0x82, 0x01, byte(len(inner))}, inner...) // field 16
	pad := length - len(out) - 3
	head := []byte{0xFA, 0x01, byte(pad)} // field 31
	if pad >= 128 {
		pad--
		head = []byte{0xFA, 0x01, byte(pad) | 0x80, byte(pad >> 7)}
	}
	return append(append(out, head...), make([]byte, pad)...)
}

// Half a frame, then nothing, then whole ones: the half is given up.
func TestHalfAFrame(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		w.Ready()
		meshBoard(w, 0, func(m *loratest.Meshtastic) { m.Babble([]byte{0x94, 0xC3, 0x01, 0x20, 0x12, 0x34}) })
		w.Pass(3 * time.Second)
		w.Works()
		if s := w.A.Status(); s.Lost != 1 || s.State != lora.Ready {
			t.Errorf("%+v", s)
		}
	})
}

// A frame that finds the board's queue full waits in the driver, is spent once, and goes out when there is room: no answer of the
// board's makes anybody lose it.
func TestAQueueThatIsFullForAWhile(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		for _, refuse := range []func(*loratest.Meshtastic){
			func(m *loratest.Meshtastic) { m.Full = true },
			func(m *loratest.Meshtastic) { m.Refuse = 32 }, // full, and a moment later it has room
		} {
			w.Ready()
			meshBoard(w, 0, refuse)
			used, frame := w.Budget.Used(), w.Random(50)
			sent := make(chan error, 1)
			go func() { sent <- w.A.Send(w.T.Context(), frame) }()
			w.Pass(20 * time.Second)
			if s := w.A.Status(); s.State != lora.Ready || s.Notice == nil || s.Notice.Cause() != lora.QueueFull {
				t.Errorf("while it is full: %+v", s)
			}
			meshBoard(w, 0, func(m *loratest.Meshtastic) { m.Full = false })
			if err := <-sent; err != nil {
				t.Error(err)
			}
			if got := w.Hear(w.B); !bytes.Equal(got.Bytes, frame) {
				t.Errorf("%x came through as %x", frame, got.Bytes)
			}
			if cost := w.Budget.Used() - used; cost != w.A.Airtime(50) {
				t.Errorf("%v are spent for %v", cost, w.A.Airtime(50))
			}
			w.Works()
		}
	})
}

func TestAQueueThatNeverHasRoom(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		w.Ready()
		meshBoard(w, 0, func(m *loratest.Meshtastic) { m.Full = true })
		began := time.Now()
		if err := w.A.Send(w.T.Context(), []byte{1}); !errors.Is(err, lora.ErrSilent) || time.Since(began) < 50*time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		w.Until("it is known why", func() bool { return w.A.Status().State == lora.Silent })
		if got := w.A.Status().Reason.Error(); got != "device does not answer that it has room, for a minute" {
			t.Error(got)
		}
	})
}

// After a quarter of an hour without a word the firmware passes nothing on any more; so we say one every minute.
func TestALongSilenceOnBothSides(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		w.Ready()
		w.Pass(3 * time.Hour)
		w.Works()
		meshBoard(w, 0, func(m *loratest.Meshtastic) {
			if m.Starts != 2 { // plugged in, opened
				t.Errorf("started %d times", m.Starts)
			}
		})
	})
}

// A connection may be half open for ever: our questions go nowhere.
func TestABoardThatFallsSilent(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		w.Ready()
		w.Pass(2 * time.Minute)
		meshBoard(w, 0, func(m *loratest.Meshtastic) { m.Deaf = true })
		began := time.Now()
		w.Until("it is noticed", func() bool { return w.A.Status().State == lora.Silent })
		if took := time.Since(began); took > 4*time.Minute {
			t.Errorf("noticed after %v", took)
		}
		meshBoard(w, 0, func(m *loratest.Meshtastic) { m.Deaf = false })
		w.Ready()
		w.Works()
	})
}

// A frame whose answer is lost is not waited for without end, and costs the radio nothing.
func TestAnAnswerThatIsLost(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		w.Ready()
		deaf := func(on bool) { meshBoard(w, 0, func(m *loratest.Meshtastic) { m.Deaf = on }) }
		deaf(true)
		began := time.Now()
		var silent *lora.NoAnswer
		if err := w.A.Send(w.T.Context(), []byte{1}); !errors.As(err, &silent) || time.Since(began) > 10*time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		deaf(false)
		if s := w.A.Status(); s.State != lora.Ready {
			t.Errorf("%+v", s)
		}
		w.Works()
	})
}

// Somebody changes the preset with a phone. What a frame costs follows within minutes.
func TestAPresetThatIsChangedBehindOurBack(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		w.Ready()
		before := w.A.Airtime(200)
		for i := range w.Boards {
			meshBoard(w, i, func(m *loratest.Meshtastic) { m.SetPreset(longFast) })
		}
		w.Pass(11 * time.Minute)
		w.Ready()
		if after := w.A.Airtime(200); after < 5*before {
			t.Errorf("%v before, %v after", before, after)
		}
		used := w.Used(0)
		w.Send(w.A, make([]byte, 200))
		w.Hear(w.B)
		if took := w.Used(0) - used; took != w.A.Airtime(200) {
			t.Errorf("took %v, counted %v", took, w.A.Airtime(200))
		}
	})
}

func TestWhatABoardWithMeshtasticTells(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		w.Ready()
		s := w.A.Status()
		if s.Driver != "meshtastic" || s.Device != "Heltec V3" || s.Firmware != "Meshtastic 2.8.0.7754068" || s.MTU != 231 || s.Told != "" {
			t.Errorf("%+v", s)
		}
		w.Send(w.A, make([]byte, 200))
		w.Hear(w.B)
		w.Pass(2 * time.Minute)
		if s = w.A.Status(); s.Airtime <= 0 || s.Airtime > 0.01 || s.Load < 0 {
			t.Errorf("%+v", s)
		}
	})
}

// Neither what others say on other channels nor what other programs say on ours is a frame.
func TestOthersOnTheMesh(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		w.Ready()
		for _, c := range []struct {
			channel int
			port    uint64
		}{{0, 1}, {0, 256}, {1, 1}, {1, 67}, {1, 257}} {
			meshBoard(w, 0, func(m *loratest.Meshtastic) { m.Broadcast(c.channel, c.port, []byte("good morning")) })
			w.Pass(5 * time.Second)
		}
		if s := w.B.Status(); s.In != 0 || s.State != lora.Ready {
			t.Errorf("%+v", s)
		}
		meshBoard(w, 0, func(m *loratest.Meshtastic) { m.Broadcast(1, 256, []byte("a frame")) })
		if got := w.Hear(w.B); !bytes.Equal(got.Bytes, []byte("a frame")) {
			t.Errorf("heard %q", got.Bytes)
		}
		w.Works()
	})
}

func TestOneFrameAtATimeOnAMesh(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		w.Ready()
		done := make(chan error)
		for range 20 {
			go func() { done <- w.A.Send(w.T.Context(), make([]byte, 200)) }()
		}
		for range 20 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		meshBoard(w, 0, func(m *loratest.Meshtastic) {
			if m.Deepest > 1 {
				t.Errorf("the queue held %d packets", m.Deepest)
			}
		})
	})
}

// A board keeps what comes while no program is there, and tells it right behind its settings.
func TestWhatCameMeanwhile(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, func(c *loratest.MeshtasticConfig) { c.OnOpen = false }), func(w *loratest.Table) {
		w.Ready()
		other, err := w.Dock.Open(w.T.Context(), loratest.PortA) // cuts the radio off
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		for i := range 3 {
			meshBoard(w, 1, func(m *loratest.Meshtastic) { m.Broadcast(1, 256, []byte{byte(i)}) })
		}
		w.Pass(900 * time.Millisecond)
		if s := w.A.Status(); s.State == lora.Ready || s.In != 0 {
			t.Fatalf("%+v", s)
		}
		for i := range 3 {
			if got := w.Hear(w.A); got.Bytes[0] != byte(i) {
				t.Errorf("frame %d came as %x", i, got.Bytes)
			}
		}
		w.Works()
	})
}

func TestTakingLeaveOfAMesh(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		w.Ready()
		w.Leave()
		meshBoard(w, 0, func(m *loratest.Meshtastic) {
			if !m.Left {
				t.Error("the board believes that we are there")
			}
		})
	})
}

// Two boards that repeat each other's frames spend twice what they send. The law counts all of it.
func TestRepeatingIsCounted(t *testing.T) {
	loratest.Play(t, mesh(lora.Settings{}, asItComes), func(w *loratest.Table) {
		w.Ready()
		sent := make(chan int)
		for _, radio := range []*lora.Radio{w.A, w.B} {
			go func() { sent <- asMuchAsPossible(w, radio, 100*time.Minute) }()
		}
		if a, b := <-sent, <-sent; a < 100 || b < 100 {
			t.Errorf("%d and %d frames went out", a, b)
		}
		w.Live.Do(func(air *loratest.Air) {
			for _, b := range air.Breaches() {
				t.Error(b)
			}
		})
		if told := w.A.Status().Told; !strings.Contains(told, "what it repeats for others counted") {
			t.Errorf("told %q", told)
		}
	})
}

// asMuchAsPossible sends for a while and tells how many frames went out.
func asMuchAsPossible(w *loratest.Table, radio *lora.Radio, while time.Duration) (frames int) {
	for began := time.Now(); time.Since(began) < while; {
		var none *lora.NoAirtime
		switch err := radio.Send(w.T.Context(), make([]byte, 200)); {
		case err == nil:
			frames++
		case errors.As(err, &none):
			<-time.After(none.Wait)
		default:
			w.T.Error(err)
			return frames
		}
	}
	return frames
}
