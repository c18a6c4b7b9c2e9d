package node

import (
	"log/slog"
	"time"

	"foirail/ledger/keys"
)

// Hidden is what nobody may see in a log: a passphrase, twelve words, a hidden coupon code. In
// JSON, on its way to a running node, it is base64.
type Hidden []byte

// String hides it.
func (Hidden) String() string { return "hidden" }

// GoString hides it.
func (Hidden) GoString() string { return "hidden" }

// LogValue hides it.
func (Hidden) LogValue() slog.Value { return slog.StringValue("hidden") }

// EntryRef tells which entry a command made, and how far it has come.
type EntryRef struct {
	Author keys.Account `json:"author"`
	Seq    uint32       `json:"seq"`
	Hash   string       `json:"hash"`
	Level  string       `json:"level"` // promised, backed, final
}

// FoundRequest founds a community and its first market, with this machine as its only steward; or,
// without Name and Chain, a further market in the community that the directory follows.
type FoundRequest struct {
	Name, Market string
	Chain        string   // g1, gdev, none, or a genesis hash in hexadecimal
	Stewards     []string // whom to invite by name to serve beside the founder: 3, 6 or 9; none: he stays alone
	Passphrase   Hidden   // locks the keystore, which is made when there is none
	DryRun       bool
}

// FoundReply names what was founded.
type FoundReply struct {
	Community string       `json:"community"`
	Market    string       `json:"market"` // id
	Name      string       `json:"name"`   // of the community, or of the further market
	Further   bool         `json:"further,omitempty"`
	Steward   keys.Account `json:"steward"` // voting key of epoch 1
	Vault     keys.Account `json:"vault"`   // vault key, in the keystore under the name "vault"
	Invited   []Invited    `json:"invited,omitempty"`
}

// AccountNewRequest adds a key to the keystore. Kind says what Secret holds.
type AccountNewRequest struct {
	Name       string
	Kind       string // "" or "new": fresh twelve words; "words"; "identifier"; "file"
	Curve      string // ed25519 (also when empty) or sr25519
	Path       string // derivation such as //0, for words
	Secret     Hidden // twelve words, or the identifier, or the key file's content
	Password   Hidden // for identifier, or for a locked key file
	Passphrase Hidden
	DryRun     bool
}

// AccountReply names one account.
type AccountReply struct {
	Account keys.Account `json:"account"`
	Name    string       `json:"name,omitempty"`
	Use     string       `json:"use,omitempty"` // account, vault, series
	Curve   string       `json:"curve,omitempty"`
}

// AccountListRequest asks for the accounts of this machine.
type AccountListRequest struct{}

// AccountShowRequest asks for one account, by its name or any form of its address.
type AccountShowRequest struct{ Account string }

// AccountShowReply tells an account in every form that people use.
type AccountShowReply struct {
	AccountReply
	V1   string `json:"v1"`   // base58 public key of Ğ1 v1, with its checksum
	Link string `json:"link"` // june:// link
}

// AccountExportRequest asks for a secret. The terminal side writes it where the person said.
type AccountExportRequest struct {
	Name       string
	Form       string // dunikey, wif, ewif, words, seed
	Password   Hidden // for ewif
	Passphrase Hidden
}

// AccountExportReply is the secret.
type AccountExportReply struct{ Secret Hidden }

// PassphraseRequest changes the keystore's passphrase.
type PassphraseRequest struct{ Passphrase, Next Hidden }

// DoneReply says that it is done, where there is nothing else to tell.
type DoneReply struct {
	Done bool `json:"done"`
}

// LinkRequest binds a key of this machine to a member of this machine, for good.
type LinkRequest struct {
	From, Key  string // the member's name, the key's name
	Passphrase Hidden
	DryRun     bool
}

// EntryReply is what every command answers that made one entry.
type EntryReply struct {
	Entry EntryRef `json:"entry"`
}

// AttestDepositRequest says that money came into the vault.
type AttestDepositRequest struct {
	To     string
	Amount string
	Ref    string // on a chain BLOCK-EVENT, the chain's event id; with play money any note
	DryRun bool
}

// AttestMemberRequest says what the chain's web of trust says of an account.
type AttestMemberRequest struct {
	Account string
	Day     uint32 // number of the UD whose block was read
	FirstUD uint32 // first UD not claimed; 0: no member
	Name    string
	DryRun  bool
}

