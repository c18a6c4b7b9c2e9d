package node

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// bundleMagic begins a bundle: a name, and the version of the form. Behind it stand entries in
// full form, each behind its length as LEB128. A bundle is only entries: one that comes twice,
// or from an enemy, does no harm.
const bundleMagic = "Foirail bundle\x00"

// Bundle gives entries out, as a bundle or for people and scripts to read: every one, or those that the
// holder of a frontier lacks. Who lacks nothing is given a bundle of no entries, so that whoever carries
// it has what was asked for, and whoever reads it learns that it is all. Where a checkpoint is asked for,
// or all of a book that has not every entry, a checkpoint stands in front, and what it stands for is left
// out. Its problems are those of lacking, and not_vouched.
func (n *Node) Bundle(_ context.Context, in BundleRequest) (reply BundleReply, err error) {
	bundle, skip := []byte(bundleMagic), func(*entry.Entry) bool { return false }
	var readable bytes.Buffer
	give := n.each
	switch {
	case in.For != nil:
		give = func(visit func(*entry.Entry) error) error { return n.lacking(in.For, visit) }
	case !in.Readable:
		if bundle, skip, reply.From, err = n.checkpoint(in.Checkpoint); err != nil {
			return reply, n.told(err)
		}
	}
	err = give(func(e *entry.Entry) error {
		if skip(e) {
			return nil
		}
		reply.Entries++
		if !in.Readable {
			bundle = appendEntry(bundle, e)
			return nil
		}
		return json.NewEncoder(&readable).Encode(n.readable(e))
	})
	if in.Readable {
		reply.Readable = readable.Bytes()
	} else {
		reply.Bundle = bundle
	}
	return reply, err
}

// bundled is a bundle of entries.
func bundled(list ...*entry.Entry) []byte {
	b := []byte(bundleMagic)
	for _, e := range list {
		b = appendEntry(b, e)
	}
	return b
}

// everything is every entry that is here, whatever stands for some of them.
func (n *Node) everything() (reply BundleReply, err error) {
	reply.Bundle = []byte(bundleMagic)
	err = n.each(func(e *entry.Entry) error {
		reply.Entries++
		reply.Bundle = appendEntry(reply.Bundle, e)
		return nil
	})
	return reply, err
}

// appendEntry adds an entry to a bundle.
func appendEntry(bundle []byte, e *entry.Entry) []byte {
	return append(binary.AppendUvarint(bundle, uint64(len(e.Full()))), e.Full()...)
}

// checkpoint is how a bundle begins: with the newest checkpoint, where it is asked for; else with that
// from which this book counts, if any. What that stands for is to be skipped.
func (n *Node) checkpoint(newest bool) (begin []byte, skip func(*entry.Entry) bool, from *FromReply, err error) {
	base, err := n.book.Base()
	if err == nil && newest {
		base, err = n.book.BaseOf(n.home)
	}
	if base == nil || err != nil {
		return []byte(bundleMagic), func(*entry.Entry) bool { return false }, nil, err
	}
	told, err := base.Load(n.communityID(), nil)
	if err != nil {
		return nil, nil, nil, err
	}
	origin, err := base.Origin(n.communityID())
	if err != nil {
		return nil, nil, nil, err
	}
	reply := n.fromOf(*origin)
	return checkpointFile(base), func(e *entry.Entry) bool { return told.Holds(e.Hash()) }, &reply, nil
}

// errBundle is returned for bytes that are no bundle.
var errBundle = errors.New("not a bundle")

// readBundle reads the entries of a bundle. Their signatures are not checked here.
func readBundle(b []byte) ([]*entry.Entry, error) {
	rest, ok := bytes.CutPrefix(b, []byte(bundleMagic))
	if !ok {
		return nil, errBundle
	}
	var list []*entry.Entry
	for len(rest) > 0 {
		length, size := binary.Uvarint(rest)
		if size <= 0 || length > entry.MaxSize || uint64(len(rest)-size) < length {
			return nil, errBundle
		}
		e, err := entry.Decode(rest[size : size+int(length)])
		if err != nil {
			return nil, err
		}
		list = append(list, e)
		rest = rest[size+int(length):]
	}
	return list, nil
}

// readableEntry is an entry as JSON, for people and for scripts that count again.
type readableEntry struct {
	V         int    `json:"v"`
	Kind      string `json:"kind"`
	Community string `json:"community"`
	Market    string `json:"market"`
	Author    string `json:"author"`
	Seq       uint32 `json:"seq"`
	Prev      string `json:"prev,omitempty"`
	Time      uint32 `json:"time,omitempty"`
	Hash      string `json:"hash"`
	Level     string `json:"level"`
	Full      []byte `json:"full"` // the entry in full form
	Body      any    `json:"body"`
}

func (n *Node) readable(e *entry.Entry) readableEntry {
	r := readableEntry{V: 1, Kind: e.Kind().String(), Community: e.Community.String(), Market: e.Market.String(),
		Author: e.Author.String(), Seq: e.Seq, Time: e.Time, Hash: e.Hash().String(), Full: e.Full(), Body: readableBody(e)}
	if e.Seq > 1 {
		r.Prev = e.Prev.String()
	}
	n.book.View(func(s *ledger.State) { r.Level = s.Level(e.Hash()).String() })
	return r
}

// object is a JSON object whose members stand by name.
type object map[string]any

