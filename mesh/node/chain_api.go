package node

import "foirail/ledger/keys"

// ChainStatusRequest asks how the road to the chain is.
type ChainStatusRequest struct{}

// ChainStatusReply is the chain as this node sees it.
type ChainStatusReply struct {
	Chain      string   `json:"chain"`
	Genesis    string   `json:"genesis"`
	Endpoints  []string `json:"endpoints"`
	Agree      int      `json:"agree"` // how many must say the same
	Checkpoint string   `json:"checkpoint,omitempty"`
	Road       bool     `json:"road"`
	Problem    *Problem `json:"problem,omitempty"` // why there is none
	Attests    bool     `json:"attests"`           // there are as many endpoints as must agree

	Finalised uint32 `json:"finalised,omitempty"`
	Hash      string `json:"hash,omitempty"`
	When      string `json:"when,omitempty"` // of that block, as the chain says
	Age       int64  `json:"age,omitempty"`  // seconds from then to this machine's now
	Seen      int    `json:"seen,omitempty"` // endpoints that have it as final
	Best      uint32 `json:"best,omitempty"`
	Spec      uint32 `json:"spec,omitempty"`
	Tx        uint32 `json:"tx,omitempty"`         // version of extrinsics
	Agreed    uint32 `json:"tx_agreed,omitempty"`  // the one that the last batch was for
	Fees      uint64 `json:"multiplier,omitempty"` // by how much fees are multiplied
	Read      uint32 `json:"read,omitempty"`       // the market's vaults were read up to this block
	Behind    uint32 `json:"behind"`               // blocks that are still to be read
	Open      int    `json:"open"`                 // facts that were found, and do not count yet
}

// ChainFollowRequest has some days of blocks read. Whoever asks goes on until it is done.
type ChainFollowRequest struct {
	From   *uint32 // where to begin, given once
	DryRun bool
}

// ChainFollowReply tells how far it has come.
type ChainFollowReply struct {
	Finalised uint32 `json:"finalised"`
	Behind    uint32 `json:"behind"`
	Read      int    `json:"read"`     // blocks that were read
	Attested  int    `json:"attested"` // facts that were said
	Open      int    `json:"open"`     // that do not count yet
	Short     bool   `json:"short,omitempty"`
	Attests   bool   `json:"attests"`

	Problem *Problem `json:"problem,omitempty"` // why a steward's machine attests nothing
}

// VaultRequest asks about the vault of the home market.
type VaultRequest struct{}

// VaultReply is the vault.
type VaultReply struct {
	Market      string         `json:"market"`
	Vault       keys.Account   `json:"vault"` // the one that the next batch acts on
	Threshold   int            `json:"threshold"`
	Signatories []KeyReply     `json:"signatories"`
	Open        bool           `json:"open"`             // batches run on it
	Marker      *uint32        `json:"marker,omitempty"` // the last batch that ran on it
	Next        string         `json:"next"`             // what it has to do: open, pay, hand-over
	Home        *keys.Account  `json:"home,omitempty"`   // the vault of the present stewards, where it is another
	Road        bool           `json:"road"`
	Problem     *Problem       `json:"problem,omitempty"`
	Free        int64          `json:"free"`
	Reserved    int64          `json:"reserved"`
	Stands      bool           `json:"stands,omitempty"` // the marker stands on the chain
	Before      []OldVault     `json:"before,omitempty"`
	Stray       []StrayReply   `json:"stray,omitempty"`
	Aside       []StrayReply   `json:"aside,omitempty"` // until it is known whether it is another market's
	Batch       *BatchReply    `json:"batch,omitempty"` // that was decided and has not run
	Own         []keys.Account `json:"own,omitempty"`   // the vault's keys that this machine has
}

// KeyReply is a key and how people call its owner.
type KeyReply struct {
	Name string       `json:"name"`
	Key  keys.Account `json:"key"`
}

// OldVault is a vault that was handed over, and what still lies there.
type OldVault struct {
	Vault    keys.Account `json:"vault"`
	Free     int64        `json:"free"`
	Reserved int64        `json:"reserved"`
	Own      int64        `json:"own,omitempty"` // which is that steward's own, and not the market's
}

// StrayReply is money that is nobody's deposit, and is sent back.
type StrayReply struct {
	Block  uint32       `json:"block"`
	Event  uint32       `json:"event"`
	From   keys.Account `json:"from"`
	Amount int64        `json:"amount"`
}

