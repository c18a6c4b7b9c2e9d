package lora_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"foirail/lora"
	"foirail/lora/loratest"
)

func newREYAX(t *testing.T, s lora.Settings) *lora.REYAX {
	s.Region = "EU868"
	driver, err := lora.NewREYAX(s)
	if err != nil {
		t.Fatal(err)
	}
	return driver
}

// modules makes modules with some differences, and drivers for them.
func modules(s lora.Settings, cfg loratest.REYAXConfig) loratest.Make {
	seed := uint64(0)
	return loratest.Make{
		Driver: func(t *testing.T) lora.Driver {
			driver := newREYAX(t, s)
			seed++ // two that draw the same lots always meet
			driver.Rand = rand.New(rand.NewPCG(seed, 0))
			return driver
		},
		Board: func(air *loratest.Air, name string) loratest.Board {
			cfg.Name = name
			return loratest.NewREYAX(air, cfg)
		},
	}
}

func module(w *loratest.Table, use func(*loratest.REYAX)) {
	w.Live.Do(func(*loratest.Air) { use(w.Boards[0].(*loratest.REYAX)) })
}

func TestREYAX(t *testing.T) {
	loratest.Suite(t, modules(lora.Settings{}, loratest.REYAXConfig{}))
}

// It is not certain whether +OK means taken or sent.
func TestREYAXThatAnswersEarly(t *testing.T) {
	loratest.Suite(t, modules(lora.Settings{}, loratest.REYAXConfig{Early: true}))
}

// The older module knows more modulations and shorter preambles.
func TestTheOlderModule(t *testing.T) {
	loratest.Play(t, modules(lora.Settings{Spreading: 10}, loratest.REYAXConfig{Old: true}), func(w *loratest.Table) {
		w.Ready()
		w.Works()
		if s := w.A.Status(); s.Device != "REYAX RYLR896" {
			t.Errorf("%+v", s)
		}
		before := w.Used(0)
		w.Send(w.A, make([]byte, 100))
		if took := w.Used(0) - before; took != w.A.Airtime(100) {
			t.Errorf("took %v, counted %v", took, w.A.Airtime(100))
		}
	})
}

func TestWhatANewerModuleCannotDo(t *testing.T) {
	loratest.Play(t, modules(lora.Settings{Spreading: 10}, loratest.REYAXConfig{}), func(w *loratest.Table) {
		w.Until("it is found unfit", func() bool { return w.A.Status().State == lora.Wrong })
		if got := w.A.Status().Reason.Error(); !strings.HasPrefix(got, "this module does not send with 125000 Hz and spreading factor 10") {
			t.Error(got)
		}
	})
}

func TestSettingsThatNoModuleKnows(t *testing.T) {
	for want, s := range map[string]lora.Settings{
		"network id 16: a REYAX module knows 3 to 15, and 18": {Region: "EU868", Network: 16},
		"25 dBm: a REYAX module sends with 22 at most":        {Region: "EU868", Power: 25},
		"no plan is known": {Region: "moon"},
	} {
		if _, err := lora.NewREYAX(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", s, err)
		}
	}
}

// A module that is not what it was told is named by the first setting that differs.
func TestAModuleThatDoesNotObey(t *testing.T) {
	loratest.Play(t, modules(lora.Settings{}, loratest.REYAXConfig{Fixed: true}), func(w *loratest.Table) {
		w.Until("it is found unfit", func() bool { return w.A.Status().State == lora.Wrong })
		if got := w.A.Status().Reason.Error(); got != "asked for BAND 869525000, the module says 915000000" {
			t.Error(got)
		}
	})
}

// A module made for another band refuses, and its word is told.
func TestAModuleForAnotherBand(t *testing.T) {
	loratest.Play(t, modules(lora.Settings{}, loratest.REYAXConfig{Lowest: 900_000_000}), func(w *loratest.Table) {
		w.Until("it is found unfit", func() bool { return w.A.Status().State == lora.Wrong })
		if got := w.A.Status().Reason.Error(); got != "asked for BAND 869525000, the module refused: it does not know the command (error 4)" {
			t.Error(got)
		}
	})
}

