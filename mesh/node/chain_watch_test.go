package node

import (
	"context"
	"testing"
	"time"

	"foirail/ledger"
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
