package sim

import (
	"bytes"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// plan is what the people behind the stewards have agreed on over a coffee: who is to serve in the
// next epoch, and within what limits.
type plan struct {
	number uint32
	nodes  []*node // ready to serve
	policy entry.Policy
	talked bool // everybody's word is needed, and not only one's
}

// newEpoch has people plan the next epoch, now and then.
func (w *World) newEpoch() {
	w.in(2500+w.rnd.Int64N(5000), w.newEpoch)
	now := w.chronicle.current()
	if !w.troubled || now.number < 2 || w.plan != nil && w.plan.number > now.number {
		return
	}
	p := &plan{number: now.number + 1, policy: now.policy}
	for _, key := range now.seats {
		p.nodes = append(p.nodes, w.seatOf[key])
	}
	switch pick := w.rnd.IntN(8); {
	case pick == 0 && len(p.nodes) == 4 && len(w.nodes) >= 7:
		w.tell("they plan to be seven in epoch %d", p.number)
		w.count("epoch: planned, from four to seven")
		p.nodes, p.talked = slices.Clone(w.nodes[:7]), true
	case pick <= 2:
		w.swap(p)
	case pick == 3:
		w.tell("they plan other limits in epoch %d", p.number)
		w.count("epoch: planned, with another policy")
		p.policy.Line, p.talked = 200+entry.Amount(w.rnd.IntN(200)), true
	default:
		w.tell("they plan to go on with new keys in epoch %d", p.number)
		w.count("epoch: planned, with new keys")
	}
	for _, n := range p.nodes {
		n.votingKey(p.number)
	}
	w.plan = p
}

// swap puts another machine in the place of an honest one.
func (w *World) swap(p *plan) {
	var free []*node
	for _, n := range w.nodes {
		if !slices.Contains(p.nodes, n) && n.honest() {
			free = append(free, n)
		}
	}
	if len(free) == 0 {
		return
	}
	out, in := w.rnd.IntN(len(p.nodes)), free[w.rnd.IntN(len(free))]
	w.tell("they plan to have %s for %s in epoch %d", in.name, p.nodes[out].name, p.number)
	w.count("epoch: planned, with one swapped")
	p.nodes[out], p.talked = in, true
}

// value is what is to be decided.
func (p *plan) value() *entry.NextEpoch {
	v := &entry.NextEpoch{Policy: p.policy}
	for _, n := range p.nodes {
		v.Seats = append(v.Seats, entry.Seated{Voting: n.voting[p.number].Account(), Vault: n.vault.Account()})
	}
	slices.SortFunc(v.Seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
	return v
}

// serve has a node do what its person wants of it: ask for a seat, show that it is in step, put the
// plan before the others, end a series whose time has come.
func (n *node) serve() {
	n.w.in(300+n.w.rnd.Int64N(500), n.serve)
	if !n.ready() {
		return
	}
	if p := n.w.plan; p != nil && n.w.chronicle.current().number < p.number {
		if slices.Contains(p.nodes, n) {
			n.askForSeat(p)
		}
		n.move(p)
	}
	n.expire()
	n.drawCuts()
}

// askForSeat writes a Seat, and a newcomer a Checkpoint that a steward has written too.
func (n *node) askForSeat(p *plan) {
	key := n.voting[p.number]
	said := n.w.chronicle.by[key.Account()]
	if len(said) == 0 {
		proof, err := n.vault.Sign(entry.SeatMessage(n.w.market, p.number, key.Account()))
		if err != nil {
			n.w.fail("sign", "%v", err)
			return
		}
		n.sayBy(key, &entry.Seat{Epoch: p.number, Name: n.name, Vault: n.vault.Account(), VaultSignature: proof})
		return
	}
	if len(said) > 1 || n.w.serves(n) {
		return
	}
	for _, cut := range n.w.chronicle.cuts {
		if body := cut.Body.(*entry.Checkpoint); n.core.State.Holds(cut.Hash()) && !body.Closing && body.Epoch+1 == p.number {
			n.sayBy(key, &entry.Checkpoint{Epoch: body.Epoch, Heads: body.Heads, State: body.State})
			return
		}
	}
}

// serves says whether a node has a seat now.
func (w *World) serves(n *node) bool {
	return slices.ContainsFunc(w.chronicle.current().seats, func(key keys.Account) bool { return w.seatOf[key] == n })
}

// move puts the plan before the other stewards. Where nothing but keys is new one may do it; else
// every honest one says that his person agrees.
func (n *node) move(p *plan) {
	st := n.core.Steward
	if st == nil || n.w.rnd.IntN(3) == 0 {
		return
	}
	m, _ := n.core.State.Market(n.w.market)
	if m.Epoch+1 != p.number {
		return
	}
	if p.talked && n.w.newcomers(p) && !n.w.cutIn(m.Epoch, st.Voting.Account()) {
		n.cut(m.Epoch)
		return
	}
	value := p.value()
	topic := entry.Topic{Kind: entry.TopicEpoch, Number: p.number}
	if n.w.chronicle.moved[st.Voting.Account()][(&entry.Propose{Topic: topic, Value: value}).ValueHash()] {
		return
	}
	n.motion(topic, value)
}

// motion says what a person wants decided, if the rules let it be said.
func (n *node) motion(topic entry.Topic, value entry.Value) {
	body, err := n.core.Steward.Motion(n.core.State, topic, value)
	if err != nil {
		n.w.countError("motion: ", err)
		return
	}
	n.w.count("motion: made")
	n.w.tell("%s moves %v", n.name, topic.Kind)
	n.say(body)
}

// newcomers says whether a plan has somebody in it who does not serve now.
func (w *World) newcomers(p *plan) bool {
	return slices.ContainsFunc(p.nodes, func(n *node) bool { return !w.serves(n) })
}

// cutIn says whether a key has drawn a cut in an epoch.
func (w *World) cutIn(epoch uint32, by keys.Account) bool {
	return slices.ContainsFunc(w.chronicle.cuts, func(e *entry.Entry) bool {
		return e.Author == by && e.Body.(*entry.Checkpoint).Epoch == epoch
	})
}

// cut draws a cut through the stewards' chains as they stand.
func (n *node) cut(epoch uint32) {
	if heads := n.core.State.Cut(n.w.market); heads != nil {
		n.say(&entry.Checkpoint{Epoch: epoch, Heads: heads, State: n.core.State.Summary().Hash()})
	}
}

// expire has a steward move the end of a series whose last epoch is over.
func (n *node) expire() {
	st := n.core.Steward
	if st == nil || !n.w.troubled || n.w.rnd.IntN(4) > 0 {
		return
	}
	for _, x := range n.core.State.Series() {
		topic := entry.Topic{Kind: entry.TopicExpire, Series: x.Name}
		value := n.core.State.Returnable(x.Name)
		if value == nil || n.core.State.Decided(n.w.market, topic) ||
			n.w.chronicle.moved[st.Voting.Account()][(&entry.Propose{Topic: topic, Value: value}).ValueHash()] {
			continue
		}
		n.motion(topic, value)
		return
	}
}
