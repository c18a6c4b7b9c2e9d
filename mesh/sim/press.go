package sim

import (
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// press is members and stewards in league, who want as much backed and never made final as the lines
// L and F let them. The members pay from purses that are linked to them: in one slot of a purse as
// many different payments as there are honest stewards, each shown to one of them and of an amount
// that he just backs. The stewards of the league vote for all, backed, where nobody hears it, and
// close their chains in time as if they had never voted; so in the next epoch the honest believe that
// there is room again.
type press struct {
	members []*person
	purses  map[*person][]purse // not used yet, the smallest first
	secrets []secret
}

// purse is a key that is linked to a member, and what was deposited for it.
type purse struct {
	who  *person
	size entry.Amount
}

// secret is a word that is known to its author alone.
type secret struct {
	by   *traitor
	word *entry.Entry
}

// purseSizes is what money the purses get, in units. A purse must cover one of the payments and not
// all of them, for then a decision would make all final.
var purseSizes = []entry.Amount{4, 6, 8, 12, 16, 20, 25, 35, 50, 75, 75, 100, 100}

// leagues makes the cheats of a world one league, in some worlds in which as many stewards cheat as
// may.
func (w *World) leagues() {
	traitors := 0
	for _, n := range w.nodes {
		if n.bad != nil {
			traitors++
		}
	}
	if !w.options.League && (traitors < (w.stewards-1)/3 || !w.chance(0.5)) {
		return
	}
	w.count("press: a world with a league")
	w.press = &press{purses: map[*person][]purse{}}
	for _, n := range w.nodes {
		if n.bad != nil {
			n.bad.silent = false
		}
	}
}

// join makes a person a member of the league, with his purses.
func (x *press) join(p *person) {
	p.member = true
	x.members = append(x.members, p)
	for _, size := range purseSizes {
		who := p.w.newPerson("purse of " + p.name)
		who.honest, who.of = false, p
		p.w.bring(who, size)
		x.purses[p] = append(x.purses[p], purse{who, size})
	}
	w := p.w
	w.in(200+w.rnd.Int64N(300), func() { x.linkAll(p) })
	w.in(3000, func() { x.squeezeOf(p) })
}

// linkAll has a member link his purses, one after the other.
func (x *press) linkAll(p *person) {
	if p.near = p.w.nodes[p.w.firstHonest()]; !p.near.ready() {
		p.w.in(100, func() { x.linkAll(p) })
		return
	}
	for _, one := range x.purses[p] {
		p.linkTo(one.who)
	}
	x.repeat(p)
}

// repeat brings the Links again until they are final.
func (x *press) repeat(p *person) {
	if p.near = p.w.nodes[p.w.rnd.IntN(len(p.w.nodes))]; p.near.ready() {
		p.look()
		p.sendAgain()
	}
	if p.final < len(p.chain) {
		p.w.in(500, func() { x.repeat(p) })
	}
}

// squeezeOf has a member look for room now and then.
func (x *press) squeezeOf(p *person) {
	p.w.in(250+p.w.rnd.Int64N(500), func() { x.squeezeOf(p) })
	if p.w.troubled && p.w.chronicle.current().number > 1 {
		x.squeeze(p)
	}
}

// squeeze pays from one purse what each honest steward would still back. Who would back nothing is
// shown a payment too, of all that is in the purse: none of them may become final.
func (x *press) squeeze(p *person) {
	w := p.w
	var most int64
	for _, n := range w.nodes {
		most = max(most, n.room(p))
	}
	i := x.fitting(p, most)
	if i < 0 {
		return
	}
	from, size := x.purses[p][i].who, int64(x.purses[p][i].size)
	shown, sum := map[*node]int64{}, int64(0)
	for _, n := range w.nodes {
		if n.honest() && n.ready() && n.core.Steward != nil {
			shown[n] = size
			if room := n.room(from); room > 0 {
				shown[n] = min(size, room)
			}
			sum += shown[n]
		}
	}
	if sum <= size {
		return // too few can be asked
	}
	var made []*entry.Entry
	for _, n := range w.nodes {
		if shown[n] > 0 {
			e := w.signAt(from.key, 1, entry.Hash{}, &entry.Pay{Memo: n.name,
				Payees: []entry.Payee{{Market: w.market, Account: w.people[w.rnd.IntN(3)].account(), Amount: entry.Amount(shown[n])}}})
			made = append(made, e)
			n.bring(e, nil)
		}
	}
	w.count("press: room taken from each steward")
	w.tell("%s takes up to %d units from each of %d stewards", p.name, most, len(made))
	x.purses[p] = slices.Delete(x.purses[p], i, i+1)
	x.conspire(w, made)
}

// room is how much of a person's the steward of a node would still back; 0 for a node that cannot be
// asked, and for a key that is not linked there.
func (n *node) room(p *person) (left int64) {
	if n.honest() && n.ready() && n.core.Steward != nil {
		left, _ = n.core.State.LineLeft(p.ref(), n.core.Steward.Voting.Account())
	}
	return left
}

// fitting is the smallest purse of a member that covers an amount, or else the largest; -1 for none.
func (x *press) fitting(p *person, amount int64) (best int) {
	best = -1
	for i := range x.purses[p] { // in order of size
		if amount >= int64(purseSizes[0]) && (best < 0 || int64(x.purses[p][best].size) < amount) {
			best = i
		}
	}
	return best
}

// conspire has the stewards of the league back payments, and tell nobody.
func (x *press) conspire(w *World, list []*entry.Entry) {
	for _, key := range w.chronicle.current().seats {
		n := w.seatOf[key]
		if n.bad == nil {
			continue
		}
		body := &entry.Votes{}
		for _, e := range list {
			body.Items = append(body.Items, entry.Vote{Kind: entry.Backed, Entry: e.Hash()})
		}
		voting := n.voting[w.chronicle.current().number]
		if e := w.sign(voting, n.bad.last(voting), body); e != nil {
			w.count("press: backed in secret")
			x.secrets = append(x.secrets, secret{n.bad, e})
		}
	}
}

// reveal has the league tell all, or keep it for good.
func (x *press) reveal(w *World) {
	if w.chance(0.5) {
		return
	}
	w.count("press: secrets told in the end")
	for _, s := range x.secrets {
		s.by.tell(s.word, 1)
	}
}

// closeInTime is all that a steward of the league says for everybody to hear: his last word in each
// epoch that is over.
func (b *traitor) closeInTime() {
	w := b.n.w
	for epoch := uint32(2); epoch < w.chronicle.current().number; epoch++ {
		key := b.n.voting[epoch]
		if key == nil || w.chronicle.seats[key.Account()].epoch == nil {
			continue
		}
		if !w.chronicle.closed[key.Account()] {
			w.count("press: closed as if nothing were")
			b.openly(key, &entry.Checkpoint{Epoch: epoch, Closing: true})
		}
		for _, e := range b.said[key.Account()] {
			if !b.n.watch.held(e.Hash()) {
				b.n.bring(e, nil)
			}
		}
	}
}

// openly says a word to all.
func (b *traitor) openly(key *keys.Secret, body entry.Body) {
	if e := b.n.w.sign(key, b.last(key), body); e != nil {
		b.said[key.Account()] = append(b.said[key.Account()], e)
		b.tell(e, 1)
	}
}