// AttestDayRequest says that a UD was created.
type AttestDayRequest struct {
	Number uint32
	Amount string
	DryRun bool
}

// Payment is one payee of a PayRequest.
type Payment struct {
	To     string // name or address, and @MARKET where it is not the payer's own
	Amount string
}

// PayRequest pays one or more people.
type PayRequest struct {
	From       string
	To         []Payment
	Memo       string
	ID         string // a repeated request with the same id is the same payment
	Passphrase Hidden
	DryRun     bool
}

// WithdrawRequest asks for money to be paid out on the chain.
type WithdrawRequest struct {
	From       string
	Amount     string
	To         string // an address on the chain; empty: the account's own
	ID         string
	Passphrase Hidden
	DryRun     bool
}

// BalanceRequest asks what an account has.
type BalanceRequest struct{ Account string }

// BalanceReply is in units of 0.01 Ğ1.
type BalanceReply struct {
	Account  keys.Account `json:"account"`
	Final    int64        `json:"final"`
	Backed   int64        `json:"backed"`
	Promised int64        `json:"promised"`
}

// HistoryRequest asks for the newest lines of an account.
type HistoryRequest struct {
	Account string
	Limit   int // 0: 50
}

// HistoryLine is one thing that moved an account's money.
type HistoryLine struct {
	Entry  EntryRef `json:"entry"`
	Time   string   `json:"time"` // RFC 3339, as the author says; of a redemption, the votes'
	Kind   string   `json:"kind"`
	Amount int64    `json:"amount"`          // what it brought; below zero, what it took
	Other  string   `json:"other,omitempty"` // who paid, or was paid
	Memo   string   `json:"memo,omitempty"`
}

// IssueRequest makes a coupon series.
type IssueRequest struct {
	From       string
	Make       string // 20x1,10x5,4x10: count x value
	Expires    string // the date printed, YYYY-MM-DD
	LastEpoch  uint32 // 0: the current epoch
	Issuer     string // name on the paper; empty: the account's name here
	Passphrase Hidden
	DryRun     bool
}

// IssueReply names the series.
type IssueReply struct {
	Series  string   `json:"series"`
	Coupons int      `json:"coupons"`
	Total   int64    `json:"total"`
	Entry   EntryRef `json:"entry"`
}

// PrintRequest asks for the sheets of a series. A serial is printed once; a person whose printing
// was interrupted says after which serial to go on.
type PrintRequest struct {
	Series     string
	Lang       string
	After      int  // the last serial that came out well; the next are printed again
	Resume     bool // After was given
	Terms      bool // a page of terms behind each sheet
	Passphrase Hidden
	DryRun     bool
}

// PrintReply is the PDF: cash to be.
type PrintReply struct {
	Series string `json:"series"`
	From   int    `json:"from"`
	To     int    `json:"to"`
	Sheets int    `json:"sheets"`
	PDF    []byte `json:"pdf,omitempty"`
}

// MarkRequest activates or cancels serials.
type MarkRequest struct {
	Series     string
	Serials    string // 1-34, or 1-8,12; empty: all
	Passphrase Hidden
	DryRun     bool
}

// MarkReply tells which serials, and what they are worth.
type MarkReply struct {
	Moved   bool     `json:"moved,omitempty"` // it is only moved: the other stewards have yet to decide
	Series  string   `json:"series"`
	Coupons int      `json:"coupons"`
	Total   int64    `json:"total"`
	Entry   EntryRef `json:"entry"`
}

// ExpireRequest ends a series whose date has come.
type ExpireRequest struct {
	Series string
	DryRun bool
}

// CheckRequest asks what a coupon is worth: a code as text, or a picture of it.
type CheckRequest struct {
	Code    Hidden
	Picture []byte
}

// CheckReply is one coupon. State is one of genuine, dormant, good, cashed, cancelled, expired
// and forged.
type CheckReply struct {
	State    string `json:"state"`
	Series   string `json:"series,omitempty"`
	Serial   int    `json:"serial,omitempty"`
	Value    int64  `json:"value,omitempty"`
	Expires  string `json:"expires,omitempty"` // the date printed
	Issuer   string `json:"issuer,omitempty"`
	Proven   bool   `json:"proven"` // the paper was checked, not only the ledger asked
	CashedAt string `json:"cashed_at,omitempty"`
	CashedTo string `json:"cashed_to,omitempty"`
}

