package node

import (
	"context"
	"strings"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/words"
)

// watches has the node watch the chain as one that runs does, with a fast beat, until the test ends.
func (m *onChainMarket) watches() {
	m.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- m.watchChain(ctx, 5*time.Millisecond) }()
	m.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			m.t.Errorf("it ends with %v", err)
		}
	})
}

// comes waits until the status is as it should be.
func (m *onChainMarket) comes(what string, is func(StatusReply) bool) {
	m.t.Helper()
	patience, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	beat := time.NewTicker(5 * time.Millisecond)
	defer beat.Stop()
	for {
		reply := must[StatusReply](m.market)(m.Status(ctx, StatusRequest{}))
		if is(reply) {
			return
		}
		select {
		case <-beat.C:
		case <-patience.Done():
			m.t.Fatalf("%s never comes: %+v", what, reply)
		}
	}
}

// A node that runs says when the road is open and when it is not, catches up when it opens again, attests,
// decides, and says whose approval it waits for.
func TestNodeWatchesTheChain(t *testing.T) {
	m := opened(t, nil)
	vault := m.vault()
	m.watches()
	m.comes("an open road", func(s StatusReply) bool { return s.Road == "open" })
	for _, e := range m.ends {
		e.Shut(true)
	}
	m.advance(1)
	m.comes("a closed road", func(s StatusReply) bool {
		return s.Road == "closed" && s.RoadProblem.Code == words.NoRoad
	})
	m.pays("ana", vault, 700)
	m.withdraws("ana", 1500)
	for _, e := range m.ends {
		e.Shut(false)
	}
	m.comes("whose approval is waited for", func(s StatusReply) bool {
		return s.Road == "open" && s.WaitsNeeded == 1 && len(s.Waits) == 1
	})
	ana := ledger.Ref{Market: m.home, Key: person(t, "ana").Account()}
	m.book.View(func(s *ledger.State) {
		if got := s.Balance(ana).Final; got != 5700-1500 {
			t.Errorf("ana has %d", got)
		}
	})
	m.approves()
	m.comes("the receipt", func(s StatusReply) bool { return s.WaitsNeeded == 0 && m.owed() == 0 })
}

// owed counts what is asked for and not paid.
func (m *onChainMarket) owed() (count int) {
	m.book.View(func(s *ledger.State) { count = len(s.Withdrawals(m.home)) })
	return count
}

// Play money, and a node without endpoints, watch nothing.
func TestNothingToWatch(t *testing.T) {
	m := newMarket(t, "none")
	if err := m.watchChain(ctx, time.Second); err != nil {
		t.Errorf("play money: %v", err)
	}
	real := newMarket(t, "g1")
	real.config.Chain = &ChainSettings{}
	real.reopen()
	if err := real.watchChain(ctx, time.Second); err != nil {
		t.Errorf("no endpoint: %v", err)
	}
	for _, verb := range []string{"chain status", "chain follow", "vault show", "settle plan", "settle propose", "settle approve", "settle status"} {
		_, err := m.Call(ctx, verb, []byte("{}"))
		m.refused(words.NoChain, err)
	}
	_, err := real.Call(ctx, "settle approve", []byte("{}"))
	real.refused(words.NoEndpoints, err)
}

// Who takes his seat asks the book while nobody may ask whether he has one. Whoever looks for news meanwhile
// does not keep the book from answering.
func TestNewsWhileASeatIsTaken(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana")
	begun, told := make(chan struct{}), make(chan struct{})
	m.sitting.Lock()
	go func() {
		close(begun)
		m.chainNews()
		close(told)
	}()
	<-begun
	written := make(chan struct{})
	go func() {
		defer close(written)
		for range 20 {
			m.book.Settle(nil)
		}
	}()
	select {
	case <-written:
	case <-time.After(20 * time.Second):
		t.Error("the book waits for who looks at it, who waits for the seat")
	}
	m.sitting.Unlock()
	<-told
	<-written
}

// check is what doctor says under a name, in order.
func (m *onChainMarket) check(name string) (list []Check) {
	m.t.Helper()
	for _, c := range must[[]Check](m.market)(m.Examine(ctx, ExamineRequest{})) {
		if c.Name == name {
			list = append(list, c)
		}
	}
	return list
}

