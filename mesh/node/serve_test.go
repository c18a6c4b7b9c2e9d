package node

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// up runs a node on the loopback until the test ends, or until what it returns is called.
func (m *market) up(listen string, radios ...RadioSettings) (r Ready, stop func()) {
	m.t.Helper()
	ctx, cancel := context.WithCancel(ctx)
	ready, done := make(chan Ready, 1), make(chan error, 1)
	no := false
	settings := Settings{Listen: []string{listen}, MDNS: &no, Radios: radios}
	go func() { done <- m.Run(ctx, Serving{Settings: settings, Ready: func(r Ready) { ready <- r }}) }()
	over := false
	stop = func() {
		if cancel(); over {
			return
		}
		over = true
		if err := <-done; err != nil {
			m.t.Error(err)
		}
	}
	m.t.Cleanup(stop)
	select {
	case r = <-ready:
	case err := <-done:
		over = true
		m.t.Fatal(err)
	}
	return r, stop
}

const anyPort = "/ip4/127.0.0.1/tcp/0"

// until waits until the state is as it should be; what makes it so wakes the wait.
func (m *market) until(what string, is func(*ledger.State) bool) {
	m.t.Helper()
	patience, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		changed, done := m.book.Changed(), false
		m.book.View(func(s *ledger.State) { done = is(s) })
		if done {
			return
		}
		select {
		case <-changed:
		case <-patience.Done():
			m.t.Fatalf("in vain: %s", what)
		}
	}
}

// follower is a node that has joined another by its code.
func (m *market) follower() *market {
	m.t.Helper()
	code := must[PeerShowReply](m)(m.PeerShow(ctx, PeerShowRequest{}))
	b := &market{t: m.t, config: m.fresh()}
	if _, err := Join(ctx, b.config, PeerAddRequest{Peer: code.Code}); err != nil {
		m.t.Fatal(err)
	}
	b.open()
	m.t.Cleanup(func() { b.Close() })
	return b
}

// A node founded here, another that joins by its code: what is paid on either is final on both, and
// the state is the same to the byte.
func TestTwoNodes(t *testing.T) {
	a := newMarket(t, "none")
	a.people("ana", "bob")
	a.deposit("ana", "10", "envelope")
	a.up(anyPort)
	b := a.follower()
	b.up(anyPort)
	b.until("the founding comes", func(s *ledger.State) bool { return s.Founding() != nil })
	b.people("eva")
	eva := must[AccountShowReply](b)(b.AccountShow(ctx, AccountShowRequest{"eva"})).Account
	must[EntryReply](a)(a.pay("ana", eva.String(), "4"))
	b.until("the payment is final", func(s *ledger.State) bool { return s.Balance(ledger.Ref{Market: b.home, Key: eva}).Final == 400 })

	ana := must[AccountShowReply](a)(a.AccountShow(ctx, AccountShowRequest{"ana"})).Account
	paid := must[EntryReply](b)(b.pay("eva", ana.String(), "1")).Entry
	got := must[WaitReply](b)(b.Wait(ctx, WaitRequest{Hash: paid.Hash, Level: "final", Within: time.Minute}))
	if got.Level != "final" {
		t.Errorf("what the follower pays is %s", got.Level)
	}
	a.has("ana", 700)
	b.has("eva", 300)
	if a.verified().State != b.verified().State {
		t.Error("two nodes, two states")
	}
	status := must[StatusReply](b)(b.Status(ctx, StatusRequest{}))
	if !status.Quorum || status.Reach != 1 || status.Peers != 1 || status.Votes {
		t.Errorf("the follower says %+v", status)
	}
	peers := must[[]PeerReply](a)(a.PeerList(ctx, PeersRequest{}))
	if len(peers) != 1 || !peers[0].Connected || peers[0].How != "inbound" || peers[0].In == 0 || peers[0].Steward != nil {
		t.Errorf("the first one knows %+v", peers)
	}
}

// A quorum that is gone is said to be gone, and to be there again when it is.
func TestQuorumOutOfReach(t *testing.T) {
	a := newMarket(t, "none")
	r, stop := a.up(anyPort)
	b := a.follower()
	b.up(anyPort)
	b.until("the founding comes", func(s *ledger.State) bool { return s.Founding() != nil })
	inTouch := func(want bool) {
		t.Helper()
		patience, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		look := time.NewTicker(beat / 10)
		defer look.Stop()
		for b.inTouch() != want {
			select {
			case <-look.C:
			case <-patience.Done():
				t.Fatalf("a quorum is in reach: %v", !want)
			}
		}
	}
	inTouch(true)
	stop()
	inTouch(false)
	a.up(r.Addresses[0][:len(r.Addresses[0])-len("/p2p/"+r.Peer)])
	inTouch(true)
}

