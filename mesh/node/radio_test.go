package node

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foirail/ledger/words"
	"foirail/lora"
	"foirail/mesh"
)

// deaf opens no port, and says why.
type deaf struct{ why error }

func (d deaf) Open(context.Context, string) (lora.Opened, error) { return lora.Opened{}, d.why }

// withRadio lets a node make radios whose ports do not open.
func (m *market) withRadio(why error) {
	m.Node.config.OpenRadio = func(asked lora.Asked) (*lora.Radio, error) {
		driver, err := lora.NewRNode(asked.Settings)
		if err != nil {
			return nil, err
		}
		band, err := lora.RegionByName(asked.Settings.Region)
		if err != nil {
			return nil, err
		}
		budget, err := asked.Budgets.For(band.Name, band.Bands[6])
		if err != nil {
			return nil, err
		}
		return lora.New(lora.Config{Driver: driver, Port: "/dev/ttyACM0", Budget: budget, Opener: deaf{why}, FirstRetry: time.Hour}), nil
	}
}

// A radio that cannot be opened ends nothing: the node runs, and says who may open it.
func TestARadioThatNobodyMayOpen(t *testing.T) {
	m := newMarket(t, "none")
	m.withRadio(&lora.PortDenied{Path: "/dev/ttyACM0", Group: "plugdev"})
	m.up(anyPort, RadioSettings{Address: "rnode:/dev/ttyACM0", Region: "EU868"})
	var list []RadioReply
	m.eventually("the radio is denied", func() bool {
		list = must[[]RadioReply](m)(m.RadioStatus(ctx, RadioStatusRequest{}))
		return list[0].State == string(lora.Denied)
	})
	if p := list[0].Problem; p == nil || p.Code != words.RadioDenied || p.Args["name"] != "plugdev" {
		t.Errorf("the radio is told as %+v", list[0])
	}
	if r := list[0]; r.Left != 324_000 || r.Band != "" || r.Air == nil || len(r.Node) != 8 {
		t.Errorf("the radio is told as %+v", r)
	}
	if status := must[StatusReply](m)(m.Status(ctx, StatusRequest{})); len(status.Radios) != 1 || !status.Running {
		t.Errorf("the status is %+v", status)
	}
	if code, text := fetch(m, healthPath); code != http.StatusOK || text != "ok\nradio_denied rnode:/dev/ttyACM0\n" {
		t.Errorf("its health is %d %q", code, text)
	}
	_, text := fetch(m, metricsPath)
	for _, line := range []string{`foirail_radio_ready{radio="rnode:/dev/ttyACM0"} 0`, `foirail_radio_airtime_left_seconds{radio="rnode:/dev/ttyACM0"} 324`,
		`foirail_radio_neighbours{radio="rnode:/dev/ttyACM0"} 0`} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("no line %q in the metrics", line)
		}
	}
	checks := must[[]Check](m)(m.Examine(ctx, ExamineRequest{}))
	if !slices.ContainsFunc(checks, func(c Check) bool {
		return c.Name == "radio" && c.State == checkWarn && c.Problem.Code == words.RadioDenied
	}) {
		t.Errorf("doctor finds %+v", checks)
	}
}

// eventually waits for what comes about without the book.
func (m *market) eventually(what string, is func() bool) {
	m.t.Helper()
	for end := time.Now().Add(time.Minute); !is(); <-time.After(5 * time.Millisecond) {
		if time.Now().After(end) {
			m.t.Fatalf("in vain: %s", what)
		}
	}
}

func TestRadiosOfANodeWithoutAny(t *testing.T) {
	m := newMarket(t, "none")
	_, err := m.RadioStatus(ctx, RadioStatusRequest{})
	m.refused(words.NotRunning, err)
	m.up(anyPort)
	_, err = m.RadioStatus(ctx, RadioStatusRequest{})
	m.refused(words.NoRadio, err)
}

func TestRadioProblems(t *testing.T) {
	for _, c := range []struct {
		why  error
		code words.Code
	}{
		{&lora.PortAbsent{Path: "/dev/a"}, words.RadioAbsent},
		{&lora.PortDenied{Path: "/dev/a", Group: "dialout"}, words.RadioDenied},
		{&lora.PortBusy{Path: "/dev/a"}, words.RadioBusy},
		{&lora.NoAnswer{To: "anything"}, words.RadioSilent},
		{context.Canceled, words.Interrupted},
		{errors.New("nobody knows"), words.Internal},
		{fmt.Errorf("radio: %w", &lora.PortAbsent{Path: "tcp://far:7633"}), words.RadioUnreachable},
	} {
		var p *Problem
		if err := portProblem("/dev/a", c.why); !errors.As(err, &p) || p.Code != c.code {
			t.Errorf("%v is told as %v", c.why, err)
		}
	}
	if p := radioProblem(lora.Status{State: lora.Starting, Reason: errors.New("it starts anew")}); p != nil {
		t.Errorf("a radio on its way is told as %v", p)
	}
}

