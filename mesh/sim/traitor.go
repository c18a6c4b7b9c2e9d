package sim

import (
	"bytes"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/mesh"
)

// traitor is a steward who cheats. His node passes news on like any other and never votes by itself;
// what he says he says from here, to whom he likes.
type traitor struct {
	n      *node
	silent bool
	said   map[keys.Account][]*entry.Entry // what each of his keys has said, all branches
	late   []*entry.Entry                  // said and kept back
	seen   int                             // how much of what his node holds he has voted on
	kept   [][]byte                        // signed for the chain, and not sent
}

// seatTraitors chooses up to f stewards who cheat, of a market of this size.
func (w *World) seatTraitors() {
	f := (w.stewards - 1) / 3
	order, cheat := w.rnd.Perm(w.stewards), w.rnd.IntN(f+1)
	if w.options.League {
		cheat = f
	}
	for _, i := range order[:cheat] {
		n := w.nodes[i]
		n.bad = &traitor{n: n, silent: w.rnd.IntN(5) == 0, said: map[keys.Account][]*entry.Entry{}}
		if n.bad.silent {
			w.count("traitor: says nothing")
		}
	}
}

// live has the traitor do something now and then.
func (b *traitor) live() {
	w := b.n.w
	w.in(80+w.rnd.Int64N(300), b.live)
	key := b.n.voting[w.chronicle.current().number]
	if w.press != nil && b.n.core != nil {
		b.closeInTime()
		return
	}
	if b.silent || b.n.core == nil || key == nil || !w.troubled {
		return
	}
	switch w.rnd.IntN(16) {
	case 0:
		b.voteForNothing(key)
	case 1:
		b.lie(key)
	case 2:
		b.speakLate()
	case 3:
		b.forkOwn(key)
	case 4:
		b.proposeTwo(key)
	case 5:
		b.giveUp(key)
	case 6:
		b.close(key)
	default:
		b.voteForAll(key)
	}
}

// recent is the owned entries and the proposals that came to the traitor's node since he last looked,
// and some before.
func (b *traitor) recent(more int) []*entry.Entry {
	order := b.n.watch.order
	from := max(0, min(b.seen, len(order))-more)
	b.seen = len(order)
	var list []*entry.Entry
	for _, h := range order[from:] {
		if e := b.n.w.chronicle.said[h]; e.Kind().Owned() || e.Kind() == entry.KindPropose {
			list = append(list, e)
		}
	}
	return list
}

// voteForAll votes for whatever is about, both sides of forks too, backed or not.
func (b *traitor) voteForAll(key *keys.Secret) {
	w := b.n.w
	body, second := &entry.Votes{}, &entry.Votes{}
	for _, e := range b.recent(10) {
		kind := entry.QuorumOnly
		switch {
		case e.Kind() == entry.KindPropose:
			kind = entry.Proposal
			second.Items = append(second.Items, entry.Vote{Kind: entry.Lock, Entry: e.Hash()})
		case e.Kind() == entry.KindPay && w.chance(0.5):
			kind = entry.Backed
		}
		body.Items = append(body.Items, entry.Vote{Kind: kind, Entry: e.Hash()})
	}
	if len(body.Items) > 0 {
		w.count("traitor: votes for all")
		b.say(key, b.last(key), body)
	}
	if len(second.Items) > 0 {
		w.count("traitor: votes in both rounds at once")
		b.aside(key, second)
	}
}

// aside says what may not be let in, on a branch of its own: nobody would let in what follows it.
func (b *traitor) aside(key *keys.Secret, body entry.Body) {
	e := b.say(key, b.last(key), body)
	if list := b.said[key.Account()]; e != nil && list[len(list)-1] == e {
		b.said[key.Account()] = list[:len(list)-1]
	}
}

// forkOwn says something else behind an old word of his own.
func (b *traitor) forkOwn(key *keys.Secret) {
	list := b.said[key.Account()]
	if len(list) < 2 {
		return
	}
	prev := list[b.n.w.rnd.IntN(len(list)-1)]
	if about := b.recent(20); len(about) > 0 {
		b.n.w.count("traitor: forks his own chain")
		b.say(key, prev, &entry.Votes{Items: []entry.Vote{{Kind: entry.QuorumOnly, Entry: about[b.n.w.rnd.IntN(len(about))].Hash()}}})
	}
}

// voteForNothing votes for an entry that nobody has, on a branch of its own.
func (b *traitor) voteForNothing(key *keys.Secret) {
	h := entry.Hash{1}
	for i := range h {
		h[i] = byte(b.n.w.rnd.IntN(256))
	}
	b.n.w.count("traitor: votes for what nobody has")
	b.aside(key, &entry.Votes{Items: []entry.Vote{{Kind: entry.QuorumOnly, Entry: h}}})
}

