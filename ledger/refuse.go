package ledger

import (
	"errors"
	"fmt"

	"foirail/ledger/entry"
)

// Why an entry is not taken in. Core.Step returns these; nothing was kept.
var (
	ErrSignature  = errors.New("a signature does not hold")
	ErrCommunity  = errors.New("entry of another community")
	ErrOutOfOrder = errors.New("the entry before it, or one that it votes for, is missing")
	ErrStranger   = errors.New("a steward's word by a key that is no steward's")
	ErrNotCoupon  = errors.New("redemption by a key that is not the coupon's")
	ErrWeakKey    = errors.New("it names a key that anybody can sign for")
)

// Why an entry gets no vote. The steward's rules return these; the entry may be held all the
// same, and get its vote later.
var (
	ErrNotSteward   = errors.New("no steward's key of the current epoch")
	ErrPredecessor  = errors.New("the entry before it is not certified")
	ErrSlotTaken    = errors.New("this steward has voted for another entry in the slot")
	ErrForkSeen     = errors.New("the account has signed two entries for one slot")
	ErrInsufficient = errors.New("the balance does not cover it")
	ErrUnknown      = errors.New("the series is not known")
	ErrIssuer       = errors.New("the series is another account's")
	ErrNotDormant   = errors.New("a serial named is not dormant")
	ErrNotActive    = errors.New("the coupon is not active")
	ErrCancelled    = errors.New("the coupon is cancelled")
	ErrExpired      = errors.New("the coupon has expired")
	ErrCashed       = errors.New("the coupon is cashed")
	ErrLinked       = errors.New("the key is linked already")
	ErrKeyReused    = errors.New("a coupon key of the series is used already")
	ErrTooSmall     = errors.New("less than the chain lets exist")
	ErrCouponKey    = errors.New("a coupon's key may only redeem its coupon")
	ErrMarket       = errors.New("the payee's market is not known")
	ErrContradicts  = errors.New("the steward has said otherwise before")
	ErrSeatUsed     = errors.New("a voting key serves in one epoch only")
	ErrConflict     = errors.New("two decisions on one topic: more stewards have cheated than may")
	ErrNotReady     = errors.New("too few stewards of an earlier epoch have closed")
	ErrNotAgreed    = errors.New("the person behind this steward has not agreed")
	ErrNoSeat       = errors.New("somebody named has not asked for a seat")
	ErrNotInStep    = errors.New("somebody named has not shown that he holds what the stewards hold")
	ErrVaultTaken   = errors.New("another market of the community has the same vault")
	ErrPolicy       = errors.New("the parts of the fund are more than the fund")
	ErrTooEarly     = errors.New("the series may not expire yet")
	ErrNotOwed      = errors.New("a withdrawal that is not owed, or not yet")
	ErrNoRoad       = errors.New("what the chain says is not known here")
)

// Insufficient is ErrInsufficient with its figures, in units.
type Insufficient struct{ Has, Needs int64 }

func (e *Insufficient) Error() string {
	return fmt.Sprintf("%v: %d of %d units", ErrInsufficient, e.Has, e.Needs)
}

// Is makes errors.Is find ErrInsufficient.
func (e *Insufficient) Is(target error) bool { return target == ErrInsufficient }

// Cashed is ErrCashed with when, as the stewards' votes say it, and to whom.
type Cashed struct {
	When uint32 // seconds since 1970
	To   Ref
}

func (e *Cashed) Error() string { return ErrCashed.Error() }

// Is makes errors.Is find ErrCashed.
func (e *Cashed) Is(target error) bool { return target == ErrCashed }

// ExistentialDeposit is the least that a withdrawal may ask for when the community has a chain:
// 1.00 Ğ1, below which the chain lets no account exist.
const ExistentialDeposit entry.Amount = 100