// What a node says that it holds may be more than a small machine's numbers have room for.
func TestHowFarAPeerByRadioIs(t *testing.T) {
	r := &radio{heard: map[airNode]*signal{}}
	for _, c := range []struct {
		here, there, behind, ahead uint64
		equal                      bool
	}{{10, 7, 3, 0, false}, {10, 1 << 40, 0, 1<<40 - 10, false}, {1 << 40, 10, 1<<40 - 10, 0, false}, {10, 12, 0, 0, true}} {
		p := r.peer(mesh.Neighbour{Held: c.there, Equal: c.equal}, c.here, time.Now())
		if p.Behind != c.behind || p.Ahead != c.ahead {
			t.Errorf("%d here, %d there: %d behind, %d ahead", c.here, c.there, p.Behind, p.Ahead)
		}
	}
}

func TestSignalsAreBounded(t *testing.T) {
	r := &radio{now: time.Now, heard: map[airNode]*signal{}}
	for i := range 2 * maxSignals {
		r.heard[airNode{byte(i), byte(i >> 8)}] = &signal{last: time.Unix(int64(i), 0)}
		if len(r.heard) > maxSignals {
			r.forget()
		}
	}
	if newest := (airNode{255, 1}); len(r.heard) != maxSignals || r.signal(newest).last.IsZero() || !r.signal(airNode{}).last.IsZero() {
		t.Errorf("%d nodes are remembered, and not the newest", len(r.heard))
	}
}

// Every cause has a code with words of its own, and they ask for no fact that it has not.
func TestEveryCauseOfARadioHasWords(t *testing.T) {
	asked := regexp.MustCompile(`\{([a-z]+)\}`)
	for cause, facts := range lora.Causes() {
		code := causeCode(cause)
		if !slices.Contains(words.Codes(), code) {
			t.Errorf("%s has no words", code)
			continue
		}
		for _, lang := range words.Langs() {
			s := words.Lookup(code, lang)
			if !s.MoneySafe {
				t.Errorf("%s: a radio endangers no money", code)
			}
			for _, name := range asked.FindAllStringSubmatch(s.What+s.Safe+s.Now, -1) {
				if name[1] != "path" && !slices.Contains(facts, name[1]) {
					t.Errorf("%s in %s asks for {%s}; there are %v", code, lang, name[1], facts)
				}
			}
		}
	}
}

// What a board complains of while it works is told beside its state, and not when it no longer works.
func TestANoticeOfARadio(t *testing.T) {
	s := lora.Status{State: lora.Ready, Port: "/dev/a", Notice: &lora.MeshRefused{Reason: 9}}
	if p := radioNotice(s); p == nil || p.Code != words.RadioDuty || p.Args["path"] != "/dev/a" {
		t.Errorf("it is told as %v", p)
	}
	if s.State = lora.Silent; radioNotice(s) != nil {
		t.Error("a radio that does not work is said to complain")
	}
}

// A radio that cannot be opened is told of once, and again when the reason is another one.
func TestTheTroubleOfARadioIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		driver, err := lora.NewRNode(lora.Settings{Region: "EU868"})
		if err != nil {
			t.Fatal(err)
		}
		budget, err := lora.OpenBudget(lora.BudgetConfig{Duty: 1000})
		if err != nil {
			t.Fatal(err)
		}
		port := &moody{why: &lora.PortDenied{Path: "/dev/a"}}
		rs := &radios{list: []*radio{{device: lora.New(lora.Config{Driver: driver, Port: "/dev/a", Budget: budget, Opener: port})}}}
		ctx, stop := context.WithCancel(t.Context())
		var told []words.Code
		var running sync.WaitGroup
		running.Go(func() { _ = rs.run(ctx) })
		running.Go(func() { _ = rs.watch(ctx, func(p *Problem) { told = append(told, p.Code) }) })
		pauseFor(ctx, 10*time.Minute)
		port.set(&lora.PortBusy{Path: "/dev/a"})
		pauseFor(ctx, 10*time.Minute)
		stop()
		running.Wait()
		if want := []words.Code{words.RadioDeniedAlone, words.RadioBusy}; !slices.Equal(told, want) {
			t.Errorf("told %v, want %v", told, want)
		}
	})
}

// moody opens no port, for a reason that changes.
type moody struct {
	mu  sync.Mutex // guards why
	why error
}

func (m *moody) set(why error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.why = why
}

func (m *moody) Open(context.Context, string) (lora.Opened, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return lora.Opened{}, m.why
}