// lie attests money that nobody brought.
func (b *traitor) lie(key *keys.Secret) {
	w := b.n.w
	p := w.people[w.rnd.IntN(len(w.people))]
	w.count("traitor: attests a lie")
	b.say(key, b.last(key), &entry.Attest{Facts: []entry.Fact{
		&entry.Deposit{Block: uint32(1 + w.rnd.IntN(len(w.outside.facts))), Event: 1, Account: p.account(), Amount: 777}}})
}

// proposeTwo proposes two different next epochs in one view, the one to some and the other to others.
func (b *traitor) proposeTwo(key *keys.Secret) {
	w := b.n.w
	p := w.plan
	if p == nil || p.number != w.chronicle.current().number+1 {
		return
	}
	view := uint32(w.rnd.IntN(4))
	var shown []entry.Hash
	for _, e := range w.chronicle.order[max(0, len(w.chronicle.order)-400):] {
		if body, ok := e.Body.(*entry.Next); ok && view > 0 && body.View == view && body.Topic.Kind == entry.TopicEpoch && len(shown) < 5 {
			shown = append(shown, e.Hash())
		}
	}
	slices.SortFunc(shown, func(a, b entry.Hash) int { return bytes.Compare(a[:], b[:]) })
	prev := b.last(key)
	w.count("traitor: proposes two values")
	for i := range 2 {
		value := p.value()
		value.Policy.Line += entry.Amount(w.rnd.IntN(2) * i)
		body := &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: p.number}, View: view, Shown: shown, Value: value}
		if e := w.sign(key, prev, body); e != nil {
			b.said[key.Account()] = append(b.said[key.Account()], e)
			b.tell(e, 0.5)
		}
	}
}

// giveUp asks for some view of an open topic, and names a lock that is none.
func (b *traitor) giveUp(key *keys.Secret) {
	w := b.n.w
	p := w.plan
	if p == nil || p.number != w.chronicle.current().number+1 {
		return
	}
	body := &entry.Next{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: p.number}, View: uint32(1 + w.rnd.IntN(5))}
	for _, e := range b.recent(60) {
		if about, ok := e.Body.(*entry.Propose); ok && about.Topic == body.Topic && w.chance(0.5) {
			body.Lock = &entry.LockOf{Topic: body.Topic, Epoch: w.chronicle.current().number, View: about.View, Proposal: e.Hash(),
				Votes: []entry.Hash{w.community}}
		}
	}
	w.count("traitor: asks for another view")
	b.say(key, b.last(key), body)
}

// close says a last word, and goes on speaking.
func (b *traitor) close(key *keys.Secret) {
	w := b.n.w
	if !w.chance(0.3) {
		return
	}
	w.count("traitor: closes, and goes on")
	b.say(key, b.last(key), &entry.Checkpoint{Epoch: w.chronicle.current().number, Closing: true})
}

// say signs a word and sends it to some, or keeps it for later.
func (b *traitor) say(key *keys.Secret, prev *entry.Entry, body entry.Body) *entry.Entry {
	w := b.n.w
	e := w.sign(key, prev, body)
	if e == nil {
		return nil
	}
	b.said[key.Account()] = append(b.said[key.Account()], e)
	if w.rnd.IntN(6) == 0 {
		w.count("traitor: keeps a word back")
		b.late = append(b.late, e)
		return e
	}
	b.tell(e, 0.6)
	return e
}

// tell sends a word to each node with a chance, and always to his own.
func (b *traitor) tell(e *entry.Entry, chance float64) {
	w := b.n.w
	w.tell("traitor %s says %v", b.n.name, e)
	b.n.bring(e, nil)
	for to := range w.nodes {
		if x := b.n.streams[to]; x != nil && w.chance(chance) {
			b.n.transmit(to, x, &mesh.Entries{Full: [][]byte{e.Full()}})
		}
	}
}

// speakLate says what was kept back.
func (b *traitor) speakLate() {
	if len(b.late) == 0 {
		return
	}
	i := b.n.w.rnd.IntN(len(b.late))
	e := b.late[i]
	b.late = slices.Delete(b.late, i, i+1)
	b.n.w.count("traitor: speaks late")
	b.tell(e, 1)
}

func (b *traitor) last(key *keys.Secret) *entry.Entry {
	list := b.said[key.Account()]
	if len(list) == 0 {
		return nil
	}
	return list[len(list)-1]
}
