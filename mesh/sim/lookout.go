package sim

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// lookout is what a node has to do with the chain: its road there, and what it knows of it at present. What
// must outlive the machine is on the disk: see memory.
type lookout struct {
	road road
	node *dunitertest.Node
	desk *chain.Desk // new in each life
}

func newLookout(n *node) *lookout {
	l := &lookout{road: road{n: n}, desk: &chain.Desk{Market: n.w.market}}
	l.node = n.w.blocks.chain.Ask(&l.road)
	return l
}

// settling is what the steward's machine knows of the chain.
func (l *lookout) settling() ledger.Settling {
	if w := l.road.n.w; w.options.mutant == unmarked {
		return unmarkedDesk{l.desk, w}
	}
	return l.desk
}

// forget is what a machine does that starts: it knows what its disk has.
func (l *lookout) forget() {
	if l != nil {
		l.desk = &chain.Desk{Market: l.desk.Market}
	}
}

// memory is what a disk has of the chain. Its lists grow and are never written over.
type memory struct {
	read    uint32         // blocks up to this one
	facts   []entry.Fact   // what they said
	failed  []entry.Hash   // batches that they ran in vain
	batches []entry.Hash   // that were watched for
	vaults  []keys.Account // that were watched
	acts    []chain.Act    // what the vault key has signed, and may not be in a final block
}

// keepsake is what a disk had of the chain when it had so many groups.
type keepsake struct {
	groups int
	memory memory
}

// remember writes what is known of the chain.
func (d *disk) remember(m memory) { d.chain = append(d.chain, keepsake{len(d.groups), m}) }

// memory is what was written last.
func (d *disk) memory() memory {
	if len(d.chain) == 0 {
		return memory{}
	}
	return d.chain[len(d.chain)-1].memory
}

// lookOut looks at the chain now and then, when the road is open, and has the steward and his person do what
// is to be done.
func (n *node) lookOut() {
	n.w.in(n.w.slower()*(150+n.w.rnd.Int64N(250)), n.lookOut)
	if !n.ready() || !n.honest() || n.core.State.Founding() == nil {
		return
	}
	hash, height, err := n.readOn()
	if err == nil {
		err = n.learn(hash, height)
	}
	n.attestRead()
	if err == nil {
		n.moveBatch()
		err = n.signDue(hash, height)
	}
	if err != nil {
		n.w.countError("lookout: ", err)
	}
}

// perLook is how many blocks are read at a time.
const perLook = 25

// readOn reads what has become final since, or not all of it.
func (n *node) readOn() (hash dunitertest.Hash, height uint32, err error) {
	head, err := n.look.node.Head(context.Background())
	if err != nil {
		return hash, 0, err
	}
	m := n.disk.memory()
	watched := n.watched(&m)
	defer func() { n.disk.remember(m) }()
	for range perLook {
		if m.read >= head.Number {
			break
		}
		if err := n.readOne(&m, watched, m.read+1); err != nil {
			return hash, 0, err
		}
	}
	return head.Hash, head.Number, nil
}

// watched is what blocks are read for. What was not watched for before may have happened since the last
// batch, or to a new vault from the beginning: it is read again from there.
func (n *node) watched(m *memory) chain.Watched {
	s := n.core.State
	last := uint32(0)
	for _, b := range s.Batches(n.w.market) {
		if b.Receipt != nil {
			last = max(last, b.Receipt.Block-1)
		} else if !slices.Contains(m.batches, b.Decision) {
			m.batches = append(slices.Clip(m.batches), b.Decision)
			n.rewind(m, last)
		}
	}
	for _, v := range chain.Vaults(s, n.w.market) {
		if !slices.Contains(m.vaults, v.Account) {
			m.vaults = append(slices.Clip(m.vaults), v.Account)
			n.rewind(m, 0)
		}
	}
	return chain.Watch(s, n.w.market)
}