// RedeemRequest cashes the hidden side of coupons: a code as text, or a picture of it.
type RedeemRequest struct {
	To      string
	Code    Hidden
	Picture []byte
	DryRun  bool
}

// RedeemReply is one coupon cashed, or, of several in one picture, why that one was not.
type RedeemReply struct {
	Series  string   `json:"series"`
	Serial  int      `json:"serial"`
	Value   int64    `json:"value"`
	Entry   EntryRef `json:"entry"`
	Problem *Problem `json:"problem,omitempty"`
}

// SeriesRequest asks for one series, by its name or the beginning of it, or with none for all.
type SeriesRequest struct{ Series string }

// SeriesReply is where the coupons of one series are, in units of 0.01 Ğ1.
type SeriesReply struct {
	Series    string         `json:"series"`
	Issuer    string         `json:"issuer"`
	Account   keys.Account   `json:"account"`
	Expires   string         `json:"expires"`
	LastEpoch uint32         `json:"last_epoch"`
	Coupons   int            `json:"coupons"`
	Total     int64          `json:"total"`
	Count     map[string]int `json:"count"` // coupons by state
	Printed   int            `json:"printed"`
}

// EpochRequest asks for the current epoch; with Next, the lone steward opens the next one with a
// new voting key.
type EpochRequest struct {
	Next       bool
	Passphrase Hidden
	DryRun     bool
}

// PolicyRequest asks for the policy in force; with Propose, the lone steward opens the next epoch
// with the lines that are given. An empty amount leaves a line as it is.
type PolicyRequest struct {
	Propose                                          bool
	Line, Fund, AdvanceCap, AdvancePart, DisputePart string
	Borders                                          []string // MARKET=LINE; a line of 0 takes it away
	Passphrase                                       Hidden
	DryRun                                           bool
}

// EpochReply is an epoch and its policy.
type EpochReply struct {
	Market      string         `json:"market"`
	Epoch       uint32         `json:"epoch"`
	Stewards    []keys.Account `json:"stewards"`
	Quorum      int            `json:"quorum"`
	Line        int64          `json:"line"`
	Fund        int64          `json:"fund"`
	AdvanceCap  int64          `json:"advance_cap"`
	AdvancePart int64          `json:"advance_part"`
	DisputePart int64          `json:"dispute_part"`
	Borders     []BorderReply  `json:"borders"`
	FundAccount keys.Account   `json:"fund_account"`

	// Of a next epoch that was asked for.
	Decided bool     `json:"decided,omitempty"` // it has begun
	Motion  string   `json:"motion,omitempty"`  // what was moved, where several decide
	Needed  int      `json:"needed,omitempty"`  // how many more persons must agree
	Waits   []string `json:"waits,omitempty"`   // who has not asked for his seat yet: nothing was moved
}

// BackingRequest asks where the money of the market is.
type BackingRequest struct{}

// BackingReply is in units of 0.01 Ğ1.
type BackingReply struct {
	Issued    int64 `json:"issued"`
	Dormant   int64 `json:"dormant"`
	Active    int64 `json:"active"`
	Cashed    int64 `json:"cashed"`
	Cancelled int64 `json:"cancelled"`
	Expired   int64 `json:"expired"`
	Vault     int64 `json:"vault"`

	OnChain *int64 `json:"on_chain,omitempty"` // what stands in the vaults on the chain, where there is a road

	Fund    FundReply     `json:"fund"`
	Borders []BorderReply `json:"borders"`
}

// VerifyRequest has everything counted again.
type VerifyRequest struct{}

// VerifyReply says whether the book holds. Found names each breach.
type VerifyReply struct {
	OK      bool      `json:"ok"`
	State   string    `json:"state"`
	From    FromReply `json:"from"`    // from where it was counted
	Entries int       `json:"entries"` // that were counted; of those before the checkpoint, only what is here
	Totals  Totals    `json:"totals"`
	Found   []string  `json:"found,omitempty"`
}

// Totals is the money of all markets, in units of 0.01 Ğ1: Deposits - Withdrawals = Balances +
// Coupons.
type Totals struct {
	Deposits    int64 `json:"deposits"`
	Withdrawals int64 `json:"withdrawals"`
	Balances    int64 `json:"balances"`
	Coupons     int64 `json:"coupons"`
}

