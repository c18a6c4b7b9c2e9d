package dunitertest

import (
	"slices"

	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// waiting is an extrinsic in the pool. It stays until it is final or can never be included, so that a fork that loses gives it
// back.
type waiting struct {
	bytes []byte
	hash  duniter.Hash
	*signed
}

// signed is an extrinsic taken apart.
type signed struct {
	signer keys.Account
	sig    keys.Signature
	era    []byte
	birth  duniter.Era
	nonce  uint32
	tip    uint64
	mode   []byte // of the metadata hash, where the runtime has that
	call   duniter.Call
	opened duniter.Opened

	good duniter.Hash // of a payload for which the signature was found good, so that it is not judged again in each block
}

// What a node says of an extrinsic that it does not take.
func invalid(why string) *duniter.NodeError {
	return &duniter.NodeError{Code: duniter.CodeInvalid, Message: "Invalid Transaction: " + why}
}

// hasMode says whether the runtime asks for the mode of a metadata hash.
func (p *program) hasMode() bool {
	return slices.ContainsFunc(p.table.ext, func(x row) bool { return x.name == "CheckMetadataHash" })
}

// takeApart reads a signed extrinsic by hand, not by the metadata, so that the two are held against each other.
func (p *program) takeApart(b []byte) (*signed, bool) {
	r := duniter.NewReader(b)
	n := r.Count(1)
	if n != r.Left() || r.U8() != 0x84 || r.U8() != 0 {
		return nil, false
	}
	x := &signed{signer: keys.Account(r.Hash())}
	x.sig.Curve = keys.Curve(r.U8() + 1)
	copy(x.sig.Bytes[:], r.Take(64))
	x.era = eraBytes(r)
	x.nonce, x.tip = uint32(r.Compact(1<<32-1)), r.Compact(1<<63)
	if p.hasMode() {
		x.mode = r.Take(1)
	}
	x.call = r.Take(r.Left())
	if r.Err() != nil {
		return nil, false
	}
	var err error
	x.opened, err = p.meta.Open(x.call)
	whole, errWhole := p.meta.ReadExtrinsic(b)
	if err != nil || errWhole != nil {
		return nil, false
	}
	x.birth = whole.Era
	return x, true
}

func eraBytes(r *duniter.Reader) []byte {
	first := r.Take(1)
	if len(first) == 1 && first[0] != 0 {
		return append([]byte{first[0]}, r.Take(1)...)
	}
	return first
}

// payload is what must have been signed, on a chain whose block of birth has this hash.
func (p *program) payload(x *signed, genesis, birth duniter.Hash) []byte {
	var w duniter.Writer
	w.Raw(x.call)
	w.Raw(x.era)
	w.Compact(uint64(x.nonce))
	w.Compact(x.tip)
	w.Raw(x.mode)
	w.U32(p.spec)
	w.U32(p.tx)
	w.Raw(genesis[:])
	w.Raw(birth[:])
	if p.hasMode() {
		w.U8(0)
	}
	if len(w.Bytes()) > 256 {
		sum := blake2(w.Bytes())
		return sum[:]
	}
	return w.Bytes()
}

// verdict says whether an extrinsic may be in a block on this one: nil, or why not. One whose turn has not come is future.
func (c *Chain) verdict(on *block, x *signed) (refused *duniter.NodeError, future bool) {
	s := &run{chain: c, prog: on.prog, parent: on, view: on.look()}
	number := on.number + 1
	// After the era's end its birth is read as a later block's: then the signature is wrong, as it is on the real chain.
	birth := x.birth.Birth(number)
	if birth > on.number || !x.birth.Forever() && number-birth >= hashesKept {
		return invalid("Transaction has an ancient birth block"), false
	}
	if !x.signedFor(on.prog.payload(x, c.genesis.hash, on.at(birth).hash)) {
		return invalid("Transaction has a bad signature"), false
	}
	a := s.account(x.signer)
	switch {
	case !a.there:
		return invalid("Inability to pay some fees (e.g. account balance too low)"), false
	case x.nonce < a.nonce:
		return invalid("Transaction is outdated"), false
	case s.weigh(x.opened)+weightExtension > weightMost:
		return invalid("Transaction would exhaust the block limits"), false
	}
	return nil, x.nonce > a.nonce
}

// signedFor says whether the signature is good for a payload.
func (x *signed) signedFor(payload []byte) bool {
	hash := blake2(payload)
	if x.good != hash && keys.VerifyChain(x.signer, payload, x.sig) {
		x.good = hash
	}
	return x.good == hash
}

// submit takes an extrinsic into the pool, as a node does.
func (c *Chain) submit(b []byte) Output {
	hash := blake2(b)
	out := Output{Hash: hash}
	x, ok := c.best.prog.takeApart(b)
	if !ok {
		out.Refused = &duniter.NodeError{Code: 1002, Message: "Verification Error: could not decode"}
		return out
	}
	if refused, _ := c.verdict(c.best, x); refused != nil {
		out.Refused = refused
		return out
	}
	for _, w := range c.pool {
		switch {
		case w.hash == hash:
			out.Refused = &duniter.NodeError{Code: duniter.CodeKnown, Message: "Transaction Already Imported"}
			return out
		case w.signer == x.signer && w.nonce == x.nonce && !c.included(c.best, w.hash):
			out.Refused = &duniter.NodeError{Code: duniter.CodeTooLow, Message: "Priority is too low: (0 vs 0)"}
			return out
		}
	}
	c.pool = append(c.pool, &waiting{slices.Clone(b), hash, x})
	return out
}

// included says whether a block or one before it, above what is final, holds an extrinsic.
func (c *Chain) included(b *block, hash duniter.Hash) bool {
	for ; b != nil && !b.final; b = b.parent {
		if slices.ContainsFunc(b.extrinsics, func(x []byte) bool { return blake2(x) == hash }) {
			return true
		}
	}
	return false
}

// include puts into a block what may be in it, in the order in which it came, and drops from the pool what can never be in any.
func (c *Chain) include(s *run) {
	for again := true; again; {
		again = false
		for _, w := range c.pool {
			if s.fits(w) && s.apply(w) {
				again = true
			}
		}
	}
	c.pool = slices.DeleteFunc(c.pool, func(w *waiting) bool {
		refused, _ := c.verdict(c.finalised, w.signed)
		return refused != nil
	})
}

// fits says whether it is an extrinsic's turn, and whether there is room.
func (s *run) fits(w *waiting) bool {
	refused, future := s.chain.verdict(s.parent, w.signed)
	if future {
		refused = nil
	}
	a := s.account(w.signer)
	return refused == nil && a.there && a.nonce == w.nonce && s.weight+s.weigh(w.opened)+weightExtension <= weightBlock
}

// apply runs an extrinsic. What it costs is taken first and kept, whatever becomes of its call.
func (s *run) apply(w *waiting) bool {
	weight := s.weigh(w.opened) + weightExtension
	fee := s.fee(len(w.bytes), weight) + w.tip
	s.phase = len(s.extrinsics)
	defer func() { s.phase = -1 }()
	if !s.pay(w.signer, fee) {
		return false
	}
	a := s.account(w.signer)
	a.nonce++
	s.setAccount(w.signer, a)
	s.extrinsics = append(s.extrinsics, w.bytes)
	s.weight, s.length = s.weight+weight, s.length+len(w.bytes)
	err := s.dispatch(w.signer, w.opened)
	s.emit("TransactionPayment", "TransactionFeePaid", w.signer, fee, w.tip)
	if err != nil {
		s.emit("System", "ExtrinsicFailed", err, info{weight})
	} else {
		s.emit("System", "ExtrinsicSuccess", info{weight})
	}
	return true
}

// nextNonce is the nonce of an account's next extrinsic, with those that wait.
func (c *Chain) nextNonce(on *block, who keys.Account) uint32 {
	n := (&run{chain: c, prog: on.prog, view: on.look()}).account(who).nonce
	for again := true; again; {
		again = false
		for _, w := range c.pool {
			if w.signer == who && w.nonce == n {
				n, again = n+1, true
			}
		}
	}
	return n
}