func (n *node) rewind(m *memory, to uint32) {
	if to < m.read {
		n.w.count("lookout: read again for what was not watched for")
		m.read = to
	}
}

// readOne reads a block.
func (n *node) readOne(m *memory, watched chain.Watched, height uint32) error {
	hash, err := n.look.node.HashAt(context.Background(), height)
	if err != nil {
		return err
	}
	b, err := n.w.blocks.block(n.look.node, hash)
	if err != nil {
		return err
	}
	seen := watched.Scan(n.w.blocks.rt, b)
	for _, f := range seen.Facts {
		if !slices.ContainsFunc(m.facts, func(old entry.Fact) bool { return old.Key() == f.Key() }) {
			m.facts = append(slices.Clip(m.facts), f)
		}
	}
	for _, decision := range slices.SortedFunc(maps.Keys(seen.Failed), func(a, b entry.Hash) int { return bytes.Compare(a[:], b[:]) }) {
		if !slices.Contains(m.failed, decision) {
			n.w.count("lookout: saw a batch fail")
			n.w.tell("%s sees %s fail: %v", n.name, n.w.called(decision), seen.Failed[decision])
			m.failed = append(slices.Clip(m.failed), decision)
		}
	}
	m.read = height
	return nil
}

// attestRead has a steward say what he has read, and has not said in this epoch.
func (n *node) attestRead() {
	if n.core.Steward == nil {
		return
	}
	m, _ := n.core.State.Market(n.w.market)
	ref := ledger.Ref{Market: n.w.market, Key: n.core.Steward.Voting.Account()}
	var facts []entry.Fact
	for _, f := range n.disk.memory().facts {
		key := fmt.Sprint(m.Epoch, entry.FactBytes(f))
		if len(facts) < 16 && !n.told[key] && !n.core.State.Attested(ref, f) {
			n.told[key] = true
			n.w.count("lookout: attested a " + map[bool]string{true: "receipt", false: "deposit"}[isReceipt(f)])
			facts = append(facts, f)
		}
	}
	if len(facts) > 0 {
		n.say(&entry.Attest{Facts: facts})
	}
}

func isReceipt(f entry.Fact) bool { _, is := f.(*entry.Receipt); return is }

// learn gives the steward's desk what the chain says at a final block.
func (n *node) learn(hash dunitertest.Hash, height uint32) error {
	st, err := chain.StandingOf(n.core.State, n.w.market)
	if err != nil {
		return err
	}
	g := chain.Ground{Height: height, Runtime: n.w.blocks.rt, Existential: existential, MarkerCost: markerCost, MarkerMore: markerMore,
		There: map[keys.Account]bool{}, Failed: map[entry.Hash]error{}}
	for _, h := range n.disk.memory().failed {
		g.Failed[h] = errFailed
	}
	vault, err := n.look.node.Account(context.Background(), g.Runtime, hash, st.Vault.Account)
	if err != nil {
		return err
	}
	g.Free = vault.Free
	for _, x := range n.core.State.Withdrawals(n.w.market) {
		to, err := n.look.node.Account(context.Background(), g.Runtime, hash, x.To)
		if err != nil {
			return err
		}
		g.There[x.To] = to.Free+to.Reserved > 0
	}
	n.look.desk.Ground = g
	return nil
}

// moveBatch has the steward's person say what batch is to come next, where that takes persons.
func (n *node) moveBatch() {
	st := n.core.Steward
	if st == nil || n.w.rnd.IntN(3) > 0 {
		return
	}
	if run := n.core.State.Batches(n.w.market); slices.ContainsFunc(run, func(b ledger.Batch) bool { return b.Receipt != nil }) {
		return
	}
	topic := n.core.State.NextBatch(n.w.market)
	value := st.Settling.Propose(n.core.State, topic)
	if value == nil || n.w.chronicle.moved[st.Voting.Account()][(&entry.Propose{Topic: topic, Value: value}).ValueHash()] {
		return
	}
	n.motion(topic, value)
}
