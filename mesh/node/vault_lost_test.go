package node

import (
	"slices"
	"testing"
)

// Every machine of four stewards is gone, and the vault holds money. On one fresh machine three of them bring their
// vault keys from paper: these name who serves, hand the vault over one after the other, and what was asked for
// before the fire is paid.
func TestVaultFromKeysOnPaper(t *testing.T) {
	v := newChainVillage(t, "bea", "carl", "dora")
	ana := person(t, "ana").Account()
	old := v.show().Vault
	v.chain.pays("ana", old, 5000)
	v.look()
	v.moves("open", "ana", "bea", "carl")
	v.look()
	v.signs("ana", "bea", "carl")
	v.chain.withdraws("ana", 1500)
	v.meet()
	papers := map[string]Hidden{}
	for _, name := range []string{"bea", "carl", "dora"} {
		papers[name] = v.nodes[name].paper()
	}
	fay := v.follow("fay") // from a stick
	for _, name := range []string{"ana", "bea", "carl", "dora"} {
		v.away[name] = true
	}

	for name, paper := range papers {
		fay.brings(name+"'s vault", paper)
	}
	if show := must[VaultReply](fay)(fay.VaultShow(ctx, VaultRequest{})); show.Vault != old || len(show.Own) != 3 || show.Free+show.Reserved != 5000 {
		t.Errorf("with the papers the vault is %+v", show)
	}
	v.join("fay")
	made := must[RecoverReply](fay)(fay.recover(RecoverRequest{Seats: []string{"fay"}}))
	for made.Needed > 0 {
		before := made.Needed
		if made = must[RecoverReply](fay)(fay.recover(RecoverRequest{Agree: made.Motion})); made.Needed == before {
			t.Fatalf("a paper says nothing: %+v", made)
		}
	}
	v.serves(3, "fay")

	v.look()
	var acts []string
	for s := v.settlement("fay"); s.Batches[len(s.Batches)-1].State == "decided"; s = v.settlement("fay") {
		last := s.Batches[len(s.Batches)-1]
		acts = append(acts, last.Act)
		for range last.Needed {
			v.signs("fay")
		}
		v.look()
	}
	// The stewards' machines had decided the payment before the fire; it is good still.
	if want := []string{"pay", "hand-over", "open"}; !slices.Equal(acts, want) {
		t.Errorf("what the papers did is %v, not %v", acts, want)
	}
	if got := v.chain.onTheChain(old); got != 0 {
		t.Errorf("the old vault holds %d", got)
	}
	if got := v.chain.onTheChain(ana); got != 100_000-5000+1500 {
		t.Errorf("ana has %d on the chain", got)
	}
	if s := v.settlement("fay"); s.Owed != 0 {
		t.Errorf("the settlement is %+v", s)
	}
	fay.verified()
}
