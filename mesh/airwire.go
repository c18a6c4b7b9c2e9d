package mesh

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// AirKind is the low half of a frame's first byte.
type AirKind byte

// The kinds of frames. Below AirBeacon stand the seats of frames of records.
const (
	AirBeacon AirKind = iota + entry.MaxStewards
	AirFrontier
	AirPart
	AirMissing
	AirWhole
	AirLacking
)

// airVersion is the high half of a frame's first byte.
const airVersion = 0

// airHeadSize is the version, the kind and the tag, in front of every frame.
const airHeadSize = 1 + entry.AirTagSize

// airFrame is the body of a frame that is not of records.
type airFrame interface {
	kind() AirKind
	write(*writer)
	parse(*reader)
}

// airBeacon sums up what its sender holds.
type airBeacon struct {
	node   [4]byte
	nonce  [4]byte // drawn anew for each
	digest ledger.Short
	held   uint64 // entries
	plain  bool   // its sender knows no numbers: keys and series are to stand whole
}

// airLacking is a beacon of somebody to whom entries were named that he does not hold.
type airLacking struct {
	airBeacon
	lacks []airMark // how their hashes begin
}

// airFrontier is its sender's frontier.
type airFrontier struct {
	node  [4]byte
	nonce [4]byte
	asks  bool // whoever hears it is to tell his own, in full
	whole bool // entries are to come in full form
	told  ledger.Frontier

	penned []airMark // records that are there and wait for others
}

// airPart is a part of a frame that is longer than any may be.
type airPart struct {
	id    [2]byte // of the hash of the whole
	index int
	last  int // index of the last part
	bytes []byte
}

// airMissing asks for parts.
type airMissing struct {
	id   [2]byte
	last int
	list []int // indexes, ascending
}

// airWhole is an entry in full form.
type airWhole struct{ full []byte }

func (*airBeacon) kind() AirKind   { return AirBeacon }
func (*airFrontier) kind() AirKind { return AirFrontier }
func (*airPart) kind() AirKind     { return AirPart }
func (*airMissing) kind() AirKind  { return AirMissing }
func (*airWhole) kind() AirKind    { return AirWhole }
func (*airLacking) kind() AirKind  { return AirLacking }

// airNonce salts what a frame says in short: the node's name and the frame's nonce.
func airNonce(node, nonce [4]byte) ledger.Nonce {
	return ledger.Nonce(append(node[:], nonce[:]...))
}

func (f *airBeacon) write(w *writer) {
	w.bytes(f.node[:])
	w.bytes(f.nonce[:])
	w.bytes(f.digest[:])
	w.uint(f.held<<1 | bit(f.plain))
}

func (f *airBeacon) parse(r *reader) {
	f.node, f.nonce = r.four(), r.four()
	f.digest = r.short()
	n := r.uint(0, 1<<62)
	f.held, f.plain = n>>1, n&1 == 1
}

func (f *airLacking) write(w *writer) {
	f.airBeacon.write(w)
	w.marks(f.lacks)
}

func (f *airLacking) parse(r *reader) {
	f.airBeacon.parse(r)
	r.check(len(r.b) > 0, "nothing is lacking")
	f.lacks = r.marks(min(len(r.b)/len(airMark{}), beaconMarks))
}

// Flags of a frontier on air.
const (
	airAsks = 1 << iota
	airInFull
)

func (f *airFrontier) write(w *writer) {
	w.bytes(f.node[:])
	w.bytes(f.nonce[:])
	w.byte(byte(bit(f.asks)*airAsks | bit(f.whole)*airInFull))
	writeTold(w, &f.told)
	w.uint(uint64(len(f.penned)))
	w.marks(f.penned)
}

func (f *airFrontier) parse(r *reader) {
	f.node, f.nonce = r.four(), r.four()
	flags := r.byte()
	r.check(flags <= airAsks|airInFull, "bad flags")
	f.asks, f.whole = flags&airAsks != 0, flags&airInFull != 0
	readTold(r, &f.told)
	f.told.Nonce = airNonce(f.node, f.nonce)
	f.penned = r.marks(r.count(0, maxMarks, len(airMark{})))
}

