package dunitertest

import (
	"slices"

	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// multi is one word of one signatory on one call.
type multi struct {
	*run
	who, id   keys.Account
	threshold int
	hash      duniter.Hash
	call      *duniter.Opened // nil where only the hash is known
	most      uint64          // weight that the call may have
}

func (m *multi) place() string { return m.key("Multisig", "Multisigs", m.id, m.hash[:]) }

func (m *multi) read() (open, bool) {
	v, ok := m.view.get(m.place())
	if !ok {
		return open{}, false
	}
	r := duniter.NewReader([]byte(v))
	o := open{when: timepoint{r.U32(), r.U32()}, deposit: r.U64(), depositor: keys.Account(r.Hash())}
	for range r.Count(32) {
		o.approvals = append(o.approvals, keys.Account(r.Hash()))
	}
	return o, true
}

func (m *multi) write(o open) {
	var w duniter.Writer
	w.U32(o.when.height)
	w.U32(o.when.index)
	w.U64(o.deposit)
	w.Raw(o.depositor[:])
	w.Compact(uint64(len(o.approvals)))
	for _, a := range o.approvals {
		w.Raw(a[:])
	}
	m.view.set(m.place(), string(w.Bytes()))
}

// approve opens the call, approves it, or runs it when that is the last approval needed. Who has approved already may still be the
// one who runs it.
func (m *multi) approve(at *timepoint) error {
	o, there := m.read()
	switch {
	case !there && at != nil:
		return failure("Multisig.UnexpectedTimepoint")
	case !there:
		return m.open()
	case at == nil:
		return failure("Multisig.NoTimepoint")
	case *at != o.when:
		return failure("Multisig.WrongTimepoint")
	}
	place, already := slices.BinarySearchFunc(o.approvals, m.who, compare)
	needed := !already && len(o.approvals) < m.threshold
	count := len(o.approvals)
	if needed {
		count++
	}
	switch {
	case m.call != nil && count >= m.threshold:
		return m.execute(o)
	case !needed:
		return failure("Multisig.AlreadyApproved")
	}
	o.approvals = slices.Insert(o.approvals, place, m.who)
	m.write(o)
	m.emit("Multisig", "MultisigApproval", m.who, o.when, m.id, m.hash)
	return nil
}

// open begins, with a deposit.
func (m *multi) open() error {
	deposit := uint64(100 + 32*m.threshold)
	if err := m.reserve(m.who, deposit); err != nil {
		return err
	}
	m.write(open{timepoint{m.number, uint32(m.phase)}, deposit, m.who, []keys.Account{m.who}})
	m.emit("Multisig", "NewMultisig", m.who, m.id, m.hash)
	return nil
}

// execute runs the call. Whatever it comes to, the approvals are used up and the extrinsic is a success.
func (m *multi) execute(o open) error {
	if m.weigh(*m.call) > m.most {
		return failure("Multisig.MaxWeightTooLow")
	}
	m.view.del(m.place())
	m.unreserve(o.depositor, o.deposit)
	err := m.dispatch(m.id, *m.call)
	m.emit("Multisig", "MultisigExecuted", m.who, o.when, m.id, m.hash, result{err})
	return nil
}

func (m *multi) cancel(at timepoint) error {
	o, there := m.read()
	switch {
	case !there:
		return failure("Multisig.NotFound")
	case at != o.when:
		return failure("Multisig.WrongTimepoint")
	case o.depositor != m.who:
		return failure("Multisig.NotOwner")
	}
	m.view.del(m.place())
	m.unreserve(o.depositor, o.deposit)
	m.emit("Multisig", "MultisigCancelled", m.who, o.when, m.id, m.hash)
	return nil
}
