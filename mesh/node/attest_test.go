package node

import (
	"testing"

	"foirail/ledger/words"
)

// Among several stewards each says for himself what he has read, once; when a quorum has said it the
// fact counts, and another word adds nothing.
func TestEachStewardAttestsForHimself(t *testing.T) {
	v := grown(t)
	eva := must[AccountShowReply](v.market)(v.AccountShow(ctx, AccountShowRequest{Account: "eva"})).Account
	in := AttestDepositRequest{To: eva.String(), Amount: "30", Ref: "envelope 2"}
	for _, name := range []string{"ana", "bea", "carl"} {
		v.has("eva", 0)
		must[EntryReply](v.nodes[name])(v.nodes[name].AttestDeposit(ctx, in))
		if name != "carl" {
			_, err := v.nodes[name].AttestDeposit(ctx, in)
			v.refused(words.DuplicateFact, err)
		}
		v.meet()
	}
	v.has("eva", 3000)
	_, err := v.nodes["dora"].AttestDeposit(ctx, in)
	v.refused(words.DuplicateFact, err)
	v.has("eva", 3000)
	v.alike()
}
