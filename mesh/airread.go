package mesh

import (
	"bytes"
	"crypto/sha256"
	"errors"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// bodyHash names what an entry says.
func bodyHash(e *entry.Entry) entry.Hash {
	return sha256.Sum256(append([]byte{byte(e.Kind())}, e.BodyBytes()...))
}

// hearRecords reads a frame of records, in the first context that is the right one. What names something
// that is not held here waits in the pen; where no context was right, what any of them did not understand.
func (a *Air) hearRecords(v *view, frame []byte) {
	head, records, err := entry.ReadAirHead(frame)
	if err != nil || len(records) <= signatureSize {
		a.count.Malformed++
		return
	}
	contexts := a.contexts(v, &head)
	if len(contexts) == 0 {
		a.pen.keep(frame, nil, a.since) // of an epoch that has not begun here
	}
	var lost []penned
	for i, air := range contexts {
		right, more := a.readAll(v, air, frame[:len(frame)-len(records)], records, i == len(contexts)-1)
		if lost = append(lost, more...); right {
			lost = more
			break
		}
	}
	for _, x := range lost {
		a.pen.keep(x.frame, x.lacks, a.since)
	}
}

// contexts are the markets and epochs that a head may mean, the likeliest first.
func (a *Air) contexts(v *view, head *entry.AirHead) (list []*entry.Air) {
	for _, market := range a.markets[head.Tag] {
		m, _ := v.Market(market)
		for epoch := m.Epoch; epoch > 0; epoch-- {
			if uint8(epoch) == head.Epoch {
				air := a.reading(v, market, epoch)
				air.Head = *head
				if t := a.tables.of(v.State, tableKey{market, epoch, int(head.Seat)}, a.now); t != nil && t.usable() {
					air.Table = t.handles
				}
				list = append(list, air)
			}
		}
	}
	return list
}

// readAll reads the records of a frame in one context, and says whether that was the right one, and which
// were not understood in it, each in a frame of its own.
func (a *Air) readAll(v *view, air *entry.Air, head, records []byte, last bool) (right bool, lost []penned) {
	for len(records) > 0 {
		list, rest, err := a.readNext(air, &records)
		switch record := records[:len(records)-len(rest)]; {
		case errors.Is(err, entry.ErrAirUnknown):
			lost = append(lost, penned{frame: append(bytes.Clone(head), record...), lacks: lackOf(err)})
		case err != nil:
			a.count.Malformed++
			rest = nil
		default:
			if e := a.signed(list); e != nil {
				right = true
				a.meet(v, e)
			} else if last {
				a.unread++
				a.count.Unread++
			}
		}
		records = rest
	}
	return right, lost
}

// lackOf is how the hash of an entry begins that a record names and is not here; nil: it lacks something else.
func lackOf(err error) []byte {
	var lack *entry.AirLack
	errors.As(err, &lack)
	if lack == nil {
		return nil
	}
	return lack.Begins
}

// readNext reads the record in front, as one of its own where it is folded with others.
func (a *Air) readNext(air *entry.Air, records *[]byte) (list []*entry.Entry, rest []byte, err error) {
	unfolded, err := entry.Unfold(*records)
	if err != nil {
		return nil, nil, err
	}
	*records = unfolded
	return a.readOne(air, unfolded)
}

// readOne reads a record. One that cannot be read may be old: of a seq long before what is held, which it
// tells only modulo 16. Then it is read as if less were held, once, when it comes.
func (a *Air) readOne(air *entry.Air, records []byte) (list []*entry.Entry, rest []byte, err error) {
	list, rest, err = air.Read(records)
	if !errors.Is(err, entry.ErrAirUnknown) || a.since < a.now || a.retrying {
		return list, rest, err
	}
	old, known := *air, *air.Known.(*airKnown)
	old.Known, known.first = &known, keys.Account{}
	for known.back = seqModulus; known.back <= oldest; known.back += seqModulus {
		if list, _, err := old.Read(records); err == nil && a.signed(list) != nil {
			return list, rest, nil
		}
	}
	return nil, rest, err
}

// signed is the one of several entries whose signatures hold; nil: none's do.
func (a *Air) signed(list []*entry.Entry) *entry.Entry {
	for _, e := range list {
		if e.Verify() {
			return e
		}
	}
	return nil
}

// hearWhole takes an entry in full form.
func (a *Air) hearWhole(v *view, f *airWhole, frame []byte) {
	e, err := entry.Decode(f.full)
	if err != nil || e.Community != v.Community() {
		a.count.Malformed++
		return
	}
	for _, h := range v.Missing(e) { // before the signatures: who waits is looked at often
		if a.over.entries[h] == nil {
			a.pen.keep(frame, h[:2], a.since)
			return
		}
	}
	if !e.Verify() {
		a.count.Malformed++
		return
	}
	a.meet(v, e)
}

// meet takes an entry whose signatures hold: it was said on air, and goes to the book unless it is
// there.
func (a *Air) meet(v *view, e *entry.Entry) {
	h := e.Hash()
	a.together = append(a.together, h)
	a.heard(h)
	if v.Holds(h) || a.over.entries[h] != nil {
		return
	}
	if len(a.over.entries) >= maxAirOffers || !a.passes(v, e) {
		a.count.Lost++
		return
	}
	a.met++
	a.over.put(e, a.since)
	a.offers = append(a.offers, e)
}

// passes says whether an entry may go to the book now.
func (a *Air) passes(v *view, e *entry.Entry) bool {
	if a.gate.knows(v.State, e) {
		return a.gate.mayPass(a.now, v.State, e)
	}
	if a.gate.strangers >= maxStrangers {
		return false
	}
	a.gate.strangers++
	a.strange[e.Hash()] = struct{}{}
	return true
}

// Waiting says whether Offers has something.
func (a *Air) Waiting() bool { return len(a.offers) > 0 }

// Offers names entries for the book, whose signatures hold. Answered must be told what became of
// them before Offers is asked again.
func (a *Air) Offers(most int) []*entry.Entry {
	list := a.offers[:min(len(a.offers), most)]
	if a.offers = a.offers[len(list):]; len(a.offers) == 0 {
		a.offers = nil
	}
	return list
}

// later says whether the book may take an entry when it knows more.
func later(why error) bool {
	return errors.Is(why, ledger.ErrOutOfOrder) || errors.Is(why, ledger.ErrUnknown) || errors.Is(why, ledger.ErrStranger)
}
