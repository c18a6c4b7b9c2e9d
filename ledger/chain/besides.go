package chain

import (
	"errors"
	"math"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// What a batch pays besides those who have asked: strays go back to their senders, and what a market owes
// another goes to that one's vault. Neither is anybody's local money. It comes last, of what is then left in
// the vault, and each transfer is at least the existential deposit, so that no account has to be there: its
// owner could take it away and so have every batch fail.

var (
	// ErrBesides is returned for a further attempt that pays besides, and for who waits for it: should what is
	// paid besides be why the first failed, those who have asked wait no longer for it.
	ErrBesides = errors.New("a further attempt pays only who has asked")
	// ErrMarketVault is returned for money to a vault that is not known to be that market's present one.
	ErrMarketVault = errors.New("the other market's vault is not known")
)

// HeldStray is money that is not sent back by a batch, and why.
type HeldStray struct {
	Stray *entry.Stray
	Why   error
}

// Debt is what a market owes another, and the vault that it would be paid to.
type Debt struct {
	entry.Remit
	Vault keys.Account
	Due   bool // it is worth a batch of its own
}

// Debts lists what a market owes others whose vaults are known, by the other's id: as much as both accounts say, by
// what is known here, less what was sent and the other has not read yet, or did not know for this market's and has not
// sent back. They differ for good by what was paid by hand; were each to go by its own, the two could pay each other
// back and forth for ever. What one has too much is its credit, until money comes that way.
func Debts(s *ledger.State, id entry.MarketID) (list []Debt) {
	for _, b := range s.Borders(id) {
		vault, epoch, known := presentVault(s, b.With)
		if b.Owed >= 0 || !known {
			continue
		}
		theirs := borderOf(s, b.With, id)
		owed := min(-b.Owed, theirs.Owed-max(0, b.Sent-theirs.Got-returned(s, id, b.With)))
		if owed <= 0 {
			continue
		}
		amount := entry.Amount(min(owed, int64(entry.MaxAmount)))
		list = append(list, Debt{entry.Remit{To: b.With, Epoch: epoch, Amount: amount}, vault, int64(amount) >= theirs.Line/2})
	}
	return list
}

// returned is what batches have paid to another market that did not know it for this one's, and has sent it back.
func returned(s *ledger.State, id, by entry.MarketID) (sum int64) {
	back, own := s.SentBack(by), ownVaults(s, id)
	for _, b := range s.Batches(id) {
		for _, x := range b.Value.Remits {
			if b.Receipt != nil && x.To == by && slices.ContainsFunc(back, func(f *entry.Stray) bool {
				return own(f.From) && f.Block == b.Receipt.Block && f.Amount == x.Amount
			}) {
				sum += int64(x.Amount)
			}
		}
	}
	return sum
}

// borderOf is what a market has with another, as far as is known here.
func borderOf(s *ledger.State, of, with entry.MarketID) ledger.Border {
	for _, b := range s.Borders(of) {
		if b.With == with {
			return b
		}
	}
	return ledger.Border{}
}

// presentVault is the vault of another market's current epoch, if it is known to be that.
func presentVault(s *ledger.State, id entry.MarketID) (vault keys.Account, epoch uint32, known bool) {
	m, known := s.Market(id)
	if !known {
		return vault, 0, false
	}
	vault, known = marketVault(s, id, m.Epoch)
	return vault, m.Epoch, known
}

// marketVault is the vault of an epoch of another market, if those whose keys it is made of have asked for it.
func marketVault(s *ledger.State, id entry.MarketID, epoch uint32) (keys.Account, bool) {
	v, err := VaultOf(s.Seats(id, epoch))
	if err != nil {
		return keys.Account{}, false
	}
	for _, key := range v.Signatories {
		if !s.HasAsked(id, key) {
			return keys.Account{}, false
		}
	}
	return v.Account, true
}

// besides plans what is paid besides, of what the withdrawals leave, those too that wait until the vault has enough.
// Who has sent fewest strays comes first: nobody has others wait by sending much in little pieces.
func (p *Plan) besides(strays []*entry.Stray, debts []Debt, g Ground, again bool, own func(keys.Account) bool) {
	b := &besides{Plan: p, ground: g, left: g.spendable() - min(g.spendable(), p.Total()+p.short(math.MaxUint32))}
	if again && len(p.Payouts) > 0 {
		for _, f := range strays {
			b.hold(f, ErrBesides)
		}
		return
	}
	groups, order := bySender(strays)
	slices.SortStableFunc(order, func(x, y keys.Account) int { return len(groups[x]) - len(groups[y]) })
	for _, from := range order {
		b.sendBack(groups[from], own)
	}
	slices.SortFunc(b.Back, byPlace)
	b.back = sentBack(b.Back)
	b.remit(debts, own)
}

// short is what those wait for whom the vault has too little, and whom an epoch before one has certified.
func (p *Plan) short(before uint32) (sum uint64) {
	for _, held := range p.Held {
		if held.Why == ErrShort && held.Withdrawal.Epoch < before {
			sum += uint64(held.Withdrawal.Amount)
		}
	}
	return sum
}

// besides is a plan as what is paid besides is added to it.
type besides struct {
	*Plan
	ground Ground
	left   uint64
}

func (b *besides) hold(f *entry.Stray, why error) { b.Kept = append(b.Kept, HeldStray{f, why}) }

// bySender groups strays by who sent them, in the order in which he first did.
func bySender(strays []*entry.Stray) (groups map[keys.Account][]*entry.Stray, order []keys.Account) {
	groups = map[keys.Account][]*entry.Stray{}
	for _, f := range strays {
		if groups[f.From] == nil {
			order = append(order, f.From)
		}
		groups[f.From] = append(groups[f.From], f)
	}
	return groups, order
}

// sentBack are the transfers that send strays back, by the first of each sender.
func sentBack(strays []*entry.Stray) (list []Payout) {
	groups, order := bySender(strays)
	for _, from := range order {
		out := Payout{To: from}
		for _, f := range groups[from] {
			out.Amount += f.Amount
		}
		list = append(list, out)
	}
	return list
}

// sendBack has one sender paid as much as there is room and money for.
func (b *besides) sendBack(strays []*entry.Stray, own func(keys.Account) bool) {
	var some []*entry.Stray
	sum := uint64(0)
	for _, f := range strays {
		switch {
		case own(f.From):
			b.hold(f, ErrOwnVault)
		case len(b.Payouts)+len(b.back) == entry.MaxPaid || len(b.Back)+len(some) == entry.MaxPaid:
			b.hold(f, ErrFull)
		case sum+uint64(f.Amount) > b.left:
			b.hold(f, ErrShort)
		default:
			sum += uint64(f.Amount)
			some = append(some, f)
		}
	}
	if sum < b.ground.Existential {
		for _, f := range some {
			b.hold(f, ErrNoAccount)
		}
		return
	}
	if len(some) > 0 {
		b.left -= sum
		b.Back = append(b.Back, some...)
		b.back = append(b.back, Payout{To: strays[0].From, Amount: entry.Amount(sum)})
	}
}

// remit has other markets paid, as far as the vault goes, where somebody is paid anyway or it is due.
func (b *besides) remit(debts []Debt, own func(keys.Account) bool) {
	for _, d := range debts {
		full := len(b.Payouts)+len(b.back)+len(b.remits) == entry.MaxPaid || len(b.Remits) == entry.MaxBorders
		d.Amount = entry.Amount(min(uint64(d.Amount), b.left))
		if full || own(d.Vault) || uint64(d.Amount) < max(1, b.ground.Existential) || !d.Due && len(b.Payouts)+len(b.back) == 0 {
			continue
		}
		b.left -= uint64(d.Amount)
		b.Remits = append(b.Remits, d.Remit)
		b.remits = append(b.remits, Payout{To: d.Vault, Amount: d.Amount})
	}
}

// Besides are the transfers that a batch makes besides withdrawals: back to senders, and to markets. It returns
// ErrMarketVault where it is not known whose a vault is, and ledger.ErrUnknown for a stray that is not.
func Besides(s *ledger.State, id entry.MarketID, batch *entry.Batch) (back, remits []Payout, err error) {
	var strays []*entry.Stray
	for _, p := range batch.Back {
		f := s.Stray(id, p)
		if f == nil {
			return nil, nil, ledger.ErrUnknown
		}
		strays = append(strays, f)
	}
	back = sentBack(strays)
	for _, x := range batch.Remits {
		vault, known := marketVault(s, x.To, x.Epoch)
		if !known {
			return nil, nil, ErrMarketVault
		}
		remits = append(remits, Payout{To: vault, Amount: x.Amount})
	}
	return back, remits, nil
}

// judgeBesides asks whether a batch may pay just this besides, and gives the transfers. That it is owed has
// been asked before.
func (d *Desk) judgeBesides(s *ledger.State, batch *entry.Batch) ([]Payout, error) {
	back, remits, err := Besides(s, d.Market, batch)
	if err != nil {
		return nil, err
	}
	for i, x := range batch.Remits { // who served there before could keep what comes to their vault
		if vault, _, known := presentVault(s, x.To); !known || vault != remits[i].To {
			return nil, ErrMarketVault
		}
	}
	own := ownVaults(s, d.Market)
	for _, out := range append(back, remits...) {
		switch {
		case own(out.To):
			return nil, ErrOwnVault
		case uint64(out.Amount) < d.Ground.Existential:
			return nil, ErrNoAccount
		}
	}
	return append(back, remits...), nil
}
