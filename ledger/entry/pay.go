package entry

import "foirail/ledger/keys"

// Bounds of a payment.
const (
	MaxPayees = 64
	MaxMemo   = 64 // bytes of UTF-8
)

// The flags of a Pay; the number of payees less one stands above them.
const (
	payHasMemo    = 1 << 0
	payHasMarkets = 1 << 1
	payCountShift = 2
)

// Pay moves money to one or more accounts, with a short memo.
type Pay struct {
	Payees []Payee
	Memo   string
}

// Payee is an account in a market, and what it gets.
type Payee struct {
	Market  MarketID
	Account keys.Account
	Amount  Amount
}

// Kind is KindPay.
func (*Pay) Kind() Kind { return KindPay }

// Total is the sum of what the payees get. Decode has checked it against MaxAmount.
func (b *Pay) Total() Amount {
	var sum Amount
	for _, p := range b.Payees {
		sum += p.Amount
	}
	return sum
}

// Abroad says whether a payee lives in another market than home.
func (b *Pay) Abroad(home MarketID) bool {
	for _, p := range b.Payees {
		if p.Market != home {
			return true
		}
	}
	return false
}

func (b *Pay) write(w *writer, home MarketID) {
	w.check(len(b.Payees) >= 1 && len(b.Payees) <= MaxPayees, "a payment has 1 to 64 payees")
	flags := byte(len(b.Payees)-1) << payCountShift
	abroad := b.Abroad(home)
	if b.Memo != "" {
		flags |= payHasMemo
	}
	if abroad {
		flags |= payHasMarkets
	}
	w.byte(flags)
	for _, p := range b.Payees {
		w.account(p.Account)
		if abroad {
			w.bytes(p.Market[:])
		}
		w.amount(p.Amount)
	}
	if b.Memo != "" {
		w.text(b.Memo)
	}
}

func (b *Pay) read(r *reader, home MarketID) {
	flags := r.byte()
	var sum Amount
	for range int(flags>>payCountShift) + 1 {
		p := Payee{Market: home, Account: r.account()}
		if flags&payHasMarkets != 0 {
			p.Market = r.market()
		}
		p.Amount = r.amount()
		if r.err != nil {
			return
		}
		sum += p.Amount // at most 64 × 2^49: no overflow
		b.Payees = append(b.Payees, p)
	}
	r.check(sum <= MaxAmount, "sum out of range")
	r.check(b.Abroad(home) == (flags&payHasMarkets != 0), "markets written for nothing")
	if flags&payHasMemo != 0 {
		b.Memo = r.text(1, MaxMemo)
	}
}

// Withdraw asks for money to be paid to an address on the chain.
type Withdraw struct {
	Amount  Amount
	Address keys.Account
}

// Kind is KindWithdraw.
func (*Withdraw) Kind() Kind { return KindWithdraw }

func (b *Withdraw) write(w *writer, _ MarketID) {
	w.amount(b.Amount)
	w.account(b.Address)
}

func (b *Withdraw) read(r *reader, _ MarketID) {
	b.Amount = r.amount()
	b.Address = r.account()
}

// Link says: this key (a phone's purse, a till, a card) is mine too. A key is linked once, for
// good.
type Link struct {
	Key          keys.Account
	KeySignature keys.Signature // of the linked key, on LinkMessage
}

// Kind is KindLink.
func (*Link) Kind() Kind { return KindLink }

func (b *Link) write(w *writer, _ MarketID) {
	w.account(b.Key)
	w.signature(b.KeySignature)
}

func (b *Link) read(r *reader, _ MarketID) {
	b.Key = r.account()
	b.KeySignature = r.signature()
}

// LinkMessage is what a key signs to become a member's own in one market.
func LinkMessage(community Hash, market MarketID, member keys.Account) []byte {
	b := append([]byte("\xffFoirail link\n"), community[:]...)
	b = append(b, market[:]...)
	return append(b, member[:]...)
}
