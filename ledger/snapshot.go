package ledger

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"

	"foirail/ledger/entry"
)

// ErrSnapshot is returned for bytes that are no snapshot, or not the one that was asked for.
var ErrSnapshot = errors.New("this is not the snapshot that was asked for")

// ErrGaps is returned when a state lacks something that it points to. What came through the door
// has no gaps.
var ErrGaps = errors.New("the state lacks something that it points to")

// snapshotTag begins every snapshot.
const snapshotTag = "Foirail snapshot\n"

// A snapshot is a state as bytes: the summary in full, the past of each account, and the entries
// that still matter for what they say. Whoever has the state hash from somebody he trusts can
// check all of it. It leaves out what no vote names and nothing else hangs on; that is told like
// any other news.

// kept is the nodes of a snapshot in its order: the past of each account, then the loose ones.
func (s *State) kept(sum *Summary) []*node {
	var list []*node
	for i := range sum.Accounts {
		if a := &sum.Accounts[i]; a.Height > 0 {
			list = append(list, s.accounts[a.Ref].slots[:a.Height]...)
		}
	}
	for i := range sum.Loose {
		list = append(list, s.nodes[sum.Loose[i].Entry])
	}
	return list
}

// Snapshot writes a state down. It returns ErrGaps for one that did not come through the door. It
// costs time in proportion to all entries held.
func (s *State) Snapshot() ([]byte, error) {
	sum := s.Summary()
	return s.snapshot(sum, s.kept(sum))
}

func (s *State) snapshot(sum *Summary, kept []*node) ([]byte, error) {
	d := &digest{}
	d.text(snapshotTag)
	d.text(string(sum.Bytes()))
	bodies := 0
	for i, n := range kept {
		if n.seq > 1 && n.chain.coupon == nil && n.prev == nil && n.root == nil {
			return nil, fmt.Errorf("%w: what stands before %v", ErrGaps, n.hash)
		}
		if s.speaksFor(n) {
			if kept[i].entry == nil {
				return nil, fmt.Errorf("%w: the body of %v", ErrGaps, n.hash)
			}
			bodies++
		}
	}
	for i := range sum.Accounts {
		a := &sum.Accounts[i]
		for _, n := range s.accounts[a.Ref].slots[:a.Height] {
			d.row(n)
		}
	}
	d.list(bodies)
	for _, n := range kept {
		if s.speaksFor(n) {
			d.text(string(n.entry.Full()))
		}
	}
	return d.b, nil
}

// row writes an entry of a past.
func (d *digest) row(n *node) {
	d.hash(n.hash)
	d.b = append(append(d.b, byte(n.kind)), n.said[:]...)
}

// rowSize is the bytes of a row.
const rowSize = entry.HashSize + 1 + 8

// speaksFor says whether the body of an entry still matters: all do but payments that are final,
// and votes and attestations that were heeded.
func (s *State) speaksFor(n *node) bool {
	switch n.kind {
	case entry.KindPay:
		return n.level != Final
	case entry.KindVotes, entry.KindAttest:
		at, seated := s.markets[n.chain.ref.Market].seats[n.chain.ref.Key]
		return !seated || at.epoch.closedAt > 0 && n.seq > at.epoch.closedAt
	}
	return true
}

// LoadSnapshot makes the state that a snapshot is of. The state goes on like one that has taken in
// every entry itself. It returns ErrSnapshot unless the bytes are canonical, and all that they say
// hashes to want. It does not look at signatures, which the hash does not cover: SnapshotEntries
// gives the entries whose signatures may be asked for.
func LoadSnapshot(b []byte, want entry.Hash) (*State, error) {
	p, err := readSnapshot(b, want)
	if err != nil {
		return nil, err
	}
	return p.build()
}

// SnapshotEntries gives the entries that a snapshot holds in full, in its order. It returns
// ErrSnapshot for bytes that are none.
func SnapshotEntries(b []byte) ([]*entry.Entry, error) {
	p := &parts{}
	if err := p.read(b); err != nil {
		return nil, err
	}
	return p.list, nil
}

// parts is a snapshot taken apart.
type parts struct {
	sum    *Summary
	rows   []byte // of all pasts, by account
	list   []*entry.Entry
	bodies map[entry.Hash]*entry.Entry
}

