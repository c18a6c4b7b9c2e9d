package entry

import (
	"strings"
	"testing"

	"foirail/ledger/keys"
)

// acceptance is an entry that every reader accepts.
type acceptance struct {
	about string
	entry *Entry
}

// sr25519Pay is a payment signed once with the sr25519 key of seed 07 00…; such signatures are
// randomised, so its bytes are kept.
const sr25519Pay = "00025f7facd7861e53ca1b04ae13a0c7cbb436528d013599c97a5955c19243aa920d5f7facd7861e" +
	"53ca1b04ae1334c67402debfa14a039a116bf830a7e54faa2fe28162719b1eed7d3f8eb5ae61016a" +
	"fd86c200bb5c672482b0dcca91a21a4ed63b15afde8aa1378da72cd01b349589d6e7dd6ae20902ea" +
	"98e1da9fb296d011ab34f95ac77ab4518bf6d0705617561b30b46e99318b2a73ce21ed21cc139819" +
	"09778d43ea78c6697d5a01cacf93b36daacf4850af6286"

// acceptScenarios are the entries of testdata/vectors/accept by name.
func acceptScenarios(t testing.TB) map[string]acceptance {
	t.Helper()
	all := samples(t)
	made := map[string]acceptance{}
	for name, about := range map[string]string{
		"found":                   "a community of play money founded by its first steward, with one border",
		"found-further-market":    "a further market of the same community: the header's community is the one it names, its market its own hash",
		"pay":                     "12.50 Ğ1 to one person of the same market, first of its author's chain, so without prev",
		"pay-many-abroad":         "two payees, one in another market, so that each stands with its market; with a memo; the sum is the largest that there is",
		"link":                    "a member takes a purse key as his own",
		"issue":                   "three coupons of two values; their keys travel behind the signature",
		"activate":                "serials 1 to 3 and 5 of a series",
		"cancel":                  "serial 4 of a series",
		"redeem":                  "a coupon cashed in its own market: no seq, prev or time",
		"redeem-abroad":           "a coupon cashed by an account of another market",
		"withdraw":                "100 Ğ1 asked for on the chain",
		"votes":                   "one vote of each kind; the same entry may stand with two kinds",
		"attest":                  "one fact of each kind, and a deposit of play money named by its note",
		"attest-others":           "money that came to the vault and is nobody's deposit: from a sender without a key, and from another market",
		"seat":                    "a candidate for epoch 2, with his vault key's word",
		"propose-epoch":           "one steward for epoch 2, with a closed chain, an empty one and a lock",
		"propose-batch":           "batch 0 at its second attempt, two withdrawals in the order of payment",
		"propose-batch-besides":   "a batch that also sends back two strays, and pays two markets",
		"propose-expire":          "serials 1 and 2 go back to the issuer",
		"propose-resolve-account": "two entries on the list of a disputed account",
		"propose-resolve-coupon":  "the redemption that counts",
		"next":                    "gives up on view 3 with a lock in hand",
		"next-no-lock":            "gives up on view 0 and knows no lock",
		"checkpoint":              "a cut over an empty and a longer chain",
		"checkpoint-closing":      "the last word of a steward in epoch 1, with one lock",
	} {
		made[name] = acceptance{about, all[name]}
	}
	for name, a := range edgeScenarios(t) {
		made[name] = a
	}
	if len(made) < len(all) {
		t.Fatal("a sample has no description")
	}
	return made
}

