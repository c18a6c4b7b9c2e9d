// Package entry is the one thing that is ever signed in Foirail, and its bytes.
//
// People pay, issuers issue, coupons redeem, stewards vote: each does it by an Entry, which
// extends its author's own chain in one market. This room says what an entry is, turns it into
// bytes and back, and names it. It does not judge: whether an entry counts is for package ledger.
//
// The encoding is canonical and strict. One value has one byte string; Decode refuses the rest:
// trailing bytes, non-minimal integers, unsorted lists, text that is not UTF-8. SPEC.md beside
// this file draws every byte; testdata/vectors holds examples to accept and to refuse.
//
// By radio an entry takes its air form, which leaves out what the receiver knows and is rebuilt
// there byte for byte: see Air. A node keeps and compares the full form only.
//
// What is signed, and hashed into the entry's name, is a tag and the unsigned bytes. The
// signature itself is outside: sr25519 signatures are randomised, and the same entry signed
// twice is still the same entry.
//
// Amounts are in units of 0.01 Ğ1, times in seconds since 1970 (for people to read: no time
// decides money), sizes in bytes.
package entry

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"foirail/ledger/keys"
)

// Version is the version of the encoding that this package writes, the first byte of an entry.
const Version = 0

// Sizes in bytes and bounds of the wire form.
const (
	HashSize   = 32
	MarketSize = 12
	MaxSize    = 160 << 10 // a whole entry in full form, key list included
	MaxSeq     = 1<<32 - 1
)

// tag begins every signed message. Its first byte is no pallet of the chain, so that no entry
// can be read as an extrinsic, and no extrinsic as an entry.
const tag = "\xffFoirail entry\n"

// Errors of this room. Both come wrapped with what was wrong.
var (
	// ErrForm is returned when bytes or fields are not an entry.
	ErrForm = errors.New("not a well-formed entry")
	// ErrNewer is returned when the version byte is above Version.
	ErrNewer = errors.New("written by a newer version")
)

// Hash is SHA-256. The hash of an entry's signed message names the entry.
type Hash [HashSize]byte

// String is the hash in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero says whether nothing is named.
func (h Hash) IsZero() bool { return h == Hash{} }

// MarketID names a market: the first 12 bytes of the hash of its Found. Whoever founds a market
// could look for a second Found of the same id with 2^48 hashes, and nobody else with fewer than
// 2^96; the community's own id is the whole hash.
type MarketID [MarketSize]byte

// String is the id in hexadecimal.
func (m MarketID) String() string { return hex.EncodeToString(m[:]) }

// Entry is one signed step of an author's chain in a market. Treat it as read-only once it
// comes from Decode or Sign.
type Entry struct {
	Community Hash     // hash of the community's first Found
	Market    MarketID // market in which the author's chain lives
	Author    keys.Account
	Seq       uint32 // 1 for the first; always 1 for Redeem
	Prev      Hash   // entry at Seq-1; zero at 1
	Time      uint32 // when the author says he signed it; 0 for Redeem
	Body      Body
	Signature keys.Signature

	message []byte // tag, unsigned bytes, signature, key list
	signed  int    // length of tag and unsigned bytes
	hash    Hash
}

// Hash names the entry. It covers the unsigned bytes only.
func (e *Entry) Hash() Hash { return e.hash }

// Full is the entry in full form, as Decode reads it.
func (e *Entry) Full() []byte { return e.message[len(tag):] }

// Kind is the kind of the body.
func (e *Entry) Kind() Kind { return e.Body.Kind() }

// BodyBytes is what the body is in the unsigned bytes: two entries with the same ones say the same.
func (e *Entry) BodyBytes() []byte {
	w := &writer{}
	e.Body.write(w, e.Market)
	return w.b
}

// String tells an entry apart in logs and tests.
func (e *Entry) String() string {
	return fmt.Sprintf("%v %v/%d %x", e.Kind(), e.Author, e.Seq, e.hash[:4])
}

// Questions appends to list every signature that makes this an entry: its author's, and those
// that a body carries. All must hold, else the copy is worthless.
func (e *Entry) Questions(list []keys.Signed) []keys.Signed {
	list = append(list, keys.Signed{Account: e.Author, Message: e.message[:e.signed:e.signed], Signature: e.Signature})
	switch b := e.Body.(type) {
	case *Found:
		list = append(list, keys.Signed{
			Account: b.Vault, Message: SeatMessage(MarketID{}, 1, e.Author), Signature: b.VaultSignature})
	case *Link:
		list = append(list, keys.Signed{
			Account: b.Key, Message: LinkMessage(e.Community, e.Market, e.Author), Signature: b.KeySignature})
	case *Seat:
		list = append(list, keys.Signed{
			Account: b.Vault, Message: SeatMessage(e.Market, b.Epoch, e.Author), Signature: b.VaultSignature})
	}
	return list
}

