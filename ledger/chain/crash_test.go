package chain_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"foirail/ledger"
	"foirail/ledger/chain"
	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// errKilled is what a machine is stopped with.
var errKilled = errors.New("the power is gone")

// machine is one steward's machine as it signs for a batch: its disk outlives it.
type machine struct {
	*village
	key   *keys.Secret
	disk  []chain.Act
	trace []string // what it did, over all its lives
	kill  int      // it is stopped after this step; 0: never
}

// step notes what is done, and stops the machine when it is its turn.
func (m *machine) step(name string) error {
	m.trace = append(m.trace, name)
	if m.kill == len(m.trace) {
		return errKilled
	}
	return nil
}

// errand is what the machine finds when it looks at the chain.
func (m *machine) errand(vault chain.Vault, b ledger.Batch) chain.Errand {
	m.Helper()
	rt, head := m.runtime(), m.head()
	e := chain.Errand{Vault: vault, Batch: b, Moment: m.moment(vault, b, m.key.Account()), Head: head,
		Nonce: m.account(m.key.Account()).Nonce, Kept: slices.Clone(m.disk), Found: map[duniter.Hash]bool{}, Most: m.weight(m.key.Account(), b.Value.Call),
		Me: m.key.Account(), Rt: rt, Sign: func(i duniter.Intent) (duniter.Extrinsic, error) { return rt.Sign(m.key, i) }}
	for _, a := range m.disk {
		block, _, err := m.node.Search(m.Context(), a.Hash, a.Born, head.Number)
		m.check(err)
		e.Found[a.Hash] = block != nil
	}
	return e
}

// live is one life of the machine: it looks, keeps what it signed, and sends it. A chain on which many
// things happen includes what was sent at once.
func (m *machine) live(vault chain.Vault, b ledger.Batch) error {
	w, err := m.errand(vault, b).Next()
	if err != nil {
		return err
	}
	if w.Keep != nil {
		if err := m.step("before keeping"); err != nil {
			return err
		}
		m.disk = append(m.disk, *w.Keep)
	}
	if err := m.step("before sending"); err != nil {
		return err
	}
	if err := m.node.Submit(m.Context(), duniter.Extrinsic{Bytes: w.Send.Bytes, Hash: w.Send.Hash}); err != nil {
		m.Logf("the chain says %v", err)
	}
	m.advance(1)
	return m.step("after sending")
}

// lives runs the machine, again after each time that it is stopped, until nothing is due.
func (m *machine) lives(vault chain.Vault, b ledger.Batch) error {
	for range 12 {
		switch err := m.live(vault, b); {
		case errors.Is(err, errKilled), err == nil:
		default:
			return err
		}
	}
	return errors.New("it never ends")
}

// steps are all that a machine does that signs once.
var steps = []string{"before keeping", "before sending", "after sending"}

// Each steward is stopped at each step of the settlement and goes on: what was decided is paid once.
func TestKilledAtEachStep(t *testing.T) {
	for who := range 3 {
		for kill := range len(steps) + 1 {
			t.Run(fmt.Sprintf("steward %d, step %d", who, kill), func(t *testing.T) {
				v := traded(t)
				v.look()
				vault, b := v.standing().Vault, v.decided()
				for i := range 3 {
					m := &machine{village: v, key: v.key(fmt.Sprint("vault ", i))}
					if i == who {
						m.kill = kill
					}
					err := m.lives(vault, b)
					if want := map[bool]error{true: chain.ErrRan, false: chain.ErrWaits}[i == 2]; !errors.Is(err, want) {
						t.Fatalf("steward %d ends with %v", i, err)
					}
					for _, step := range m.trace {
						if !slices.Contains(steps, step) {
							t.Errorf("a step that is not listed: %s", step)
						}
					}
					if len(m.disk) != 1 {
						t.Errorf("steward %d has signed %d times", i, len(m.disk))
					}
				}
				v.look()
				v.holds("ana", v.who("ana"), pocket-5000+1000)
				if got := len(v.state().Withdrawals(v.market())); got != 0 {
					t.Errorf("%d are owed", got)
				}
			})
		}
	}
}

// keptUnsent is a machine that has kept what it signed for the batch that was decided, and whose message is lost.
func keptUnsent(t *testing.T) (m *machine, vault chain.Vault, b ledger.Batch, first chain.Writing) {
	v := traded(t)
	v.look()
	vault, b = v.standing().Vault, v.decided()
	m = &machine{village: v, key: v.key("vault 0")}
	first, err := m.errand(vault, b).Next()
	v.check(err)
	m.disk = append(m.disk, *first.Keep)
	return m, vault, b, first
}

// What was sent never arrives, and its time runs out: another is signed, and only then.
func TestSentInVain(t *testing.T) {
	m, vault, b, first := keptUnsent(t)
	v := m.village
	v.advance(100)
	if again, err := m.errand(vault, b).Next(); err != nil || again.Keep != nil || again.Send.Hash != first.Keep.Hash {
		t.Errorf("while it may arrive: %+v %v", again, err)
	}
	v.advance(chain.Period)
	again, err := m.errand(vault, b).Next()
	if err != nil || again.Keep == nil || again.Keep.Nonce != first.Keep.Nonce {
		t.Errorf("when it can arrive no more: %+v %v", again, err)
	}
	if err := v.node.Submit(v.Context(), duniter.Extrinsic{Bytes: first.Keep.Bytes, Hash: first.Keep.Hash}); err == nil {
		t.Error("the chain takes what has expired")
	}
}

// Who has not the fee signs nothing: it would be in no block, and would stand in the way of all else.
func TestNobodySignsWithoutTheFee(t *testing.T) {
	v := traded(t)
	v.look()
	vault, b := v.standing().Vault, v.decided()
	v.approve(vault, b, 0, 1)
	me := v.key("vault 2")
	has := v.account(me.Account()).Free
	v.does(me, v.transfer(v.who("bob"), has-100))
	m := &machine{village: v, key: me}
	e := m.errand(vault, b)
	call, err := chain.RunIt.Call(e.Rt, vault, e.Me, e.Moment.Operation, b.Value.Call, e.Most)
	v.check(err)
	x, err := e.Rt.Sign(me, v.intent(e.Me, call))
	v.check(err)
	cost, err := v.node.Cost(t.Context(), e.Rt, e.Head.Hash, x)
	v.check(err)
	if e.Moment.Fees[chain.RunIt] = cost.Fee; cost.Fee == 0 {
		t.Fatal("it is free")
	}
	if w, err := e.Next(); !errors.Is(err, chain.ErrFee) {
		t.Errorf("who has %d units signs for %d: %+v %v", e.Moment.Free, cost.Fee, w, err)
	}
	v.does(v.key("bob"), v.transfer(me.Account(), cost.Fee))
	e = m.errand(vault, b)
	e.Moment.Fees[chain.RunIt] = cost.Fee
	if _, err := e.Next(); err != nil {
		t.Errorf("and with the fee: %v", err)
	}
}

// Somebody else signs with the same key: nothing is signed until a person has looked.
func TestKeyUsedElsewhere(t *testing.T) {
	m, vault, b, _ := keptUnsent(t)
	v := m.village
	v.does(m.key, v.transfer(v.who("bob"), 1))
	if _, err := m.errand(vault, b).Next(); !errors.Is(err, chain.ErrOvertaken) {
		t.Errorf("%v", err)
	}
}
