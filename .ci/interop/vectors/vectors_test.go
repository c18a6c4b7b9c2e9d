package vectors

import (
	"testing"

	"foirail/ledger/keys"
)

// question turns a case into ours. A signature of another size has no such form: on our wire it
// cannot be written, and it counts as refused.
func (c oneCase) question() (keys.Signed, bool) {
	q := keys.Signed{Message: c.message}
	if len(c.public) != keys.AccountSize || len(c.signature) != len(q.Signature.Bytes) {
		return q, false
	}
	q.Account = keys.Account(c.public)
	q.Signature = keys.Signature{Curve: keys.Ed25519, Bytes: [64]byte(c.signature)}
	return q, true
}

// The one case that ZIP-215 accepts and Wycheproof refuses: R is the neutral point written with
// the sign of an x that is zero.
func TestWycheproof(t *testing.T) {
	others := judge(t, wycheproofCases(t), 151)
	if len(others) != 1 || others[0] != 150 {
		t.Errorf("we differ from the author in %v, want 150 alone", others)
	}
}

// The author's cases are all good under ZIP-215.
func TestEdgeCases(t *testing.T) {
	if others := judge(t, edgeCases(t), 768); len(others) != 0 {
		t.Errorf("we differ from the author in %v", others)
	}
}

// TestWeakAccounts finds that IsWeak names exactly the keys of small order among the cases.
func TestWeakAccounts(t *testing.T) {
	weak := map[keys.Account]bool{}
	for _, c := range append(edgeCases(t), wycheproofCases(t)...) {
		small := flag("LowOrderA")(c)
		if a := keys.Account(c.public); a.IsWeak() != small {
			t.Errorf("%x: IsWeak says %v, its author %v", c.public, a.IsWeak(), small)
		} else if small {
			weak[a] = true
		}
	}
	if len(weak) != 14 {
		t.Errorf("%d weak accounts, want 14", len(weak))
	}
}

// judge asks three about every case and wants one answer: Verify, VerifyAll in batches of
// several sizes with good ones between, and the reference. Then it says what became of each
// class, with the standard library's answer beside it, which follows another rule, and returns
// the numbers of the cases where we differ from their author.
func judge(t *testing.T, cases []oneCase, want int) (others []int) {
	t.Helper()
	if len(cases) != want {
		t.Fatalf("%d cases, want %d", len(cases), want)
	}
	tally := map[string]*figures{}
	var asked []oneCase
	var questions []keys.Signed
	var single []bool
	for i, c := range cases {
		answer := false
		if q, ok := c.question(); ok {
			answer = keys.Verify(q.Account, q.Message, q.Signature)
			asked, questions, single = append(asked, c), append(questions, q), append(single, answer)
		}
		if slow := Reference(c.public, c.message, c.signature); slow != answer {
			t.Errorf("%s %d (%s): Verify says %v, the reference %v", c.source, i, c.class, answer, slow)
		}
		if c.expect != nil && *c.expect != answer {
			others = append(others, i)
		}
		count(tally, c, answer)
	}
	for i, q := range questions {
		if got := keys.VerifyAll([]keys.Signed{q}); got[0] != single[i] {
			t.Errorf("%s (%s): alone in a batch %v, single %v", asked[i].source, asked[i].class, got[0], single[i])
		}
	}
	sizes, between := []int{2, 7, 64, 1500, len(questions)}, []int{0, 1, 3}
	if len(cases) > 1500 { // a batch with bad ones in it is judged twice, which takes its time
		sizes, between = []int{7, 1500}, []int{1}
	}
	for _, size := range sizes {
		for _, fillers := range between {
			batches(t, asked, questions, single, size, fillers)
		}
	}
	report(tally)
	return others
}

// batches asks in batches of a size, with some good signatures before each question.
func batches(t *testing.T, asked []oneCase, questions []keys.Signed, single []bool, size, fillers int) {
	t.Helper()
	good := goodOne(t)
	for from := 0; from < len(questions); from += size {
		to := min(from+size, len(questions))
		var batch []keys.Signed
		for _, q := range questions[from:to] {
			for range fillers {
				batch = append(batch, good)
			}
			batch = append(batch, q)
		}
		answers := keys.VerifyAll(batch)
		for i, answer := range answers {
			at := from + i/(fillers+1)
			isFiller := i%(fillers+1) != fillers
			if isFiller && !answer {
				t.Fatalf("size %d: a good one was refused beside %s (%s)", size, asked[at].source, asked[at].class)
			}
			if !isFiller && answer != single[at] {
				t.Errorf("size %d, %d fillers: %s (%s): batch %v, single %v", size, fillers, asked[at].source, asked[at].class, answer, single[at])
			}
		}
	}
}

func goodOne(t *testing.T) keys.Signed {
	t.Helper()
	secret, err := keys.NewSecret(keys.Ed25519, [keys.SeedSize]byte{42})
	if err != nil {
		t.Fatal(err)
	}
	sig, err := secret.Sign([]byte("good"))
	if err != nil {
		t.Fatal(err)
	}
	return keys.Signed{Account: secret.Account(), Message: []byte("good"), Signature: sig}
}
