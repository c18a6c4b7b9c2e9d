package node

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"foirail/ledger/entry"
)

func someInvitation() Invitation {
	i := Invitation{PeerCode: someCode(), Epoch: 258, Name: "Cléo"}
	i.Addresses = i.Addresses[:1]
	for at := range i.Ticket {
		i.Ticket[at] = byte(200 + at)
	}
	return i
}

func TestInvitation(t *testing.T) {
	named := someInvitation()
	text := named.Text()
	page, err := os.ReadFile("SPEC.md")
	if err != nil || !strings.Contains(strings.NewReplacer(" ", "", "\n", "").Replace(string(page)), text) {
		t.Errorf("SPEC.md does not show %s: %v", text, err)
	}
	anybody, nowhere := someInvitation(), someInvitation()
	anybody.Name, anybody.Ticket = "", ticket{}
	nowhere.Peer, nowhere.Addresses = "", nil
	for _, want := range []Invitation{named, anybody, nowhere} {
		got, err := ParseInvitation(" " + strings.ToUpper(want.Text()) + "\n")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v", got, err)
		}
	}
	for i := range text {
		for _, other := range []string{text[:i], text[:i] + text[i+1:], text[:i] + "a" + text[i+1:], text[:i] + "2" + text[i:]} {
			if read, err := ParseInvitation(other); err == nil && other != text {
				t.Errorf("%q is read as %+v", other, read)
			}
		}
	}
	if code, err := ParsePeerCode(text); err == nil {
		t.Errorf("it is read as a node's code: %+v", code)
	}
	if logged := fmt.Sprintf("%v %+v %#v", named, named, named); strings.Contains(logged, text[120:160]) || strings.Contains(logged, "200, 201") {
		t.Errorf("a log would have the ticket: %s", logged)
	}
}

// What nobody may be called, and an invitation of no epoch, are refused, and one of a later form is told.
func TestInvitationsThatAreNone(t *testing.T) {
	for what, change := range map[string]func(*Invitation){
		"no epoch":                 func(i *Invitation) { i.Epoch = 0 },
		"a name that moves cursor": func(i *Invitation) { i.Name = "\x1b[2J" },
		"a name of broken UTF-8":   func(i *Invitation) { i.Name = "cl\xc3" },
		"a name too long":          func(i *Invitation) { i.Name = strings.Repeat("c", entry.MaxName+1) },
		"addresses of nobody":      func(i *Invitation) { i.Peer = "" },
		"an address with a space":  func(i *Invitation) { i.Addresses = []string{"a b"} },
	} {
		i := someInvitation()
		change(&i)
		if got, err := ParseInvitation(i.Text()); !errors.Is(err, errInvitation) {
			t.Errorf("%s: got %+v, %v", what, got, err)
		}
	}
	b := []byte{invitationVersion + 1, 1, 2, 3}
	text := invitationPrefix + strings.ToLower(peerText.EncodeToString(append(b, invitationSum(b)...)))
	if _, err := ParseInvitation(text); !errors.Is(err, entry.ErrNewer) {
		t.Errorf("a later form: %v", err)
	}
	many := someInvitation().at("x", []string{strings.Repeat("a", maxAddress), strings.Repeat("b", maxAddress), strings.Repeat("c", maxAddress)})
	if len(many.Text()) > maxScreen || len(many.Addresses) == 0 {
		t.Errorf("%d characters, %d addresses", len(many.Text()), len(many.Addresses))
	}
}

func FuzzInvitation(f *testing.F) {
	f.Add(someInvitation().Text())
	f.Add(invitationPrefix)
	f.Add(strings.ToUpper(invitation(entry.Hash{1}, entry.MarketID{2}, 3, nil).Text()))
	f.Fuzz(func(t *testing.T, text string) {
		i, err := ParseInvitation(text)
		if err == nil && i.Text() != strings.ToLower(strings.TrimSpace(text)) {
			t.Errorf("%q is read as %q", text, i.Text())
		}
	})
}
