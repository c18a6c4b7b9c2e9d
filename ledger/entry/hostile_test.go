package entry

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"testing"

	"foirail/ledger/keys"
)

// Bytes that promise long lists and do not hold them must cost no more than they are: every
// sample is cut at every byte, and a large integer put there.
func TestNoAllocationBeyondTheBytes(t *testing.T) {
	promises := [][]byte{{0xff, 0xff, 0x03}, {0xff, 0x0f}, {0x40}, {0xff, 0x01}, {0x0a}}
	for name, e := range samples(t) {
		full := e.Full()
		for at := 2; at < len(full); at++ {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for _, promise := range promises {
				_, _ = Decode(append(bytes.Clone(full[:at]), promise...)) // inside the signature it is accepted
			}
			runtime.ReadMemStats(&after)
			if spent := after.TotalAlloc - before.TotalAlloc; spent > uint64(len(promises)*(8*len(full)+2048)) {
				t.Errorf("%s: %d bytes allocated for promises at byte %d of %d", name, spent, at, len(full))
			}
		}
	}
}

// The largest entry of each kind has the size that SPEC.md names, and fits MaxSize: else what is
// in bounds could not be signed.
func TestLargestFit(t *testing.T) {
	text := func(n int) string { return string(bytes.Repeat([]byte{'x'}, n)) }
	account := func(i int) keys.Account { return keys.Account{byte(i >> 8), byte(i), 1} }
	hashes := func(n int) (list []Hash) {
		for i := range n {
			list = append(list, Hash{byte(i >> 8), byte(i), 1})
		}
		return list
	}
	ranges := func(n int) (list []Range) {
		for i := range n {
			list = append(list, Range{MaxCoupons - 2*(n-i) + 1, MaxCoupons - 2*(n-i) + 1})
		}
		return list
	}
	var couponKeys []keys.Account
	for i := range MaxCoupons {
		couponKeys = append(couponKeys, account(i))
	}
	issue := &Issue{LastEpoch: MaxEpoch, LastDay: MaxDay, Issuer: text(MaxIssuerName), Root: Root(couponKeys), Keys: couponKeys}
	for i := range MaxDenominations {
		issue.Denominations = append(issue.Denominations,
			Denomination{Value: MaxCouponValue - Amount(MaxDenominations-i), Count: MaxCoupons / MaxDenominations})
	}
	pay := &Pay{Memo: text(MaxMemo)}
	for i := range MaxPayees {
		pay.Payees = append(pay.Payees, Payee{MarketID{9}, account(i), MaxAmount / MaxPayees})
	}
	votes, attest := &Votes{}, &Attest{}
	for _, h := range hashes(MaxVotes) {
		votes.Items = append(votes.Items, Vote{Lock, h})
	}
	for i := range MaxFacts {
		attest.Facts = append(attest.Facts,
			&Deposit{Note: fmt.Sprintf("%03d", i) + text(MaxNote-3), Account: account(i), Amount: MaxAmount})
	}
	policy := Policy{Line: MaxAmount, Fund: MaxAmount, AdvanceCap: MaxAmount, AdvancePart: MaxAmount, DisputePart: MaxAmount, ExtraVotes: 2}
	for i := range MaxBorders {
		policy.Borders = append(policy.Borders, Border{MarketID{byte(i)}, MaxAmount})
	}
	topic := Topic{Kind: TopicResolveAccount, Attempt: MaxSeq}
	var locks []LockOf
	for i := range MaxLocks {
		at := Topic{Kind: TopicResolveCoupon, Series: Hash(account(i)), Number: MaxCoupons, Attempt: MaxSeq}
		locks = append(locks, LockOf{Topic: at, Epoch: MaxEpoch, View: MaxView, Proposal: Hash{1}, Votes: hashes(MaxStewards)})
	}
	var heads []Head
	next := &NextEpoch{Policy: policy, Locks: locks}
	for i := range MaxStewards {
		heads = append(heads, Head{account(i), MaxSeq, Hash{1}})
		next.Seats = append(next.Seats, Seated{account(i), account(i)})
	}
	next.Closed = heads
	propose := func(topic Topic, value Value) *Propose {
		return &Propose{Topic: topic, View: MaxView, Shown: hashes(MaxShown), Value: value}
	}
	besides := &Batch{Act: PayOut, TxVersion: MaxSeq, Paid: hashes(MaxPaid), Call: make([]byte, MaxCall)}
	for i := range MaxPaid {
		besides.Back = append(besides.Back, Place{MaxSeq, MaxSeq - MaxPaid + uint32(i)})
	}
	for i := range MaxBorders {
		besides.Remits = append(besides.Remits, Remit{MarketID{byte(i)}, MaxEpoch, MaxAmount})
	}
	vault := key(t, 2)
	signature := mustSign(t, vault, []byte("any"))
	for _, c := range []struct {
		name string
		size int
		body Body
	}{
		{"pay", 3514, pay},
		{"link", 281, &Link{Key: account(1), KeySignature: signature}},
		{"issue", 131472, issue},
		{"activate", 1242, &Activate{Ranges: ranges(MaxRanges)}},
		{"cancel", 1242, &Cancel{Ranges: ranges(MaxRanges)}},
		{"redeem", 210, &Redeem{Serial: MaxCoupons}},
		{"redeem abroad", 222, &Redeem{Serial: MaxCoupons, Market: MarketID{1}}},
		{"withdraw", 223, &Withdraw{Amount: MaxAmount}},
		{"votes", 67770, votes},
		{"attest", 27066, attest},
		{"seat", 349, &Seat{Epoch: MaxEpoch, Name: text(MaxName), VaultSignature: signature}},
		{"epoch", 30362, propose(Topic{Kind: TopicEpoch, Number: MaxEpoch}, next)},
		{"batch", 21841, propose(Topic{Kind: TopicBatch, Number: MaxSeq, Attempt: MaxSeq},
			&Batch{Act: PayOut, TxVersion: MaxSeq, Paid: hashes(MaxPaid), Call: make([]byte, MaxCall)})},
		{"batch besides", 24251, propose(Topic{Kind: TopicBatch, Number: MaxSeq, Attempt: MaxSeq}, besides)},
		{"expire", 10335, propose(Topic{Kind: TopicExpire}, &Expire{Returned: ranges(MaxReturned)})},
		{"resolve account", 35049, propose(topic, &ResolveAccount{From: MaxSeq, Listed: hashes(MaxDisputed)})},
		{"resolve coupon", 2308, propose(Topic{Kind: TopicResolveCoupon, Number: MaxCoupons, Attempt: MaxSeq}, &ResolveCoupon{})},
		{"next", 627, &Next{Topic: locks[0].Topic, View: MaxView, Lock: &locks[0]}},
		{"closing checkpoint", 26448, &Checkpoint{Epoch: MaxEpoch, Closing: true, Heads: heads, Locks: locks}},
		{"found", 1648, &Found{Name: text(MaxName), MarketName: text(MaxName), VaultSignature: signature, Policy: policy}},
	} {
		e := &Entry{Seq: MaxSeq, Prev: Hash{3}, Time: 1<<32 - 1, Author: key(t, 3).Account(), Body: c.body}
		switch c.body.(type) {
		case *Redeem:
			e.Seq, e.Prev, e.Time = 1, Hash{}, 0
		case *Found:
			e.Seq, e.Prev = 1, Hash{}
		}
		if err := e.Sign(key(t, 3)); err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if n := len(e.Full()); n != c.size || n > MaxSize {
			t.Errorf("%s: %d bytes at the largest, SPEC.md says %d", c.name, n, c.size)
		}
	}
}

