package node

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// containsSecret looks for bytes as they are, in hexadecimal of either case, and in base64 at
// any of its three phases.
func containsSecret(content, secret []byte) bool {
	forms := [][]byte{secret, []byte(hex.EncodeToString(secret)), []byte(strings.ToUpper(hex.EncodeToString(secret)))}
	for phase := range 3 {
		padded := append(make([]byte, phase), secret...)
		text := base64.StdEncoding.EncodeToString(padded)
		forms = append(forms, []byte(strings.TrimRight(text, "=")[4:len(text)-4]))
	}
	for _, f := range forms {
		if bytes.Contains(content, f) {
			return true
		}
	}
	return false
}

// No secret is on the disk after a market day but in the files that are there to hold it: the
// locked keystore, in ciphertext, and the voting key.
func TestNoSecretOnTheDisk(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	must[PrintReply](m)(m.Print(ctx, PrintRequest{Series: series, Passphrase: pass}))
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Passphrase: pass}))
	code := m.opened(series, 1)
	must[[]RedeemReply](m)(m.Redeem(ctx, RedeemRequest{To: "ana", Code: code}))
	must[EntryReply](m)(m.pay("asso", "ana", "3"))
	secrets := map[string][]byte{"the passphrase": pass, "a cashed code": code, "an open code": m.opened(series, 2)}
	k, err := m.unlock(pass)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range k.List() {
		item, err := k.Get(e.Name)
		if err != nil {
			t.Fatal(err)
		}
		seed := item.Seed.Bytes()
		secrets["the seed of "+e.Name] = seed[:]
		if words := item.Phrase.Words(); words != "" {
			secrets["the words of "+e.Name] = []byte(words)
		}
	}
	voting := m.voting.Seed()
	secrets["the voting key"] = voting[:]
	look := func(when string) {
		t.Helper()
		err := filepath.WalkDir(m.config.Dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			for name, secret := range secrets {
				if containsSecret(content, secret) && !(name == "the voting key" && strings.HasPrefix(d.Name(), "voting-")) {
					t.Errorf("%s: %s is in %s", when, name, d.Name())
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	look("while open")
	m.reopen()
	look("after closing")
	if !containsSecret([]byte("xx"+base64.StdEncoding.EncodeToString(append([]byte{1}, code...))), code) {
		t.Error("the search finds nothing")
	}
}
