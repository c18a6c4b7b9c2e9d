package words

// Code is the stable word for something that went wrong or needs care. It stands in JSON as it is and never changes its meaning.
type Code string

// Codes about entries and the rules that they follow.
const (
	BadSignature Code = "bad_signature" // the signature does not hold
	BadForm      Code = "bad_form"      // the bytes or the contents break a rule of form
	NewerVersion Code = "newer_version" // made by a newer Foirail than this one
	OutOfOrder   Code = "out_of_order"  // does not follow the author's last entry
	ForkSeen     Code = "fork_seen"     // two different entries signed for one slot
	UnknownEntry Code = "unknown_entry" // names an entry that is not held here
	NewerSchema  Code = "newer_schema"  // the database is of a newer Foirail
	NotCertified Code = "not_certified" // the entry before it is not certified yet
	SlotTaken    Code = "slot_taken"    // the steward has voted for another entry there
	IDReused     Code = "id_reused"     // the --id names a different request
	EpochClosed  Code = "epoch_closed"  // the steward has already closed the epoch
	KeyLinked    Code = "key_linked"    // the key is already linked to an account
)

// Codes about money and accounts.
const (
	Insufficient      Code = "insufficient"        // the balance does not cover it
	UnknownAccount    Code = "unknown_account"     // no account of that name or address
	BadName           Code = "bad_name"            // empty, too long, or with characters that no name may have
	NameTaken         Code = "name_taken"          // another account here bears that name
	BadAddress        Code = "bad_address"         // not an address, or one of another network
	BadAmountDecimals Code = "bad_amount_decimals" // more than two decimals
	BadAmountNegative Code = "bad_amount_negative" // below or equal to zero
	BadAmountRange    Code = "bad_amount_range"    // too large to count
	BadAmountText     Code = "bad_amount_text"     // not a number at all
	BelowExistential  Code = "below_existential"   // smaller than the chain lets an account be
	ToVault           Code = "to_vault"            // a withdrawal would go to a vault, where it would be nobody's
	DuplicateFact     Code = "duplicate_fact"      // a fact of that name has been told already
	EventIDNeeded     Code = "event_id_needed"     // a deposit on a real chain lacks the chain's event id
	TooMany           Code = "too_many"            // over a limit of number
)

// Codes about coupons.
const (
	AlreadyCashed        Code = "already_cashed"          // cashed before, on {when}, by {to}
	NotActive            Code = "not_active"              // not handed over yet
	Cancelled            Code = "cancelled"               // taken back by its issuer
	Expired              Code = "expired"                 // its time is over
	Forged               Code = "forged"                  // never issued by whom it names
	UnknownSeries        Code = "unknown_series"          // its series is not in this ledger
	BadCode              Code = "bad_code"                // a code with a character missing, wrong or swapped
	BadRange             Code = "bad_range"               // serials that are not of the series
	BadDate              Code = "bad_date"                // not a date, or one that has passed
	HiddenCodeInArgument Code = "hidden_code_in_argument" // a hidden code on the command line
	PublicSideCannotCash Code = "public_side_cannot_cash" // the outside of a coupon, where the inside is needed
	AlreadyPrinted       Code = "already_printed"         // these serials have been printed
	SheetStillThere      Code = "sheet_still_there"       // warning: the PDF still lies on the disk
	NotDormant           Code = "not_dormant"             // already active, cashed or cancelled
	WrongIssuer          Code = "wrong_issuer"            // somebody else issued the series
	CouponKey            Code = "coupon_key"              // a coupon's key may only redeem, and be used once
	UnreadablePicture    Code = "unreadable_picture"      // not a picture that can be read
	NoCodeInPicture      Code = "no_code_in_picture"      // no coupon code found in the picture
)