// BatchReply is a batch, and how far it has come.
type BatchReply struct {
	Batch    string   `json:"batch"`
	Act      string   `json:"act"` // open, pay, hand-over
	Decision string   `json:"decision"`
	State    string   `json:"state"` // decided, failed, ran
	Block    uint32   `json:"block,omitempty"`
	Why      string   `json:"why,omitempty"` // of one that failed
	Payments int      `json:"payments"`
	Approved []string `json:"approved,omitempty"`
	Missing  []string `json:"missing,omitempty"`
	Needed   int      `json:"needed,omitempty"`
}

// SettlePlanRequest asks who would be paid now.
type SettlePlanRequest struct{}

// SettlePlanReply is the next batch, as this machine would make it.
type SettlePlanReply struct {
	Batch string        `json:"batch"`
	Act   string        `json:"act"`
	Free  int64         `json:"free"`
	Pays  []PayoutReply `json:"pays"`
	Total int64         `json:"total"`
	Held  []HeldReply   `json:"held"`
	Calm  bool          `json:"calm"` // the chain is quiet
}

// PayoutReply is one transfer.
type PayoutReply struct {
	To     keys.Account `json:"to"`
	Amount int64        `json:"amount"`
	For    string       `json:"for,omitempty"` // stray, market; empty: who has asked
}

// HeldReply is a withdrawal that waits, or a stray.
type HeldReply struct {
	To     keys.Account `json:"to"`
	Amount int64        `json:"amount"`
	Why    string       `json:"why"`           // no_account, short, own_vault, full, besides, other
	For    string       `json:"for,omitempty"` // stray; empty: a withdrawal
}

// SettleProposeRequest moves the batch that comes next. Act is what it must do: open, pay, hand-over; empty:
// whatever comes next.
type SettleProposeRequest struct {
	Act    string
	DryRun bool
}

// SettleProposeReply tells what became of it.
type SettleProposeReply struct {
	Batch    string        `json:"batch"`
	Act      string        `json:"act"`
	Pays     []PayoutReply `json:"pays,omitempty"`
	Tx       uint32        `json:"tx"`
	ByItself bool          `json:"by_itself,omitempty"` // no person is asked: the stewards' machines decide it
	Motion   string        `json:"motion,omitempty"`
	Decided  bool          `json:"decided"`
	Needed   int           `json:"needed,omitempty"` // how many more persons must agree
}

// ApproveRequest has a vault key of this machine approve the batch that was decided.
type ApproveRequest struct {
	Shown      string // what the person was shown
	Looked     bool   // a person knows why something else was signed with the key
	Passphrase Hidden
	DryRun     bool
}

// ApproveReply is what is signed.
type ApproveReply struct {
	BatchReply
	Vault   keys.Account  `json:"vault"`
	Key     keys.Account  `json:"key"`  // that signs
	Sign    string        `json:"sign"` // open, approve, run
	Again   bool          `json:"again,omitempty"`
	Pays    []PayoutReply `json:"pays,omitempty"`
	Fee     int64         `json:"fee"`
	Deposit int64         `json:"deposit"`       // kept back until it has run
	Own     int64         `json:"own,omitempty"` // of a vault of one that is handed over: what goes along and is its steward's own
	Shown   string        `json:"shown"`
	Hash    string        `json:"hash,omitempty"` // of what was signed
	Kept    bool          `json:"kept"`           // it is on the disk
	Sent    bool          `json:"sent"`           // a node of the chain has it
}

// SettleStatusRequest asks how far the batches are.
type SettleStatusRequest struct{}

// SettleStatusReply is the settlement at a glance.
type SettleStatusReply struct {
	Road    bool         `json:"road"`
	Problem *Problem     `json:"problem,omitempty"`
	Owed    int64        `json:"owed"` // asked for, and not paid
	Asked   int          `json:"asked"`
	Next    string       `json:"next"`
	Batches []BatchReply `json:"batches"`
	Acts    []ActReply   `json:"acts,omitempty"`
}

// ActReply is what a vault key of this machine has signed.
type ActReply struct {
	Batch string       `json:"batch,omitempty"`
	Sign  string       `json:"sign"`
	Key   keys.Account `json:"key"`
	Hash  string       `json:"hash"`
	State string       `json:"state"` // sent, landed, gone
}
