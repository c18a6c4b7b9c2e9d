package dunitertest

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// Config is what a chain begins with. Its zero value is a chain of nobody, of the runtime of today.
type Config struct {
	Table     string  // the runtime, in the form of G1
	Versions  []uint8 // of metadata that it tells; 14, 15 and 16
	Spec      uint32  // version of the runtime; 1100
	Tx        uint32  // version of its extrinsics; 1
	Began     uint64  // milliseconds since 1970, of block 0
	Accounts  []Grant
	Members   []Member
	Dividend  uint64 // what a member gets each day; 1148
	KeepState int    // states before the finalised one that are kept; 256, and all when negative
}

// Grant is money that an account has from the beginning.
type Grant struct {
	To     keys.Account
	Amount uint64
}

// Member is somebody of the web of trust.
type Member struct {
	Owner keys.Account
	Name  string
}

// blockTime is between two blocks, in milliseconds.
const blockTime = 6000

// day is between two dividends, in milliseconds.
const day = 86_400_000

func (c Config) withDefaults() Config {
	c.Table = cmp.Or(c.Table, G1)
	c.Spec = cmp.Or(c.Spec, 1100)
	c.Tx = cmp.Or(c.Tx, 1)
	c.Began = cmp.Or(c.Began, 1_772_906_400_000)
	c.Dividend = cmp.Or(c.Dividend, 1148)
	c.KeepState = cmp.Or(c.KeepState, 256)
	if c.Versions == nil {
		c.Versions = []uint8{14, 15, 16}
	}
	return c
}

// Chain is the whole tree of blocks and what waits to be in one. It is a pure state machine: Step is all that changes it.
type Chain struct {
	config    Config
	upgrade   *program // the runtime after the next block, when it changes
	blocks    map[duniter.Hash]*block
	genesis   *block
	best      *block
	finalised *block
	pool      []*waiting
	orders    []order // of the root, for the next block
	forks     uint64  // so that two blocks on one parent differ
}

// program is one version of the runtime.
type program struct {
	table    *table
	text     string
	meta     *duniter.Metadata
	versions []uint8
	spec, tx uint32
}

func newProgram(text string, versions []uint8, spec, tx uint32) *program {
	meta, err := duniter.ReadMetadata(Metadata(text, 16))
	if err != nil {
		panic(err) // the table of a test that is wrong
	}
	return &program{parse(text), text, meta, versions, spec, tx}
}

// New begins a chain at its block 0.
func New(config Config) *Chain {
	config = config.withDefaults()
	c := &Chain{config: config, blocks: map[duniter.Hash]*block{}}
	first := newProgram(config.Table, config.Versions, config.Spec, config.Tx)
	s := &run{chain: c, prog: first, phase: -1, view: &view{base: map[string]string{}, own: map[string]*string{}}}
	s.begin()
	c.genesis = c.seal(nil, s, nil)
	c.best, c.finalised = c.genesis, c.genesis
	return c
}

// Input is one thing that happens to a chain. Exactly one part is set.
type Input struct {
	Submit   []byte        // somebody sends an extrinsic
	Make     *Make         // a block is made
	Finalise *duniter.Hash // a block, and all before it, becomes final
	Upgrade  *Upgrade      // the next block changes the runtime, for those after it
	Order    *Order        // the root has its way in the next block
}

// Make is a block to make.
type Make struct {
	On    duniter.Hash // the block before; zero is the best
	Empty bool         // take nothing that waits
	Time  uint64       // milliseconds since 1970; zero is one block's time after the block before
}

// Upgrade is a change of the runtime.
type Upgrade struct {
	Table    string
	Spec, Tx uint32
}

// Order is what no extrinsic can do here: somebody becomes a member, or is one no more; an account is given money from nowhere.
type Order struct {
	Join  *Member
	Leave keys.Account
	Grant *Grant
}

type order = Order

// Output is what came of it.
type Output struct {
	Refused *duniter.NodeError // an extrinsic that was not taken
	Hash    duniter.Hash       // of the extrinsic or the block
}

// Step does one thing.
func (c *Chain) Step(in Input) Output {
	switch {
	case in.Submit != nil:
		return c.submit(in.Submit)
	case in.Make != nil:
		return Output{Hash: c.make(*in.Make).hash}
	case in.Finalise != nil:
		c.finalise(c.blocks[*in.Finalise])
	case in.Upgrade != nil:
		c.upgrade = newProgram(cmp.Or(in.Upgrade.Table, c.best.prog.text), c.config.Versions, in.Upgrade.Spec, in.Upgrade.Tx)
	case in.Order != nil:
		c.orders = append(c.orders, *in.Order)
	}
	return Output{}
}

// Submit sends an extrinsic.
func (c *Chain) Submit(extrinsic []byte) error {
	if out := c.Step(Input{Submit: extrinsic}); out.Refused != nil {
		return out.Refused
	}
	return nil
}

// Make makes so many blocks on the best one, with what waits.
func (c *Chain) Make(n int) duniter.Hash {
	hash := c.best.hash
	for range n {
		hash = c.Step(Input{Make: &Make{}}).Hash
	}
	return hash
}

// Finalise makes final what stands so many blocks below the best.
func (c *Chain) Finalise(lag uint32) duniter.Hash {
	b := c.best
	for range lag {
		if b.number > c.finalised.number {
			b = b.parent
		}
	}
	c.Step(Input{Finalise: &b.hash})
	return b.hash
}

// Advance makes so many blocks, of which the last is final.
func (c *Chain) Advance(n int) duniter.Hash {
	c.Make(n)
	return c.Finalise(0)
}

// Genesis is the hash of block 0.
func (c *Chain) Genesis() duniter.Hash { return c.genesis.hash }

