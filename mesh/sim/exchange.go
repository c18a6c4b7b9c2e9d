package sim

import (
	"encoding/binary"
	"errors"

	"foirail/ledger/entry"
)

// The exchange of news between nodes, in the plainest form: what is made here is pushed; now and
// then a node says how much it holds, whoever hears that it holds something else lists all that he
// holds, and is sent what he lacks.
const (
	sayEntries = 1 + iota // entries in full form, each behind its length
	sayBeacon             // how many, and the sum of their short names
	sayList               // the short names of all
)

// shortName is the first 8 bytes of an entry's hash.
func shortName(h entry.Hash) uint64 { return binary.BigEndian.Uint64(h[:]) }

// perMessage is how many entries one message carries.
const perMessage = 64

var errMessage = errors.New("not a message")

func packEntries(list [][]byte) []byte {
	b := []byte{sayEntries}
	for _, full := range list {
		b = binary.AppendUvarint(b, uint64(len(full)))
		b = append(b, full...)
	}
	return b
}

// unpackEntries reads entries in full form; of those behind a damaged one nothing is known.
func unpackEntries(b []byte) (list []*entry.Entry, err error) {
	for len(b) > 0 {
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) || size > entry.MaxSize {
			return list, errMessage
		}
		e, err := entry.Decode(b[n : n+int(size)])
		if err != nil {
			return list, err
		}
		list = append(list, e)
		b = b[n+int(size):]
	}
	return list, nil
}

// push sends entries to every other node.
func (n *node) push(list []*entry.Entry) {
	if len(list) == 0 {
		return
	}
	full := make([][]byte, len(list))
	for i, e := range list {
		full[i] = e.Full()
	}
	message := packEntries(full)
	for to := range n.w.nodes {
		if to == n.at || !n.survives() {
			continue
		}
		n.w.send(n.at, to, message)
	}
}

// beacon says how much this node holds.
func (n *node) beacon(to int) {
	b := binary.BigEndian.AppendUint64([]byte{sayBeacon}, uint64(len(n.disk.records)))
	n.w.send(n.at, to, binary.BigEndian.AppendUint64(b, n.watch.sum))
}

// hear takes a message from a link.
func (n *node) hear(from int, message []byte) {
	if n.core == nil || len(message) == 0 {
		n.w.count("link: nobody there")
		return
	}
	switch message[0] {
	case sayEntries:
		list, err := unpackEntries(message[1:])
		if err != nil {
			n.w.countError("link: refused, ", err)
		}
		n.takeIn(from, list)
	case sayBeacon:
		if len(message) == 17 && (binary.BigEndian.Uint64(message[1:]) != uint64(len(n.disk.records)) ||
			binary.BigEndian.Uint64(message[9:]) != n.watch.sum) {
			n.list(from)
		}
	case sayList:
		n.answer(from, message[1:])
	}
}

// takeIn puts entries that came over a link where the next step finds them.
func (n *node) takeIn(from int, list []*entry.Entry) {
	for _, e := range list {
		if n.core.State.Holds(e.Hash()) {
			n.w.count("link: known already")
			continue
		}
		if !n.w.verify(e) {
			n.w.count("link: bad signature")
			continue
		}
		n.inbox = append(n.inbox, letter{entry: e, from: from})
	}
	n.work()
}

// list tells another node what is held here.
func (n *node) list(to int) {
	b := []byte{sayList}
	for _, h := range n.watch.order {
		b = binary.BigEndian.AppendUint64(b, shortName(h))
	}
	n.w.send(n.at, to, b)
}

// answer sends what another node does not list, in the order in which it came in here.
func (n *node) answer(to int, names []byte) {
	held := make(map[uint64]bool, len(names)/8)
	for ; len(names) >= 8; names = names[8:] {
		held[binary.BigEndian.Uint64(names)] = true
	}
	var lacking [][]byte
	for i, h := range n.watch.order {
		if held[shortName(h)] {
			continue
		}
		if lacking = append(lacking, n.disk.records[i]); len(lacking) == perMessage {
			n.w.send(n.at, to, packEntries(lacking))
			lacking = nil
		}
	}
	if len(lacking) > 0 {
		n.w.send(n.at, to, packEntries(lacking))
	}
}
