package sim

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/lora/loratest"
	"foirail/mesh"
)

// node is one machine: a core, the disk below it, and what it has in its hands at present.
type node struct {
	w     *World
	at    int // its number
	name  string
	core  *ledger.Core // nil while the machine is down
	disk  disk
	shelf shelf
	spool []byte // of a checkpoint that is being fetched
	watch *watch

	voting map[uint32]*keys.Secret // its voting keys by epoch; none for a node that only follows
	vault  *keys.Secret
	alone  *keys.Secret // of the founder, while he is alone: the vault itself; nil for others
	shut   uint32       // its disk was rolled back: it votes in epochs above this one only
	bad    *traitor     // nil for an honest steward

	sync    *mesh.Sync
	air     *mesh.Air // nil where there are no radios
	radio   *loratest.Wireless
	streams map[int]*stream // by node
	waiting []func()        // what the mesh is to be told when the step is written

	life  int  // of what was under way in an earlier life nothing is heard again
	busy  bool // a step is being written
	inbox []letter
	dies  death

	reads int             // how many of the facts outside it has read
	told  map[string]bool // by epoch and wording: what it has attested
	look  *lookout        // nil in a world without a chain
	lent  int64           // until then nobody lends it more for its fees
}

// letter is something for the next step: an entry that came from somewhere, or one to be made.
type letter struct {
	entry    *entry.Entry
	draft    ledger.Draft // when entry is nil
	fromPeer bool
	fromAir  bool
	answered func(ledger.Answer)
}

// death is the moment at which a machine will stop.
type death uint8

const (
	lives       death = iota
	beforeWrite       // with a step made and not written
	afterWrite        // with a step written and not sent
	amidSending       // when some have been told, and others not
)

// perStep is how many letters one step takes in from people, and as many from peers.
const perStep = 64

// start loads what the disk has.
func (n *node) start() {
	held, err := n.disk.read()
	if err != nil {
		n.w.fail("I6", "%s cannot read its disk: %v", n.name, err)
		return
	}
	n.life++
	n.busy, n.inbox, n.waiting, n.dies = false, nil, nil, lives
	n.look.forget()
	if !n.load(held) {
		return
	}
	n.recall(held)
	n.meet()
	n.watch.restarted(n)
	n.wake()
}

// load makes the core of what is on the disk. Where decisions contradict what the disk began with, a
// follower loses everything and begins anew.
func (n *node) load(held []*entry.Entry) bool {
	if n.disk.base == nil {
		n.core = ledger.NewCore(n.w.community, held, nil)
		if n.seat(); n.core.Steward != nil {
			n.core = ledger.NewCore(n.w.community, held, n.core.Steward) // he considers all that is open
		}
		return true
	}
	s, err := n.disk.base.Load(n.w.community, held)
	if errors.Is(err, ledger.ErrBreach) && len(n.voting) == 0 {
		n.w.count("checkpoint: contradicted, and begun anew")
		n.loseAll()
		n.core = ledger.NewCore(n.w.community, nil, nil)
		return true
	}
	if err != nil {
		n.w.fail("I12", "%s cannot load what it began with: %v", n.name, err)
		return false
	}
	n.core = ledger.CoreOn(s, nil)
	if n.seat(); n.core.Steward != nil {
		n.core = ledger.CoreOn(s, n.core.Steward)
	}
	return true
}

// seat gives the core the voting key to use now, if there is one: that of the first epoch in which
// the node sits and has not said its last word. A key of an epoch in which the disk was rolled back
// is never used again.
func (n *node) seat() {
	n.core.Steward = nil
	m, known := n.core.State.Market(n.w.market)
	if !known || n.bad != nil {
		return
	}
	for epoch := n.shut + 1; epoch <= m.Epoch; epoch++ {
		key := n.voting[epoch]
		if key == nil {
			continue
		}
		st := &ledger.Steward{Market: n.w.market, Voting: key}
		if n.look != nil {
			st.Settling = n.look.settling()
		}
		if in, _ := n.core.State.Serves(ledger.Ref{Market: n.w.market, Key: key.Account()}); in == epoch && !st.Closed(n.core.State) {
			n.core.Steward = st
			return
		}
	}
}

// tick tells the core that time has passed.
func (n *node) tick() {
	n.w.in(900+n.w.rnd.Int64N(200), n.tick)
	if n.core == nil || n.busy || n.core.Steward == nil {
		return
	}
	made, err := n.core.Tick(n.w.clock())
	if err != nil {
		n.w.fail("step", "%s: %v", n.name, err)
		return
	}
	n.w.steps++
	if len(made) > 0 {
		n.w.afterStep(n)
		n.write(made, nil, nil)
	}
}

// wake has a node with something to do begin a step.
func (n *node) wake() {
	life := n.life
	n.w.in(0, func() {
		if n.life == life {
			n.work()
		}
	})
}

// work makes one step of what is in the inbox, and begins to write it.
func (n *node) work() {
	if n.core == nil || n.busy || n.w.breach != nil {
		return
	}
	take := min(perStep, len(n.inbox))
	letters := append(n.inbox[:take:take], n.fromPeers()...)
	n.inbox = n.inbox[take:]
	drafts := make([]ledger.Draft, len(letters))
	for i, l := range letters {
		if drafts[i] = l.draft; l.entry != nil {
			drafts[i] = ledger.Offer(l.entry)
		}
	}
	made, answers, err := n.core.Step(drafts, n.w.clock())
	if err != nil {
		n.w.fail("step", "%s: %v", n.name, err)
		return
	}
	n.w.steps++
	if len(made) == 0 {
		n.reply(letters, answers)
		n.tellMesh(nil, letters, answers)
		if len(n.inbox) > 0 || n.sync.Waiting() || n.air != nil && n.air.Waiting() {
			n.wake()
		}
		return
	}
	n.w.afterStep(n)
	n.write(made, letters, answers)
}

