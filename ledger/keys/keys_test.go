package keys

import (
	"fmt"
	"strings"
	"testing"
)

func secret(t *testing.T, c Curve, n byte) *Secret {
	t.Helper()
	s, err := NewSecret(c, [SeedSize]byte{n})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSignThenVerify(t *testing.T) {
	for _, c := range []Curve{Ed25519, Sr25519} {
		s := secret(t, c, 7)
		sig, err := s.Sign([]byte("bread"))
		if err != nil {
			t.Fatal(err)
		}
		if !Verify(s.Account(), []byte("bread"), sig) {
			t.Errorf("%v: own signature refused", c)
		}
		if Verify(s.Account(), []byte("cheese"), sig) {
			t.Errorf("%v: signature of another message accepted", c)
		}
		other := sig
		other.Curve = 3 - c
		if Verify(s.Account(), []byte("bread"), other) {
			t.Errorf("%v: accepted under the other curve", c)
		}
	}
}

func TestUnknownCurve(t *testing.T) {
	if _, err := NewSecret(9, [SeedSize]byte{}); err != ErrCurve {
		t.Errorf("got %v, want ErrCurve", err)
	}
	if Verify(Account{}, nil, Signature{}) {
		t.Error("a signature of no curve was accepted")
	}
}

// The batch must say of each question what Verify says, whatever its neighbours are.
func TestBatchAgreesWithSingle(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7, 64, 700} {
		var questions []Signed
		for i := range n {
			c := Ed25519
			if i%3 == 1 {
				c = Sr25519
			}
			s := secret(t, c, byte(i+1))
			m := []byte(fmt.Sprint("message ", i))
			sig, err := s.Sign(m)
			if err != nil {
				t.Fatal(err)
			}
			if i%5 == 2 {
				sig.Bytes[i%64] ^= 1 << (i % 8)
			}
			if i%11 == 3 {
				sig.Curve = 0
			}
			questions = append(questions, Signed{s.Account(), m, sig})
		}
		good := VerifyAll(questions)
		for i, q := range questions {
			if want := Verify(q.Account, q.Message, q.Signature); good[i] != want {
				t.Errorf("n=%d, question %d: batch says %v, single says %v", n, i, good[i], want)
			}
		}
	}
}

func TestSecretHidesItself(t *testing.T) {
	s := secret(t, Ed25519, 200)
	type wrap struct{ inside *Secret }
	var texts []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		texts = append(texts, fmt.Sprintf(verb, s), fmt.Sprintf(verb, wrap{s}), fmt.Sprintf(verb, *s))
	}
	for _, text := range texts {
		if strings.Contains(text, "200 0") || strings.Contains(text, "c800") {
			t.Errorf("a printed secret shows itself: %s", text)
		}
	}
}
