package node

import (
	"encoding/json"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// What stewards decide is read by scripts of others, who count again from it: what ends a dispute is told
// with what it lets count.
func TestReadableProposals(t *testing.T) {
	account := keys.Account{3}.String()
	one, two := entry.Hash{1}, entry.Hash{2}
	for want, p := range map[string]*entry.Propose{
		`{"call":"36","number":4,"paid":["` + one.String() + `"],"attempt":1,"topic":"batch","act":"pay","tx_version":1}`: {
			Topic: entry.Topic{Kind: entry.TopicBatch, Number: 4, Attempt: 1}, Value: &entry.Batch{Act: entry.PayOut, TxVersion: 1, Paid: []entry.Hash{one}, Call: []byte{54}}},
		`{"topic":"expire","series":"` + one.String() + `","returned":[[2,5]]}`: {
			Topic: entry.Topic{Kind: entry.TopicExpire, Series: one}, Value: &entry.Expire{Returned: []entry.Range{{From: 2, To: 5}}}},
		`{"topic":"resolve-account","account":"` + account + `","attempt":1,"from":7,"listed":["` + one.String() + `","` + two.String() + `"]}`: {
			Topic: entry.Topic{Kind: entry.TopicResolveAccount, Account: keys.Account{3}, Attempt: 1},
			Value: &entry.ResolveAccount{From: 7, Listed: []entry.Hash{one, two}}},
		`{"topic":"resolve-coupon","series":"` + one.String() + `","number":9,"attempt":0,"winner":"` + two.String() + `"}`: {
			Topic: entry.Topic{Kind: entry.TopicResolveCoupon, Series: one, Number: 9}, Value: &entry.ResolveCoupon{Winner: two}},
		`{"topic":"resolve-coupon","series":"` + one.String() + `","number":9,"attempt":0,"winner":""}`: {
			Topic: entry.Topic{Kind: entry.TopicResolveCoupon, Series: one, Number: 9}, Value: &entry.ResolveCoupon{}},
	} {
		got, err := json.Marshal(readableProposal(p))
		if err != nil {
			t.Fatal(err)
		}
		var plain object
		if err := json.Unmarshal([]byte(want), &plain); err != nil {
			t.Fatal(err)
		}
		if sorted, _ := json.Marshal(plain); string(got) != string(sorted) {
			t.Errorf("got %s, want %s", got, sorted)
		}
	}
}
