package mesh

import (
	"slices"
	"testing"
	"time"

	"foirail/ledger"
	"foirail/ledger/keys"
)

// visit is a conversation of a node with somebody whom the test plays.
type visit struct {
	*cast
	node *actor
	id   ID
}

// visited opens one, up to the peer's Hello.
func visited(c *cast, node *actor, nonce ledger.Nonce) *visit {
	v := &visit{c, node, node.sync.Open(node.core.State, "somebody")}
	v.hear(&Hello{Community: c.found.Community, Nonce: nonce, Asks: true})
	return v
}

func (v *visit) hear(m Message) { v.node.sync.Hear(v.node.core.State, v.id, m) }

// said is all that the node has to say.
func (v *visit) said() (list []Message) {
	v.prove(v.node)
	for m := v.node.sync.Say(v.node.core.State, v.id); m != nil; m = v.node.sync.Say(v.node.core.State, v.id) {
		list = append(list, m)
	}
	return list
}

// nonce is the one that the node gave in its Hello.
func (v *visit) nonce() ledger.Nonce { return v.node.sync.peer(v.id).nonce }

// proven is who serves at the peer, as far as the node knows.
func (v *visit) proven() keys.Account {
	for _, p := range v.node.sync.Peers() {
		if p.ID == v.id {
			return p.Voting
		}
	}
	return keys.Account{}
}

// proofs are those among messages.
func proofs(list []Message) (found []*Proof) {
	for _, m := range list {
		if p, ok := m.(*Proof); ok {
			found = append(found, p)
		}
	}
	return found
}

// A liar's word for a steward counts for nothing, whatever he signs or repeats, and he is let go
// when he does not stop. The heads that he tells are nobody's.
func TestLiarServesNobody(t *testing.T) {
	tw := newTown(t, []string{"s1", "s2", "s3", "s4"}, nil)
	c := newCast(tw, 1)
	node, other := c.node("node", "s1", tw.set...), c.node("other", "s2", tw.set...)
	seat, own := tw.key("s2").Account(), ledger.Nonce{7}

	// A conversation of the real steward's node with somebody, who keeps what he hears.
	before := visited(c, other, ledger.Nonce{1})
	heard := proofs(before.said())
	if len(heard) != 1 || heard[0].Voting != seat {
		t.Fatalf("the steward's node proves %+v", heard)
	}
	v := visited(c, node, own)
	mine := proofs(v.said())[0]
	lies := map[string]*Proof{
		"signed with the liar's key":          {seat, tw.sign(tw.key("liar"), ProofMessage(tw.found.Community, v.nonce(), own))},
		"from another conversation":           heard[0],
		"the node's own, mirrored":            mine,
		"for a conversation with another":     tw.proof("s2", ledger.Nonce{2}, own),
		"for another conversation of his":     tw.proof("s2", v.nonce(), ledger.Nonce{2}),
		"of the right bytes, on no community": {seat, tw.sign(tw.key("s2"), ProofMessage([32]byte{}, v.nonce(), own))},
	}
	for what, lie := range lies {
		if v.hear(lie); !v.proven().IsZero() {
			t.Errorf("a proof %s is believed", what)
		}
	}
	v.hear(&Heads{Chains: []ChainHeads{{Ref: tw.ref("s1")}}})
	if found := node.sync.Found(tw.ref("s1")); len(found) != 1 || !found[0].Voting.IsZero() {
		t.Errorf("what the liar tells of heads is taken for a steward's: %+v", found)
	}
	v.hear(tw.proof("s2", v.nonce(), own))
	if v.proven() != seat {
		t.Error("the steward himself is not believed")
	}
	v.hear(lies["signed with the liar's key"])
	if v.proven() != seat {
		t.Error("a false proof takes a true one away")
	}
	for range maxFaults {
		v.hear(&Proof{tw.key("s3").Account(), mine.Signature})
	}
	v.hear(tw.proof("s3", v.nonce(), own))
	if why, over := node.sync.Parting(v.id); !over || why != Faulty || v.proven() != seat {
		t.Errorf("who goes on lying is still heard: %v", why)
	}
}

// Who answers with the node's own nonce could send its own proof back to it.
func TestMirror(t *testing.T) {
	tw := newTown(t, nil, nil)
	c := newCast(tw, 1)
	node := c.node("node", "founder", tw.set...)
	v := &visit{c, node, node.sync.Open(node.core.State, "mirror")}
	v.hear(&Hello{Community: tw.found.Community, Nonce: v.nonce(), Asks: true})
	for _, p := range proofs(v.said()) {
		v.hear(p)
	}
	if !v.proven().IsZero() {
		t.Error("a mirror serves as this node's steward")
	}
}

