package keys

import (
	"errors"
	"testing"
)

func TestSignChainThenVerify(t *testing.T) {
	for _, c := range []Curve{Ed25519, Sr25519} {
		s := secret(t, c, 9)
		sig, err := s.SignChain([]byte("a payload"))
		if err != nil {
			t.Fatal(err)
		}
		if !VerifyChain(s.Account(), []byte("a payload"), sig) {
			t.Errorf("%v: own signature refused", c)
		}
		if VerifyChain(s.Account(), []byte("another"), sig) {
			t.Errorf("%v: signature of another message accepted", c)
		}
		if ours := Verify(s.Account(), []byte("a payload"), sig); ours != (c == Ed25519) {
			t.Errorf("%v: the ledger says %v of a signature for the chain", c, ours)
		}
	}
	if VerifyChain(Account{}, nil, Signature{}) {
		t.Error("a signature of no curve was accepted")
	}
}

// What the ledger would read as an entry is never signed for the chain.
func TestSignChainRefusesOurs(t *testing.T) {
	ours := append([]byte("\xffFoirail entry\n"), make([]byte, 40)...)
	for _, c := range []Curve{Ed25519, Sr25519} {
		s := secret(t, c, 9)
		if _, err := s.SignChain(ours); !errors.Is(err, ErrNotForChain) {
			t.Errorf("%v: %v", c, err)
		}
		if _, err := s.SignChain(append([]byte{0xff}, make([]byte, 31)...)); err != nil {
			t.Errorf("%v: a hash that begins with ff: %v", c, err)
		}
	}
}
