package sim

import (
	"bytes"
	"fmt"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// policy is what the market's stewards may lend.
var policy = entry.Policy{Line: 300, Fund: 1000, AdvanceCap: 60, AdvancePart: 200, DisputePart: 200}

// found makes the machines, the community, and its people. The founder is alone at first; after a
// while he seats the others.
func (w *World) found() {
	w.stewards = w.options.Stewards
	followers := 2 + w.rnd.IntN(2) // nodes besides the stewards': with three, four may become seven
	for i := range w.stewards + followers {
		n := &node{w: w, at: i, name: fmt.Sprint("n", i+1), watch: newWatch(), voting: map[uint32]*keys.Secret{},
			told: map[string]bool{}, vault: w.secret(fmt.Sprint("vault ", i+1))}
		w.nodes = append(w.nodes, n)
		w.links = append(w.links, make([]link, w.stewards+followers))
	}
	if w.options.Villages > 0 {
		w.openAir()
	}
	w.seatTraitors()
	w.leagues()
	if w.options.hasChain() {
		w.beginChain()
	}
	founder := w.nodes[w.firstHonest()]
	if founder.alone = founder.vault; w.blocks != nil {
		founder.alone = w.blocks.alone
	}
	founder.votingKey(1)
	for _, n := range w.nodes[:w.stewards] {
		n.votingKey(2)
	}
	w.foundBy(founder)
	w.settleIn()
	if w.blocks != nil {
		w.blocks.open()
	}
	for _, n := range w.nodes {
		n.start()
		w.in(w.rnd.Int64N(50), n.dial)
		w.in(w.rnd.Int64N(tickEvery), n.meshTick)
		w.in(w.rnd.Int64N(400), n.readOutside)
		w.in(w.rnd.Int64N(1000), n.tick)
		w.in(w.rnd.Int64N(1000), n.serve)
		if n.bad != nil {
			w.in(w.rnd.Int64N(400), n.bad.live)
		}
	}
	w.in(400+w.rnd.Int64N(1500), func() { w.seatAll(founder) })
	w.in(4000, w.newEpoch)
	w.in(2500, w.newShadow)
	w.in(6000, w.loseOne)
	w.in(5000, w.pruneOne)
}

// votingKey makes the node's key of an epoch.
func (n *node) votingKey(epoch uint32) *keys.Secret {
	if n.voting[epoch] == nil {
		key := n.w.secret(fmt.Sprintf("%s in epoch %d", n.name, epoch))
		n.voting[epoch] = key
		n.w.seatOf[key.Account()] = n
	}
	return n.voting[epoch]
}

// foundBy writes the Found to the founder's disk.
func (w *World) foundBy(n *node) {
	key := n.voting[1]
	proof, err := n.alone.Sign(entry.SeatMessage(entry.MarketID{}, 1, key.Account()))
	if err != nil {
		w.fail("sign", "%v", err)
		return
	}
	e := &entry.Entry{Author: key.Account(), Seq: 1, Time: w.clock(), Body: &entry.Found{Genesis: w.genesis(),
		Name: "Vallée", MarketName: "Foirail", Vault: n.alone.Account(), VaultSignature: proof, Policy: policy}}
	if err := e.Sign(key); err != nil {
		w.fail("sign", "%v", err)
		return
	}
	w.community, w.market = e.Community, e.Market
	w.all = ledger.NewState(w.community)
	w.chronicle.add(e)
	n.disk.write([]*entry.Entry{e})
	n.watch.note(e)
}

// settleIn brings the people and their money.
func (w *World) settleIn() {
	for i, name := range []string{"ana", "bob", "cyd", "dan", "eve", "fil", "gil", "mal", "max", "mia"} {
		p := w.newPerson(name)
		p.honest = name[0] != 'm'
		p.hasty = name == "fil"
		p.member = i%2 == 0 || name == "mal"
		if w.press != nil && !p.honest {
			w.press.join(p)
		} else {
			w.in(w.rnd.Int64N(600), p.live)
		}
		w.bring(p, entry.Amount(300+w.rnd.IntN(500)))
		if p.member {
			w.outside.facts = append(w.outside.facts, &entry.Member{Account: p.account(), Day: 1, FirstUD: 1, Name: name})
		}
	}
	w.newDay()
}

// newDay brings a dividend, and money that somebody has found at home.
func (w *World) newDay() {
	w.in(w.slower()*(2000+w.rnd.Int64N(3000)), w.newDay)
	if !w.troubled && w.now > 0 {
		return
	}
	w.outside.days++
	w.outside.facts = append(w.outside.facts, &entry.Day{Number: w.outside.days, Amount: 11})
	w.bring(w.people[w.rnd.IntN(len(w.people))], entry.Amount(50+w.rnd.IntN(200)))
}

// seatAll has the lone founder decide the second epoch.
func (w *World) seatAll(founder *node) {
	if !founder.ready() {
		w.in(100, func() { w.seatAll(founder) })
		return
	}
	value := &entry.NextEpoch{Policy: policy}
	for _, n := range w.nodes[:w.stewards] {
		value.Seats = append(value.Seats, entry.Seated{Voting: n.voting[2].Account(), Vault: n.vault.Account()})
	}
	slices.SortFunc(value.Seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
	w.tell("%s seats %d stewards", founder.name, w.stewards)
	founder.say(&entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: 2}, Value: value})
	w.in(3000, func() {
		if len(w.chronicle.epochs) == 1 {
			w.seatAll(founder) // it did not come to the disk
		}
	})
}
