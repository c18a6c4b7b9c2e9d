package ledger

import (
	"errors"
	"slices"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// burnt is four stewards of whom the machines of s3 and s4 are gone, with what was paid before, and
// the seats that nina and three others ask for.
func burnt(t *testing.T) (c *council, seats []entry.Seated, lost []keys.Account) {
	c = fourWith(t, entry.Policy{Line: 100, Fund: 100}, "ana", 100)
	c.tell(c.pay("ana", "bob", 10))
	c.dead["s3"], c.dead["s4"] = true, true
	next := c.seats(entry.Policy{}, [2]string{"nina", "vault s1"}, [2]string{"omar", "vault s2"},
		[2]string{"pia", "vault s3"}, [2]string{"rita", "vault rita"})
	return c, next.Seats, []keys.Account{c.key("s4").Account(), c.key("s3").Account()}
}

// The value closes each lost chain where it ends here and leaves the policy as it is; of two who hold
// the same the second agrees word for word.
func TestRecoverIsMade(t *testing.T) {
	c, seats, lost := burnt(t)
	topic, value, err := c.state().Recover(c.market(), seats, lost)
	if err != nil || topic != topicEpoch(3) || len(value.Closed) != 2 || value.Policy.Line != 100 {
		t.Fatalf("%+v %+v %v", topic, value, err)
	}
	if list := c.state().Open(c.market()); len(list) != 4 {
		t.Errorf("%d chains are open", len(list))
	}
	for i, by := range []string{"vault s4", "vault s2"} {
		c.tell(c.write(by, &entry.Propose{Topic: topic, Value: value}))
		list := c.state().Recoveries(c.market())
		if len(list) != 1 || len(list[0].By) != i+1 || list[0].Needed != 2-i || list[0].Topic != topic {
			t.Fatalf("after %d: %+v", i+1, list)
		}
		if err := c.state().CheckRecovery(c.market(), list[0].Value); err != nil {
			t.Errorf("whoever holds the same finds %v", err)
		}
	}
	c.tell(c.write("vault s1", &entry.Propose{Topic: topic, Value: value}))
	if got := c.epoch("s1"); got != 3 || len(c.state().Recoveries(c.market())) != 0 {
		t.Errorf("epoch %d, %d still under way", got, len(c.state().Recoveries(c.market())))
	}
	// The machine that was given up comes back: its chain counts as closed, and its key is of no more use.
	for _, name := range []string{"s1", "s3"} {
		if st := (&Steward{Market: c.market(), Voting: c.key(name)}); !st.Closed(c.state()) {
			t.Errorf("the chain of %s is open", name)
		}
	}
}

// Whoever knows more of a lost chain, or less than the value names, does not agree to it.
func TestRecoveryThatLeavesOut(t *testing.T) {
	c, seats, lost := burnt(t)
	last := c.state().look(c.ref("s3")).head().hash
	short := Load(c.found.Community, slices.DeleteFunc(slices.Clone(c.pool), func(e *entry.Entry) bool { return e.Hash() == last }))
	_, less, err := short.Recover(c.market(), seats, lost)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.state().CheckRecovery(c.market(), less); !errors.Is(err, ErrLonger) {
		t.Errorf("who holds more finds %v", err)
	}
	_, all, err := c.state().Recover(c.market(), seats, lost)
	if err != nil {
		t.Fatal(err)
	}
	if err := short.CheckRecovery(c.market(), all); !errors.Is(err, ErrOutOfOrder) {
		t.Errorf("who holds less finds %v", err)
	}
	if _, _, err := c.state().Recover(c.market(), seats, []keys.Account{c.key("ana").Account()}); !errors.Is(err, ErrNotSteward) {
		t.Errorf("a lost key without a seat: %v", err)
	}
	again := append(slices.Clone(seats[1:]), entry.Seated{Voting: c.key("s3").Account(), Vault: c.key("vault s3").Account()})
	if _, _, err := c.state().Recover(c.market(), again, lost); !errors.Is(err, ErrSeatUsed) {
		t.Errorf("a key that has served: %v", err)
	}
	all.Seats = again
	if err := c.state().CheckRecovery(c.market(), all); !errors.Is(err, ErrSeatUsed) {
		t.Errorf("to agree to a key that has served: %v", err)
	}
}

// A topic on which the lost stewards had locked a value is named with the lock, and who knows the
// lock does not agree to a recovery without it.
func TestRecoveryNamesLocks(t *testing.T) {
	c, seats, lost := burnt(t)
	c.dead["s3"], c.dead["s4"] = false, false
	topic := entry.Topic{Kind: entry.TopicBatch, Number: 1}
	proposal := c.write("s1", &entry.Propose{Topic: topic, Value: &entry.Batch{Act: entry.OpenVault, Call: []byte{1}}})
	c.pool = append(c.pool, proposal)
	var made []*entry.Entry
	for _, name := range []string{"s1", "s2", "s3"} {
		e := c.cores["s2"].State.Next(c.ref(name), c.steady)
		if name == "s1" {
			e.Seq, e.Prev = proposal.Seq+1, proposal.Hash()
		}
		e.Body = &entry.Votes{Items: []entry.Vote{{Kind: entry.Proposal, Entry: proposal.Hash()}}}
		c.sign(e, c.key(name))
		made = append(made, e)
	}
	s := Load(c.found.Community, append(slices.Clone(c.pool), made...))
	_, value, err := s.Recover(c.market(), seats, lost)
	if err != nil || len(value.Locks) != 1 || value.Locks[0].Topic != topic || len(value.Locks[0].Votes) != 3 {
		t.Fatalf("locks %+v, %v", value.Locks, err)
	}
	if err := s.CheckRecovery(c.market(), value); err != nil {
		t.Errorf("with its lock: %v", err)
	}
	value.Locks = nil
	if err := s.CheckRecovery(c.market(), value); !errors.Is(err, ErrLonger) {
		t.Errorf("without it: %v", err)
	}
}

// nord is the founding of a further market by one steward with a vault key.
func (tw *town) nord(vault string) *entry.Entry {
	tw.t.Helper()
	voting, key := tw.key("nord"), tw.key(vault)
	proof, err := key.Sign(entry.SeatMessage(entry.MarketID{}, 1, voting.Account()))
	if err != nil {
		tw.t.Fatal(err)
	}
	e := &entry.Entry{Author: voting.Account(), Seq: 1, Body: &entry.Found{Community: tw.found.Community, MarketName: "Nord", Vault: key.Account(), VaultSignature: proof}}
	tw.sign(e, voting)
	return e
}

// Who names the next stewards by vault keys, and who agrees, asks whether another market has their vault: what comes to it
// would be nobody's. One market's own vault, as before, is no other's.
func TestRecoveryToATakenVault(t *testing.T) {
	c, seats, lost := burnt(t)
	rita := slices.IndexFunc(seats, func(x entry.Seated) bool { return x.Vault == c.key("vault rita").Account() })
	alone := seats[rita : rita+1]
	_, before, err := c.state().Recover(c.market(), alone, lost)
	if err != nil {
		t.Fatal(err)
	}
	c.tell(c.nord("vault rita"))
	if _, _, err := c.state().Recover(c.market(), alone, lost); !errors.Is(err, ErrVaultTaken) {
		t.Errorf("whoever makes it finds %v", err)
	}
	if err := c.state().CheckRecovery(c.market(), before); !errors.Is(err, ErrVaultTaken) {
		t.Errorf("whoever agrees finds %v", err)
	}
	_, four, err := c.state().Recover(c.market(), seats, lost)
	if err == nil {
		err = c.state().CheckRecovery(c.market(), four)
	}
	if err != nil {
		t.Errorf("together with others: %v", err)
	}
}

// Who has founded two markets with one vault key, before anybody knew better, and has lost a machine goes on with it.
func TestRecoveryThatKeepsItsVault(t *testing.T) {
	tw := newTown(t, entry.Policy{})
	vault := tw.key("vault").Account()
	s := Load(tw.found.Community, []*entry.Entry{tw.found, tw.nord("vault")})
	if !s.VaultTaken(tw.market(), []keys.Account{vault}) {
		t.Fatal("they have not one vault")
	}
	seat := entry.Seated{Voting: tw.key("anew").Account(), Vault: vault}
	if _, _, err := s.Recover(tw.market(), []entry.Seated{seat}, []keys.Account{tw.found.Author}); err != nil {
		t.Errorf("it ends there: %v", err)
	}
}

// A cut after a recovery reaches the words of the vault keys, also for who holds more of them.
func TestCutAfterARecovery(t *testing.T) {
	c, seats, lost := burnt(t)
	topic, value, err := c.state().Recover(c.market(), seats, lost)
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range []string{"vault s1", "vault s2", "vault s3"} {
		c.tell(c.write(by, &entry.Propose{Topic: topic, Value: value}))
	}
	for _, n := range []string{"nina", "omar", "pia", "rita"} {
		c.join(n)
	}
	c.tick(2)
	for _, name := range []string{"nina", "omar"} { // what came before is drawn; now the cut is theirs
		c.say(name, &entry.Checkpoint{Epoch: 3, Heads: c.state().Cut(c.market()), State: entry.Hash{1}})
	}
	c.tell(c.pay("ana", "bob", 5))
	book := bookOf(t, c.found.Community, c.pool...)
	heads := c.state().Cut(c.market())
	if at, current := c.state().Serves(Ref{c.market(), heads[0].Author}); !current || at != 3 {
		t.Fatalf("a cut through epoch %d", at)
	}
	want, err := book.StateAt(c.market(), heads)
	if err != nil {
		t.Fatal(err)
	}
	stray := c.write("zoe", &entry.Pay{Payees: []entry.Payee{{Market: c.market(), Account: c.key("ana").Account(), Amount: 1}}})
	if got, err := bookOf(t, c.found.Community, append([]*entry.Entry{c.found, stray}, c.pool...)...).StateAt(c.market(), heads); err != nil || got != want {
		t.Errorf("%v %v, want %v", got, err, want)
	}
}
