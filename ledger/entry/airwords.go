package entry

// What candidates and stewards sign of themselves and of the chain, on air.

func (b *Seat) writeAir(w *airWriter, _ *Entry) {
	w.uint(uint64(b.Epoch))
	w.text(b.Name)
	w.key(b.Vault)
	w.signature(b.VaultSignature)
}

func (b *Seat) readAir(r *airReader, _ *Entry, _ byte) {
	b.Epoch = uint32(r.uint(1, MaxEpoch))
	b.Name = r.text(1, MaxName)
	b.Vault = r.key()
	b.VaultSignature = r.signature()
}

func (b *Attest) writeAir(w *airWriter, _ *Entry) {
	w.uint(uint64(len(b.Facts)))
	for _, f := range b.Facts {
		w.byte(byte(f.factKind()))
		w.fact(f)
	}
}

func (b *Attest) readAir(r *airReader, _ *Entry, _ byte) {
	for range r.count(1, MaxFacts, 2) {
		b.Facts = append(b.Facts, r.fact(factKind(r.byte())))
		if r.err != nil {
			return
		}
	}
}

// fact writes a fact behind its byte, as in full but for the keys and what is named.
func (w *airWriter) fact(f Fact) {
	switch f := f.(type) {
	case *Deposit:
		f.writeName(&w.writer)
		w.key(f.Account)
		w.amount(f.Amount)
	case *Member:
		w.key(f.Account)
		w.uint(uint64(f.Day))
		f.writeRest(&w.writer)
	case *Receipt:
		f.writeName(&w.writer)
		w.uint(uint64(f.Block))
		w.uint(uint64(f.Event))
		w.name(f.Decision)
	case *Stray:
		f.writeName(&w.writer)
		w.key(f.From)
		w.amount(f.Amount)
	default:
		f.writeName(&w.writer)
		f.writeRest(&w.writer)
	}
}

func (r *airReader) fact(k factKind) Fact {
	switch k {
	case factDeposit:
		f := new(Deposit)
		f.readName(&r.reader)
		f.Account, f.Amount = r.key(), r.amount()
		return f
	case factMember:
		f := &Member{Account: r.key(), Day: uint32(r.uint(1, MaxDay))}
		f.readRest(&r.reader)
		return f
	case factReceipt:
		f := new(Receipt)
		f.readPlace(&r.reader)
		f.Decision = r.name()
		return f
	case factStray:
		f := new(Stray)
		f.Place.read(&r.reader)
		f.From, f.Amount = r.key(), r.amount()
		return f
	case factDay, factRemittance:
		f := newFact(k)
		f.read(&r.reader)
		return f
	}
	r.fail("unknown kind of fact")
	return nil
}