// Sign must refuse what its bytes would not say, and never panic on a field left out.
func TestSignRefuses(t *testing.T) {
	payees := make([]Payee, MaxPayees+1)
	for i := range payees {
		payees[i] = Payee{Amount: 1}
	}
	expire := Topic{Kind: TopicExpire}
	for name, e := range map[string]*Entry{
		"no body":                  {Seq: 1},
		"no value":                 {Seq: 1, Body: &Propose{Topic: expire}},
		"value of another topic":   {Seq: 1, Body: &Propose{Topic: expire, Value: &ResolveCoupon{}}},
		"no topic":                 {Seq: 1, Body: &Propose{Value: &Expire{}}},
		"no payee":                 {Seq: 1, Body: &Pay{}},
		"a memo that is payees":    {Seq: 1, Body: &Pay{Memo: string(make([]byte, 64*40))}},
		"too many payees":          {Seq: 1, Body: &Pay{Payees: payees}},
		"negative amount":          {Seq: 1, Body: &Withdraw{Amount: -1}},
		"amount too large":         {Seq: 1, Body: &Withdraw{Amount: MaxAmount + 1}},
		"seq 0":                    {Body: &Withdraw{Amount: 1}},
		"prev at seq 1":            {Seq: 1, Prev: Hash{1}, Body: &Withdraw{Amount: 1}},
		"time of a redemption":     {Seq: 1, Time: 1, Body: &Redeem{Serial: 1}},
		"seq of a redemption":      {Seq: 2, Body: &Redeem{Serial: 1}},
		"serial 0":                 {Seq: 1, Body: &Redeem{}},
		"negative serial":          {Seq: 1, Body: &Redeem{Serial: -1}},
		"keys of another root":     {Seq: 1, Body: &Issue{Denominations: []Denomination{{1, 1}}, LastEpoch: 1, LastDay: 1, Issuer: "x", Keys: []keys.Account{{1}}}},
		"fewer keys than coupons":  {Seq: 1, Body: &Issue{Denominations: []Denomination{{1, 2}}, LastEpoch: 1, LastDay: 1, Issuer: "x", Root: Root([]keys.Account{{1}}), Keys: []keys.Account{{1}}}},
		"signature never made":     {Seq: 1, Body: &Link{}},
		"a vault key on two seats": {Seq: 1, Body: &Propose{Topic: Topic{Kind: TopicEpoch, Number: 2}, Value: &NextEpoch{Seats: []Seated{{Voting: keys.Account{1}}, {Voting: keys.Account{2}}, {Voting: keys.Account{3}}, {Voting: keys.Account{4}}}}}},
	} {
		by := key(t, 3)
		e.Author = by.Account()
		if err := e.Sign(by); !errors.Is(err, ErrForm) {
			t.Errorf("%s: got %v, want ErrForm", name, err)
		}
	}
}