// Codes about stewards, keys and passphrases.
const (
	NoQuorum         Code = "no_quorum"         // too few stewards in reach, nothing was signed
	NotSteward       Code = "not_steward"       // only a steward of the market may do that
	NoStewardKey     Code = "no_steward_key"    // this machine holds no voting key
	RestoredKey      Code = "restored_key"      // a key from a backup may not vote again
	LevelNotReached  Code = "level_not_reached" // signed and sent, the asked level not reached in time
	WrongPassphrase  Code = "wrong_passphrase"  // the passphrase does not open the key
	PassphraseDiffer Code = "passphrase_differ" // typed twice, not the same
	Locked           Code = "locked"            // a key is needed and nobody opened it
	KeyFileKind      Code = "key_file_kind"     // a key file of the wrong kind
	BadIdentifier    Code = "bad_identifier"    // identifier or password that cannot be used
	BadDerivation    Code = "bad_derivation"    // not a derivation like //0
	OpenToOthers     Code = "open_to_others"    // a secret file that others may read
	BadWords         Code = "bad_words"         // the twelve words do not hold together
)

// Codes about who serves next, and what several stewards decide.
const (
	SeatMissing    Code = "seat_missing"    // somebody named has not asked for a seat in the next epoch
	NotInStep      Code = "not_in_step"     // a candidate has not shown that he holds what the stewards hold
	TwoDecisions   Code = "two_decisions"   // more stewards have cheated than may: one topic was decided twice
	DebtOpen       Code = "debt_open"       // a dispute cannot be ended before its owner has brought what he owes
	NotAgreed      Code = "not_agreed"      // the person behind this steward has not agreed
	BadCouncil     Code = "bad_council"     // a number of stewards that no market has
	UnknownSteward Code = "unknown_steward" // neither a steward nor a candidate
	SameName       Code = "same_name"       // several go by that name
	UnknownMotion  Code = "unknown_motion"  // no motion, or several, begin so
	StateDiffers   Code = "state_differs"   // warning: a steward names another state than is computed here
	BadInvitation  Code = "bad_invitation"  // not an invitation, or one with a letter wrong or missing
	OtherInvited   Code = "other_invited"   // the invitation is for {name}, and another name was given
	InvitationUsed Code = "invitation_used" // another vault key came with the invitation before
	OtherMarket    Code = "other_market"    // the invitation is into another market than the one at home here
	NotInvited     Code = "not_invited"     // nobody of that name is awaited here
	GuestTwice     Code = "guest_twice"     // a name given twice, or the founder's own
	WishLate       Code = "wish_late"       // warning: the epoch in which a seat was wished has begun without it
)

// Codes about voting keys that are gone for good.
const (
	BatchUnseen      Code = "batch_unseen"       // this machine does not hold all that the batch pays
	NoVaultKey       Code = "no_vault_key"       // this machine holds no vault key of a steward of the epoch
	RecoverNotNeeded Code = "recover_not_needed" // enough stewards are left to decide
	RecoverLacks     Code = "recover_lacks"      // a recovery names what is not held here
	RecoverLonger    Code = "recover_longer"     // more is known here of a lost chain than a recovery names
	RecoverChanged   Code = "recover_changed"    // what was shown is not what would be signed now
)

// Codes about several markets in one community.
const (
	UnknownMarket Code = "unknown_market" // no market, or several, go by that name
	MarketTaken   Code = "market_taken"   // a market of that name is there already
	VaultTaken    Code = "vault_taken"    // another market has the same vault keys
	HasSeat       Code = "has_seat"       // this machine serves in a market, or has asked to
	BorderLine    Code = "border_line"    // the money is there, and came from another market beyond its line
)

// Codes about the road to the chain.
const (
	BadBundle          Code = "bad_bundle"           // a bundle of entries that is cut off or altered, or is none
	EndpointSilent     Code = "endpoint_silent"      // one endpoint of the chain does not answer, or not as it should
	NoRoad             Code = "no_road"              // no endpoint of the chain answers, or not enough
	ClockOrCertificate Code = "clock_or_certificate" // a certificate that is not good today, as this machine counts days
	ChainDisagrees     Code = "chain_disagrees"      // two endpoints say different things of what is final
	OtherChain         Code = "other_chain"          // an endpoint of another chain
	OtherRuntime       Code = "other_runtime"        // the chain's rules are of another version than was meant
	ChainPruned        Code = "chain_pruned"         // blocks that the endpoints no longer keep
)

