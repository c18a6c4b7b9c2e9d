package node

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Invitation is what a steward gives to somebody who is to serve too: what it takes to follow the
// community, and the epoch, so that a seat can be asked for before the ledger has come. One that names
// somebody carries a key of its own, the ticket. Who joins with it has that key say, once, whose vault
// key came with it; so its maker need not believe a name. Who has the text has the ticket. SPEC.md draws
// its bytes.
type Invitation struct {
	PeerCode        // an empty Peer: the machine is met on its local network, or by bundles
	Epoch    uint32 // the one that is running; the seat is in the next
	Name     string // whom it is for; empty: whoever has it
	Ticket   ticket // zero without a name
}

// The form of an invitation. Its limits are those of a node's code.
const (
	invitationPrefix  = "foirail:invite:"
	invitationVersion = 0
)

// errInvitation is returned for a text that is no invitation. It never quotes it.
var errInvitation = errors.New("not an invitation")

// Text is the invitation as a text, in small letters. It is not called String, so that no log has it.
func (i Invitation) Text() string {
	b := append([]byte{invitationVersion}, i.Community[:]...)
	b = append(b, i.Market[:]...)
	b = binary.BigEndian.AppendUint16(b, uint16(i.Epoch))
	b = appendText(b, i.Name)
	if i.Name != "" {
		b = append(b, i.Ticket[:]...)
	}
	b = appendText(b, i.Peer)
	b = append(b, byte(len(i.Addresses)))
	for _, address := range i.Addresses {
		b = appendText(b, address)
	}
	return invitationPrefix + strings.ToLower(peerText.EncodeToString(append(b, invitationSum(b)...)))
}

// invitationSum finds a letter that is wrong or missing; it proves nothing.
func invitationSum(b []byte) []byte {
	sum := sha256.Sum256(append([]byte(invitationPrefix), b...))
	return sum[:peerSumSize]
}

// IsInvitation says whether a text was meant as one.
func IsInvitation(text string) bool {
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(text)), invitationPrefix)
}

// ParseInvitation reads an invitation, in letters of any case. It returns entry.ErrNewer for a form
// that it does not know; whatever else would read the same as another text is refused.
func ParseInvitation(text string) (i Invitation, err error) {
	text = strings.ToLower(strings.TrimSpace(text))
	body, ok := strings.CutPrefix(text, invitationPrefix)
	if !ok || len(text) > maxPeerCode {
		return i, errInvitation
	}
	b, err := peerText.DecodeString(strings.ToUpper(body))
	if err != nil || len(b) <= peerSumSize {
		return i, errInvitation
	}
	b, sum := b[:len(b)-peerSumSize], b[len(b)-peerSumSize:]
	if !bytes.Equal(sum, invitationSum(b)) {
		return i, fmt.Errorf("%w: a letter is wrong or missing", errInvitation)
	}
	if b[0] > invitationVersion {
		return i, fmt.Errorf("an invitation: %w", entry.ErrNewer)
	}
	if i.read(&peerReader{b: b[1:]}); i.Epoch == 0 || !goodName(i.Name) || i.Text() != text {
		return Invitation{}, errInvitation
	}
	return i, nil
}

// read takes the bytes apart. What does not fit reads as something else than it was, which the caller
// finds out.
func (i *Invitation) read(r *peerReader) {
	copy(i.Community[:], r.take(entry.HashSize))
	copy(i.Market[:], r.take(entry.MarketSize))
	if b := r.take(2); b != nil {
		i.Epoch = uint32(binary.BigEndian.Uint16(b))
	}
	if i.Name = string(r.take(r.count(entry.MaxName))); i.Name != "" {
		copy(i.Ticket[:], r.take(keys.SeedSize))
	}
	if len(r.b) > 0 && r.b[0] == 0 {
		r.take(1) // nowhere to be met
	} else {
		i.Peer = r.text(maxPeerID)
	}
	for range r.count(maxAddresses) {
		i.Addresses = append(i.Addresses, r.text(maxAddress))
	}
	if r.bad || i.Peer == "" && len(i.Addresses) > 0 {
		*i = Invitation{}
	}
}

// goodName says whether people may be called so: an entry has no other names. The empty one passes.
func goodName(name string) bool {
	return len(name) <= entry.MaxName && utf8.ValidString(name) && !strings.ContainsFunc(name, unicode.IsControl)
}

// at is the invitation with where a node can be met, as many of its addresses as there is room for.
func (i Invitation) at(peer string, addresses []string) Invitation {
	i.Peer = peer
	i.PeerCode = i.fitting(addresses, func(c PeerCode) int {
		with := i
		with.PeerCode = c
		return len(with.Text())
	})
	return i
}

// invitation is one into a market whose epoch is running, for a guest, or for whoever has it.
func invitation(community entry.Hash, market entry.MarketID, epoch uint32, g *guest) Invitation {
	i := Invitation{PeerCode: PeerCode{Community: community, Market: market}, Epoch: epoch}
	if g != nil {
		i.Name, i.Ticket = g.Name, g.ticket
	}
	return i
}