// edgeScenarios are entries at the edge of what is accepted.
func edgeScenarios(t testing.TB) map[string]acceptance {
	t.Helper()
	f := found(t)
	at := func(seq uint32, body Body) *Entry {
		e := &Entry{Community: f.Community, Market: f.Market, Seq: seq, Time: 1795000002, Body: body}
		if seq > 1 {
			e.Prev = Hash{7}
		}
		return e
	}
	mine := func(seq uint32, body Body) *Entry { return signed(t, at(seq, body), key(t, 3)) }
	to := func(n byte, amount Amount) Payee { return Payee{f.Market, key(t, n).Account(), amount} }
	largest := at(MaxSeq, &Pay{Payees: []Payee{to(9, MaxAmount)}})
	largest.Time = 1<<32 - 1
	list := &Pay{Memo: strings.Repeat("œ", MaxMemo/2)}
	for i := range MaxPayees {
		list.Payees = append(list.Payees, to(byte(100+i%3), Amount(i+1)))
	}
	vault := key(t, 2)
	chain := signed(t, &Entry{Seq: 1, Time: 1795000000, Body: &Found{Genesis: Hash{0xab, 0xcd}, Name: "Vallée", MarketName: "Lamastre",
		Vault: vault.Account(), VaultSignature: mustSign(t, vault, SeatMessage(MarketID{}, 1, key(t, 1).Account())),
		Policy: Policy{Line: 1, Fund: MaxAmount, AdvanceCap: 3, AdvancePart: 4, DisputePart: 5, ExtraVotes: 2}}}, key(t, 1))
	return map[string]acceptance{
		"found-on-a-chain":       {"a community on a chain, with every figure of its policy", chain},
		"pay-largest":            {"a payment to one person at the largest seq, time and amount: 224 bytes", signed(t, largest, key(t, 3))},
		"pay-same-payee-thrice":  {"64 payees, the same ones more than once and in no order, and a memo of 64 bytes", mine(2, list)},
		"pay-to-himself":         {"the author moves house: he pays himself in another market", mine(2, &Pay{Payees: []Payee{{MarketID{5}, key(t, 3).Account(), 5}}})},
		"pay-memo-not-composed":  {"text is not normalised: e and a combining accent stay two characters", mine(2, &Pay{Memo: "cafe\u0301 \U0001F950", Payees: []Payee{to(9, 300)}})},
		"pay-memo-edge-of-c1":    {"U+007E and U+00A0 are the characters on both sides of those that are refused", mine(2, &Pay{Memo: "~\u00a0", Payees: []Payee{to(9, 300)}})},
		"activate-whole-series":  {"one range over the largest series", mine(2, &Activate{Series: Hash{1}, Ranges: []Range{{1, MaxCoupons}}})},
		"attest-non-member":      {"the chain says that this account is no member: no first UD and no name", mine(2, &Attest{Facts: []Fact{&Member{Account: keys.Account{3}, Day: MaxDay}}})},
		"votes-proposal-at-edge": {"a hash may be of zero bytes only", mine(2, &Votes{Items: []Vote{{Proposal, Hash{}}}})},
		"propose-epoch-four":     {"four seats, their vault keys in any order", mine(2, &Propose{Topic: Topic{Kind: TopicEpoch, Number: MaxEpoch}, Value: &NextEpoch{Seats: seats(4)}})},
		"propose-expire-nothing": {"every coupon was cashed: nothing goes back", mine(2, &Propose{Topic: Topic{Kind: TopicExpire, Series: Hash{1}}, Value: &Expire{}})},
		"propose-resolve-coupon-to-issuer": {"no redemption counts: a winner of zero bytes",
			mine(2, &Propose{Topic: Topic{Kind: TopicResolveCoupon, Series: Hash{1}, Number: MaxCoupons, Attempt: MaxSeq}, Value: &ResolveCoupon{}})},
		"sr25519-pay": {"a payment signed with sr25519, context foirail; another signing would give other 64 bytes and the same hash",
			mustDecode(t, unhex(t, sr25519Pay))},
		"zip215-small-order-author": {"the author is the neutral point, R too, S is zero: good by ZIP-215, refused by stricter rules",
			weak(t, at(1, &Withdraw{Amount: 1}), keys.Account{1})},
		"zip215-zero-author": {"the author of 32 zero bytes is a point of order 4, for which anyone can sign",
			weak(t, at(1, &Withdraw{Amount: 1}), keys.Account{})},
		"zip215-non-canonical-author": {"the same point with y written as p+1: another account, and good by ZIP-215",
			weak(t, at(1, &Withdraw{Amount: 1}), neutralPlusP())},
	}
}

// seats makes n seats, voting keys ascending and vault keys descending.
func seats(n int) []Seated {
	list := make([]Seated, n)
	for i := range list {
		list[i] = Seated{Voting: keys.Account{byte(i + 1)}, Vault: keys.Account{byte(200 - i)}}
	}
	return list
}

// neutralPlusP is the neutral point with y not reduced: 1 + 2^255-19, little-endian.
func neutralPlusP() (a keys.Account) {
	for i := range a {
		a[i] = 0xff
	}
	a[0], a[31] = 0xee, 0x7f
	return a
}

// weak signs for an author whose point is neutral: R neutral, S zero.
func weak(t testing.TB, e *Entry, author keys.Account) *Entry {
	t.Helper()
	e.Author = author
	w := &writer{}
	e.writeUnsigned(w)
	w.signature(keys.Signature{Curve: keys.Ed25519, Bytes: [64]byte{1}})
	return mustDecode(t, w.b)
}

func mustDecode(t testing.TB, full []byte) *Entry {
	t.Helper()
	e, err := Decode(full)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