// StatusRequest asks how this node is.
type StatusRequest struct{}

// StatusReply is this node at a glance. What hangs on others is as far as it is known here.
type StatusReply struct {
	Community string   `json:"community"`
	Name      string   `json:"name"`
	Market    string   `json:"market"`
	Chain     string   `json:"chain"`
	Epoch     uint32   `json:"epoch"`
	Steward   bool     `json:"steward"` // this machine holds a voting key of the epoch
	Seat      int      `json:"seat"`    // its place among the stewards, from 1; 0 without one
	Votes     bool     `json:"votes"`   // it votes now
	Stewards  int      `json:"stewards"`
	Needed    int      `json:"needed"`             // votes that make an entry final
	Reach     int      `json:"reach"`              // stewards in reach, this one included
	Quorum    bool     `json:"quorum"`             // as many as are needed are in reach
	ByRadio   int      `json:"by_radio,omitempty"` // of those in reach, those whose words come by radio alone, lately
	Running   bool     `json:"running"`
	Peers     int      `json:"peers"`  // connected
	Behind    uint64   `json:"behind"` // entries that others are known to have and this node lacks
	Ahead     uint64   `json:"ahead"`  // entries that this node has and the one farthest behind lacks
	Entries   int      `json:"entries"`
	Promised  int      `json:"promised"` // entries that wait for votes
	Backed    int      `json:"backed"`   // entries that count, and wait to be final
	Forks     int      `json:"forks"`    // slots with two entries
	DiskFree  uint64   `json:"disk_free"`
	Clock     string   `json:"clock"`            // of this machine, RFC 3339
	Newest    string   `json:"newest,omitempty"` // the latest time on any entry
	Road      string   `json:"road,omitempty"`   // to the chain, of a node that runs: open, closed
	Finalised uint32   `json:"finalised,omitempty"`
	Read      uint32   `json:"read,omitempty"`      // of the chain: the market's vaults were read up to this block
	Unread    uint32   `json:"unread,omitempty"`    // final blocks that are still to be read
	Unsettled int      `json:"unsettled,omitempty"` // acts of vault keys here that stand in no final block yet
	Waits     []string `json:"waits,omitempty"`     // whose approval of a batch is waited for
	Differs   string   `json:"differs,omitempty"`   // the steward who names another state than is computed here
	Warnings  []string `json:"warnings,omitempty"`

	Wish    *WishReply  `json:"wish,omitempty"`    // a seat that this machine asks for when the ledger has come
	Awaited []string    `json:"awaited,omitempty"` // whom the founder's council waits for, by name
	From    FromReply   `json:"from"`              // from where this ledger counts
	Fetch   *FetchReply `json:"fetch,omitempty"`   // a checkpoint that is being looked for

	Radios []RadioReply `json:"radios,omitempty"` // of a node that runs

	RoadProblem *Problem `json:"road_problem,omitempty"` // why the road to the chain is closed
	WaitsNeeded int      `json:"waits_needed,omitempty"` // how many of those who are waited for must approve
}

// FetchReply is how far a checkpoint has come; Size is 0 before somebody has one.
type FetchReply struct {
	Have int64 `json:"have"` // bytes
	Size int64 `json:"size"`
}

// ExamineRequest asks a node what only it can tell of its health.
type ExamineRequest struct{}

// DoctorReply is the health of a node's directory and of the node.
type DoctorReply struct {
	OK     bool    `json:"ok"` // nothing failed
	Checks []Check `json:"checks"`
}

// Check is one thing that doctor has looked at.
type Check struct {
	Name    string   `json:"name"`  // directory, rights, disk, ledger, clock, ports, radio, peers, quorum, voting, chain, endpoint, read, runtime, approval, acts, version
	State   string   `json:"state"` // ok, warn, fail
	Value   string   `json:"value,omitempty"`
	Problem *Problem `json:"problem,omitempty"` // what is wrong, where something is
}

// PeersRequest asks for the other nodes.
type PeersRequest struct{}

