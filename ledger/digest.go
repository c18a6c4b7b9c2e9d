package ledger

import (
	"crypto/sha256"
	"encoding/binary"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Hash is the state hash: SHA-256 over the summary's canonical bytes, as SPEC.md draws them.
func (sum *Summary) Hash() entry.Hash {
	return sha256.Sum256(sum.Bytes())
}

// Bytes is the summary's canonical form.
func (sum *Summary) Bytes() []byte {
	d := &digest{}
	d.text("Foirail state\n")
	d.hash(sum.Community)
	d.list(len(sum.Markets))
	for _, m := range sum.Markets {
		m.digest(d)
	}
	d.list(len(sum.Accounts))
	for _, a := range sum.Accounts {
		d.ref(a.Ref)
		d.int(a.Final, a.Backed, int64(a.Height))
		d.hash(a.Past)
	}
	d.list(len(sum.Series))
	for _, x := range sum.Series {
		d.hash(x.Series)
		d.text(string(x.States))
		d.int(x.Live)
	}
	d.list(len(sum.Links))
	for _, l := range sum.Links {
		d.ref(l.Key)
		d.hash(l.Link)
	}
	d.list(len(sum.Loose))
	for _, l := range sum.Loose {
		l.digest(d)
	}
	d.list(len(sum.Forked))
	for _, f := range sum.Forked {
		d.ref(f.Author)
		d.int(int64(f.Seq), int64(f.Serial))
		d.hash(f.Series)
	}
	return d.b
}

func (m *MarketSummary) digest(d *digest) {
	d.b = append(d.b, m.ID[:]...)
	d.list(len(m.Epochs))
	for _, e := range m.Epochs {
		d.list(len(e.Seats))
		for _, s := range e.Seats {
			d.key(s.Voting)
			d.key(s.Vault)
		}
		d.int(int64(e.ClosedAt))
		d.policy(&e.Policy)
	}
	d.int(m.Deposits, m.Withdrawals, m.Outward, m.Inward)
	d.list(len(m.Arrivals))
	for _, a := range m.Arrivals {
		d.b = append(d.b, a.From[:]...)
		d.hash(a.By)
		d.int(int64(a.At))
		d.key(a.To)
		d.int(a.Amount)
	}
	d.list(len(m.Withdrawn))
	for _, w := range m.Withdrawn {
		d.hash(w.Entry)
		d.by(w.By)
	}
	d.list(len(m.Said))
	for _, s := range m.Said {
		d.text(s.Wording)
		d.bool(s.Stands)
		d.by(s.By)
	}
	d.list(len(m.Decided))
	for _, h := range m.Decided {
		d.hash(h)
	}
	d.list(len(m.Proposals))
	for _, p := range m.Proposals {
		d.hash(p.Entry)
		d.votes(p.Votes)
		d.list(len(p.Carriers))
		for _, c := range p.Carriers {
			d.int(int64(c.Epoch), int64(c.Seat))
			d.hash(c.Votes)
		}
	}
}

func (l *Loose) digest(d *digest) {
	d.hash(l.Entry)
	d.ref(l.Author)
	d.int(int64(l.Seq))
	d.hash(l.Prev)
	d.int(int64(l.Kind), int64(l.Level))
	d.bool(l.Named)
	d.int(int64(l.When))
	d.b = append(d.b, l.Saying[:]...)
	d.votes(l.Votes)
}

func (d *digest) policy(p *entry.Policy) {
	d.int(int64(p.Line), int64(p.Fund), int64(p.AdvanceCap), int64(p.AdvancePart), int64(p.DisputePart), int64(p.ExtraVotes))
	d.list(len(p.Borders))
	for _, b := range p.Borders {
		d.b = append(d.b, b.Market[:]...)
		d.int(int64(b.Line))
	}
}

func (d *digest) by(list []SeatSet) {
	d.list(len(list))
	for _, by := range list {
		d.int(int64(by.Epoch), int64(by.Seats))
	}
}

func (d *digest) votes(list []EpochVotes) {
	d.list(len(list))
	for _, v := range list {
		d.int(int64(v.Epoch), int64(v.Any), int64(v.Backed), int64(v.First), int64(v.Confirm))
		d.list(len(v.Seqs))
		for _, seq := range v.Seqs {
			d.int(int64(seq))
		}
	}
}

// digest writes fixed-width values: integers in 8 bytes, big-endian; lists and texts behind
// their length in 4.
type digest struct{ b []byte }

func (d *digest) list(n int)         { d.b = binary.BigEndian.AppendUint32(d.b, uint32(n)) }
func (d *digest) text(s string)      { d.list(len(s)); d.b = append(d.b, s...) }
func (d *digest) hash(h entry.Hash)  { d.b = append(d.b, h[:]...) }
func (d *digest) key(k keys.Account) { d.b = append(d.b, k[:]...) }
func (d *digest) ref(r Ref)          { d.b = append(append(d.b, r.Market[:]...), r.Key[:]...) }

func (d *digest) bool(yes bool) {
	if yes {
		d.int(1)
	} else {
		d.int(0)
	}
}

func (d *digest) int(list ...int64) {
	for _, n := range list {
		d.b = binary.BigEndian.AppendUint64(d.b, uint64(n))
	}
}

// small writes integers in 4 bytes.
func (d *digest) small(list ...uint32) {
	for _, n := range list {
		d.list(int(n))
	}
}