// readSnapshot takes a snapshot apart, and checks that all of it is what a state hash names.
func readSnapshot(b []byte, want entry.Hash) (*parts, error) {
	p := &parts{}
	if err := p.read(b); err != nil {
		return nil, err
	}
	if sha256.Sum256(p.sum.Bytes()) != want {
		return nil, fmt.Errorf("%w: another state", ErrSnapshot)
	}
	return p, p.checkPasts()
}

func (p *parts) read(b []byte) error {
	r := &scan{b: b}
	if r.text() != snapshotTag {
		r.bad = true
	}
	summary := []byte(r.text())
	if p.sum = readSummary(summary); p.sum == nil || r.bad {
		return fmt.Errorf("%w: its summary", ErrSnapshot)
	}
	p.rows = r.take(p.sum.buried() * rowSize)
	p.bodies = map[entry.Hash]*entry.Entry{}
	for range r.list(4) {
		e, err := entry.Decode([]byte(r.text()))
		if err != nil {
			return fmt.Errorf("%w: an entry: %w", ErrSnapshot, err)
		}
		p.list = append(p.list, e)
		p.bodies[e.Hash()] = e
	}
	if r.bad || len(r.b) > 0 || len(p.bodies) != len(p.list) {
		return fmt.Errorf("%w: its end", ErrSnapshot)
	}
	return nil
}

// buried is how many entries stand in pasts.
func (sum *Summary) buried() (n int64) {
	for i := range sum.Accounts {
		n += int64(sum.Accounts[i].Height)
	}
	return n
}

// pastsAtOnce is how many accounts are checked by one goroutine.
const pastsAtOnce = 256

// checkPasts checks that each account's rows make the digest of its past, on all cores.
func (p *parts) checkPasts() error {
	rows, accounts := p.rows, p.sum.Accounts
	var working sync.WaitGroup
	bad := make([]error, (len(accounts)+pastsAtOnce-1)/pastsAtOnce)
	for i := range bad {
		n, size := min(len(accounts), pastsAtOnce), int64(0)
		for j := range accounts[:n] {
			size += int64(accounts[j].Height) * rowSize
		}
		some, of := accounts[:n], rows[:size]
		working.Go(func() { bad[i] = checkSome(some, of) })
		accounts, rows = accounts[n:], rows[size:]
	}
	working.Wait()
	return errors.Join(bad...)
}

func checkSome(accounts []AccountSummary, rows []byte) error {
	for i := range accounts {
		a := &accounts[i]
		var past entry.Hash
		for range a.Height {
			past = pastDigest(past, entry.Hash(rows[:entry.HashSize]), entry.Kind(rows[entry.HashSize]), [8]byte(rows[entry.HashSize+1:]))
			rows = rows[rowSize:]
		}
		if past != a.Past {
			return fmt.Errorf("%w: the past of %v", ErrSnapshot, a.Ref.Key)
		}
	}
	return nil
}

// readSummary reads a summary's canonical bytes; nil for others.
func readSummary(b []byte) *Summary {
	r := &scan{b: b}
	if r.text() != "Foirail state\n" {
		return nil
	}
	sum := &Summary{Community: r.hash()}
	for range r.list(entry.MarketSize) {
		sum.Markets = append(sum.Markets, r.market())
	}
	for range r.list(entry.MarketSize) {
		sum.Accounts = append(sum.Accounts, AccountSummary{r.ref(), r.int(), r.int(), r.seq(), r.hash()})
	}
	for range r.list(entry.HashSize) {
		sum.Series = append(sum.Series, SeriesSummary{Series: r.hash(), States: []byte(r.text()), Live: r.int()})
	}
	for range r.list(entry.HashSize) {
		sum.Links = append(sum.Links, Link{r.ref(), r.hash()})
	}
	for range r.list(entry.HashSize) {
		sum.Loose = append(sum.Loose, r.loose())
	}
	for range r.list(entry.MarketSize) {
		f := Slot{Author: r.ref(), Seq: r.seq()}
		f.Serial, f.Series = int(r.int()), r.hash()
		sum.Forked = append(sum.Forked, f)
	}
	if r.bad || len(r.b) > 0 {
		return nil
	}
	sum.sort()
	if !bytes.Equal(sum.Bytes(), b) {
		return nil
	}
	return sum
}