func TestWhatAModuleTells(t *testing.T) {
	loratest.Play(t, modules(lora.Settings{}, loratest.REYAXConfig{}), func(w *loratest.Table) {
		w.Ready()
		if s := w.A.Status(); s.Driver != "reyax" || s.Device != "REYAX RYLR998" || s.Firmware != "RYLR998_REYAX_V1.2.2" || s.MTU != 239 {
			t.Errorf("%+v", s)
		}
		module(w, func(r *loratest.REYAX) { r.Complain(12) })
		w.Pass(time.Second)
		if s := w.A.Status(); s.Lost != 1 || s.Told != "" {
			t.Errorf("a damaged frame: %+v", s)
		}
		module(w, func(r *loratest.REYAX) { r.Complain(14) })
		w.Pass(time.Second)
		if s := w.A.Status(); s.Told != "the module refused: its memory cannot be written (error 14)" || s.State != lora.Ready {
			t.Errorf("a complaint: %+v", s)
		}
		w.Works()
	})
}

// Other people's frames in the same network are no frames of ours.
func TestOthersInTheNetwork(t *testing.T) {
	loratest.Play(t, modules(lora.Settings{}, loratest.REYAXConfig{}), func(w *loratest.Table) {
		w.Ready()
		module(w, func(r *loratest.REYAX) { r.Babble([]byte("+RCV=3,2,\r\n,-50,9\r\n+RCV=3,1,x,-50,9\r\n")) })
		w.Pass(time.Second)
		if s := w.A.Status(); s.In != 0 || s.Lost != 0 {
			t.Errorf("%+v", s)
		}
		w.Works()
	})
}

// After a dip of the supply a module has forgotten its settings, and need not have said so.
func TestAModuleThatForgets(t *testing.T) {
	loratest.Play(t, modules(lora.Settings{}, loratest.REYAXConfig{}), func(w *loratest.Table) {
		w.Ready()
		module(w, func(r *loratest.REYAX) { r.Forget() })
		w.Pass(time.Minute)
		w.Ready()
		w.Works()
		if s := w.A.Status(); s.Opened != 1 {
			t.Errorf("%+v", s)
		}
	})
}

func TestAModuleThatFallsSilent(t *testing.T) {
	loratest.Play(t, modules(lora.Settings{}, loratest.REYAXConfig{}), func(w *loratest.Table) {
		w.Ready()
		module(w, func(r *loratest.REYAX) { r.Deaf = true })
		began := time.Now()
		w.Until("it is noticed", func() bool { return w.A.Status().State == lora.Silent })
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("noticed after %v", took)
		}
		module(w, func(r *loratest.REYAX) { r.Deaf = false })
		w.Ready()
		w.Works()
	})
}

// A module that is still busy is asked again, for a minute.
func TestABusyModule(t *testing.T) {
	loratest.Play(t, modules(lora.Settings{}, loratest.REYAXConfig{}), func(w *loratest.Table) {
		w.Ready()
		busy := func(on bool) { module(w, func(r *loratest.REYAX) { r.Stuck = on }) }
		busy(true)
		go func() {
			<-time.After(10 * time.Second)
			busy(false)
		}()
		began := time.Now()
		w.Send(w.A, []byte{1})
		if took := time.Since(began); took < 10*time.Second || took > 12*time.Second {
			t.Errorf("took %v", took)
		}
		w.Hear(w.B)
		busy(true)
		var silent *lora.NoAnswer
		if err := w.A.Send(w.T.Context(), []byte{1}); !errors.As(err, &silent) || silent.To != "that it can send, for a minute" {
			t.Errorf("stuck for good: %v", err)
		}
	})
}

// A frame has left when it is answered for, whenever the module says so: nobody has to wait for it once more.
func TestAFrameThatHasLeft(t *testing.T) {
	for _, early := range []bool{false, true} {
		loratest.Play(t, modules(lora.Settings{}, loratest.REYAXConfig{Early: early}), func(w *loratest.Table) {
			w.Ready()
			began := time.Now()
			w.Send(w.A, make([]byte, 100))
			if took := time.Since(began); took < w.A.Airtime(100) || w.A.Clear().After(time.Now()) {
				t.Errorf("answered for after %v, and away in %v", took, time.Until(w.A.Clear()))
			}
		})
	}
}
