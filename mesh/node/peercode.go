package node

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"

	"foirail/ledger/entry"
	"foirail/print/qr"
)

// PeerCode says where a node can be met, and of which community it is: what somebody needs to
// join by hand. SPEC.md draws its bytes.
type PeerCode struct {
	Community entry.Hash
	Market    entry.MarketID // the one to follow
	Peer      string         // the node's id
	Addresses []string       // multiaddrs, without the id behind them
}

// The form of a code.
const (
	peerCodePrefix  = "foirail:node:"
	peerCodeVersion = 0
	peerSumSize     = 4
)

// Limits of a code, in bytes but for the count.
const (
	maxPeerCode  = 2048 // the text
	maxPeerID    = 64
	maxAddress   = 128
	maxAddresses = 8
)

// maxScreen is the largest text that a terminal of 80 columns shows as a code that can be read,
// in characters.
const maxScreen = 600

var peerText = base32.StdEncoding.WithPadding(base32.NoPadding)

// errPeerCode is returned for a text that is no node's code.
var errPeerCode = errors.New("not a node's code")

// String is the code as a text, in small letters.
func (c PeerCode) String() string {
	b := append([]byte{peerCodeVersion}, c.Community[:]...)
	b = append(b, c.Market[:]...)
	b = appendText(b, c.Peer)
	b = append(b, byte(len(c.Addresses)))
	for _, address := range c.Addresses {
		b = appendText(b, address)
	}
	return peerCodePrefix + strings.ToLower(peerText.EncodeToString(append(b, peerSum(b)...)))
}

func appendText(b []byte, text string) []byte { return append(append(b, byte(len(text))), text...) }

// peerSum finds a mistyped or a cut code; it proves nothing.
func peerSum(b []byte) []byte {
	sum := sha256.Sum256(append([]byte(peerCodePrefix), b...))
	return sum[:peerSumSize]
}

// looksLikePeerCode says whether a text was meant as a code.
func looksLikePeerCode(text string) bool {
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(text)), peerCodePrefix)
}

// ParsePeerCode reads a code, in letters of any case. One node has one code for the same
// addresses: whatever else would read the same is refused.
func ParsePeerCode(text string) (c PeerCode, err error) {
	text = strings.ToLower(strings.TrimSpace(text))
	body, ok := strings.CutPrefix(text, peerCodePrefix)
	if !ok || len(text) > maxPeerCode {
		return c, errPeerCode
	}
	b, err := peerText.DecodeString(strings.ToUpper(body))
	if err != nil || len(b) < peerSumSize {
		return c, errPeerCode
	}
	b, sum := b[:len(b)-peerSumSize], b[len(b)-peerSumSize:]
	if !bytes.Equal(sum, peerSum(b)) {
		return c, fmt.Errorf("%w: a letter is wrong or missing", errPeerCode)
	}
	if len(b) == 0 || b[0] != peerCodeVersion {
		return c, fmt.Errorf("%w that this program knows", errPeerCode)
	}
	r := peerReader{b: b[1:]}
	copy(c.Community[:], r.take(entry.HashSize))
	copy(c.Market[:], r.take(entry.MarketSize))
	c.Peer = r.text(maxPeerID)
	for range r.count(maxAddresses) {
		c.Addresses = append(c.Addresses, r.text(maxAddress))
	}
	if r.bad || len(r.b) > 0 || c.String() != text {
		return PeerCode{}, errPeerCode
	}
	return c, nil
}

// peerReader takes a code apart. After what does not fit it gives nothing more.
type peerReader struct {
	b   []byte
	bad bool
}

func (r *peerReader) take(n int) []byte {
	if r.bad || len(r.b) < n {
		r.bad = true
		return nil
	}
	head := r.b[:n]
	r.b = r.b[n:]
	return head
}

func (r *peerReader) count(most int) int {
	b := r.take(1)
	if b == nil || int(b[0]) > most {
		r.bad = true
		return 0
	}
	return int(b[0])
}

// text is a text of visible ASCII, 1 byte long at least.
func (r *peerReader) text(most int) string {
	text := r.take(r.count(most))
	for _, c := range text {
		r.bad = r.bad || c <= ' ' || c > '~'
	}
	r.bad = r.bad || len(text) == 0
	return string(text)
}

// meet is where the node of a code can be met: each address with the node's id behind it.
func (c PeerCode) meet() (list []string) {
	for _, address := range c.Addresses {
		list = append(list, address+"/p2p/"+c.Peer)
	}
	return list
}

// withAddresses is the code with as many of some addresses as it has room for.
func (c PeerCode) withAddresses(list []string) PeerCode {
	return c.fitting(list, func(c PeerCode) int { return len(c.String()) })
}

// fitting is the code with as many of some addresses as fit on a screen, size being how long a text
// is made of it. Those that carry the node's id lose it, and what is only good on the same machine
// comes last.
func (c PeerCode) fitting(list []string, size func(PeerCode) int) PeerCode {
	c.Addresses = nil
	for _, address := range list {
		address = strings.TrimSuffix(address, "/p2p/"+c.Peer)
		if len(address) > maxAddress || len(c.Addresses) == maxAddresses {
			continue
		}
		with := c
		with.Addresses = append(c.Addresses[:len(c.Addresses):len(c.Addresses)], address)
		if size(with) <= maxScreen {
			c = with
		}
	}
	return c
}

// screen draws the code for a terminal, to be read by a telephone.
func (c PeerCode) screen() (string, error) { return drawn(c.String()) }

// drawn draws a code for a terminal.
func drawn(text string) (string, error) {
	code, err := qr.Encode(strings.ToUpper(text), qr.Low)
	if err != nil {
		return "", err
	}
	return code.Terminal(qr.QuietZone), nil
}
