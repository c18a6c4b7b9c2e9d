package keystore

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"foirail/ledger/keys"
)

// Substrate's development phrase.
const dev = "bottom drive obey lake curtain smoke basket hold race lonely fit walk"

func mustPhrase(t *testing.T, text string) Phrase {
	t.Helper()
	p, err := ParsePhrase(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPhraseVectors(t *testing.T) {
	for _, c := range []struct {
		path  string
		curve keys.Curve
		want  string
	}{
		{"", keys.Ed25519, "g1LAN1C5rktuWS2giuZ7z1CydYKV2HQeH2rj8A6qY3CemwTVz"},
		{"//0", keys.Ed25519, "g1QmGamxAFGmM8wFVTEb8SDVL1LoHqHv2t8hm4uDHY8JAduSP"},
		{"//1", keys.Ed25519, "g1PJW8UwRrJq1ikcKxZyNkNDk3mXjr5qmr9sGUGnKZz9MSaQU"},
		{"//Alice", keys.Ed25519, "g1N5DYUQpNKB1pezUMxWWR9yv92ckWqsqqtRAyAwRr25GZkxb"},
		{"//Bob", keys.Ed25519, "g1PiSWjHqKu36sCkxmjV51brTWRdwkvJFSLh8GoBynaPDne8o"},
		{"", keys.Sr25519, "g1Lam33bwx6gDxYkD7sBAkxPoaWfKdE4Tt2ygTBr4fXiMwDN2"},
		{"//0", keys.Sr25519, "g1Kx8PQH9YXZUsnnDzLVaZzjGSJ3Pk7q5DvqNS1J18cJU3KgT"},
	} {
		item, err := FromPhrase(mustPhrase(t, dev+c.path), c.curve)
		if err != nil {
			t.Fatal(err)
		}
		secret, err := item.Secret()
		if err != nil {
			t.Fatal(err)
		}
		if got := secret.Account().String(); got != c.want {
			t.Errorf("%v %q: got %s, want %s", c.curve, c.path, got, c.want)
		}
	}
}

// The address that Substrate documents everywhere for //Alice on sr25519, prefix 42, and a chain
// of two derivations that differs from each alone.
func TestPhraseOtherWallets(t *testing.T) {
	alice, err := keys.ParseAccount("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")
	if err != nil {
		t.Fatal(err)
	}
	item, err := FromPhrase(mustPhrase(t, dev+"//Alice"), keys.Sr25519)
	if err != nil {
		t.Fatal(err)
	}
	if got := item.withName("a", UseAccount).entry().Account; got != alice {
		t.Errorf("got %v, want %v", got, alice)
	}
	seen := map[[keys.SeedSize]byte]string{}
	for _, path := range []string{"", "//0", "//1", "//0//1", "//1//0", "//0//0"} {
		seed, err := mustPhrase(t, dev+path).Seed(keys.Ed25519)
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[seed.Bytes()]; ok {
			t.Errorf("%q and %q give one seed", path, other)
		}
		seen[seed.Bytes()] = path
	}
}

// withName makes an item that can be kept.
func (i Item) withName(name string, use Use) Item {
	i.Name, i.Use = name, use
	return i
}

func TestPhraseErrors(t *testing.T) {
	words := strings.Fields(dev)
	swapped := append([]string{words[1], words[0]}, words[2:]...)
	for _, c := range []struct {
		text string
		want error
	}{
		{"", ErrWordCount},
		{strings.Join(words[:11], " "), ErrWordCount},
		{dev + " walk", ErrWordCount},
		{strings.Repeat("a ", maxPhrase), ErrWordCount},
		{strings.Replace(dev, "obey", "obeyy", 1), ErrWord},
		{strings.Replace(dev, "walk", "drive", 1), ErrWordChecksum},
		{strings.Join(swapped, " "), ErrWordChecksum},
		{dev + "/0", ErrPath},
		{dev + "//0/1", ErrPath},
		{dev + "///secret", ErrPath},
		{dev + "//", ErrPath},
		{dev + "//007", ErrPath},
		{dev + "//18446744073709551616", ErrPath},
		{dev + "//a b", ErrPath},
		{dev + "//" + strings.Repeat("a", maxJunctionName+1), ErrPath},
		{dev + strings.Repeat("//0", maxJunctions+1), ErrPath},
	} {
		p, err := ParsePhrase(c.text)
		if !errors.Is(err, c.want) || !p.IsZero() {
			t.Errorf("%.40q…: got %v, want %v", c.text, err, c.want)
		}
		if err != nil && (strings.Contains(err.Error(), "obey") || strings.Contains(err.Error(), "secret")) {
			t.Errorf("the error tells a word: %v", err)
		}
	}
	var wrong *WordError
	if _, err := ParsePhrase(strings.Replace(dev, "obey", "obeyy", 1)); !errors.As(err, &wrong) || wrong.Position != 3 {
		t.Errorf("the wrong word is the third, got %v", err)
	}
	if _, err := (Phrase{}).Seed(keys.Ed25519); !errors.Is(err, ErrWordCount) {
		t.Errorf("no words: got %v", err)
	}
	if _, err := mustPhrase(t, dev).Seed(7); !errors.Is(err, keys.ErrCurve) {
		t.Errorf("no curve: got %v", err)
	}
}

func TestNewPhrase(t *testing.T) {
	p, err := NewPhrase(bytes.NewReader(make([]byte, entropySize)))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Repeat("abandon ", 11) + "about" // BIP39's first vector
	if p.Words() != want {
		t.Errorf("zeros give %q", p.Words())
	}
	back := mustPhrase(t, "  "+strings.ToUpper(want)+"\n//3 ")
	if back.Words() != want || back.Path() != "//3" {
		t.Errorf("read back as %q %q", back.Words(), back.Path())
	}
	if _, err := NewPhrase(bytes.NewReader(make([]byte, entropySize-1))); err == nil {
		t.Error("too little randomness was enough")
	}
}

func FuzzPhrase(f *testing.F) {
	f.Add(dev)
	f.Add(dev + "//0//Alice")
	f.Add(strings.Repeat("abandon ", 11) + "about")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePhrase(text)
		if err != nil {
			return
		}
		back, err := ParsePhrase(p.Words() + p.Path())
		if err != nil || back.Words() != p.Words() || back.Path() != p.Path() {
			t.Errorf("%q does not come back: %v", text, err)
		}
	})
}
