package keys

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// The vectors of known accounts: public key, Ğ1 address.
var known = []struct{ public, address string }{
	{"88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee", "g1N5DYUQpNKB1pezUMxWWR9yv92ckWqsqqtRAyAwRr25GZkxb"}, // //Alice
	{"d17c2d7823ebf260fd138f2d7e27d114c0145d968b5ff5006125f2414fadae69", "g1PiSWjHqKu36sCkxmjV51brTWRdwkvJFSLh8GoBynaPDne8o"}, // //Bob
	{"f209ebee76a0d751e029d17cc2aeb50f789a1524e3059f88da900bc5d597e104", "g1QT89o8Nkok3e7gSr6sCDN66HKCbV2GENRXZdXXhQy8uyabb"}, // a 3-of-5 multisig
}

const (
	toto    = "EA7Dsw39ShZg4SpURsrgMaMqrweJPUFPYHwZA8e92e3D"
	totoG1  = "g1PQ69LQf7bAYgf6FRS1JZr8j1FmdYDYj9Mi14kGEFFXyR77V"
	checked = "6DrGg8cftpkgffv4Y4Lse9HSjgc8coEQor3yvMPHAnVH"
)

func mustAccount(t *testing.T, text string) Account {
	t.Helper()
	a, err := ParseAccount(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return a
}

func TestKnownAddresses(t *testing.T) {
	for _, k := range known {
		b, _ := hex.DecodeString(k.public)
		if got := Account(b).String(); got != k.address {
			t.Errorf("%s: got %s, want %s", k.public, got, k.address)
		}
		if got := mustAccount(t, k.address); got != Account(b) {
			t.Errorf("%s: got %x", k.address, got[:])
		}
	}
}

func TestEveryForm(t *testing.T) {
	want := mustAccount(t, totoG1)
	body := append([]byte(genericPrefix), want[:]...)
	generic := EncodeBase58(append(body, ss58Check(body)...))
	if generic[0] != '5' || len(generic) != 48 {
		t.Errorf("prefix 42 is written %s", generic)
	}
	for _, text := range []string{toto, toto + ":3ef", generic, "g1://" + totoG1, "june://" + toto,
		"june://" + toto + ":3ef?amount=3", "JUNE://" + totoG1, "june://wallet/" + toto, "june://pubkey/" + toto + "/",
		"web+june:" + toto, "june:" + toto, "duniter:key/" + toto, "duniter:key/" + totoG1} {
		if got := mustAccount(t, text); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
	mustAccount(t, checked+":HCT")
}

func TestWrongAddresses(t *testing.T) {
	polkadot := append([]byte{0}, make([]byte, AccountSize)...)
	other := EncodeBase58(append(polkadot, ss58Check(polkadot)...))
	kusama := append([]byte{2}, make([]byte, AccountSize)...)
	for _, c := range []struct {
		text string
		want error
	}{
		{"", ErrAddress},
		{" " + totoG1, ErrAddress},
		{totoG1 + "\n", ErrAddress},
		{totoG1[:48], ErrAddress},
		{totoG1 + "2", ErrAddress},
		{totoG1 + ":3ef", ErrAddress},
		{strings.Replace(totoG1, "Y", "0", 1), ErrAddress},
		{other, ErrAddress},
		{EncodeBase58(append(kusama, ss58Check(kusama)...)), ErrAddress},
		{totoG1[:48] + "W", ErrChecksum},
		{strings.Replace(totoG1, "Yg", "gY", 1), ErrChecksum},
		{toto + ":3eg", ErrChecksum},
		{toto + ":", ErrAddress},
		{toto + ":3eff", ErrAddress},
		{"june://@someone", ErrAddress},
		{"june://block/1", ErrAddress},
		{"duniter:key/wallet/" + toto, ErrAddress},
		{"http://" + toto, ErrAddress},
	} {
		if a, err := ParseAccount(c.text); !errors.Is(err, c.want) || !a.IsZero() {
			t.Errorf("%q: got %v %v, want %v", c.text, a, err, c.want)
		}
	}
}

// A key that begins with a zero byte has a text that begins with a 1, and two readings of its
// checksum are in use.
func TestChecksumOfLeadingZero(t *testing.T) {
	a := Account{}
	for i := 1; i < AccountSize; i++ {
		a[i] = 0xff
	}
	text := EncodeBase58(a[:])
	if len(text) != 44 || text[0] != '1' {
		t.Fatalf("the vector is not what the test needs: %s", text)
	}
	for _, check := range []string{v1Check(a[:]), v1Check(a[1:])} {
		if got := mustAccount(t, text+":"+check); got != a {
			t.Errorf("got %v", got)
		}
	}
}

func TestAccountInJSON(t *testing.T) {
	want := mustAccount(t, totoG1)
	b, err := json.Marshal(want)
	if err != nil || string(b) != `"`+totoG1+`"` {
		t.Fatalf("got %s %v", b, err)
	}
	var got Account
	if err := json.Unmarshal(b, &got); err != nil || got != want {
		t.Errorf("got %v %v", got, err)
	}
	for _, text := range []string{toto, toto + ":3ef", "june://" + totoG1, "", totoG1[:48] + "W"} {
		var a Account
		if err := a.UnmarshalText([]byte(text)); err == nil || !a.IsZero() {
			t.Errorf("%q was taken as a stored account", text)
		}
	}
	if fmt.Sprint(want) != totoG1 {
		t.Errorf("printed as %v", want)
	}
}

func FuzzParseAccount(f *testing.F) {
	f.Add(totoG1)
	f.Add(toto + ":3ef")
	f.Add("june://" + toto + "?amount=3&comment=pain")
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAccount(text)
		if err != nil {
			if !errors.Is(err, ErrAddress) && !errors.Is(err, ErrChecksum) {
				t.Errorf("%q: unnamed error %v", text, err)
			}
			return
		}
		if back, err := ParseAccount(a.String()); err != nil || back != a {
			t.Errorf("%q reads as %v, which reads as %v, %v", text, a, back, err)
		}
	})
}
