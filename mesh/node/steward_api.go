package node

import "foirail/ledger/keys"

// JoinRequest asks for a seat among the stewards of the next epoch, with a voting key made for it.
type JoinRequest struct {
	Code       string // an invitation; empty: without one
	Name       string // what people will call this steward; empty: as invited, as before, else the market's name
	Passphrase Hidden // of the keystore, which is made when there is none, for the vault key
	DryRun     bool
}

// JoinReply tells the seat that was asked for.
type JoinReply struct {
	Market string       `json:"market"` // empty where the ledger has not come yet
	Name   string       `json:"name"`
	Epoch  uint32       `json:"epoch"` // the one that the seat is in
	Voting keys.Account `json:"voting"`
	Vault  keys.Account `json:"vault"`

	Community string `json:"community,omitempty"` // the one that is followed, where the ledger has not come yet
	Waits     bool   `json:"waits,omitempty"`     // the node asks by itself when the ledger has come
	Stands    bool   `json:"stands,omitempty"`    // it was signed before, and nothing more need be done
}

// StewardsRequest asks who serves, who asks to, and what has been moved.
type StewardsRequest struct{}

// StewardsReply is the council of the home market.
type StewardsReply struct {
	Market     string           `json:"market"`
	Epoch      uint32           `json:"epoch"`
	Quorum     int              `json:"quorum"`
	Stewards   []StewardReply   `json:"stewards"`
	Candidates []CandidateReply `json:"candidates"`
	Motions    []MotionReply    `json:"motions"`
	Awaited    []AwaitedReply   `json:"awaited,omitempty"`    // whom the founder has invited by name, on his machine
	Recoveries []RecoverReply   `json:"recoveries,omitempty"` // what vault keys say in the place of lost voting keys
}

// StewardReply is one steward.
type StewardReply struct {
	Name   string       `json:"name"`
	Voting keys.Account `json:"voting"`
	Vault  keys.Account `json:"vault"`
	Next   bool         `json:"next"` // has asked for a seat in the next epoch too
}

// CandidateReply is who has asked for a seat in the next epoch.
type CandidateReply struct {
	Name   string       `json:"name"`
	Voting keys.Account `json:"voting"`
	Vault  keys.Account `json:"vault"`
	Serves bool         `json:"serves"`          // is a steward already
	Lacks  string       `json:"lacks,omitempty"` // the code of why he may not be seated yet
}

// MotionReply is what persons want decided.
type MotionReply struct {
	Motion string   `json:"motion"` // the beginning of its hash, by which others agree to it
	Topic  string   `json:"topic"`  // epoch, expire, batch, resolve-account, resolve-coupon
	Number uint32   `json:"number,omitempty"`
	Series string   `json:"series,omitempty"`
	Seats  []string `json:"seats,omitempty"`  // names, of an epoch
	Policy bool     `json:"policy,omitempty"` // it changes the lines too
	By     []string `json:"by"`               // names of those who agree
	Needed int      `json:"needed"`           // how many more must
}

// ProposeRequest moves who serves in the next epoch: those who do now, with Seats and without
// Without; or agrees to a motion. Who is meant is said by name, or by vault or voting key.
type ProposeRequest struct {
	Seats, Without []string
	Agree          string // the beginning of a motion's hash
	Passphrase     Hidden // only where the own seat has not been asked for
	DryRun         bool
}

// ProposeReply tells what became of a motion.
type ProposeReply struct {
	Motion  string   `json:"motion,omitempty"`
	Epoch   uint32   `json:"epoch"`            // the one that is moved
	Seats   []string `json:"seats,omitempty"`  // names
	Decided bool     `json:"decided"`          // it was decided at once
	Needed  int      `json:"needed,omitempty"` // how many more persons must agree
	Waits   []string `json:"waits,omitempty"`  // whose Seat is waited for, by name, before it can be moved
}
