package chain_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// hostile is a state of entries that anybody might have signed, and those entries: forks, votes of
// everybody for everything, receipts of batches that nobody decided, coupons cashed twice, markets that
// are not known.
func hostile(t *testing.T, rnd *rand.Rand) (*ledger.State, []*entry.Entry) {
	h := &hostility{T: t, rnd: rnd, heads: map[string][]*entry.Entry{}}
	steward := h.key("steward 0")
	proof, err := h.key("vault 0").Sign(entry.SeatMessage(entry.MarketID{}, 1, steward.Account()))
	h.check(err)
	found := &entry.Entry{Author: steward.Account(), Seq: 1, Body: &entry.Found{Name: "V", MarketName: "M", Vault: h.key("vault 0").Account(), VaultSignature: proof}}
	h.check(found.Sign(steward))
	h.found, h.all = found, []*entry.Entry{found}
	h.heads["steward 0"] = h.all
	for range 150 {
		h.something()
	}
	return ledger.Load(found.Community, h.all), h.all
}

// hostility is a set of entries as it grows.
type hostility struct {
	*testing.T
	rnd     *rand.Rand
	found   *entry.Entry
	all     []*entry.Entry
	owned   []*entry.Entry
	series  []*entry.Entry
	motions []*entry.Entry
	heads   map[string][]*entry.Entry // by who wrote them
}

func (h *hostility) check(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *hostility) key(name string) *keys.Secret {
	h.Helper()
	s, err := keys.NewSecret(keys.Ed25519, sha256.Sum256([]byte(name)))
	h.check(err)
	return s
}

func (h *hostility) amount() entry.Amount { return entry.Amount(1 + h.rnd.IntN(5000)) }

func (h *hostility) person() string { return []string{"ana", "bob", "cyd"}[h.rnd.IntN(3)] }

// steward is one of those who serve, now or later: most often the first.
func (h *hostility) steward() string { return fmt.Sprint("steward ", max(0, h.rnd.IntN(10)-5)) }

func pick(h *hostility, list []*entry.Entry) entry.Hash {
	if len(list) == 0 {
		return entry.Hash{1}
	}
	return list[h.rnd.IntN(len(list))].Hash()
}

// write has somebody write, one time in eight where he has written before.
func (h *hostility) write(by string, body entry.Body) *entry.Entry {
	h.Helper()
	e := &entry.Entry{Community: h.found.Community, Market: h.found.Market, Author: h.key(by).Account(), Seq: 1, Time: uint32(len(h.all)), Body: body}
	if list := h.heads[by]; len(list) > 0 && body.Kind() != entry.KindRedeem {
		prev := list[len(list)-1]
		if h.rnd.IntN(8) == 0 {
			prev = list[h.rnd.IntN(len(list))]
		}
		e.Seq, e.Prev = prev.Seq+1, prev.Hash()
	}
	if body.Kind() == entry.KindRedeem {
		e.Time = 0
	}
	h.check(e.Sign(h.key(by)))
	if slices.ContainsFunc(h.all, func(old *entry.Entry) bool { return old.Hash() == e.Hash() }) {
		return e // the same redemption once more
	}
	h.heads[by], h.all = append(h.heads[by], e), append(h.all, e)
	if e.Kind().Owned() {
		h.owned = append(h.owned, e)
	}
	return e
}

// something happens.
func (h *hostility) something() {
	n := h.rnd.IntN(14)
	switch n {
	case 0, 1:
		to := entry.Payee{Market: h.found.Market, Account: h.key(h.person()).Account(), Amount: h.amount()}
		if h.rnd.IntN(4) == 0 {
			to.Market = entry.MarketID{8}
		}
		h.write(h.person(), &entry.Pay{Payees: []entry.Payee{to}})
	case 2:
		h.write(h.person(), &entry.Withdraw{Amount: h.amount(), Address: h.key([]string{"ana", "vault 0", "nobody"}[h.rnd.IntN(3)]).Account()})
	case 3, 4, 5, 6:
		h.write(h.steward(), &entry.Attest{Facts: []entry.Fact{h.fact()}})
	case 7:
		issue := &entry.Issue{SeriesKey: h.key("series").Account(), LastEpoch: 1, LastDay: 21000, Issuer: "asso", Denominations: []entry.Denomination{{Value: 100, Count: 3}}}
		for i := range 3 {
			issue.Keys = append(issue.Keys, h.key(fmt.Sprint("coupon ", len(h.series), i)).Account())
		}
		issue.Root = entry.Root(issue.Keys)
		h.series = append(h.series, h.write(h.person(), issue))
	case 8, 9:
		ranges := []entry.Range{{From: 1 + h.rnd.IntN(2), To: 3}}
		if h.rnd.IntN(3) > 0 {
			h.write(h.person(), &entry.Activate{Series: pick(h, h.series), Ranges: ranges})
		} else {
			h.write(h.person(), &entry.Cancel{Series: pick(h, h.series), Ranges: ranges})
		}
	case 10:
		if len(h.series) > 0 {
			i, c := h.rnd.IntN(len(h.series)), h.rnd.IntN(3)
			h.write(fmt.Sprint("coupon ", i, c), &entry.Redeem{Series: h.series[i].Hash(), Serial: c + 1, Market: h.found.Market, Account: h.key(h.person()).Account()})
		}
	case 11:
		h.motions = append(h.motions, h.write(h.steward(), h.motion()))
	default:
		h.vote()
	}
}

