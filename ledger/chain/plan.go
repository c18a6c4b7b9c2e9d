package chain

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Why a withdrawal is not paid by a batch. It stays owed.
var (
	// ErrNoAccount is returned for money that would not bring an account into being: less than the
	// existential deposit, to one that is not there.
	ErrNoAccount = errors.New("too little to bring the account into being")
	// ErrShort is returned for money that the vault does not have.
	ErrShort = errors.New("the vault is short")
	// ErrOwnVault is returned for money that would go from the vault to a vault of the market.
	ErrOwnVault = errors.New("it would go to the vault")
	// ErrFull is returned for what finds no room in the batch and comes with the next.
	ErrFull = errors.New("the batch is full")
)

// Ground is what is known of the finalised chain when a batch is planned.
type Ground struct {
	Height      uint32
	Runtime     Runtime                 // nil while nothing is known
	Existential uint64                  // below it no account is
	MarkerCost  uint64                  // reserved while one marker stands
	MarkerMore  uint64                  // reserved for each beside it
	Free        uint64                  // what the vault holds, what is reserved left out
	Reserved    uint64                  // and that
	Old         map[keys.Account]uint64 // what stands in the market's other vaults, what is reserved too; for the report
	Own         map[keys.Account]int64  // of vaults of one, as far as it is known: see Own; for the report
	Aside       []*entry.Stray          // what is kept aside; for the report
	There       map[keys.Account]bool   // which payees are on the chain
	Failed      map[entry.Hash]error    // decisions of batches that were run in vain, and why
}

// Payout is one transfer of a batch, and the withdrawals that it pays.
type Payout struct {
	To     keys.Account
	Amount entry.Amount
	Paid   []entry.Hash
}

// Held is a withdrawal that is not paid by a batch, and why.
type Held struct {
	Withdrawal ledger.Withdrawal
	Why        error
}

// Plan is who is paid by a batch, and who has to wait.
type Plan struct {
	Payouts []Payout // of withdrawals
	Held    []Held
	Back    []*entry.Stray // sent back besides, as on the chain
	Kept    []HeldStray    // and those that are not
	Remits  []entry.Remit  // paid to other markets

	back, remits []Payout // the transfers of the last two
}

// MakePlan works out a batch of a vault: what is owed, in the order in which a vault that is short pays,
// each whole or not at all, of one payee all in one transfer.
func MakePlan(vault Vault, batch uint32, owed []ledger.Withdrawal, g Ground, own func(keys.Account) bool) Plan {
	p := planning{ground: g, left: g.spendable()}
	sums := map[keys.Account]uint64{}
	for _, w := range owed {
		sums[w.To] += uint64(w.Amount)
	}
	for _, w := range inOrder(batch, owed) {
		switch {
		case w.To == vault.Account || own(w.To):
			p.hold(w, ErrOwnVault)
		case !g.There[w.To] && sums[w.To] < g.Existential:
			p.hold(w, ErrNoAccount)
		case p.count == entry.MaxPaid:
			p.hold(w, ErrFull)
		case uint64(w.Amount) > p.left:
			p.hold(w, ErrShort)
		default:
			p.pay(w)
		}
	}
	return p.finish()
}

// spendable is what a batch may pay out of the vault, which keeps its existence and has a second marker
// for a moment.
func (g Ground) spendable() uint64 {
	keep := g.Existential + g.MarkerMore
	return max(g.Free, keep) - keep
}

// inOrder puts withdrawals in the order in which they are paid: of the earlier epoch first, then by a
// hash that nobody can choose who does not choose the batch.
func inOrder(batch uint32, owed []ledger.Withdrawal) []ledger.Withdrawal {
	place := map[entry.Hash]entry.Hash{}
	for _, w := range owed {
		place[w.Entry] = placeOf(batch, w.Entry)
	}
	return slices.SortedFunc(slices.Values(owed), func(a, b ledger.Withdrawal) int {
		x, y := place[a.Entry], place[b.Entry]
		return cmp.Or(cmp.Compare(a.Epoch, b.Epoch), bytes.Compare(x[:], y[:]))
	})
}

// placeOf is a withdrawal's place among those of its epoch: SHA-256 of "Foirail payout\n", the batch's
// number in 4 bytes, and the hash of the entry.
func placeOf(batch uint32, e entry.Hash) entry.Hash {
	b := binary.BigEndian.AppendUint32([]byte("Foirail payout\n"), batch)
	return sha256.Sum256(append(b, e[:]...))
}

// planning is a plan being made.
type planning struct {
	Plan
	ground Ground
	left   uint64
	count  int
	paid   []ledger.Withdrawal
}

func (p *planning) hold(w ledger.Withdrawal, why error) { p.Held = append(p.Held, Held{w, why}) }

func (p *planning) pay(w ledger.Withdrawal) {
	p.left -= uint64(w.Amount)
	p.count++
	p.paid = append(p.paid, w)
}

// finish makes the transfers. What would not bring its payee's account into being any more, as some of
// it found no room, waits too.
func (p *planning) finish() Plan {
	for _, out := range payouts(p.paid) {
		if p.ground.There[out.To] || uint64(out.Amount) >= p.ground.Existential {
			p.Payouts = append(p.Payouts, out)
			continue
		}
		for _, w := range p.paid {
			if w.To == out.To {
				p.hold(w, ErrNoAccount)
			}
		}
	}
	return p.Plan
}

// payouts are the transfers that pay withdrawals, by the first of each payee.
func payouts(paid []ledger.Withdrawal) (list []Payout) {
	at := map[keys.Account]int{}
	for _, w := range paid {
		i, known := at[w.To]
		if !known {
			i = len(list)
			at[w.To] = i
			list = append(list, Payout{To: w.To})
		}
		list[i].Amount += w.Amount
		list[i].Paid = append(list[i].Paid, w.Entry)
	}
	return list
}

// Paid lists the withdrawals of a plan in the order in which they are paid.
func (p Plan) Paid() (list []entry.Hash) {
	for _, out := range p.Payouts {
		list = append(list, out.Paid...)
	}
	return list
}

// Transfers lists all that a plan pays, in the order of the call: withdrawals, strays, other markets.
func (p Plan) Transfers() []Payout { return slices.Concat(p.Payouts, p.back, p.remits) }

// Besides are the transfers of a plan that nobody has asked for: back to senders, and to markets.
func (p Plan) Besides() (back, remits []Payout) { return p.back, p.remits }

// places are the strays that a plan sends back, as a batch has them.
func (p Plan) places() (list []entry.Place) {
	for _, f := range p.Back {
		list = append(list, f.Place)
	}
	return list
}

// Total is what a plan pays.
func (p Plan) Total() (sum uint64) {
	for _, out := range p.Transfers() {
		sum += uint64(out.Amount)
	}
	return sum
}
