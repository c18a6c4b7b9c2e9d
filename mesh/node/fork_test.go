package node

import (
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// Who has signed twice pays nobody until his dispute is ended; then his account goes on.
func TestAnAccountGoesOnBehindItsDispute(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "10", "envelope")
	ana, err := m.secret("ana", pass)
	if err != nil {
		t.Fatal(err)
	}
	bob := must[AccountShowReply](m)(m.AccountShow(ctx, AccountShowRequest{"bob"})).Account
	twin := &entry.Entry{Community: m.communityID(), Market: m.home, Author: ana.Account(), Seq: 1, Time: m.config.seconds(),
		Body: &entry.Pay{Memo: "twice", Payees: []entry.Payee{{Market: m.home, Account: bob, Amount: 900}}}}
	if err := twin.Sign(ana); err != nil {
		t.Fatal(err)
	}
	must[EntryReply](m)(m.pay("ana", "bob", "4"))
	if err := offer(m.book, []*entry.Entry{twin}); err != nil {
		t.Fatal(err)
	}
	_, err = m.pay("ana", "bob", "1")
	m.refused(words.ForkSeen, err)

	list := must[[]ForkReply](m)(m.ForkList(ctx, ForkListRequest{}))
	if len(list) != 1 || !list[0].Open || list[0].Name != "ana" || list[0].Owes != 0 || list[0].Bears != "nobody" {
		t.Fatalf("who has forked: %+v", list)
	}
	if ended := must[ForkResolveReply](m)(m.ForkResolve(ctx, ForkResolveRequest{Account: "ana"})); !ended.Ended {
		t.Fatal("a lone steward does not end it")
	}
	if paid := must[EntryReply](m)(m.pay("ana", "bob", "1")).Entry; paid.Level != "final" {
		t.Errorf("behind the end of the dispute a payment is %s", paid.Level)
	}
	m.has("bob", 500)
	m.verified()
}
