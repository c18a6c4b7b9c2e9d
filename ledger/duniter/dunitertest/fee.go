package dunitertest

import (
	"math/big"

	"foirail/ledger/duniter"
)

// What work is, in picoseconds, near enough to the real chain's that batches of the same size are just as heavy.
const (
	weightExtension = 3_750_000_000 // with every signed extrinsic
	weightTransfer  = 1_317_000_000
	weightDeath     = 2_550_000_000
	weightSmall     = 1_000_000_000
	weightApproval  = 2_000_000_000
	weightBase      = 106_000_000       // what the fee of work is counted in
	weightMost      = 1_299_891_843_000 // of one extrinsic
	weightBlock     = 1_500_000_000_000 // of a block
	busyWeight      = weightBlock / 4   // above this the next block asks for more
	busyLength      = 3_932_160 / 4     // bytes
	dearest         = 10                // the multiplier goes no higher
	freeBelow       = 256               // bytes; what is shorter is free on a quiet chain
)

// weigh is the work of a call.
func (s *run) weigh(o duniter.Opened) uint64 {
	switch {
	case o.Pallet == "Utility":
		return weightSmall + s.weighAll(arguments(o.Args).calls("calls"))
	case o.Pallet == "Balances" && o.Name == "transfer_keep_alive":
		return weightTransfer
	case o.Pallet == "Balances":
		return weightDeath
	case o.Name == "as_multi", o.Name == "proxy":
		inner, _ := duniter.Inner(o.Args["call"])
		return weightApproval + s.weigh(inner)
	case o.Pallet == "Multisig", o.Pallet == "Proxy":
		return weightApproval
	}
	return weightSmall
}

func (s *run) weighAll(calls []duniter.Opened) (sum uint64) {
	for _, o := range calls {
		sum += s.weigh(o)
	}
	return sum
}

// one is a multiplier of 1, in storage.
var one = big.NewInt(1e18)

// multiplier is by how much work is dearer than on a quiet chain; 1 to 10.
func (s *run) multiplier() uint64 {
	v, ok := s.view.get(s.key("TransactionPayment", "NextFeeMultiplier"))
	if !ok {
		return 1
	}
	b := []byte(v)
	for i := range len(b) / 2 {
		b[i], b[len(b)-1-i] = b[len(b)-1-i], b[i]
	}
	return new(big.Int).Div(new(big.Int).SetBytes(b), one).Uint64()
}

// multiply sets the multiplier of the next block: one up after a busy block, one down after a quiet one.
func (s *run) multiply() {
	n := s.multiplier()
	switch busy := s.weight > busyWeight || s.length > busyLength; {
	case busy:
		n = min(n+1, dearest)
	case n > 1:
		n--
	}
	b := new(big.Int).Mul(one, new(big.Int).SetUint64(n)).FillBytes(make([]byte, 16))
	for i := range 8 {
		b[i], b[15-i] = b[15-i], b[i]
	}
	s.view.set(s.key("TransactionPayment", "NextFeeMultiplier"), string(b))
}

// fee is what an extrinsic of this length and work costs: nothing when it is short and the chain quiet; otherwise by its length,
// and on a busy chain by its work too, which is the cliff that batches fall off.
func (s *run) fee(length int, weight uint64) uint64 {
	m := s.multiplier()
	if m == 1 && length < freeBelow {
		return 0
	}
	fee := uint64(length/350) + 5
	if m > 1 {
		fee += 5 * (weight / weightBase) * m
	}
	return fee
}