// Codes about the machine, its disk and the command line.
const (
	OtherCommunity Code = "other_community" // a database or file of another community
	NoCommunity    Code = "no_community"    // the directory holds no ledger
	ChainUnknown   Code = "chain_unknown"   // a chain's name that does not tell its genesis
	AlreadyFounded Code = "already_founded" // the directory holds a ledger already
	Damaged        Code = "damaged"         // the file is not what was written
	BadFrontier    Code = "bad_frontier"    // not a frontier, or a damaged one
	DiskFull       Code = "disk_full"       // no room left
	DiskFailed     Code = "disk_failed"     // the disk did not do what was asked
	Changed        Code = "changed"         // another program wrote the file meanwhile
	FileExists     Code = "file_exists"     // a file stands where one is to be written
	FileMissing    Code = "file_missing"    // no such file
	Permission     Code = "permission"      // the file may not be read or written
	Busy           Code = "busy"            // another process uses the directory
	ClockOff       Code = "clock_off"       // warning: the clock looks years off
	Interrupted    Code = "interrupted"     // stopped on the way
	Usage          Code = "usage"           // wrong use of the command
	Breach         Code = "breach"          // verify found an invariant broken
	Internal       Code = "internal"        // a fault of Foirail's own
)

// Codes about a node that runs and the others that it meets.
const (
	BadSettings Code = "bad_settings" // a file of settings that cannot be used, at line {number}
	DiskLow     Code = "disk_low"     // warning: the disk is nearly full, and the steward does not vote
	NotSynced   Code = "not_synced"   // a follower that has received nothing yet

	NotVouched    Code = "not_vouched"    // no checkpoint that enough stewards vouch for
	BadCheckpoint Code = "bad_checkpoint" // a checkpoint that does not hold
	AlreadyBegun  Code = "already_begun"  // a directory that holds entries cannot begin with a checkpoint

	BadPeerCode Code = "bad_peer_code" // neither a node's code nor an address
	PortTaken   Code = "port_taken"    // cannot listen on {address}
	NotRunning  Code = "not_running"   // no node runs on the directory
	NoPeers     Code = "no_peers"      // no other node is in reach
	NotCompared Code = "not_compared"  // warning: a steward who waits until others have told his head
	NotHealthy  Code = "not_healthy"   // doctor found something that is not as it should be
)

// Codes about a road to the chain that is not asked, or not understood.
const (
	NoChain        Code = "no_chain"        // play money: there is no chain
	NoEndpoints    Code = "no_endpoints"    // no node of the chain is named in the settings
	FewEndpoints   Code = "few_endpoints"   // warning: fewer endpoints than must agree, nothing is attested
	ChainStart     Code = "chain_start"     // the founding is dated after the newest block
	ChainFrom      Code = "chain_from"      // this ledger does not tell when the community was founded
	ChainExtension Code = "chain_extension" // the chain asks for something that this program does not know
	ChainBusy      Code = "chain_busy"      // the chain is busy and dear, or what it says does not become final
	ChainRefused   Code = "chain_refused"   // a node of the chain did not take what was signed
)

// Codes about the vault and the settlement.
const (
	VaultAct        Code = "vault_act"         // the vault has to do something else next: {name}
	VaultPoor       Code = "vault_poor"        // the vault has too little on the chain to be opened
	VaultShort      Code = "vault_short"       // warning: the vault does not cover what was paid in
	NothingToSettle Code = "nothing_to_settle" // nothing is asked for that can be paid
	NothingToSweep  Code = "nothing_to_sweep"  // nothing lies in a vault of stewards before
	BatchMayRun     Code = "batch_may_run"     // the batch that was decided has not run yet, and still may
	BatchUnfit      Code = "batch_unfit"       // a batch that this machine finds wrong
	NoBatch         Code = "no_batch"          // no batch waits for approvals
	BatchRan        Code = "batch_ran"         // the batch has run already
	ApprovalWaits   Code = "approval_waits"    // this key has approved, others have not yet
	ApprovalDeposit Code = "approval_deposit"  // the key's own account has too little for the fee and the deposit
	ApprovalChanged Code = "approval_changed"  // what was shown is not what would be signed now
	KeyElsewhere    Code = "key_elsewhere"     // something else was signed with a vault key, elsewhere
)