// Best is the newest block of the best fork.
func (c *Chain) Best() (duniter.Hash, uint32) { return c.best.hash, c.best.number }

// Finalised is the newest final block.
func (c *Chain) Finalised() (duniter.Hash, uint32) { return c.finalised.hash, c.finalised.number }

// Runtime is the runtime that the next block runs under, for making calls.
func (c *Chain) Runtime() *duniter.Runtime {
	p := c.best.prog
	return &duniter.Runtime{Metadata: p.meta, Genesis: c.genesis.hash, SpecName: "g1", SpecVersion: p.spec, TxVersion: p.tx}
}

// Intent is a call meant for the next block: born at the finalised one, with the account's next nonce.
func (c *Chain) Intent(who keys.Account, call duniter.Call) duniter.Intent {
	return duniter.Intent{Genesis: c.genesis.hash, TxVersion: c.best.prog.tx, Call: call, Nonce: c.nextNonce(c.best, who), Period: 64,
		Born: c.finalised.number, BornHash: c.finalised.hash}
}

// Holds is what an account has in the best block: free and reserved.
func (c *Chain) Holds(who keys.Account) (free, reserved uint64) {
	a := (&run{chain: c, prog: c.best.prog, view: c.best.look()}).account(who)
	return a.free, a.reserved
}

// block is a block and the state behind it.
type block struct {
	parent     *block
	header     duniter.Header
	hash       duniter.Hash
	number     uint32
	extrinsics [][]byte
	prog       *program          // that the next block runs under
	state      map[string]string // nil once it is forgotten
	final      bool
}

// look is the block's state, to be read.
func (b *block) look() *view { return &view{base: b.state, own: map[string]*string{}} }

// at is the ancestor of a block at a height, or nil.
func (b *block) at(height uint32) *block {
	for b != nil && b.number > height {
		b = b.parent
	}
	return b
}

// make makes a block.
func (c *Chain) make(m Make) *block {
	parent := c.best
	if m.On != (duniter.Hash{}) {
		parent = c.blocks[m.On]
	}
	s := &run{chain: c, prog: parent.prog, parent: parent, number: parent.number + 1, phase: -1, view: parent.look()}
	s.start(cmp.Or(m.Time, s.now()+blockTime))
	if parent == c.best {
		s.obey(c.orders)
		s.upgrade, c.orders, c.upgrade = c.upgrade, nil, nil
	}
	if !m.Empty {
		c.include(s)
	}
	s.finish()
	b := c.seal(parent, s, s.extrinsics)
	if b.number > c.best.number {
		c.best = b
	}
	return b
}

// seal makes the header of what has run. Its state root is a hash over the parent's and all that changed; it proves nothing, but
// two states do not have one root.
func (c *Chain) seal(parent *block, s *run, extrinsics [][]byte) *block {
	b := &block{parent: parent, number: s.number, extrinsics: extrinsics, prog: s.prog}
	var root, all duniter.Writer
	if parent != nil {
		b.header.Parent = parent.hash
		root.Raw(parent.header.StateRoot[:])
	}
	for _, key := range sortedKeys(s.view.own) {
		root.Text(key)
		if v := s.view.own[key]; v != nil {
			root.Text(*v)
		}
	}
	for _, x := range extrinsics {
		all.Blob(x)
	}
	c.forks++
	slot := append([]byte("\x06BABE\x20"), binary.LittleEndian.AppendUint64(nil, c.forks)...)
	b.header.Number, b.header.StateRoot, b.header.ExtrinsicsRoot = b.number, blake2(root.Bytes()), blake2(all.Bytes())
	b.header.Logs = [][]byte{slot}
	if s.upgrade != nil {
		b.prog = s.upgrade
		b.header.Logs = append(b.header.Logs, []byte{8}) // the runtime is another one from here on
	}
	b.hash, b.state = b.header.Hash(), s.view.flat()
	c.blocks[b.hash] = b
	return b
}

func sortedKeys(m map[string]*string) []string {
	names := make([]string, 0, len(m))
	for k := range m {
		names = append(names, k)
	}
	slices.Sort(names)
	return names
}

func blake2(b []byte) duniter.Hash { return duniter.Call(b).Hash() }

// finalise makes a block final, which must stand on what is final already. Forks beside it can win no more.
func (c *Chain) finalise(b *block) {
	if b == nil || b.at(c.finalised.number) != c.finalised {
		panic(fmt.Sprintf("a block that does not stand on block %d, which is final", c.finalised.number))
	}
	for x := b; x != nil && !x.final; x = x.parent {
		x.final = true
	}
	c.finalised = b
	if c.best.at(b.number) != b {
		c.best = c.highestOn(b)
	}
	c.forget()
}

// highestOn is the best block above a final one.
func (c *Chain) highestOn(base *block) *block {
	best := base
	for _, b := range c.blocks {
		higher := b.number > best.number || b.number == best.number && bytes.Compare(b.hash[:], best.hash[:]) < 0
		if higher && b.at(base.number) == base {
			best = b
		}
	}
	return best
}

// forget drops the states that a node that prunes has no more.
func (c *Chain) forget() {
	if c.config.KeepState < 0 {
		return
	}
	for b := c.finalised.at(c.finalised.number - min(c.finalised.number, uint32(c.config.KeepState))).parent; b != nil && b.state != nil; b = b.parent {
		b.state = nil
	}
}

// Fork makes so many empty blocks beside the best fork, from so many blocks below its end, and gives the last. When it is longer
// than the best fork was, it is the best now.
func (c *Chain) Fork(below, blocks int) duniter.Hash {
	at := c.best
	for range below {
		at = at.parent
	}
	hash := at.hash
	for range blocks {
		hash = c.Step(Input{Make: &Make{On: hash, Empty: true}}).Hash
	}
	return hash
}
