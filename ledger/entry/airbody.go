package entry

// What people sign, on air.

// Found travels as in full: who hears it knows nothing of it yet.
func (b *Found) writeAir(w *airWriter, e *Entry)        { b.write(&w.writer, e.Market) }
func (b *Found) readAir(r *airReader, e *Entry, _ byte) { b.read(&r.reader, e.Market) }
func (b *Activate) writeAir(w *airWriter, _ *Entry)     { w.seriesName(b.Series); w.ranges(b.Ranges) }
func (b *Cancel) writeAir(w *airWriter, _ *Entry)       { w.seriesName(b.Series); w.ranges(b.Ranges) }
func (b *Withdraw) writeAir(w *airWriter, _ *Entry)     { w.amount(b.Amount); w.key(b.Address) }
func (b *Link) writeAir(w *airWriter, _ *Entry)         { w.key(b.Key); w.signature(b.KeySignature) }
func (b *Activate) readAir(r *airReader, _ *Entry, _ byte) {
	b.Series, b.Ranges = r.seriesName(), r.ranges(1, MaxRanges)
}
func (b *Cancel) readAir(r *airReader, _ *Entry, _ byte) {
	b.Series, b.Ranges = r.seriesName(), r.ranges(1, MaxRanges)
}
func (b *Withdraw) readAir(r *airReader, _ *Entry, _ byte) { b.Amount, b.Address = r.amount(), r.key() }
func (b *Link) readAir(r *airReader, _ *Entry, _ byte) {
	b.Key, b.KeySignature = r.key(), r.signature()
}

// A Pay that is not plain says by the record's flags what it has.
func (b *Pay) writeAir(w *airWriter, e *Entry) {
	abroad := b.Abroad(e.Market)
	if len(b.Payees) > 1 {
		w.uint(uint64(len(b.Payees)))
	}
	for _, p := range b.Payees {
		w.key(p.Account)
		if abroad {
			w.bytes(p.Market[:])
		}
		w.amount(p.Amount)
	}
	if b.Memo != "" {
		w.text(b.Memo)
	}
}

func (b *Pay) readAir(r *airReader, e *Entry, flags byte) {
	n := 1
	if flags&airMany != 0 {
		n = r.count(2, MaxPayees, 2)
	}
	for range n {
		p := Payee{Market: e.Market, Account: r.key()}
		if flags&airAbroad != 0 {
			p.Market = r.market()
		}
		p.Amount = r.amount()
		b.Payees = append(b.Payees, p)
	}
	if flags&airMemo != 0 {
		b.Memo = r.text(1, MaxMemo)
	}
}

// An Issue has its key list in the body, which gives the root.
func (b *Issue) writeAir(w *airWriter, _ *Entry) {
	b.writeTerms(&w.writer)
	w.accounts(b.Keys)
}

func (b *Issue) readAir(r *airReader, _ *Entry, _ byte) {
	b.readTerms(&r.reader)
	if r.err == nil {
		b.Keys = r.accounts(b.Coupons())
		b.Root = Root(b.Keys)
	}
}

// A Redeem leaves out its author, whom the series lists at the serial.
func (b *Redeem) writeAir(w *airWriter, e *Entry) {
	key, ok := w.air.couponKey(b.Series, b.Serial)
	w.need(ok && key == e.Author, "the series is not held, or does not list its key")
	w.seriesName(b.Series)
	w.uint(uint64(b.Serial))
	w.key(b.Account)
	if b.Market != e.Market {
		w.bytes(b.Market[:])
	}
}

func (b *Redeem) readAir(r *airReader, e *Entry, flags byte) {
	b.Series = r.seriesName()
	b.Serial = int(r.uint(1, MaxCoupons))
	b.Account = r.key()
	b.Market = e.Market
	if flags&airAbroad != 0 {
		b.Market = r.market()
	}
	var ok bool
	if e.Author, ok = r.air.couponKey(b.Series, b.Serial); !ok {
		r.lack("a coupon of a series", b.Series[:2])
	}
}
