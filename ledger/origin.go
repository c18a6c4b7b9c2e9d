package ledger

import (
	"errors"
	"slices"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Origin is from where a book counts that does not have every entry from the first on: the cut at
// which its base stands, and the stewards who vouch for the state there.
type Origin struct {
	Market entry.MarketID
	Voucher
	Time uint32 // when the first of them drew the cut, as he says; seconds since 1970
}

// Origin is from where the book counts; false: from the first entry.
func (b *Book) Origin() (Origin, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.origin == nil {
		return Origin{}, false
	}
	return *b.origin, true
}

// Origin is the cut of a base, with those of its proof who vouch for it. It returns ErrNoVoucher where too
// few do, and what Vouchers returns.
func (base *Base) Origin(community entry.Hash) (*Origin, error) {
	vouchers, err := Vouchers(community, base.Market, base.Proof)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(vouchers, base.is)
	if i < 0 {
		return nil, errors.Join(ErrNoVoucher, errors.New("for this state"))
	}
	o := &Origin{Market: base.Market, Voucher: vouchers[i]}
	for _, e := range base.Proof {
		body, ok := e.Body.(*entry.Checkpoint)
		if ok && body.State == base.State && slices.Equal(body.Heads, base.Heads) && slices.Contains(o.By, e.Author) &&
			(o.Time == 0 || e.Time < o.Time) {
			o.Time = e.Time
		}
	}
	return o, nil
}

// origin writes down from where a book counts; nil too.
func (d *digest) origin(o *Origin) {
	if d.bool(o != nil); o == nil {
		return
	}
	d.b = append(d.b, o.Market[:]...)
	d.int(int64(o.Epoch), int64(o.Time))
	d.heads(o.Heads)
	d.hash(o.State)
	d.list(len(o.By))
	for _, k := range o.By {
		d.key(k)
	}
}

func (r *scan) origin() *Origin {
	if !r.bool() {
		return nil
	}
	o := &Origin{Market: r.id(), Voucher: Voucher{Epoch: r.seq()}, Time: r.seq()}
	o.Heads, o.State = r.heads(), r.hash()
	for range r.list(keys.AccountSize) {
		o.By = append(o.By, r.key())
	}
	return o
}

func (d *digest) heads(list []entry.Head) {
	d.list(len(list))
	for _, h := range list {
		d.key(h.Author)
		d.int(int64(h.Seq))
		d.hash(h.Hash)
	}
}

func (r *scan) heads() (list []entry.Head) {
	for range r.list(keys.AccountSize) {
		list = append(list, entry.Head{Author: r.key(), Seq: r.seq(), Hash: r.hash()})
	}
	return list
}
