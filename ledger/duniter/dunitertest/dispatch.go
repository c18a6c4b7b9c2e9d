package dunitertest

import (
	"slices"

	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// deepest is how many calls may stand within one another.
const deepest = 32

// arguments are those of a call, whose types the metadata has seen to.
type arguments duniter.Fields

func (a arguments) number(name string) uint64 { n, _ := a[name].(uint64); return n }

func (a arguments) flag(name string) bool { yes, _ := a[name].(bool); return yes }

func (a arguments) bytes(name string) []byte { b, _ := a[name].([]byte); return b }

// address reads an account. The chain looks up no other form of address.
func (a arguments) address(name string) (keys.Account, error) {
	v, _ := a[name].(duniter.Variant)
	who, ok := v.Value.(keys.Account)
	if !ok || v.Name != "Id" {
		return who, failure("CannotLookup")
	}
	return who, nil
}

func (a arguments) accounts(name string) []keys.Account {
	list, _ := a[name].([]any)
	var all []keys.Account
	for _, v := range list {
		all = append(all, v.(keys.Account))
	}
	return all
}

// calls reads the calls within a call.
func (a arguments) calls(name string) []duniter.Opened {
	list, _ := a[name].([]any)
	var all []duniter.Opened
	for _, v := range list {
		o, _ := duniter.Inner(v)
		all = append(all, o)
	}
	return all
}

// dispatch runs a call for an account, wholly or not at all.
func (s *run) dispatch(who keys.Account, o duniter.Opened) error {
	if s.depth >= deepest {
		return failure("Exhausted")
	}
	if n := len(s.acting); n > 0 && !s.acting[n-1].allows(o) {
		return failure("System.CallFiltered")
	}
	s.depth++
	defer func() { s.depth-- }()
	return s.within(func() error { return s.call(who, o) })
}

func (s *run) call(who keys.Account, o duniter.Opened) error {
	a := arguments(o.Args)
	switch o.Pallet {
	case "System":
		return s.remark(who, o.Name, a)
	case "Balances":
		return s.balances(who, o.Name, a)
	case "UniversalDividend":
		return s.dividend(who, o.Name, a)
	case "Multisig":
		return s.multisig(who, o.Name, a)
	case "Proxy":
		return s.proxies(who, o.Name, a)
	case "Utility":
		return s.batch(who, o.Name, a)
	case "Account":
		return s.unlink(who)
	}
	return failure("BadOrigin")
}

func (s *run) remark(who keys.Account, name string, a arguments) error {
	if name == "remark_with_event" {
		s.emit("System", "Remarked", who, blake2(a.bytes("remark")))
	}
	return nil
}

func (s *run) balances(who keys.Account, name string, a arguments) error {
	to, err := a.address("dest")
	if err != nil {
		return err
	}
	switch name {
	case "transfer_allow_death":
		return s.transfer(who, to, a.number("value"), false)
	case "transfer_keep_alive":
		return s.transfer(who, to, a.number("value"), true)
	}
	keep := a.flag("keep_alive")
	return s.transfer(who, to, s.account(who).movable(keep), keep)
}

// unlink takes the identity off an account.
func (s *run) unlink(who keys.Account) error {
	a := s.account(who)
	a.identity = 0
	s.setAccount(who, a)
	s.emit("Account", "AccountUnlinked", who)
	return nil
}

// batch runs calls one after the other. batch_all is all or nothing, and may not stand in itself; batch stops at the first that
// fails and is a success all the same.
func (s *run) batch(who keys.Account, name string, a arguments) error {
	calls := a.calls("calls")
	if len(calls) > 10922 {
		return failure("Utility.TooManyCalls")
	}
	for i, o := range calls {
		err := error(failure("System.CallFiltered"))
		if name != "batch_all" || o.Pallet != "Utility" || o.Name != "batch_all" {
			err = s.dispatch(who, o)
		}
		if err != nil && name == "batch_all" {
			return err
		}
		if err != nil {
			s.emit("Utility", "BatchInterrupted", uint32(i), err)
			return nil
		}
		s.emit("Utility", "ItemCompleted")
	}
	s.emit("Utility", "BatchCompleted")
	return nil
}

// timepoint is where a multisig call was opened.
type timepoint struct{ height, index uint32 }

func timepointOf(v any) *timepoint {
	f, ok := v.(duniter.Fields)
	if !ok {
		return nil
	}
	return &timepoint{uint32(arguments(f).number("height")), uint32(arguments(f).number("index"))}
}

// open is a multisig call that waits for approvals.
type open struct {
	when      timepoint
	deposit   uint64
	depositor keys.Account
	approvals []keys.Account
}

// maxSignatories is how many may stand together.
const maxSignatories = 10

// signatories puts who asks among the others, who must be sorted.
func signatories(who keys.Account, threshold uint64, others []keys.Account) ([]keys.Account, error) {
	switch {
	case threshold < 2:
		return nil, failure("Multisig.MinimumThreshold")
	case len(others) == 0:
		return nil, failure("Multisig.TooFewSignatories")
	case len(others) >= maxSignatories:
		return nil, failure("Multisig.TooManySignatories")
	case slices.Contains(others, who):
		return nil, failure("Multisig.SenderInSignatories")
	}
	for i := 1; i < len(others); i++ {
		if compare(others[i-1], others[i]) >= 0 {
			return nil, failure("Multisig.SignatoriesOutOfOrder")
		}
	}
	return append([]keys.Account{who}, others...), nil
}

func compare(a, b keys.Account) int { return slices.Compare(a[:], b[:]) }

func (s *run) multisig(who keys.Account, name string, a arguments) error {
	threshold := a.number("threshold")
	all, err := signatories(who, threshold, a.accounts("other_signatories"))
	if err != nil {
		return err
	}
	id, err := duniter.MultisigAccount(uint16(threshold), all)
	if err != nil {
		return failure("Multisig.TooFewSignatories")
	}
	m := &multi{run: s, who: who, id: id, threshold: int(threshold)}
	switch name {
	case "as_multi":
		o, _ := duniter.Inner(a["call"])
		bytes, err := s.prog.meta.Close(o)
		if err != nil {
			panic(err) // it was read from bytes
		}
		m.call, m.hash = &o, bytes.Hash()
		m.most = weightOf(a["max_weight"])
		return m.approve(timepointOf(a["maybe_timepoint"]))
	case "approve_as_multi":
		m.hash = duniter.Hash(a.bytes("call_hash"))
		return m.approve(timepointOf(a["maybe_timepoint"]))
	}
	m.hash = duniter.Hash(a.bytes("call_hash"))
	return m.cancel(*timepointOf(a["timepoint"]))
}

func weightOf(v any) uint64 {
	if f, ok := v.(duniter.Fields); ok {
		v = f["ref_time"]
	}
	n, _ := v.(uint64)
	return n
}
