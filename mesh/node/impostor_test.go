package node

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// Somebody asks for a seat under the name of a steward who serves, and a cheating steward moves to seat
// him instead. Whoever is asked to agree sees that it is another.
func TestAnImpostorIsSeenInAMotion(t *testing.T) {
	t.Parallel()
	c := newCouncil(t)
	var community entry.Hash
	c.Node.book.View(func(s *ledger.State) { community = s.Community() })
	say := func(by string, seq uint32, prev entry.Hash, body entry.Body) *entry.Entry {
		t.Helper()
		key := testSecret(t, by)
		e := &entry.Entry{Community: community, Market: c.home, Author: key.Account(), Seq: seq, Prev: prev, Body: body}
		if err := e.Sign(key); err != nil {
			t.Fatal(err)
		}
		if answers, err := c.Node.book.Append(e); err != nil || answers[0].Err != nil {
			t.Fatal(err, answers)
		}
		return e
	}
	next := &entry.NextEpoch{Policy: c.Node.market().Policy}
	for voting, who := range map[string][2]string{"next b": {"vault b", "Bea"}, "next c": {"vault c", "Carl"},
		"next d": {"vault d", "Dora"}, "mal": {"vault mal", "bea"}} {
		vault := testSecret(t, who[0])
		proof, err := vault.Sign(entry.SeatMessage(c.home, 3, testSecret(t, voting).Account()))
		if err != nil {
			t.Fatal(err)
		}
		say(voting, 1, entry.Hash{}, &entry.Seat{Epoch: 3, Name: who[1], Vault: vault.Account(), VaultSignature: proof})
		if voting != "next b" {
			next.Seats = append(next.Seats, entry.Seated{Voting: testSecret(t, voting).Account(), Vault: vault.Account()})
		}
	}
	next.Seats = append(next.Seats, entry.Seated{Voting: testSecret(t, "next a").Account(), Vault: testSecret(t, "vault a").Account()})
	slices.SortFunc(next.Seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
	say("voting b", 1, entry.Hash{}, &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: 3}, Value: next})
	reply := must[StewardsReply](c.market)(c.StewardList(ctx, StewardsRequest{}))
	if len(reply.Motions) != 1 {
		t.Fatalf("%d motions", len(reply.Motions))
	}
	told := strings.Join(reply.Motions[0].Seats, "\n")
	if mal := testSecret(t, "vault mal").Account().String(); !strings.Contains(told, mal) || strings.Contains(told, "Carl (") {
		t.Errorf("the motion is told as\n%s", told)
	}
}