func (f *airPart) write(w *writer) {
	w.bytes(f.id[:])
	w.byte(byte(f.index))
	w.byte(byte(f.last))
	w.bytes(f.bytes)
}

func (f *airPart) parse(r *reader) {
	f.id = [2]byte(r.take(2))
	f.index, f.last = int(r.byte()), int(r.byte())
	r.check(f.last >= 1 && f.last < MaxAirParts && f.index <= f.last, "no such part")
	r.check(len(r.b) > 0, "an empty part")
	f.bytes = bytes.Clone(r.take(len(r.b)))
}

func (f *airMissing) write(w *writer) {
	w.bytes(f.id[:])
	w.byte(byte(f.last))
	bits := make([]byte, f.last/8+1)
	for _, i := range f.list {
		bits[i/8] |= 1 << (i % 8)
	}
	w.bytes(bits)
}

func (f *airMissing) parse(r *reader) {
	f.id = [2]byte(r.take(2))
	f.last = int(r.byte())
	r.check(f.last >= 1 && f.last < MaxAirParts, "no such part")
	if r.err != nil {
		return
	}
	for i, b := range r.take(f.last/8 + 1) {
		for j := range 8 {
			if b&(1<<j) != 0 {
				f.list = append(f.list, i*8+j)
			}
		}
	}
	r.check(len(f.list) > 0 && f.list[len(f.list)-1] <= f.last, "no such part")
}

func (f *airWhole) write(w *writer) { w.bytes(f.full) }
func (f *airWhole) parse(r *reader) {
	r.check(len(r.b) <= entry.MaxSize, "longer than any entry")
	f.full = bytes.Clone(r.take(len(r.b)))
}

func bit(on bool) uint64 {
	if on {
		return 1
	}
	return 0
}

func (r *reader) four() [4]byte { return [4]byte(r.take(4)) }

func (w *writer) marks(list []airMark) {
	for _, m := range list {
		w.bytes(m[:])
	}
}

// marks reads n marks, which ascend.
func (r *reader) marks(n int) (list []airMark) {
	for range n {
		list = append(list, airMark(r.take(len(airMark{}))))
	}
	r.check(ascending(list, compareMarks), "marks out of order")
	return list
}

// encodeAir gives a frame's bytes.
func encodeAir(tag [entry.AirTagSize]byte, f airFrame) []byte {
	w := &writer{b: append([]byte{airVersion<<4 | byte(f.kind())}, tag[:]...)}
	f.write(w)
	return w.b
}

// readAirHead reads what every frame begins with. It returns ErrForm, or ErrNewer.
func readAirHead(frame []byte) (kind AirKind, tag [entry.AirTagSize]byte, err error) {
	if len(frame) < airHeadSize {
		return 0, tag, fmt.Errorf("%w: too short", ErrForm)
	}
	if version := frame[0] >> 4; version > airVersion {
		return 0, tag, fmt.Errorf("%w: air version %d", ErrNewer, version)
	}
	return AirKind(frame[0] & 15), [entry.AirTagSize]byte(frame[1:]), nil
}

// decodeAir reads a frame that is not of records. It returns ErrForm, or ErrNewer.
func decodeAir(frame []byte) (airFrame, error) {
	kind, _, err := readAirHead(frame)
	if err != nil {
		return nil, err
	}
	f := newAirFrame(kind)
	if f == nil {
		return nil, fmt.Errorf("%w: no such kind", ErrForm)
	}
	r := &reader{b: frame[airHeadSize:]}
	f.parse(r)
	r.check(len(r.b) == 0, "trailing bytes")
	return f, r.err
}

func newAirFrame(kind AirKind) airFrame {
	switch kind {
	case AirBeacon:
		return new(airBeacon)
	case AirFrontier:
		return new(airFrontier)
	case AirPart:
		return new(airPart)
	case AirMissing:
		return new(airMissing)
	case AirWhole:
		return new(airWhole)
	case AirLacking:
		return new(airLacking)
	}
	return nil
}

// airID names a frame that is cut into parts.
func airID(whole []byte) [2]byte {
	sum := sha256.Sum256(whole)
	return [2]byte(sum[:])
}
