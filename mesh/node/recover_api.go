package node

import "foirail/ledger/keys"

// RecoverRequest asks that vault keys name the next stewards, in the place of voting keys that are
// gone for good: by a word made here of Seats and Lost, or by agreeing to one that was made elsewhere.
// Who is meant is said by name, or by vault or voting key.
type RecoverRequest struct {
	Seats      []string // who serve in the next epoch; each has asked for a seat
	Lost       []string // whose machines are gone; empty: of all who have not closed, but this machine where it votes
	Agree      string   // the beginning of the hash of one made elsewhere
	Shown      string   // the whole hash of what the person was shown; empty: of none
	Passphrase Hidden   // for the vault key
	DryRun     bool     // to look
}

// RecoverReply is such a word, and how far it has come.
type RecoverReply struct {
	Motion  string        `json:"motion"` // the beginning of its hash, by which others agree to it
	Hash    string        `json:"hash"`
	Market  string        `json:"market"`
	Epoch   uint32        `json:"epoch"` // the one that it opens
	Seats   []RecoverSeat `json:"seats"`
	Lost    []LostReply   `json:"lost"`
	Alive   []string      `json:"alive,omitempty"` // stewards who are to close by themselves
	Locks   int           `json:"locks"`           // topics on which something was locked
	Policy  bool          `json:"policy,omitempty"`
	By      []string      `json:"by"` // names of those whose vault keys have said so
	Needed  int           `json:"needed"`
	Decided bool          `json:"decided"`
	Vault   *keys.Account `json:"vault,omitempty"`  // the vault key of this machine that speaks
	Before  string        `json:"before,omitempty"` // another one that it has agreed to
}

// RecoverSeat is who would serve.
type RecoverSeat struct {
	Name   string       `json:"name"`
	Voting keys.Account `json:"voting"`
	Vault  keys.Account `json:"vault"`
	Served bool         `json:"served"` // his vault key has a seat in the epoch that was lost
}

// LostReply is a chain that counts as closed.
type LostReply struct {
	Name   string       `json:"name"`
	Voting keys.Account `json:"voting"`
	Seq    uint32       `json:"seq"` // how many entries it has: what turns up behind them the fund bears
}
