package dunitertest

import (
	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// account is what the chain holds for a key.
type account struct {
	nonce                             uint32
	consumers, providers, sufficients uint32
	free, reserved, frozen            uint64
	identity                          uint32 // 0 is none
	there                             bool
}

// existential is below what an account ceases to be.
const existential = 100

// treasury is where fees go: "modlpy/trsry".
var treasury = keys.Account([]byte("modlpy/trsry\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"))

func (s *run) account(who keys.Account) account {
	v, ok := s.view.get(s.key("System", "Account", who))
	if !ok {
		return account{}
	}
	r := duniter.NewReader([]byte(v))
	a := account{nonce: r.U32(), consumers: r.U32(), providers: r.U32(), sufficients: r.U32(), free: r.U64(), reserved: r.U64(), frozen: r.U64(), there: true}
	if r.Bool() {
		a.identity = r.U32()
	}
	return a
}

func (s *run) setAccount(who keys.Account, a account) {
	var w duniter.Writer
	for _, n := range []uint32{a.nonce, a.consumers, a.providers, a.sufficients} {
		w.U32(n)
	}
	for _, n := range []uint64{a.free, a.reserved, a.frozen} {
		w.U64(n)
	}
	w.Bool(a.identity != 0)
	if a.identity != 0 {
		w.U32(a.identity)
	}
	s.view.set(s.key("System", "Account", who), string(w.Bytes()))
}

// issue changes how much money there is.
func (s *run) issue(more int64) {
	s.setWord(8, s.word("Balances", "TotalIssuance")+uint64(more), "Balances", "TotalIssuance")
}

// mint makes money for an account.
func (s *run) mint(who keys.Account, amount uint64) error {
	if err := s.add(who, amount); err != nil {
		return err
	}
	s.issue(int64(amount))
	s.emit("Balances", "Deposit", who, amount)
	return nil
}

// add gives to an account, which it may create.
func (s *run) add(who keys.Account, amount uint64) error {
	a := s.account(who)
	if !a.there && amount < existential {
		return failure("Token.BelowMinimum")
	}
	created := !a.there
	if created {
		a = account{providers: 1}
	}
	a.free += amount
	s.setAccount(who, a)
	if created {
		s.emit("System", "NewAccount", who)
		s.emit("Balances", "Endowed", who, amount)
	}
	return nil
}

// movable is what an account may give away: all of it, unless it must live on. An account with something reserved must.
func (a account) movable(keepAlive bool) uint64 {
	if keepAlive || a.reserved > 0 {
		return a.free - min(a.free, existential)
	}
	return a.free
}

// transfer moves money. Who is left with less than an account may have ceases to be, and the rest is lost.
func (s *run) transfer(from, to keys.Account, amount uint64, keepAlive bool) error {
	a := s.account(from)
	switch {
	case amount > a.free:
		return failure("Token.FundsUnavailable")
	case from == to:
		return nil
	case amount > 0 && a.free-amount < existential && keepAlive:
		return failure("Token.NotExpendable")
	case amount > 0 && a.free-amount < existential && a.reserved > 0:
		return failure("Token.Frozen")
	}
	if err := s.add(to, amount); err != nil {
		return err
	}
	a.free -= amount
	s.emit("Balances", "Transfer", from, to, amount)
	if amount > 0 && a.free < existential && a.reserved == 0 {
		s.reap(from, a)
		return nil
	}
	s.setAccount(from, a)
	return nil
}

// reap removes an account, its nonce with it: should it come again, its old extrinsics would be good again.
func (s *run) reap(who keys.Account, a account) {
	if a.free > 0 {
		s.issue(-int64(a.free))
		s.emit("Balances", "DustLost", who, a.free)
	}
	s.view.del(s.key("System", "Account", who))
	s.emit("System", "KilledAccount", who)
}

// reserve puts money aside. The account must live on with what is free.
func (s *run) reserve(who keys.Account, amount uint64) error {
	a := s.account(who)
	switch {
	case amount > a.free:
		return failure("Balances.InsufficientBalance")
	case a.free-amount < existential:
		return failure("ConsumerRemaining")
	}
	a.free, a.reserved = a.free-amount, a.reserved+amount
	a.consumers = 1
	s.setAccount(who, a)
	s.emit("Balances", "Reserved", who, amount)
	return nil
}

// unreserve gives it back.
func (s *run) unreserve(who keys.Account, amount uint64) {
	a := s.account(who)
	amount = min(amount, a.reserved)
	if amount == 0 {
		return
	}
	a.free, a.reserved = a.free+amount, a.reserved-amount
	if a.reserved == 0 {
		a.consumers = 0
	}
	s.setAccount(who, a)
	s.emit("Balances", "Unreserved", who, amount)
}

// pay takes a fee and gives it to the treasury. The payer must live on.
func (s *run) pay(who keys.Account, fee uint64) bool {
	a := s.account(who)
	if fee == 0 {
		return true
	}
	if a.free < fee+existential {
		return false
	}
	a.free -= fee
	s.setAccount(who, a)
	s.emit("Balances", "Withdraw", who, fee)
	pot := s.account(treasury)
	pot.free, pot.providers = pot.free+fee, 1
	s.setAccount(treasury, pot)
	s.emit("Treasury", "Deposit", fee)
	return true
}