func (h *hostility) fact() entry.Fact {
	switch who := h.key(h.person()).Account(); h.rnd.IntN(4) {
	case 0:
		receipt := &entry.Receipt{Batch: uint32(h.rnd.IntN(3)), Block: 7, Decision: entry.Hash{1}}
		if len(h.motions) > 0 {
			e := h.motions[h.rnd.IntN(len(h.motions))]
			receipt.Batch, receipt.Decision = e.Body.(*entry.Propose).Topic.Number, e.Hash()
		}
		return receipt
	case 1:
		return &entry.Member{Account: who, Day: uint32(1 + h.rnd.IntN(4)), FirstUD: uint32(h.rnd.IntN(2)), Name: "n"}
	case 2:
		if h.rnd.IntN(3) == 0 {
			return &entry.Remittance{Place: h.place(), From: entry.MarketID{8}, Amount: h.amount()}
		}
		return &entry.Stray{Place: h.place(), From: who, Amount: h.amount()}
	default:
		return &entry.Deposit{Block: uint32(h.rnd.IntN(9)), Account: who, Amount: h.amount()}
	}
}

func (h *hostility) place() entry.Place { return entry.Place{Block: uint32(h.rnd.IntN(9))} }

// motion is a batch that pays anything, or the next epoch.
func (h *hostility) motion() *entry.Propose {
	if h.rnd.IntN(10) == 0 {
		value := &entry.NextEpoch{}
		for i := range 4 {
			value.Seats = append(value.Seats, entry.Seated{Voting: h.key(fmt.Sprint("steward ", 1+i)).Account(), Vault: h.key(fmt.Sprint("vault ", i)).Account()})
		}
		slices.SortFunc(value.Seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
		return &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: 2}, Value: value}
	}
	act := entry.BatchAct(1 + h.rnd.IntN(3))
	value := &entry.Batch{Act: act, TxVersion: uint32(h.rnd.IntN(2)), Call: []byte{1, byte(len(h.all))}}
	for _, e := range h.owned {
		if act == entry.PayOut && h.rnd.IntN(2) == 0 {
			value.Paid = append(value.Paid, e.Hash())
		}
	}
	if act == entry.PayOut && h.rnd.IntN(2) == 0 {
		value.Back = []entry.Place{h.place()}
	}
	if act == entry.PayOut && h.rnd.IntN(3) == 0 {
		value.Remits = []entry.Remit{{To: entry.MarketID{8}, Epoch: 1, Amount: h.amount()}}
	}
	if act == entry.PayOut && len(value.Paid) == 0 {
		value.Paid = []entry.Hash{{3}}
	}
	slices.SortFunc(value.Paid, func(a, b entry.Hash) int { return bytes.Compare(a[:], b[:]) })
	return &entry.Propose{Topic: entry.Topic{Kind: entry.TopicBatch, Number: uint32(h.rnd.IntN(3)), Attempt: uint32(h.rnd.IntN(2))}, Value: value}
}

func (h *hostility) vote() {
	b := &entry.Votes{}
	for _, e := range h.owned {
		if h.rnd.IntN(3) > 0 {
			b.Items = append(b.Items, entry.Vote{Kind: entry.VoteKind(h.rnd.IntN(2)), Entry: e.Hash()})
		}
	}
	for _, e := range h.motions {
		b.Items = append(b.Items, entry.Vote{Kind: entry.Proposal + entry.VoteKind(h.rnd.IntN(2)), Entry: e.Hash()})
	}
	if len(b.Items) > 0 {
		h.write(h.steward(), b)
	}
}