// warns says whether a check warns of a problem.
func (c Check) warns(code words.Code) bool {
	return c.State == checkWarn && c.Problem != nil && c.Problem.Code == code
}

// Doctor tells of the road: an endpoint that is silent, one of another chain, a clock that no certificate
// believes, what is still to be read, rules that nobody has agreed to, and whose approval is waited for.
func TestDoctorKnowsTheChain(t *testing.T) {
	m := opened(t, nil)
	if c := m.check("chain"); len(c) != 1 || c[0].State != checkOK {
		t.Errorf("the road is %+v", c)
	}
	m.ends[0].Shut(true)
	if c := m.check("endpoint"); len(c) != 2 || !c[0].warns(words.EndpointSilent) || c[1].State != checkOK || !m.check("chain")[0].warns(words.NoRoad) {
		t.Errorf("with one that is silent: %+v", c)
	}
	m.ends[0].Shut(false)
	m.withdraws("ana", 1500)
	m.follows()
	if c := m.check("approval"); len(c) != 1 || c[0].Value != "1: 1, "+m.seatOfOne().String() || c[0].State != checkWarn {
		t.Errorf("a batch waits: %+v", c)
	}
	m.advance(7)
	if c := m.check("read"); len(c) != 1 || c[0].Value != "2 / 9" {
		t.Errorf("read are %+v", c)
	}
	m.server.Do(func(c *dunitertest.Chain) {
		c.Step(dunitertest.Input{Upgrade: &dunitertest.Upgrade{Spec: 1101, Tx: 2}})
		c.Advance(2)
	})
	if c := m.check("runtime"); len(c) != 1 || !c[0].warns(words.OtherRuntime) || c[0].Value != "2, 1" {
		t.Errorf("other rules: %+v", c)
	}
}

// What is wrong with the endpoints themselves is told of each.
func TestDoctorKnowsEndpoints(t *testing.T) {
	m := newOnChain(t, nil)
	other, _ := newServer(t, func(c *dunitertest.Config) { c.Began += 6000 })
	strange := other.Open(false)
	late := m.server.Open(true)
	m.config.Chain = &ChainSettings{Endpoints: []string{strange.URL(), late.URL()}}
	m.config.Dialling = func(c *duniter.Config) {
		hasty(c)
		c.Roots = late.Roots()
		c.Now = func() time.Time { return time.Now().AddDate(200, 0, 0) }
	}
	m.reopen()
	if c := m.check("endpoint"); len(c) != 2 || !c[0].warns(words.OtherChain) || !c[1].warns(words.ClockOrCertificate) {
		t.Errorf("one of another chain, and a wrong clock: %+v", c)
	}
	_, text := fetch(m.market, metricsPath)
	for _, part := range []string{`state="other_chain"} +Inf`, `state="clock"} +Inf`, "\nfoirail_chain_road_open 0\n"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in the metrics", part)
		}
	}
	m.config.Chain = &ChainSettings{}
	m.reopen()
	if c := m.check("chain"); len(c) != 1 || !c[0].warns(words.NoEndpoints) {
		t.Errorf("no endpoint: %+v", c)
	}
}

// The metrics tell how far the chain was read, and what waits there.
func TestMetricsKnowTheChain(t *testing.T) {
	m := opened(t, nil)
	m.withdraws("ana", 1500)
	m.follows()
	_, text := fetch(m.market, metricsPath)
	for _, part := range []string{"\nfoirail_chain_road_open 1\n", "\nfoirail_chain_unread_blocks 0\n", "\nfoirail_chain_acts_pending 0\n",
		"\nfoirail_chain_approvals_needed 1\n", `endpoint="2",host="` + strings.TrimPrefix(m.ends[1].URL(), "ws://") + `",state="ok"`} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in the metrics", part)
		}
	}
	shown := must[ApproveReply](m.market)(m.SettleApprove(ctx, ApproveRequest{DryRun: true}))
	must[ApproveReply](m.market)(m.SettleApprove(ctx, ApproveRequest{Shown: shown.Shown, Passphrase: pass}))
	if _, text = fetch(m.market, metricsPath); !strings.Contains(text, "\nfoirail_chain_acts_pending 1\n") {
		t.Error("what was signed is not pending")
	}
}