// Codes about radios.
const (
	BadRadio    Code = "bad_radio"     // not an address of a radio
	BadRadioKey Code = "bad_radio_key" // a file that holds no key to hide frames with
	OneBracket  Code = "one_bracket"   // [radio] in the settings, where [[radio]] is meant
	NoRegion    Code = "no_region"     // a radio without the region whose law it is to obey
	NoRadio     Code = "no_radio"      // the node has no radio
	NoAirtime   Code = "no_airtime"    // the hour's airtime is used up
	AirtimeHeld Code = "airtime_held"  // another program counts the airtime of this directory
	NotHeard    Code = "not_heard"     // what one radio sent the other did not hear
)

// Codes about why a radio does not work as it is set, where it is plugged in, or as it is.
const (
	RadioStrangePlan Code = "radio_unknown_region" // no plan is known for a region of that name
	RadioKeptBand    Code = "radio_kept_band"      // the stretch is kept for alarm systems
	RadioNoBand      Code = "radio_no_band"        // no sub-band is there
	RadioTwoBands    Code = "radio_two_bands"      // the signal lies across two sub-bands
	RadioTooStrong   Code = "radio_too_strong"     // more power than the sub-band allows
	RadioOutOfReach  Code = "radio_out_of_reach"   // a figure that the chips do not know

	RadioAbsent      Code = "radio_absent"       // nothing is plugged in there
	RadioUnreachable Code = "radio_unreachable"  // nobody takes a connection there
	RadioDenied      Code = "radio_denied"       // this user may not open the port
	RadioDeniedAlone Code = "radio_denied_alone" // the same, and no group is known that may
	RadioBusy        Code = "radio_busy"         // another program holds the port

	RadioSilent        Code = "radio_silent"         // no radio answers as it should
	RadioOtherFirmware Code = "radio_other_firmware" // what is there does not answer as the kind that was named
	RadioRestarts      Code = "radio_restarts"       // it starts anew again and again
	RadioHalfAnswers   Code = "radio_half_answers"   // it answers some questions and not others
	RadioStuck         Code = "radio_stuck"          // it takes nothing any more
	RadioGone          Code = "radio_gone"           // it answered, and does no longer
	RadioChip          Code = "radio_chip"           // its radio chip has trouble

	RadioOldFirmware    Code = "radio_old_firmware"    // the firmware is too old
	RadioNotTaken       Code = "radio_not_taken"       // the device does not take a setting
	RadioNoPapers       Code = "radio_no_papers"       // the board's radio does not turn on
	RadioNoBoardRegion  Code = "radio_no_board_region" // the board has not been told its region
	RadioSendingOff     Code = "radio_sending_off"     // the board has been told not to send
	RadioSignedOnly     Code = "radio_signed_only"     // the board takes packets that are signed, and no others
	RadioStrangeRegion  Code = "radio_strange_region"  // the board's region is not known here
	RadioStrangePreset  Code = "radio_strange_preset"  // the board's way to send is not known here
	RadioOtherRegion    Code = "radio_other_region"    // the board is set to another region
	RadioBoardFrequency Code = "radio_board_frequency" // the board sends where no rule allows it
	RadioOtherBand      Code = "radio_other_band"      // the board sends in another sub-band than is counted
	RadioBoardPower     Code = "radio_board_power"     // the board sends louder than is allowed
	RadioNoChannel      Code = "radio_no_channel"      // the board has not the private channel
	RadioOpenChannel    Code = "radio_open_channel"    // the channel is open to everybody
	RadioModulePace     Code = "radio_module_pace"     // the module does not send at that pace

	RadioDuty      Code = "radio_duty"       // the board has reached its own limit of airtime
	RadioRepeats   Code = "radio_repeats"    // the airtime is spent, with what the board repeats for others
	RadioQueueFull Code = "radio_queue_full" // the board's queue has no room
	RadioTooLarge  Code = "radio_too_large"  // a frame was too long for one packet
	RadioNotSent   Code = "radio_not_sent"   // the board did not send a frame, and gave a number
	RadioLowMemory Code = "radio_low_memory" // the board's memory is locked, or runs low
)