func TestServeRefuses(t *testing.T) {
	m := newMarket(t, "none")
	for listen, code := range map[string]words.Code{"nowhere": words.BadPeerCode, "/ip4/192.0.2.1/tcp/4": words.PortTaken} {
		no := false
		err := m.Run(ctx, Serving{Settings: Settings{Listen: []string{listen}, MDNS: &no}})
		m.refused(code, err)
	}
	err := m.Run(ctx, Serving{Settings: Settings{Peers: []string{"nonsense"}}})
	m.refused(words.BadPeerCode, err)
	var p *Problem
	if err := m.Run(ctx, Serving{Settings: Settings{Metrics: "192.0.2.1:1"}}); !errors.As(err, &p) || p.Code != words.PortTaken {
		t.Errorf("metrics where nobody can listen: %v", err)
	}
}

// quartet is four stewards' nodes, which run.
type quartet struct {
	t     *testing.T
	nodes []*market
	stops []func()
}

func newQuartet(t *testing.T) *quartet {
	t.Helper()
	a := newMarket(t, "none")
	a.people("ana", "bob")
	a.deposit("ana", "100", "envelope")
	_, stop := a.up(anyPort)
	v := &quartet{t: t, nodes: []*market{a}, stops: []func(){stop}}
	vault, err := a.secret(vaultName, pass)
	if err != nil {
		t.Fatal(err)
	}
	next, err := votingKey(a.config, 2)
	if err != nil {
		t.Fatal(err)
	}
	seats := []entry.Seated{{Voting: next.Account(), Vault: vault.Account()}}
	for _, name := range []string{"b", "c", "d"} {
		b := a.follower()
		_, stop := b.up(anyPort)
		v.nodes, v.stops = append(v.nodes, b), append(v.stops, stop)
		voting, err := votingKey(b.config, 2)
		if err != nil {
			t.Fatal(err)
		}
		seats = append(seats, entry.Seated{Voting: voting.Account(), Vault: testSecret(t, "vault "+name).Account()})
	}
	v.acquaint()
	v.all("the deposit comes", func(s *ledger.State) bool { return s.Held() >= 2 })
	slices.SortFunc(seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
	must[EntryReply](a)(a.word(&entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: 2},
		Value: &entry.NextEpoch{Seats: seats, Policy: a.Node.market().Policy}}, false))
	return v
}

// acquaint makes all known to all.
func (v *quartet) acquaint() {
	for _, a := range v.nodes[1:] {
		code := must[PeerShowReply](a)(a.PeerShow(ctx, PeerShowRequest{})).Code
		for _, b := range v.nodes[1:] {
			if a != b {
				must[PeerAddReply](b)(b.PeerAdd(ctx, PeerAddRequest{Peer: code}))
			}
		}
	}
}

func (v *quartet) all(what string, is func(*ledger.State) bool) {
	v.t.Helper()
	for _, m := range v.nodes {
		m.until(what, is)
	}
}

// pays pays 1 from ana to bob, and waits until it is final on every node that runs.
func (v *quartet) pays(within time.Duration) string {
	v.t.Helper()
	a := v.nodes[0]
	paid := must[EntryReply](a)(a.pay("ana", "bob", "1")).Entry
	level := must[WaitReply](a)(a.Wait(ctx, WaitRequest{Hash: paid.Hash, Level: "final", Within: within})).Level
	return level
}

// One steward becomes four: payments are final with three votes, a quorum is in reach while three
// are, and a steward who starts again votes again once another has told him his head.
func TestFourStewards(t *testing.T) {
	v := newQuartet(t)
	if level := v.pays(time.Minute); level != "final" {
		t.Fatalf("with four stewards a payment is %s", level)
	}
	v.stops[3]()
	if level := v.pays(time.Minute); level != "final" {
		t.Fatalf("with three stewards a payment is %s", level)
	}
	v.stops[2]()
	if level := v.pays(2 * beat); level == "final" {
		t.Fatal("with two of four stewards a payment is final")
	}
	back := v.nodes[3]
	before := back.words()
	back.reopen()
	if back.votes() {
		t.Fatal("a steward votes before he was compared")
	}
	back.up(anyPort)
	if level := v.pays(time.Minute); level != "final" {
		t.Fatalf("with the third back a payment is %s", level)
	}
	if back.words() == before {
		t.Error("who came back did not vote")
	}
}