// readableBody tells what a body does. Decisions of several stewards are told by their kind; who
// wants more has the full form beside.
func readableBody(e *entry.Entry) any {
	switch b := e.Body.(type) {
	case *entry.Found:
		return object{"name": b.Name, "market": b.MarketName, "genesis": b.Genesis.String(), "vault": b.Vault}
	case *entry.Pay:
		var to []object
		for _, p := range b.Payees {
			to = append(to, object{"market": p.Market.String(), "account": p.Account, "amount": p.Amount})
		}
		return object{"to": to, "memo": b.Memo}
	case *entry.Withdraw:
		return object{"amount": b.Amount, "address": b.Address}
	case *entry.Link:
		return object{"key": b.Key}
	case *entry.Issue:
		var makes []object
		for _, d := range b.Denominations {
			makes = append(makes, object{"count": d.Count, "value": d.Value})
		}
		return object{"make": makes, "total": b.Total(), "issuer": b.Issuer, "last_epoch": b.LastEpoch, "expires": day(b.LastDay)}
	case *entry.Activate:
		return object{"series": b.Series.String(), "ranges": readableRanges(b.Ranges)}
	case *entry.Cancel:
		return object{"series": b.Series.String(), "ranges": readableRanges(b.Ranges)}
	case *entry.Redeem:
		return object{"series": b.Series.String(), "serial": b.Serial, "market": b.Market.String(), "to": b.Account}
	case *entry.Votes:
		var votes []object
		for _, v := range b.Items {
			votes = append(votes, object{"hash": v.Entry.String(), "kind": v.Kind})
		}
		return object{"entries": votes}
	case *entry.Attest:
		var facts []object
		for _, f := range b.Facts {
			facts = append(facts, readableFact(f))
		}
		return object{"facts": facts}
	case *entry.Propose:
		return readableProposal(b)
	case *entry.Seat:
		return object{"epoch": b.Epoch, "name": b.Name, "vault": b.Vault}
	case *entry.Checkpoint:
		return object{"epoch": b.Epoch, "closing": b.Closing, "heads": readableHeads(b.Heads), "state": b.State.String(), "locks": len(b.Locks)}
	case *entry.Next:
		o := readableTopic(b.Topic)
		o["view"], o["lock"] = b.View, b.Lock != nil
		return o
	}
	return object{}
}

func readableHeads(list []entry.Head) []object {
	heads := []object{}
	for _, h := range list {
		heads = append(heads, object{"author": h.Author, "seq": h.Seq, "hash": h.Hash.String()})
	}
	return heads
}

func readableRanges(list []entry.Range) [][2]int {
	var out [][2]int
	for _, r := range list {
		out = append(out, [2]int{r.From, r.To})
	}
	return out
}

func readableFact(f entry.Fact) object {
	switch f := f.(type) {
	case *entry.Deposit:
		return object{"kind": "deposit", "note": f.Note, "block": f.Block, "event": f.Event, "account": f.Account, "amount": f.Amount}
	case *entry.Member:
		return object{"kind": "member", "account": f.Account, "day": f.Day, "first_ud": f.FirstUD, "name": f.Name}
	case *entry.Day:
		return object{"kind": "day", "number": f.Number, "amount": f.Amount}
	case *entry.Receipt:
		return object{"kind": "receipt", "batch": f.Batch, "block": f.Block, "event": f.Event, "decision": f.Decision.String()}
	case *entry.Stray:
		return object{"kind": "stray", "block": f.Block, "event": f.Event, "from": f.From, "amount": f.Amount}
	case *entry.Remittance:
		return object{"kind": "remittance", "block": f.Block, "event": f.Event, "from": f.From.String(), "amount": f.Amount}
	}
	return object{}
}

// readableTopic names a topic, with the fields that its kind has.
func readableTopic(t entry.Topic) object {
	o := object{"topic": topicNames[t.Kind]}
	switch t.Kind {
	case entry.TopicEpoch:
		o["number"] = t.Number
	case entry.TopicBatch:
		o["number"], o["attempt"] = t.Number, t.Attempt
	case entry.TopicExpire:
		o["series"] = t.Series.String()
	case entry.TopicResolveAccount:
		o["account"], o["attempt"] = t.Account, t.Attempt
	case entry.TopicResolveCoupon:
		o["series"], o["number"], o["attempt"] = t.Series.String(), t.Number, t.Attempt
	}
	return o
}

func readableProposal(b *entry.Propose) object {
	o := readableTopic(b.Topic)
	switch v := b.Value.(type) {
	case *entry.NextEpoch:
		var seats []object
		for _, s := range v.Seats {
			seats = append(seats, object{"voting": s.Voting, "vault": s.Vault})
		}
		o["seats"], o["recovery"] = seats, len(v.Closed) > 0
	case *entry.Batch:
		o["act"], o["tx_version"] = actNames[v.Act], v.TxVersion
		o["paid"], o["call"] = readableHashes(v.Paid), hex.EncodeToString(v.Call)
	case *entry.Expire:
		o["returned"] = readableRanges(v.Returned)
	case *entry.ResolveAccount:
		o["from"], o["listed"] = v.From, readableHashes(v.Listed)
	case *entry.ResolveCoupon:
		if o["winner"] = ""; !v.Winner.IsZero() {
			o["winner"] = v.Winner.String()
		}
	}
	return o
}

// actNames are what a batch does, as JSON has them.
var actNames = map[entry.BatchAct]string{entry.OpenVault: "open", entry.PayOut: "pay", entry.HandOver: "hand-over"}

func readableHashes(list []entry.Hash) []string {
	out := []string{}
	for _, h := range list {
		out = append(out, h.String())
	}
	return out
}