// write puts a step on its way to the disk. The machine may stop before it gets there.
func (n *node) write(made []*entry.Entry, letters []letter, answers []ledger.Answer) {
	n.busy = true
	life := n.life
	if n.w.options.mutant == speaksFirst {
		n.speakFirst(made)
	}
	n.w.in(1+n.w.rnd.Int64N(n.w.options.diskDelay()), func() {
		if n.life != life {
			return
		}
		if n.dies == beforeWrite {
			n.w.count("crash: before a step was written")
			n.crash()
			return
		}
		n.busy = false
		n.disk.write(made)
		n.w.persisted(n, made)
		if n.dies == afterWrite {
			n.w.count("crash: after a step was written")
			n.crash()
			return
		}
		n.written(made, letters, answers)
	})
}

// speakFirst sends what is not on the disk yet: a defect.
func (n *node) speakFirst(made []*entry.Entry) {
	batch := &mesh.Entries{}
	for _, e := range made {
		n.w.chronicle.add(e)
		batch.Full = append(batch.Full, e.Full())
	}
	for _, to := range slices.Sorted(maps.Keys(n.streams)) {
		n.transmit(to, n.streams[to], batch)
	}
}

// written tells everybody what a step has come to, now that the disk has it.
func (n *node) written(made []*entry.Entry, letters []letter, answers []ledger.Answer) {
	n.tellMesh(made, letters, answers)
	waiting := n.waiting
	n.waiting = nil
	for _, say := range waiting {
		say()
	}
	n.speak()
	if n.core == nil {
		return // it stopped amid sending
	}
	n.reply(letters, answers)
	n.moveOn()
	n.work()
}

// reply gives everyone who handed something in his answer.
func (n *node) reply(letters []letter, answers []ledger.Answer) {
	for i, a := range answers {
		if a.Err != nil {
			n.w.countError("door: ", a.Err)
		}
		if l := letters[i]; l.answered != nil {
			l.answered(a)
		}
	}
}

// moveOn loads the core again when it has another key to use, or when a late decision closed over
// what had counted.
func (n *node) moveOn() {
	before := n.core.Steward
	if n.core.Stale() {
		n.w.count("core: loaded anew after a late decision")
		n.reload()
		return
	}
	n.seat()
	now := n.core.Steward
	if before != nil && now != nil && before.Voting == now.Voting {
		n.core.Steward = before
		return
	}
	if before != nil || now != nil {
		n.reload()
	}
}

// reload starts again without losing what people have handed in.
func (n *node) reload() {
	inbox := n.inbox
	for _, to := range slices.Sorted(maps.Keys(n.streams)) {
		n.w.send(n.at, to, frame(n.streams[to].number, frameEnd, nil))
	}
	n.start()
	n.inbox = inbox
}

// survives says whether the machine goes on; it may be due to stop amid sending.
func (n *node) survives() bool {
	if n.core == nil {
		return false
	}
	if n.dies == amidSending && n.w.chance(0.4) {
		n.w.count("crash: amid sending")
		n.crash()
		return false
	}
	return true
}

// crash stops the machine. What was not written is gone.
func (n *node) crash() {
	n.w.tell("%s stops", n.name)
	n.life++
	n.core, n.busy, n.inbox, n.waiting, n.dies = nil, false, nil, nil, lives
	n.sync, n.streams = nil, nil
	n.fallSilent()
	n.w.in(50+n.w.rnd.Int64N(2500), func() {
		if n.core == nil {
			n.w.tell("%s starts again with %d entries", n.name, len(n.disk.records))
			n.start()
		}
	})
}

// bring hands an entry to the node, as a phone or a till does, and hears what became of it.
func (n *node) bring(e *entry.Entry, answered func(ledger.Answer)) {
	if n.core == nil {
		return
	}
	if !n.w.verify(e) {
		n.w.fail("people", "an entry with a bad signature: %v", e)
		return
	}
	n.inbox = append(n.inbox, letter{entry: e, answered: answered})
	n.wake()
}

// say adds a word at the head of the chain of the voting key in use.
func (n *node) say(body entry.Body) {
	if n.core != nil && n.core.Steward != nil {
		n.sayBy(n.core.Steward.Voting, body)
	}
}

// sayBy adds a word at the head of the chain of one of the node's keys.
func (n *node) sayBy(key *keys.Secret, body entry.Body) {
	n.inbox = append(n.inbox, letter{draft: func(s *ledger.State) (*entry.Entry, error) {
		e := s.Next(ledger.Ref{Market: n.w.market, Key: key.Account()}, n.w.clock())
		e.Body = body
		if err := e.Sign(key); err != nil {
			return nil, err
		}
		return e, s.Check(e, 0)
	}})
	n.wake()
}

// ready says whether people can ask the node: it is up, and all that it would show is written.
func (n *node) ready() bool { return n.core != nil && !n.busy }

// honest says whether the node keeps to the rules.
func (n *node) honest() bool { return n.bad == nil }

func (n *node) String() string { return fmt.Sprint("node ", n.name) }
