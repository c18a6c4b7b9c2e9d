package keys

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
)

// handPicked are the cases that tell one rule for Ed25519 from another; SIGNATURES.md has their
// classes.
func handPicked(t *testing.T) (names []string, questions []Signed, good []bool) {
	t.Helper()
	text, err := os.ReadFile("testdata/signatures.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Account, Message, Signature string
		Good                              bool
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	unhex := func(text string) []byte {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, c := range cases {
		sig := Signature{Curve: Ed25519, Bytes: [64]byte(unhex(c.Signature))}
		names, good = append(names, c.Name), append(good, c.Good)
		questions = append(questions, Signed{Account(unhex(c.Account)), unhex(c.Message), sig})
	}
	return names, questions, good
}

func TestHandPickedSignatures(t *testing.T) {
	names, questions, good := handPicked(t)
	batch := VerifyAll(questions)
	for i, q := range questions {
		single := Verify(q.Account, q.Message, q.Signature)
		alone := VerifyAll([]Signed{q, q})
		if single != good[i] || batch[i] != good[i] || alone[0] != good[i] || alone[1] != good[i] {
			t.Errorf("%s: single %v, batch %v, twice %v, want %v", names[i], single, batch[i], alone, good[i])
		}
	}
}

// Anyone can sign for the zero account, on either curve: the neutral point and S = 0 do it.
func TestZeroAccountIsWeak(t *testing.T) {
	ed := Signature{Curve: Ed25519}
	ed.Bytes[0] = 1
	sr := Signature{Curve: Sr25519}
	sr.Bytes[63] = 0x80 // schnorrkel's mark
	for _, sig := range []Signature{ed, sr} {
		if !Verify(Account{}, []byte("pay me"), sig) {
			t.Errorf("%v: the predicate has changed, and with it what IsWeak is for", sig.Curve)
		}
	}
	if !(Account{}).IsWeak() {
		t.Error("the zero account is said to be sound")
	}
	for n := range byte(20) {
		if a := secret(t, Ed25519, n).Account(); a.IsWeak() {
			t.Errorf("%v is said to be weak", a)
		}
	}
}
