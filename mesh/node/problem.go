package node

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"foirail/coupons"
	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
	"foirail/mesh"
	"foirail/print/qr"
)

// Problem is why a verb did not do what was asked. Its code and arguments make the sentence that
// a person reads, in his language; they travel over the socket as they are.
type Problem struct {
	Code words.Code        `json:"code"`
	Args map[string]string `json:"args,omitempty"`
	Why  string            `json:"why,omitempty"` // for the log and -v; never a secret
}

// Error is the code and what lay below it.
func (p *Problem) Error() string {
	if p.Why == "" {
		return string(p.Code)
	}
	return string(p.Code) + ": " + p.Why
}

// problem makes a Problem; args are names and values in turn.
func problem(code words.Code, why error, args ...string) *Problem {
	p := &Problem{Code: code, Args: words.Named(args...)}
	if why != nil {
		p.Why = why.Error()
	}
	return p
}

// codes says which code tells an error of the rooms below, the first that errors.Is finds.
var codes = []struct {
	err  error
	code words.Code
}{
	{ledger.ErrSignature, words.BadSignature},
	{ledger.ErrCommunity, words.OtherCommunity},
	{ledger.ErrOutOfOrder, words.OutOfOrder},
	{ledger.ErrPredecessor, words.NotCertified},
	{ledger.ErrSlotTaken, words.SlotTaken},
	{ledger.ErrForkSeen, words.ForkSeen},
	{ledger.ErrUnknown, words.UnknownSeries},
	{ledger.ErrIssuer, words.WrongIssuer},
	{ledger.ErrNotDormant, words.NotDormant},
	{ledger.ErrNotActive, words.NotActive},
	{ledger.ErrCancelled, words.Cancelled},
	{ledger.ErrExpired, words.Expired},
	{ledger.ErrLinked, words.KeyLinked},
	{ledger.ErrKeyReused, words.CouponKey},
	{ledger.ErrCouponKey, words.CouponKey},
	{ledger.ErrNotCoupon, words.Forged},
	{ledger.ErrNotSteward, words.NotSteward},
	{ledger.ErrStranger, words.NotSteward},
	{ledger.ErrWeakKey, words.BadAddress},
	{ledger.ErrMarket, words.BadName},
	{ledger.ErrContradicts, words.DuplicateFact},
	{ledger.ErrSeatUsed, words.RestoredKey},
	{ledger.ErrTooEarly, words.BadDate},
	{ledger.ErrConflict, words.TwoDecisions},
	{ledger.ErrNotReady, words.NoQuorum},
	{ledger.ErrNoSeat, words.SeatMissing},
	{ledger.ErrNotInStep, words.NotInStep},
	{ledger.ErrVaultTaken, words.VaultTaken},
	{ledger.ErrNotAgreed, words.NotAgreed},
	{mesh.ErrBase, words.BadCheckpoint},
	{ledger.ErrBegun, words.AlreadyBegun},
	{ledger.ErrSnapshot, words.BadCheckpoint},
	{ledger.ErrNoVoucher, words.NotVouched},
	{ledger.ErrLacks, words.NotVouched},
	{ledger.ErrNoRoad, words.NoRoad},
	{ledger.ErrNotOwed, words.BatchUnfit},
	{duniter.ErrExtension, words.ChainExtension},
	{duniter.ErrUnknown, words.ChainExtension},
	{duniter.ErrNewer, words.ChainExtension},
	{duniter.ErrValue, words.ChainExtension},
	{duniter.ErrForm, words.ChainExtension},
	{duniter.ErrAnswer, words.NoRoad},
	{chain.ErrRan, words.BatchRan},
	{chain.ErrWaits, words.ApprovalWaits},
	{chain.ErrNoKey, words.NoVaultKey},
	{chain.ErrBusy, words.ChainBusy},
	{chain.ErrOvertaken, words.KeyElsewhere},
	{chain.ErrVersion, words.OtherRuntime},
	{chain.ErrMayRun, words.BatchMayRun},
	{chain.ErrAct, words.BatchUnfit},
	{chain.ErrCall, words.BatchUnfit},
	{chain.ErrOrder, words.BatchUnfit},
	{chain.ErrShort, words.BatchUnfit},
	{chain.ErrNoAccount, words.BatchUnfit},
	{chain.ErrOwnVault, words.BatchUnfit},
	{ledger.ErrDamaged, words.Damaged},
	{ledger.ErrFull, words.DiskFull},
	{ledger.ErrDisk, words.DiskFailed},
	{syscall.ENOSPC, words.DiskFull},
	{ledger.ErrNewerSchema, words.NewerSchema},
	{ledger.ErrBusy, words.Busy},
	{ledger.ErrBreach, words.Breach},
	{entry.ErrNewer, words.NewerVersion},
	{entry.ErrRange, words.BadAmountRange},
	{entry.ErrForm, words.BadForm},
	{keystore.ErrPassphrase, words.WrongPassphrase},
	{keystore.ErrMissing, words.Locked},
	{keystore.ErrUnknown, words.UnknownAccount},
	{keystore.ErrExists, words.NameTaken},
	{keystore.ErrName, words.BadName},
	{keystore.ErrFull, words.TooMany},
	{keystore.ErrKind, words.KeyFileKind},
	{keystore.ErrKeyFile, words.KeyFileKind},
	{keystore.ErrForm, words.KeyFileKind},
	{keystore.ErrWord, words.BadWords},
	{keystore.ErrWordCount, words.BadWords},
	{keystore.ErrWordChecksum, words.BadWords},
	{keystore.ErrPath, words.BadDerivation},
	{keystore.ErrIdentifier, words.BadIdentifier},
	{keystore.ErrPermission, words.OpenToOthers},
	{keystore.ErrNewer, words.NewerVersion},
	{keystore.ErrDamaged, words.Damaged},
	{keystore.ErrChanged, words.Changed},
	{keys.ErrAddress, words.BadAddress},
	{keys.ErrChecksum, words.BadAddress},
	{duniter.ErrDisagree, words.ChainDisagrees},
	{duniter.ErrOtherChain, words.OtherChain},
	{duniter.ErrOtherRuntime, words.OtherRuntime},
	{duniter.ErrClock, words.ClockOrCertificate},
	{duniter.ErrNoRoad, words.NoRoad},
	{duniter.ErrPruned, words.ChainPruned},
	{coupons.ErrChecksum, words.BadCode},
	{coupons.ErrLength, words.BadCode},
	{coupons.ErrAlphabet, words.BadCode},
	{qr.ErrNoCode, words.NoCodeInPicture},
	{fs.ErrPermission, words.Permission},
	{fs.ErrExist, words.FileExists},
	{fs.ErrNotExist, words.FileMissing},
}

// told turns an error of the rooms below into a Problem, with what its sentence needs.
func (n *Node) told(err error) error {
	return told(n.config, err)
}

func told(config Config, err error) error {
	var p *Problem
	var poor *ledger.Insufficient
	var cashed *ledger.Cashed
	var refused *duniter.NodeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &p):
		return p
	case errors.As(err, &poor):
		return problem(words.Insufficient, err,
			"have", fmt.Sprint(poor.Has), "need", fmt.Sprint(poor.Needs))
	case errors.As(err, &cashed):
		return problem(words.AlreadyCashed, err,
			"when", date(cashed.When), "to", cashed.To.Key.String())
	}
	if errors.Is(err, ledger.ErrTooSmall) {
		return problem(words.BelowExistential, err, "min", fmt.Sprint(ledger.ExistentialDeposit))
	}
	for _, c := range codes {
		if errors.Is(err, c.err) {
			return problem(c.code, err, "path", config.Dir)
		}
	}
	if errors.As(err, &refused) {
		return problem(words.ChainRefused, err, "reason", refused.Message)
	}
	return problem(words.Internal, err)
}
