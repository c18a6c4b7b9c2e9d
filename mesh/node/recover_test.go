package node

import (
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// paper is the twelve words of a node's vault key, as they were written down.
func (m *market) paper() Hidden {
	m.t.Helper()
	return must[AccountExportReply](m)(m.AccountExport(ctx, AccountExportRequest{Name: vaultName, Form: "words", Passphrase: pass})).Secret
}

// brings has a machine learn a vault key from paper.
func (m *market) brings(name string, phrase Hidden) {
	m.t.Helper()
	must[AccountReply](m)(m.AccountNew(ctx, AccountNewRequest{Name: name, Kind: "words", Secret: phrase, Passphrase: pass}))
}

// recover has a person's vault key say who serves next, as the terminal asks for it: shown, then signed.
func (m *market) recover(in RecoverRequest) (RecoverReply, error) {
	in.Passphrase, in.DryRun = pass, true
	shown, err := m.StewardRecover(ctx, in)
	if err != nil {
		return shown, err
	}
	in.Shown, in.DryRun = shown.Hash, false
	return m.StewardRecover(ctx, in)
}

// A market of four loses two machines, then a third. Three vault keys, two of them from paper, name the next
// stewards; the fourth machine, which is alive, closes, and the market goes on.
func TestVillageLosesItsStewards(t *testing.T) {
	v := grown(t, "fay", "gil", "hal")
	v.trades()
	bea, carl := v.nodes["bea"].paper(), v.nodes["carl"].paper()
	for _, lost := range []string{"bea", "carl"} {
		v.away[lost] = true
	}
	paid := must[EntryReply](v.market)(v.pay("tom", "eva", "2")).Entry
	v.meet()
	if got := must[WaitReply](v.market)(v.Wait(ctx, WaitRequest{Hash: paid.Hash, Level: "final"})); got.Level != "promised" {
		t.Fatalf("with two of four a payment is %s", got.Level)
	}
	v.join("ana", "fay", "gil", "hal")
	seats := []string{"ana", "fay", "gil", "hal"}

	_, err := v.recover(RecoverRequest{Seats: seats, Lost: []string{"bea"}})
	v.refused(words.RecoverNotNeeded, err)
	_, err = v.recover(RecoverRequest{Seats: seats[:3], Lost: []string{"bea", "carl"}})
	v.refused(words.BadCouncil, err)
	_, err = v.recover(RecoverRequest{Seats: append([]string{"dora"}, seats[1:]...), Lost: []string{"bea", "carl"}})
	v.refused(words.SeatMissing, err)

	v.away["dora"] = true // and now a third
	first := must[RecoverReply](v.market)(v.recover(RecoverRequest{Seats: seats}))
	if first.Needed != 2 || first.Decided || first.Epoch != 3 || len(first.Lost) != 3 || len(first.Alive) != 1 || first.Alive[0] != "ana" {
		t.Errorf("the first vault key: %+v", first)
	}
	v.meet()
	fay, gil := v.nodes["fay"], v.nodes["gil"]
	_, err = fay.recover(RecoverRequest{Agree: first.Motion})
	fay.refused(words.NoVaultKey, err)
	fay.brings("bea's old vault", bea)
	second := must[RecoverReply](fay)(fay.recover(RecoverRequest{Agree: first.Motion}))
	again := must[RecoverReply](fay)(fay.recover(RecoverRequest{Agree: first.Motion}))
	if second.Needed != 1 || again.Needed != 1 || again.Decided {
		t.Errorf("the second vault key: %+v, again %+v", second, again)
	}
	v.meet()
	list := must[StewardsReply](gil)(gil.StewardList(ctx, StewardsRequest{})).Recoveries
	if len(list) != 1 || list[0].Motion != first.Motion || len(list[0].By) != 2 {
		t.Errorf("the list has %+v", list)
	}
	gil.brings("carl's old vault", carl)
	last := must[RecoverReply](gil)(gil.recover(RecoverRequest{Agree: first.Motion}))
	if !last.Decided || last.Needed != 0 || len(last.By) != 3 {
		t.Errorf("the third vault key: %+v", last)
	}
	v.meet()
	v.serves(3, "ana", "fay", "gil", "hal")
	v.trades()
	if got := must[WaitReply](v.market)(v.Wait(ctx, WaitRequest{Hash: paid.Hash, Level: "final"})); got.Level != "final" {
		t.Errorf("what waited is %s", got.Level)
	}
	v.alike()

	// The burnt machine of dora is found again: it serves no more, and what it had signed counts.
	v.away["dora"] = false
	v.meet()
	v.alike()
	if dora := v.nodes["dora"]; dora.votes() || dora.steward() != nil {
		t.Error("a machine that was given up serves on")
	}
	// And the market changes its stewards in the ordinary way: newcomers show what they hold.
	v.follow("ivo")
	v.join("ana", "fay", "gil", "ivo")
	v.clock = v.clock.Add(2 * drawEvery)
	v.meet()
	moved := v.propose("fay", ProposeRequest{Seats: []string{"ivo"}, Without: []string{"hal"}})
	for _, name := range []string{"ana", "gil"} {
		v.propose(name, ProposeRequest{Agree: moved.Motion})
	}
	v.serves(4, "ana", "fay", "gil", "ivo")
	v.trades()
}

// Who knows more of a lost chain than the first did says so, and the first makes it anew.
func TestRecoveryMadeAnew(t *testing.T) {
	v := grown(t, "fay", "gil", "hal")
	carl := v.nodes["carl"].paper()
	v.join("ana", "fay", "gil", "hal")
	v.away["ana"] = true // hears nothing of what comes now
	must[EntryReply](v.nodes["dora"])(v.nodes["dora"].word(attestedDay(), false))
	v.meet()
	for _, name := range []string{"bea", "carl", "dora"} {
		v.away[name] = true
	}
	seats := []string{"ana", "fay", "gil", "hal"}
	lost := []string{"bea", "carl", "dora"}
	old := must[RecoverReply](v.market)(v.recover(RecoverRequest{Seats: seats, Lost: lost}))
	v.tell(v.nodes["fay"])
	fay := v.nodes["fay"]
	fay.brings("carl's vault", carl)
	_, err := fay.recover(RecoverRequest{Agree: old.Motion})
	fay.refused(words.RecoverLonger, err)
	v.away["ana"] = false
	v.meet()
	in := RecoverRequest{Seats: seats, Lost: lost, Passphrase: pass, Shown: old.Hash}
	_, err = v.StewardRecover(ctx, in)
	v.refused(words.RecoverChanged, err)
	anew := must[RecoverReply](v.market)(v.recover(RecoverRequest{Seats: seats, Lost: lost}))
	if anew.Before != old.Motion || anew.Motion == old.Motion {
		t.Errorf("made anew: %+v", anew)
	}
	v.tell(fay)
	if agreed := must[RecoverReply](fay)(fay.recover(RecoverRequest{Agree: anew.Motion})); agreed.Needed != 1 {
		t.Errorf("agreed: %+v", agreed)
	}
}

// attestedDay is something for a steward to say.
func attestedDay() entry.Body {
	return &entry.Attest{Facts: []entry.Fact{&entry.Day{Number: 1, Amount: 1000}}}
}