// Verify checks every signature of one entry.
func (e *Entry) Verify() bool {
	for _, q := range e.Questions(nil) {
		if !keys.Verify(q.Account, q.Message, q.Signature) {
			return false
		}
	}
	return true
}

// Sign makes the bytes, signs them, reads them back and becomes what they say. The entry's
// Author must be the secret's account. It returns ErrForm for fields that no entry may have.
func (e *Entry) Sign(secret *keys.Secret) error {
	if e.Author != secret.Account() {
		return fmt.Errorf("%w: signed by another key than its author", ErrForm)
	}
	w := &writer{b: make([]byte, 0, 256)}
	w.check(e.Body != nil, "no body")
	if w.err == nil {
		w.b = append(w.b, tag...)
		e.writeUnsigned(w)
	}
	if w.err != nil {
		return w.err
	}
	sig, err := secret.Sign(w.b)
	if err != nil {
		return err
	}
	w.signature(sig)
	w.accounts(e.keyList())
	made, err := Decode(w.b[len(tag):])
	if err != nil {
		return err
	}
	if e.Seq != made.Seq || e.Prev != made.Prev || e.Time != made.Time {
		return fmt.Errorf("%w: seq, prev or time where this entry has none", ErrForm)
	}
	*e = *made
	return nil
}

// keyList is what travels behind the signature: the coupon keys of an Issue.
func (e *Entry) keyList() []keys.Account {
	if issue, ok := e.Body.(*Issue); ok {
		return issue.Keys
	}
	return nil
}

// Decode reads one entry in full form. It does not check signatures. It returns ErrForm, or
// ErrNewer for a version it does not know.
func Decode(full []byte) (*Entry, error) {
	if len(full) > MaxSize {
		return nil, fmt.Errorf("%w: %d bytes are more than %d", ErrForm, len(full), MaxSize)
	}
	e := &Entry{message: make([]byte, 0, len(tag)+len(full))}
	e.message = append(append(e.message, tag...), full...)
	r := &reader{b: e.message[len(tag):]}
	e.readUnsigned(r)
	e.signed = len(e.message) - len(r.b)
	e.Signature = r.signature()
	if issue, ok := e.Body.(*Issue); ok && r.err == nil {
		issue.Keys = r.accounts(issue.Coupons())
		r.check(Root(issue.Keys) == issue.Root, "key list and root differ")
		r.check(distinct(issue.Keys), "a coupon key stands twice")
	}
	r.check(len(r.b) == 0, "trailing bytes")
	if r.err != nil {
		return nil, r.err
	}
	e.hash = sha256.Sum256(e.message[:e.signed])
	if found, ok := e.Body.(*Found); ok {
		e.Community, e.Market = e.hash, MarketID(e.hash[:MarketSize])
		if !found.Community.IsZero() {
			e.Community = found.Community
		}
	}
	return e, nil
}

// writeUnsigned writes header and body.
func (e *Entry) writeUnsigned(w *writer) {
	kind := e.Kind()
	w.b = append(w.b, Version, byte(kind))
	if kind != KindFound {
		w.bytes(e.Community[:])
		w.bytes(e.Market[:])
	}
	w.bytes(e.Author[:])
	if kind != KindRedeem {
		w.uint(uint64(e.Seq))
		if e.Seq > 1 {
			w.bytes(e.Prev[:])
		}
		w.time(e.Time)
	}
	e.Body.write(w, e.Market)
}

// readUnsigned reads header and body.
func (e *Entry) readUnsigned(r *reader) {
	if version := r.byte(); version > Version && r.err == nil {
		r.err = fmt.Errorf("%w: version %d", ErrNewer, version)
	}
	kind := Kind(r.byte())
	body := newBody(kind)
	if body == nil {
		r.fail("unknown kind")
		return
	}
	if kind != KindFound {
		e.Community = r.hash()
		e.Market = r.market()
	}
	e.Author = r.account()
	e.Seq = 1
	if kind != KindRedeem {
		e.Seq = uint32(r.uint(1, MaxSeq))
		if e.Seq > 1 {
			e.Prev = r.hash()
		}
		e.Time = r.time()
	}
	r.check(kind != KindFound || e.Seq == 1, "a Found begins its author's chain")
	e.Body = body
	body.read(r, e.Market)
}
