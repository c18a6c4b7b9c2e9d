package keystore

import (
	"errors"
	"strings"
	"testing"

	"foirail/ledger/keys"
)

// The account that version 1 makes of toto / toto, in every form.
const (
	totoSeed = "e0b033cdba0ee10c6b5672fce714449a739f29aa0fba53113c7ecddfe51c3141"
	totoPub  = "EA7Dsw39ShZg4SpURsrgMaMqrweJPUFPYHwZA8e92e3D"
	totoG1   = "g1PQ69LQf7bAYgf6FRS1JZr8j1FmdYDYj9Mi14kGEFFXyR77V"
	totoWIF  = "BsGL1MbnMv9y3SZs12Q7uxX9kWYAF3WvwyfenDj7Jaf8Yn3"
	totoEWIF = "2QZcjyJcDRwBzZZ89bymA36bBizBtWvxteDbnrbU4p86KRpY11nC5" // password "pass"
)

func toto(t *testing.T) Seed {
	t.Helper()
	s, err := ParseSeed(totoSeed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func totoFile(t *testing.T) string {
	t.Helper()
	b, err := Item{Curve: keys.Ed25519, Use: UseAccount, Seed: toto(t)}.exportFile(FormPubSec, nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestIdentifier(t *testing.T) {
	seed, err := FromIdentifier([]byte("toto"), []byte("toto"))
	if err != nil || !seed.Equal(toto(t)) {
		t.Fatalf("got another seed, %v", err)
	}
	item := Item{Name: "toto", Use: UseAccount, Curve: keys.Ed25519, Seed: seed}
	if got := item.entry().Account.String(); got != totoG1 {
		t.Errorf("got %s, want %s", got, totoG1)
	}
	accents, err := FromIdentifier([]byte("éta"), []byte("ß"))
	latin, _ := FromIdentifier([]byte("eta"), []byte("s"))
	if err != nil || accents.Equal(latin) {
		t.Errorf("accents do not count, %v", err)
	}
	for _, c := range [][2]string{{"", "toto"}, {"toto", ""}, {"\xff", "toto"}, {"toto", strings.Repeat("x", maxIdentifier+1)}} {
		if _, err := FromIdentifier([]byte(c[0]), []byte(c[1])); !errors.Is(err, ErrIdentifier) {
			t.Errorf("%.10q: got %v, want ErrIdentifier", c, err)
		}
	}
}

func TestReadKeyFiles(t *testing.T) {
	pubsec := totoFile(t)
	if !strings.HasPrefix(pubsec, "Type: PubSec\nVersion: 1\npub: "+totoPub+"\nsec: ") {
		t.Errorf("written as %q", pubsec[:80])
	}
	for _, c := range []struct {
		text, password string
		form           Form
	}{
		{pubsec, "", FormPubSec},
		{"\ufeff" + strings.ReplaceAll(pubsec, "\n", "\r\n") + "\r\n", "", FormPubSec},
		{"Type: WIF\nVersion: 1\nData: " + totoWIF + "\n", "", FormWIF},
		{totoWIF, "", FormWIF},
		{"Type: EWIF\nVersion: 1\nData: " + totoEWIF + "\n", "pass", FormEWIF},
		{" " + totoEWIF + "\n", "pass", FormEWIF},
	} {
		seed, form, err := ReadKeyFile([]byte(c.text), []byte(c.password))
		if err != nil || form != c.form || !seed.Equal(toto(t)) {
			t.Errorf("%.30q: got form %q, %v", c.text, form, err)
		}
	}
}

func TestRefusedKeyFiles(t *testing.T) {
	pubsec := totoFile(t)
	public := strings.Replace(pubsec, totoPub, checkedPub, 1)
	for _, c := range []struct {
		name, text, password string
		want                 error
	}{
		{"nothing", "", "", ErrKind},
		{"PGP", "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\nlQOYBF\n", "", ErrKind},
		{"ssh", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n", "", ErrKind},
		{"JSON", `{"encoded":"MFMCAQEwBQYDK2VwBCIEIA==","meta":{}}`, "", ErrKind},
		{"age", "age-encryption.org/v1\n-> scrypt x 16\n", "", ErrKind},
		{"a public key", totoPub, "", ErrKind},
		{"too long", pubsec + strings.Repeat("\n", maxKeyFile), "", ErrKind},
		{"another type", "Type: Seed\nVersion: 1\nData: x\n", "", ErrKind},
		{"other public half", public, "", ErrKeyFile},
		{"cut", pubsec[:len(pubsec)-9], "", ErrKeyFile},
		{"a line twice", pubsec + "pub: " + totoPub + "\n", "", ErrKeyFile},
		{"a line too many", pubsec + "note: x\n", "", ErrKeyFile},
		{"no version", strings.Replace(pubsec, "Version: 1\n", "", 1), "", ErrKeyFile},
		{"newer", strings.Replace(pubsec, "Version: 1", "Version: 2", 1), "", ErrNewer},
		{"WIF as EWIF", "Type: EWIF\nVersion: 1\nData: " + totoWIF + "\n", "pass", ErrKeyFile},
		{"WIF, a letter wrong", totoWIF[:46] + "4", "", ErrKeyFile},
		{"EWIF, no password", totoEWIF, "", ErrPassphrase},
		{"EWIF, wrong password", totoEWIF, "Pass", ErrPassphrase},
		{"EWIF, a letter wrong", totoEWIF[:52] + "6", "pass", ErrKeyFile},
	} {
		seed, _, err := ReadKeyFile([]byte(c.text), []byte(c.password))
		if !errors.Is(err, c.want) || !seed.IsZero() {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

// checkedPub is a public key that is not toto's.
const checkedPub = "6DrGg8cftpkgffv4Y4Lse9HSjgc8coEQor3yvMPHAnVH"

func TestParseSeed(t *testing.T) {
	if s, err := ParseSeed("0x" + totoSeed); err != nil || !s.Equal(toto(t)) {
		t.Errorf("with 0x: %v", err)
	}
	for _, text := range []string{"", "0x", totoSeed[:63], totoSeed + "00", totoSeed[:63] + "g", "0X" + totoSeed} {
		if _, err := ParseSeed(text); !errors.Is(err, ErrKeyFile) {
			t.Errorf("%.8q: got %v", text, err)
		}
	}
}

// The costly half of EWIF is kept from the fuzzer; all parsing comes before it.
func FuzzKeyFile(f *testing.F) {
	f.Add([]byte("Type: PubSec\nVersion: 1\npub: " + totoPub + "\nsec: 2\n"))
	f.Add([]byte("Type: WIF\nVersion: 1\nData: " + totoWIF))
	f.Add([]byte(totoWIF))
	f.Add([]byte(totoEWIF))
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := parseKeyFile(content)
		if err != nil {
			if !errors.Is(err, ErrKind) && !errors.Is(err, ErrKeyFile) && !errors.Is(err, ErrNewer) {
				t.Errorf("unnamed error %v", err)
			}
			return
		}
		if file.form == FormEWIF {
			checkData(file.data, ewifByte, ewifSize)
			return
		}
		seed, form, err := ReadKeyFile(content, nil)
		if err != nil {
			return
		}
		item := Item{Use: UseAccount, Curve: keys.Ed25519, Seed: seed}
		text, err := item.exportFile(form, nil)
		if err != nil {
			t.Fatal(err)
		}
		if back, _, err := ReadKeyFile(text, nil); err != nil || !back.Equal(seed) {
			t.Errorf("%q is written as another key, %v", content, err)
		}
	})
}
