package mesh

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Kind tells what a message says. Its value is the byte on the wire.
type Kind uint8

// The kinds of message.
const (
	KindHello Kind = iota + 1
	KindBeacon
	KindFrontier
	KindWant
	KindEntries
	KindGone
	KindAsk
	KindHeads
	KindBye
	KindProof
	KindSeek
	KindPart
)

var kindNames = [...]string{"none", "hello", "beacon", "frontier", "want", "entries", "gone", "ask", "heads", "bye", "proof",
	"seek", "part"}

// String is the kind's name in lower case.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Message is one thing that a node says: one of the types of this package that a Kind names.
type Message interface {
	Kind() Kind
	write(w *writer)
	parse(r *reader)
}

// Hello begins a conversation, on both sides.
type Hello struct {
	Community entry.Hash
	Nonce     ledger.Nonce // salts the short hashes that its sender will say
	Name      string       // for people, in logs and lists; at most MaxName bytes
	Asks      bool         // its sender wants to be told, by Proof, who serves on the receiver's node
}

// Beacon sums up what its sender holds.
type Beacon struct {
	Digest ledger.Short // of ledger.State.Digest, shortened with the sender's nonce
	Held   uint64       // how many entries
}

// Frontier is a piece of its sender's frontier. Pieces come one after the other.
type Frontier struct {
	Piece int  // from 0
	Last  bool // no piece follows
	Ask   bool // the receiver is to tell his own frontier in full
	Told  ledger.Frontier
}

// Want asks for entries, by name or by their place.
type Want struct {
	Hashes []entry.Hash
	Spans  []ledger.Span
}

// Entries brings entries in full form.
type Entries struct {
	Names []entry.Hash // set on the sender's side only: what its driver is to read and put in Full
	Full  [][]byte

	read bool // the entries were read from Full: what follows says what they are
	list []*entry.Entry
	bad  int // no entries
	new  int // entries of a newer version
}

// Read reads the entries ahead of hearing them: a driver does it where it holds nobody up.
func (m *Entries) Read() {
	if m.read {
		return
	}
	m.read = true
	for _, full := range m.Full {
		e, err := entry.Decode(full)
		switch {
		case errors.Is(err, entry.ErrNewer):
			m.new++
		case err != nil:
			m.bad++
		default:
			m.list = append(m.list, e)
		}
	}
}

// entries are those of a community; others count as faults.
func (m *Entries) entries(community entry.Hash) (list []*entry.Entry, faults, newer int) {
	m.Read()
	faults = m.bad
	for _, e := range m.list {
		if e.Community == community {
			list = append(list, e)
		} else {
			faults++
		}
	}
	return list, faults, m.new
}

// Gone says that entries that were asked for are not held.
type Gone struct{ Hashes []entry.Hash }

// Ask asks how far the receiver holds some chains.
type Ask struct{ Chains []ledger.Ref }

// Heads answers an Ask, in its order.
type Heads struct{ Chains []ChainHeads }

// ChainHeads is how far a chain is held: the end of each branch; none: nothing of it is held.
type ChainHeads struct {
	Ref   ledger.Ref
	Heads []entry.Head
}

// Bye ends a conversation.
type Bye struct{ Reason Reason }

// Reason is why a node ends a conversation.
type Reason uint8

// The reasons.
const (
	Leaving   Reason = iota // it stops
	Stranger                // another community's
	Newer                   // a version that it does not know
	Malformed               // bytes that are no message, or a message out of turn
	Faulty                  // too much that does not hold
	Silent                  // nothing was heard for too long
	Crowded                 // it has enough peers
)

var reasonNames = [...]string{"leaving", "another community", "newer version", "malformed", "faulty", "silent", "crowded"}

// String is the reason in words.
func (r Reason) String() string {
	if int(r) < len(reasonNames) {
		return reasonNames[r]
	}
	return "unknown"
}

// newMessage makes the empty message of a kind, or nil for a kind that does not exist.
func newMessage(k Kind) Message {
	switch k {
	case KindHello:
		return new(Hello)
	case KindBeacon:
		return new(Beacon)
	case KindFrontier:
		return new(Frontier)
	case KindWant:
		return new(Want)
	case KindEntries:
		return new(Entries)
	case KindGone:
		return new(Gone)
	case KindAsk:
		return new(Ask)
	case KindHeads:
		return new(Heads)
	case KindBye:
		return new(Bye)
	case KindProof:
		return new(Proof)
	case KindSeek:
		return new(Seek)
	case KindPart:
		return new(Part)
	}
	return nil
}

// Encode gives a message's bytes, without the length in front.
func Encode(m Message) []byte {
	w := &writer{b: []byte{Version, byte(m.Kind())}}
	m.write(w)
	return w.b
}

// Decode reads a message. It returns ErrForm, ErrTooLong, or ErrNewer for a version that it does
// not know.
func Decode(b []byte) (Message, error) {
	if len(b) > MaxMessage {
		return nil, fmt.Errorf("%w: %d bytes", ErrTooLong, len(b))
	}
	r := &reader{b: b}
	if version := r.byte(); version > Version && r.err == nil {
		return nil, fmt.Errorf("%w: version %d", ErrNewer, version)
	}
	m := newMessage(Kind(r.byte()))
	if r.check(m != nil, "unknown kind"); r.err != nil {
		return nil, r.err
	}
	m.parse(r)
	if r.check(len(r.b) == 0, "trailing bytes"); r.err != nil {
		return nil, r.err
	}
	return m, nil
}

