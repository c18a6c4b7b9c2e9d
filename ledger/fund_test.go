package ledger

import (
	"testing"

	"foirail/ledger/entry"
)

// The fund tells what was paid in, what the policy has it stand for, and what stands open: backed
// payments until they are final, and what a cheater owes.
func TestFundIsTold(t *testing.T) {
	c := fourWith(t, entry.Policy{Line: 100, Fund: 130, AdvancePart: 20, DisputePart: 10}, "ana", 200)
	fund := FundKey(c.found.Community, c.market())
	c.tell(c.write("ana", &entry.Pay{Payees: []entry.Payee{{Market: c.market(), Account: fund, Amount: 40}}}))
	want := Fund{Account: fund, Held: 40, Stands: 130, Backed: 100, Advances: 20, Disputes: 10}
	if got := c.state().Fund(c.market()); got != want {
		t.Errorf("the fund is %+v, want %+v", got, want)
	}
	c.dead["s3"], c.dead["s4"] = true, true
	c.tell(c.pay("ana", "bob", 20))
	want.Open = 20
	if got := c.state().Fund(c.market()); got != want {
		t.Errorf("with a backed payment the fund is %+v, want %+v", got, want)
	}
	if got := c.state().Fund(entry.MarketID{1}); got.Stands != 0 || got.Held != 0 {
		t.Errorf("the fund of an unknown market is %+v", got)
	}
}