// PeerReply is one other node, as far as this one knows it.
type PeerReply struct {
	Peer      string        `json:"peer,omitempty"` // id; empty while nobody has answered
	Addresses []string      `json:"addresses,omitempty"`
	How       string        `json:"how"` // static, mdns, inbound, radio
	Connected bool          `json:"connected"`
	Behind    uint64        `json:"behind"` // entries that it lacks
	Ahead     uint64        `json:"ahead"`  // entries that it has and this node lacks
	In        uint64        `json:"in"`     // bytes
	Out       uint64        `json:"out"`
	Refused   uint64        `json:"refused,omitempty"` // messages and entries that were
	Steward   *keys.Account `json:"steward,omitempty"` // the voting key that it serves with, as it says
	Error     string        `json:"error,omitempty"`   // why it cannot be reached

	// Of a node heard by radio, which nobody has told of. Its Peer is how it calls itself there.
	Radio string  `json:"radio,omitempty"`     // the address of the radio that hears it
	RSSI  int     `json:"rssi,omitempty"`      // dBm
	SNR   float64 `json:"snr,omitempty"`       // dB
	Since string  `json:"since,omitempty"`     // first heard, since this node started; RFC 3339
	Heard int     `json:"heard_ago,omitempty"` // seconds since it last said its name
	Equal bool    `json:"equal,omitempty"`     // it last said that it holds the same
}

// PeerShowRequest asks for this node's own code.
type PeerShowRequest struct{}

// PeerShowReply is what others need to join.
type PeerShowReply struct {
	Code      string   `json:"code"`
	Community string   `json:"community"`
	Name      string   `json:"name"`
	Market    string   `json:"market"`
	Peer      string   `json:"peer"`
	Addresses []string `json:"addresses"`
	Screen    string   `json:"screen"` // the code drawn for a terminal
}

// FrontierRequest asks how far this node holds.
type FrontierRequest struct{}

// FrontierReply is that, as a file for whoever makes a bundle of what is lacking here.
type FrontierReply struct {
	Entries  int    `json:"entries"` // that are held
	Frontier []byte `json:"frontier,omitempty"`
}

// BundleRequest asks for every entry, or for those that the holder of a frontier lacks: as a bundle's
// bytes, or one JSON object each.
type BundleRequest struct {
	Readable   bool
	For        []byte // a frontier in the form of a file; nil: every entry
	Checkpoint bool   // the newest checkpoint, and what came after it
}

// BundleReply is the entries.
type BundleReply struct {
	Entries  int        `json:"entries"`
	From     *FromReply `json:"from,omitempty"` // where a checkpoint stands in front of the entries
	Bundle   []byte     `json:"bundle,omitempty"`
	Readable []byte     `json:"readable,omitempty"` // one JSON object a line
}

// ImportRequest brings the entries of a bundle.
type ImportRequest struct {
	Bundle     []byte
	Checkpoint string // or a file on this machine, with a checkpoint in front
	DryRun     bool
}

// ImportReply sums up what became of a bundle's entries.
type ImportReply struct {
	Entries int            `json:"entries"`
	New     int            `json:"new"`
	Known   int            `json:"known"`
	Refused map[string]int `json:"refused,omitempty"` // by the code of the reason
	From    *FromReply     `json:"from,omitempty"`    // the checkpoint that the ledger has begun with by this
}

// PeerAddRequest names another node, by its code or by an address.
type PeerAddRequest struct {
	Peer   string
	Begin  string // from where a directory that holds nothing begins: "", checkpoint or first
	DryRun bool
}

// PeerAddReply tells where it will be looked for.
type PeerAddReply struct {
	Community string   `json:"community"`
	Peers     []string `json:"peers"`
}

// WaitRequest waits until an entry has come as far as a level.
type WaitRequest struct {
	Hash   string // in hexadecimal
	Level  string
	Within time.Duration
}

// WaitReply tells how far it has come.
type WaitReply struct {
	Level string `json:"level"`
}

// BackupRequest asks for a backup of this directory: entries, locked keys, what was printed.
type BackupRequest struct{}

// BackupReply is the backup's bytes. It holds no voting key.
type BackupReply struct {
	Entries int    `json:"entries"`
	Backup  []byte `json:"backup,omitempty"`
}

// RestoreRequest makes an empty directory out of a backup. Of a lone steward the vault key names
// the next voting key, since the old one may have signed more than the backup knows.
type RestoreRequest struct {
	Backup     []byte
	Passphrase Hidden
	DryRun     bool
}

// RestoreReply says what came back.
type RestoreReply struct {
	Community string       `json:"community"`
	Entries   int          `json:"entries"`
	Epoch     uint32       `json:"epoch"`
	Steward   keys.Account `json:"steward"` // the new voting key
}
