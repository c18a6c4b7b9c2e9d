package entry

import (
	"bytes"
	"errors"
	"testing"

	"foirail/ledger/keys"
)

// key makes a test key that is the same in every run.
func key(t testing.TB, n byte) *keys.Secret {
	t.Helper()
	s, err := keys.NewSecret(keys.Ed25519, [keys.SeedSize]byte{n})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// signed signs an entry in place and gives it back.
func signed(t testing.TB, e *Entry, by *keys.Secret) *Entry {
	t.Helper()
	e.Author = by.Account()
	if err := e.Sign(by); err != nil {
		t.Fatal(err)
	}
	return e
}

func mustSign(t testing.TB, by *keys.Secret, message []byte) keys.Signature {
	t.Helper()
	sig, err := by.Sign(message)
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

// found is a founding entry of play money, by key 1 with vault key 2.
func found(t testing.TB) *Entry {
	t.Helper()
	vault := key(t, 2)
	return signed(t, &Entry{Seq: 1, Time: 1795000000, Body: &Found{
		Name: "Vallée", MarketName: "Saint-Agrève", Vault: vault.Account(),
		VaultSignature: mustSign(t, vault, SeatMessage(MarketID{}, 1, key(t, 1).Account())),
		Policy:         Policy{Line: 30000, Fund: 100000, Borders: []Border{{MarketID{9}, 500}}},
	}}, key(t, 1))
}

// samples is one entry of each kind, well formed and well signed.
func samples(t testing.TB) map[string]*Entry {
	t.Helper()
	f := found(t)
	h1, h2 := Hash{1}, Hash{2}
	lock := LockOf{Topic: Topic{Kind: TopicExpire, Series: h1}, Epoch: 1, View: 3, Proposal: h2, Votes: []Hash{h1, h2}}
	heads := []Head{{Author: keys.Account{1}}, {Author: keys.Account{2}, Seq: 9, Hash: h1}}
	couponKeys := []keys.Account{key(t, 50).Account(), key(t, 51).Account(), key(t, 52).Account()}
	vault := key(t, 2)
	at := func(seq uint32, body Body) *Entry {
		e := &Entry{Community: f.Community, Market: f.Market, Seq: seq, Time: 1795000001, Body: body}
		if seq > 1 {
			e.Prev = Hash{7}
		}
		return signed(t, e, key(t, 3))
	}
	propose := func(topic Topic, value Value) *Entry {
		return at(4, &Propose{Topic: topic, View: 2, Shown: []Hash{h1, h2}, Value: value})
	}
	return map[string]*Entry{
		"found": f,
		"found-further-market": signed(t, &Entry{Seq: 1, Time: 1, Body: &Found{
			Community: f.Community, MarketName: "Le Cheylard", Vault: vault.Account(),
			VaultSignature: mustSign(t, vault, SeatMessage(MarketID{}, 1, key(t, 4).Account()))}}, key(t, 4)),
		"pay": at(1, &Pay{Payees: []Payee{{f.Market, key(t, 9).Account(), 1250}}}),
		"pay-many-abroad": at(2, &Pay{Memo: "œufs, 12 ğ", Payees: []Payee{
			{f.Market, key(t, 9).Account(), 1}, {MarketID{5}, key(t, 10).Account(), MaxAmount - 1}}}),
		"link": at(2, &Link{Key: key(t, 8).Account(), KeySignature: mustSign(t, key(t, 8),
			LinkMessage(f.Community, f.Market, key(t, 3).Account()))}),
		"issue": at(2, &Issue{Denominations: []Denomination{{100, 2}, {500, 1}}, LastEpoch: 4, LastDay: 21000,
			Issuer: "Les Amis du marché", SeriesKey: key(t, 40).Account(), Root: Root(couponKeys), Keys: couponKeys}),
		"activate": at(3, &Activate{Series: h1, Ranges: []Range{{1, 3}, {5, 5}}}),
		"cancel":   at(3, &Cancel{Series: h1, Ranges: []Range{{4, 4}}}),
		"redeem": signed(t, &Entry{Community: f.Community, Market: f.Market, Seq: 1,
			Body: &Redeem{Series: h1, Serial: 2, Market: f.Market, Account: key(t, 9).Account()}}, key(t, 51)),
		"redeem-abroad": signed(t, &Entry{Community: f.Community, Market: f.Market, Seq: 1,
			Body: &Redeem{Series: h1, Serial: 2, Market: MarketID{5}, Account: key(t, 9).Account()}}, key(t, 51)),
		"withdraw": at(3, &Withdraw{Amount: 10000, Address: key(t, 9).Account()}),
		"votes":    at(2, &Votes{Items: []Vote{{QuorumOnly, h1}, {Backed, h1}, {Proposal, h2}, {Lock, h2}}}),
		"attest": at(2, &Attest{Facts: []Fact{
			&Deposit{Note: "enveloppe 3", Account: keys.Account{3}, Amount: 5},
			&Deposit{Block: 84128, Event: 2, Account: keys.Account{3}, Amount: 5},
			&Member{Account: keys.Account{3}, Day: 260, FirstUD: 200, Name: "tortue"},
			&Day{Number: 260, Amount: 1148},
			&Receipt{Batch: 0, Block: 5, Event: 6, Decision: h1}}}),
		"attest-others": at(2, &Attest{Facts: []Fact{
			&Stray{Place{84129, 3}, keys.Account{4}, 500},
			&Remittance{Place{84130, 200}, MarketID{5}, 1250}}}),
		"seat": at(1, &Seat{Epoch: 2, Name: "Jeanne", Vault: vault.Account(),
			VaultSignature: mustSign(t, vault, SeatMessage(f.Market, 2, key(t, 3).Account()))}),
		"propose-epoch": propose(Topic{Kind: TopicEpoch, Number: 2}, &NextEpoch{
			Seats: []Seated{{keys.Account{1}, keys.Account{2}}}, Closed: heads, Locks: []LockOf{lock}}),
		"propose-batch": propose(Topic{Kind: TopicBatch, Number: 0, Attempt: 1}, &Batch{Act: PayOut, TxVersion: 1, Paid: []Hash{h2, h1}, Call: []byte{54, 2}}),
		"propose-batch-besides": propose(Topic{Kind: TopicBatch, Number: 3}, &Batch{Act: PayOut, TxVersion: 1, Paid: []Hash{h2},
			Back: []Place{{7, 300}, {8, 2}}, Remits: []Remit{{MarketID{5}, 2, 1250}, {MarketID{6}, 1, 100}}, Call: []byte{54, 2}}),
		"propose-expire": propose(Topic{Kind: TopicExpire, Series: h1}, &Expire{Returned: []Range{{1, 2}}}),
		"propose-resolve-account": propose(Topic{Kind: TopicResolveAccount, Account: keys.Account{3}, Attempt: 7},
			&ResolveAccount{From: 2, Listed: []Hash{h1, h2}}),
		"propose-resolve-coupon": propose(Topic{Kind: TopicResolveCoupon, Series: h1, Number: 7}, &ResolveCoupon{Winner: h1}),
		"next":                   at(5, &Next{Topic: lock.Topic, View: 4, Lock: &lock}),
		"next-no-lock":           at(5, &Next{Topic: lock.Topic, View: 1}),
		"checkpoint":             at(6, &Checkpoint{Epoch: 1, Heads: heads, State: h1}),
		"checkpoint-closing":     at(6, &Checkpoint{Epoch: 1, Closing: true, Heads: heads, State: h1, Locks: []LockOf{lock}}),
	}
}

func TestEveryKindThereAndBack(t *testing.T) {
	for name, e := range samples(t) {
		if !e.Verify() {
			t.Errorf("%s: a signature does not hold", name)
		}
		back, err := Decode(e.Full())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again := rewrite(back); !bytes.Equal(again, e.Full()) {
			t.Errorf("%s: written again it differs:\n%x\n%x", name, again, e.Full())
		}
		if back.Hash() != e.Hash() {
			t.Errorf("%s: another hash", name)
		}
	}
}

// rewrite encodes an entry from its fields.
func rewrite(e *Entry) []byte {
	w := &writer{}
	e.writeUnsigned(w)
	w.signature(e.Signature)
	w.accounts(e.keyList())
	return w.b
}

// No byte of an entry can be changed, cut or added without a refusal or another name, the
// signature's own bytes aside.
func TestEveryByteMatters(t *testing.T) {
	for name, e := range samples(t) {
		full := e.Full()
		unsigned := e.signed - len(tag)
		for n := range full {
			if _, err := Decode(full[:n]); err == nil {
				t.Errorf("%s: accepted with %d of %d bytes", name, n, len(full))
			}
		}
		if _, err := Decode(append(bytes.Clone(full), 0)); !errors.Is(err, ErrForm) {
			t.Errorf("%s: a trailing byte gave %v", name, err)
		}
		for i := range unsigned {
			flipped := bytes.Clone(full)
			flipped[i] ^= 0x10
			if got, err := Decode(flipped); err == nil && got.Hash() == e.Hash() {
				t.Errorf("%s: byte %d does not count", name, i)
			}
		}
	}
}

func TestSizesAtTheLargest(t *testing.T) {
	pay := signed(t, &Entry{Community: Hash{1}, Market: MarketID{2}, Seq: MaxSeq, Prev: Hash{3}, Time: 1<<32 - 1,
		Body: &Pay{Payees: []Payee{{MarketID{2}, key(t, 9).Account(), MaxAmount}}}}, key(t, 3))
	if n := len(pay.Full()); n > 224 {
		t.Errorf("a payment takes %d bytes in full, more than 224", n)
	}
	t.Logf("payment at the largest seq and amount: %d bytes", len(pay.Full()))
}

func TestNewerVersionSaysSo(t *testing.T) {
	full := bytes.Clone(found(t).Full())
	full[0] = Version + 1
	if _, err := Decode(full); !errors.Is(err, ErrNewer) {
		t.Errorf("got %v, want ErrNewer", err)
	}
}

func TestSignByAnotherKeyIsRefused(t *testing.T) {
	e := &Entry{Author: key(t, 3).Account(), Seq: 1, Body: &Withdraw{Amount: 1}}
	if err := e.Sign(key(t, 4)); !errors.Is(err, ErrForm) {
		t.Errorf("got %v, want ErrForm", err)
	}
}
