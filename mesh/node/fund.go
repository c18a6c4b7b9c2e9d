package node

import "foirail/ledger/keys"

// FundReply is the guarantee fund of the home market, in units of 0.01 Ğ1.
type FundReply struct {
	Account  keys.Account `json:"account"`  // nobody has its key; it is paid under the name fund
	Held     int64        `json:"held"`     // what it has
	Borne    int64        `json:"borne"`    // what it has paid: coupons that were cashed twice
	Stands   int64        `json:"stands"`   // what it is to stand for: the next three
	Backed   int64        `json:"backed"`   // the line of all backed payments
	Advances int64        `json:"advances"` // the part for advances
	Disputes int64        `json:"disputes"` // the part for ends of disputes
	Open     int64        `json:"open"`     // backed payments that are not final
	Advanced int64        `json:"advanced"` // members below zero, by their advances
	Owed     int64        `json:"owed"`     // what those owe who have signed twice
}