// WriteFrame writes a message behind its length.
func WriteFrame(w io.Writer, message []byte) error {
	frame := binary.BigEndian.AppendUint32(make([]byte, 0, lengthSize+len(message)), uint32(len(message)))
	_, err := w.Write(append(frame, message...))
	return err
}

// ReadFrame reads a message behind its length. It returns ErrTooLong before it reads or makes room
// for one that may not be; memory grows with what has come, not with what was announced.
func ReadFrame(r io.Reader) ([]byte, error) {
	var head [lengthSize]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > MaxMessage {
		return nil, fmt.Errorf("%w: %d bytes", ErrTooLong, n)
	}
	b, err := io.ReadAll(io.LimitReader(r, int64(n)))
	if err == nil && len(b) < int(n) {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

// Kind is KindHello.
func (*Hello) Kind() Kind { return KindHello }

func (m *Hello) write(w *writer) {
	w.hash(m.Community)
	w.bytes(m.Nonce[:])
	w.uint(uint64(len(m.Name)))
	w.bytes([]byte(m.Name))
	w.flag(m.Asks)
}

func (m *Hello) parse(r *reader) {
	m.Community = r.hash()
	m.Nonce = ledger.Nonce(r.take(len(m.Nonce)))
	m.Name = r.text(MaxName)
	m.Asks = r.flag()
}

// Kind is KindBeacon.
func (*Beacon) Kind() Kind { return KindBeacon }

func (m *Beacon) write(w *writer) { w.bytes(m.Digest[:]); w.uint(m.Held) }
func (m *Beacon) parse(r *reader) { m.Digest = r.short(); m.Held = r.uint(0, 1<<62) }

// Kind is KindWant.
func (*Want) Kind() Kind { return KindWant }

func (m *Want) write(w *writer) {
	w.hashes(m.Hashes)
	w.uint(uint64(len(m.Spans)))
	for _, s := range m.Spans {
		w.ref(s.Ref)
		w.uint(uint64(s.From))
		w.uint(uint64(s.To))
	}
}

func (m *Want) parse(r *reader) {
	m.Hashes = r.hashes(0)
	n := r.count(0, MaxSpans, entry.MarketSize+keys.AccountSize+2)
	r.check(n+len(m.Hashes) > 0, "nothing is wanted")
	for range n {
		s := ledger.Span{Ref: r.ref(), From: r.seq(), To: r.seq()}
		r.check(s.From <= s.To, "a part that ends before it begins")
		m.Spans = append(m.Spans, s)
	}
}

// Kind is KindEntries.
func (*Entries) Kind() Kind { return KindEntries }

func (m *Entries) write(w *writer) {
	w.uint(uint64(len(m.Full)))
	for _, full := range m.Full {
		w.uint(uint64(len(full)))
		w.bytes(full)
	}
}

func (m *Entries) parse(r *reader) {
	for range r.count(1, MaxMessage, 1) {
		m.Full = append(m.Full, r.take(r.count(1, entry.MaxSize, 1)))
		if r.err != nil {
			return
		}
	}
}

// Kind is KindGone.
func (*Gone) Kind() Kind { return KindGone }

func (m *Gone) write(w *writer) { w.hashes(m.Hashes) }
func (m *Gone) parse(r *reader) { m.Hashes = r.hashes(1) }

// Kind is KindAsk.
func (*Ask) Kind() Kind { return KindAsk }

func (m *Ask) write(w *writer) {
	w.uint(uint64(len(m.Chains)))
	for _, c := range m.Chains {
		w.ref(c)
	}
}

func (m *Ask) parse(r *reader) {
	for range r.count(1, MaxSpans, entry.MarketSize+keys.AccountSize) {
		m.Chains = append(m.Chains, r.ref())
	}
}

// Kind is KindHeads.
func (*Heads) Kind() Kind { return KindHeads }

func (m *Heads) write(w *writer) {
	w.uint(uint64(len(m.Chains)))
	for _, c := range m.Chains {
		w.ref(c.Ref)
		w.uint(uint64(len(c.Heads)))
		for _, h := range c.Heads {
			w.uint(uint64(h.Seq))
			w.hash(h.Hash)
		}
	}
}

func (m *Heads) parse(r *reader) {
	for range r.count(1, MaxSpans, entry.MarketSize+keys.AccountSize+1) {
		c := ChainHeads{Ref: r.ref()}
		for range r.count(0, MaxBranches, entry.HashSize+1) {
			c.Heads = append(c.Heads, entry.Head{Author: c.Ref.Key, Seq: r.seq(), Hash: r.hash()})
		}
		m.Chains = append(m.Chains, c)
	}
}

// Kind is KindBye.
func (*Bye) Kind() Kind { return KindBye }

func (m *Bye) write(w *writer) { w.byte(byte(m.Reason)) }
func (m *Bye) parse(r *reader) { m.Reason = Reason(r.byte()) }