// A wallet that does not ask is told nothing; a node without a steward says nothing.
func TestNobodyAsked(t *testing.T) {
	tw := newTown(t, nil, nil)
	c := newCast(tw, 1)
	node, bare := c.node("node", "founder", tw.set...), c.node("bare", "", tw.set...)
	v := &visit{c, node, node.sync.Open(node.core.State, "wallet")}
	v.hear(&Hello{Community: tw.found.Community})
	for _, list := range [][]Message{v.said(), visited(c, bare, ledger.Nonce{1}).said()} {
		if found := proofs(list); found != nil {
			t.Errorf("told %+v", found)
		}
	}
}

// A peer that brings proof after proof is heard no faster than signatures may be checked.
func TestProofsAreDear(t *testing.T) {
	tw := newTown(t, nil, nil)
	c := newCast(tw, 1)
	node := c.node("node", "", tw.set...)
	v := visited(c, node, ledger.Nonce{7})
	a, b := tw.proof("s1", v.nonce(), ledger.Nonce{7}), tw.proof("s2", v.nonce(), ledger.Nonce{7})
	n := 0
	for ; node.sync.Room(v.id, 0); n += 2 {
		v.hear(a)
		v.hear(b)
	}
	if n > maxCredit/proofCost+2 {
		t.Errorf("%d proofs are heard at once", n)
	}
}

// A steward's next key reaches the peers that he has, on the stream that is open, and so does that
// nobody serves any more. The last word counts.
func TestNextKeyOnAnOpenStream(t *testing.T) {
	tw := newTown(t, nil, nil)
	c := newCast(tw, 1)
	a, b := c.node("a", "founder", tw.set...), c.node("b", "", tw.set...)
	c.meet(a, b)
	c.carry()
	for _, votes := range []*keys.Secret{tw.key("founder"), tw.key("next"), nil, tw.key("third")} {
		a.votes = votes
		a.sync.Settle()
		a.sync.Settle()
		c.speak(a)
		b.sync.Hear(b.core.State, b.peers[a], &Hello{Community: tw.found.Community, Name: "another"})
		c.carry()
		want := keys.Account{}
		if votes != nil {
			want = votes.Account()
		}
		if p := b.sync.Peers()[0]; p.Voting != want || p.Name != "a" {
			t.Errorf("serves: %+v", p)
		}
	}
	if c.count[KindProof] != 5 {
		t.Errorf("%d proofs: one at the meeting, and four after it", c.count[KindProof])
	}
}

// A relay passes a proof on between two conversations whose nonces it has swapped: it proves that
// the steward is at the other end of its road, and the relay may keep back what it likes, but not
// change an entry.
func TestRelay(t *testing.T) {
	tw := newTown(t, []string{"s1", "s2", "s3", "s4"}, nil)
	c := newCast(tw, 1)
	node, steward := c.node("node", "s1", tw.set...), c.node("steward", "s2", tw.set...)
	near := &visit{c, node, node.sync.Open(node.core.State, "relay")}
	far := &visit{c, steward, steward.sync.Open(steward.core.State, "relay")}
	near.hear(&Hello{Community: tw.found.Community, Nonce: far.nonce(), Asks: true})
	far.hear(&Hello{Community: tw.found.Community, Nonce: near.nonce(), Asks: true})
	for _, p := range proofs(far.said()) {
		near.hear(p)
	}
	if near.proven() != tw.key("s2").Account() {
		t.Error("SPEC says that a relay can pass a proof on")
	}
}

// Running nodes name the steward whom a peer has proven, and his next key.
func TestRunningNodesProve(t *testing.T) {
	tw := newTown(t, nil, nil)
	votes := make(chan *keys.Secret, 1)
	votes <- tw.key("founder")
	prove := func(message []byte) (keys.Account, keys.Signature, bool) {
		secret := <-votes
		votes <- secret
		return secret.Account(), tw.sign(secret, message), true
	}
	a, b := New(Config{Book: tw.book("", tw.set...), Seed: [32]byte{1}, Prove: prove}), New(Config{Book: tw.book("", tw.set...)})
	wires := newWires(2)
	a.config.Links, b.config.Links = []Link{wires[0]}, []Link{wires[1]}
	for _, m := range []*Mesh{a, b} {
		ended := make(chan error, 1)
		go func() { ended <- m.Run(t.Context()) }()
		t.Cleanup(func() { <-ended })
	}
	connect(wires[0], wires[1])
	serves := func(key keys.Account) {
		t.Helper()
		late, poll := time.After(20*time.Second), time.NewTicker(time.Millisecond)
		defer poll.Stop()
		for !slices.ContainsFunc(b.Peers(), func(p PeerStatus) bool { return p.Voting == key }) {
			select {
			case <-poll.C:
			case <-late:
				t.Fatalf("peers: %+v", b.Peers())
			}
		}
	}
	serves(tw.key("founder").Account())
	<-votes
	votes <- tw.key("next")
	a.Settle()
	serves(tw.key("next").Account())
}
