package dunitertest

import (
	"encoding/binary"
	"fmt"
	"strings"

	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// run is a block that is being made: the state so far, where in it we are, how much work was done.
type run struct {
	chain   *Chain
	prog    *program
	parent  *block
	upgrade *program // the runtime after this block, when it changes
	number  uint32
	view    *view
	phase   int // which extrinsic is running; -1 is the block itself

	extrinsics [][]byte
	weight     uint64
	length     int
	depth      int         // calls within calls
	acting     []proxyType // as whose proxy a call runs
}

// failure is why a call was not done, as metadata names it: "Proxy.Duplicate", "Token.BelowMinimum", "BadOrigin".
type failure string

func (f failure) Error() string { return string(f) }

// within runs something in a layer of its own, which is dropped when it fails.
func (s *run) within(do func() error) error {
	s.view = s.view.above()
	layer := s.view
	err := do()
	s.view = layer.under
	if err == nil {
		layer.keep()
	}
	return err
}

// key is where an item stands.
func (s *run) key(pallet, item string, parts ...any) string {
	key, err := s.prog.meta.StorageKey(pallet, item, parts...)
	if err != nil {
		panic(err)
	}
	return string(key)
}

// word reads an integer of an item, lowest byte first; 0 when it is not there.
func (s *run) word(pallet, item string, parts ...any) uint64 {
	v, _ := s.view.get(s.key(pallet, item, parts...))
	var b [8]byte
	copy(b[:], v)
	return binary.LittleEndian.Uint64(b[:])
}

// setWord writes an integer in so many bytes.
func (s *run) setWord(size int, n uint64, pallet, item string, parts ...any) {
	s.view.set(s.key(pallet, item, parts...), string(binary.LittleEndian.AppendUint64(nil, n)[:size]))
}

// emit notes that something happened.
func (s *run) emit(pallet, name string, values ...any) {
	var w duniter.Writer
	if s.phase >= 0 {
		w.U8(0)
		w.U32(uint32(s.phase))
	} else {
		w.U8(2) // before the first extrinsic
	}
	p, e := s.prog.table.find(pallet, "Event", name)
	w.U8(p)
	w.U8(e)
	for _, v := range values {
		put(&w, s.prog.table, v)
	}
	w.Compact(0) // topics
	s.view.events = append(s.view.events, w.Bytes())
}

// find gives the numbers of a pallet and of one of its members.
func (t *table) find(pallet, member, name string) (uint8, uint8) {
	for _, p := range t.pallets {
		for _, m := range p.members(member) {
			if p.name == pallet && m.name == name {
				return p.index, m.index
			}
		}
	}
	panic(fmt.Sprintf("the table has no %s %s.%s", member, pallet, name))
}

// put writes a value by its Go type.
func put(w *duniter.Writer, t *table, v any) {
	switch v := v.(type) {
	case keys.Account:
		w.Raw(v[:])
	case duniter.Hash:
		w.Raw(v[:])
	case uint8:
		w.U8(v)
	case uint16:
		w.U16(v)
	case uint32:
		w.U32(v)
	case uint64:
		w.U64(v)
	case timepoint:
		w.U32(v.height)
		w.U32(v.index)
	case proxyType:
		w.U8(uint8(v))
	case result:
		w.Bool(v.err != nil)
		if v.err != nil {
			put(w, t, v.err)
		}
	case failure:
		w.Raw(t.dispatchError(string(v)))
	case info:
		w.Compact(v.weight)
		w.Compact(0)
		w.U8(0) // of the normal class
		w.U8(0) // that pays
	default:
		panic(fmt.Sprintf("%T in an event", v))
	}
}

// result is what an inner call came to.
type result struct{ err error }

// info is what running an extrinsic took.
type info struct{ weight uint64 }

// dispatchError is a failure in bytes.
func (t *table) dispatchError(name string) []byte {
	pallet, inner, isPart := strings.Cut(name, ".")
	d := t.types["DispatchError"]
	for _, a := range d.alts {
		switch {
		case a.name == name:
			return []byte{a.index}
		case isPart && a.name == pallet:
			return []byte{a.index, t.types[pallet+"Error"].alt(inner)}
		}
	}
	p, e := t.find(pallet, "Error", inner)
	return []byte{3, p, e, 0, 0, 0}
}

func (d declared) alt(name string) uint8 {
	for _, a := range d.alts {
		if a.name == name {
			return a.index
		}
	}
	panic("the table has no error " + name)
}

// start begins a block: its number, the hash of the one before, the time, and with it perhaps a dividend.
func (s *run) start(now uint64) {
	s.setWord(4, uint64(s.number), "System", "Number")
	parent := s.parent.hash
	s.view.set(s.key("System", "BlockHash", s.number-1), string(parent[:]))
	if s.number > hashesKept {
		s.view.del(s.key("System", "BlockHash", s.number-1-hashesKept))
	}
	s.view.set(s.key("System", "Events"), "\x00")
	var call duniter.Writer
	call.Raw([]byte{4}) // bare, version 4
	p, c := s.prog.table.find("Timestamp", "Call", "set")
	call.Raw([]byte{p, c})
	call.Compact(now)
	var x duniter.Writer
	x.Blob(call.Bytes())
	s.phase = 0
	s.setWord(8, now, "Timestamp", "Now")
	s.dividends(now)
	s.emit("System", "ExtrinsicSuccess", info{})
	s.extrinsics = append(s.extrinsics, x.Bytes())
	s.phase = -1
}

// hashesKept is how many blocks back a hash is remembered, but for the first block's.
const hashesKept = 2400

func (s *run) now() uint64 { return s.word("Timestamp", "Now") }

// finish ends a block: the fee of the next, and the events.
func (s *run) finish() {
	s.multiply()
	var w duniter.Writer
	w.Compact(uint64(len(s.view.events)))
	for _, e := range s.view.events {
		w.Raw(e)
	}
	s.view.set(s.key("System", "Events"), string(w.Bytes()))
}
