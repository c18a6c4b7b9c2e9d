package dunitertest_test

import (
	"errors"
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
)

// code is what a node says of an extrinsic, 0 when it takes it.
func code(err error) int {
	var refused *duniter.NodeError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return 0
}

func TestRefusals(t *testing.T) {
	w := newTown(t, nil)
	x := w.sign("ann", w.transfer("bob", 1))
	bad := append([]byte{}, x.Bytes...)
	bad[60] ^= 1
	for what, c := range map[string]struct {
		bytes []byte
		want  int
	}{
		"a signature that is wrong": {bad, 1010},
		"what is no extrinsic":      {x.Bytes[:80], 1002},
		"somebody without account":  {w.sign("eve", w.transfer("bob", 1)).Bytes, 1010},
	} {
		if got := code(w.chain.Submit(c.bytes)); got != c.want {
			t.Errorf("%s: %d, want %d", what, got, c.want)
		}
	}
	if err := w.chain.Submit(x.Bytes); err != nil {
		t.Fatal(err)
	}
	if got := code(w.chain.Submit(x.Bytes)); got != duniter.CodeKnown {
		t.Errorf("sent twice: %d", got)
	}
	intent := w.chain.Intent(w.who("ann"), w.transfer("cleo", 2))
	intent.Nonce = 0
	rival, err := w.chain.Runtime().Sign(key(t, "ann"), intent)
	if err != nil {
		t.Fatal(err)
	}
	if got := code(w.chain.Submit(rival.Bytes)); got != duniter.CodeTooLow {
		t.Errorf("another with its nonce: %d", got)
	}
	w.chain.Advance(1)
	if got := code(w.chain.Submit(rival.Bytes)); got != duniter.CodeInvalid {
		t.Errorf("another with its nonce, later: %d", got)
	}
}

// An extrinsic that is not included within its era never is.
func TestEraIsOver(t *testing.T) {
	w := newTown(t, nil)
	x := w.sign("ann", w.transfer("bob", 1))
	for range 62 {
		w.chain.Step(dunitertest.Input{Make: &dunitertest.Make{Empty: true}})
	}
	if err := w.chain.Submit(x.Bytes); err != nil {
		t.Errorf("in the last block of its era: %v", err)
	}
	w.chain.Step(dunitertest.Input{Make: &dunitertest.Make{Empty: true}})
	w.chain.Advance(3)
	w.holds("ann", 10_000, 0)
	if got := code(w.chain.Submit(x.Bytes)); got != duniter.CodeInvalid {
		t.Errorf("after it: %d", got)
	}
}

// A fork that loses gives back what it had taken in.
func TestForks(t *testing.T) {
	w := newTown(t, nil)
	w.chain.Advance(1)
	if err := w.chain.Submit(w.sign("ann", w.transfer("bob", 7)).Bytes); err != nil {
		t.Fatal(err)
	}
	w.chain.Make(1)
	w.holds("bob", 10_007, 0)
	w.chain.Fork(1, 2)
	w.holds("bob", 10_000, 0)
	w.chain.Make(1)
	w.holds("bob", 10_007, 0)
	w.chain.Finalise(0)
	w.chain.Fork(0, 1)
	w.holds("bob", 10_007, 0)
}

// A node that prunes has events for some minutes only.
func TestPruning(t *testing.T) {
	w := newTown(t, func(c *dunitertest.Config) { c.KeepState = 10 })
	old := w.chain.Advance(1)
	w.chain.Advance(20)
	if _, err := w.node.Block(t.Context(), nil, old); !errors.Is(err, duniter.ErrPruned) {
		t.Errorf("a block of long ago: %v", err)
	}
	if _, err := w.node.Header(t.Context(), old); err != nil {
		t.Errorf("its header: %v", err)
	}
}

// After a change of the runtime nothing that was signed before it counts, and the block that brought it says so.
func TestUpgrade(t *testing.T) {
	w := newTown(t, nil)
	intent := w.chain.Intent(w.who("ann"), w.transfer("bob", 1))
	w.chain.Step(dunitertest.Input{Upgrade: &dunitertest.Upgrade{Spec: 1101, Tx: 2}})
	x := w.sign("ann", w.transfer("bob", 1))
	at := w.chain.Advance(1)
	if h, err := w.node.Header(t.Context(), at); err != nil || !h.ChangesRuntime() {
		t.Errorf("%+v, %v", h, err)
	}
	if got := code(w.chain.Submit(x.Bytes)); got != duniter.CodeInvalid {
		t.Errorf("signed before: %d", got)
	}
	rt, err := w.node.Runtime(t.Context(), at)
	if err != nil || rt.SpecVersion != 1101 || rt.TxVersion != 2 {
		t.Fatalf("%+v, %v", rt, err)
	}
	if _, err := rt.Sign(key(t, "ann"), intent); !errors.Is(err, duniter.ErrOtherRuntime) {
		t.Errorf("meant for the one before: %v", err)
	}
	if h, err := w.node.Header(t.Context(), w.chain.Advance(1)); err != nil || h.ChangesRuntime() {
		t.Errorf("the block after: %+v, %v", h, err)
	}
}

// The same things done give the same chain, block by block. (Sr25519 draws chance, so cleo stays out of it.)
func TestSameStepsSameChain(t *testing.T) {
	play := func(last uint64) duniter.Hash {
		w := newTown(t, nil)
		w.does("ann", w.batch(w.transfer("bob", 5), w.transfer("eve", 500))).came("")
		w.does("bob", w.approve("bob", w.transfer("eve", 5))).came("")
		w.chain.Fork(0, 3)
		w.does("ann", w.transfer("bob", last)).came("")
		return w.chain.Advance(2)
	}
	if a, b, c := play(5), play(5), play(6); a != b || a == c {
		t.Errorf("%s, %s, %s", a, b, c)
	}
}
