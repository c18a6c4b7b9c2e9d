package keys

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/blake2b"
)

// An SS58 address, as Substrate defines it:
//
//	size   field
//	2 or 1 prefix: 0x58 0x91 is 4450, the Ğ1 ("g1…"); 0x2a is 42, any chain ("5…")
//	32     account
//	2      the first bytes of blake2b-512("SS58PRE" ‖ prefix ‖ account)
//
// written in base58: 49 characters, or 48. Version 1 of Duniter wrote the 32 bytes alone, 43 or
// 44 characters, at times followed by a colon and three characters of checksum.
const (
	g1Prefix      = "\x58\x91"
	genericPrefix = "\x2a"
	ss58Salt      = "SS58PRE"
	ss58CheckSize = 2
)

var (
	// ErrAddress is returned when a text is no account in any form that is known, or is an
	// address of another chain.
	ErrAddress = errors.New("not an address")
	// ErrChecksum is returned when a text has the form of an address and its checksum says
	// that a character is wrong.
	ErrChecksum = errors.New("wrong checksum, a character of the address is mistaken")
)

// String is the account's Ğ1 address, "g1…".
func (a Account) String() string {
	body := append([]byte(g1Prefix), a[:]...)
	return EncodeBase58(append(body, ss58Check(body)...))
}

// MarshalText writes the Ğ1 address. It never fails.
func (a Account) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what MarshalText writes and no other form, so that a stored account has
// one spelling. It returns ErrAddress or ErrChecksum.
func (a *Account) UnmarshalText(text []byte) error {
	read, err := parseBare(string(text))
	if err != nil {
		return err
	}
	if read.String() != string(text) {
		return fmt.Errorf("%w: only the g1 form is stored", ErrAddress)
	}
	*a = read
	return nil
}

// ParseAccount reads an account in any form that wallets show: a Ğ1 address, an address of
// prefix 42, a version 1 public key with or without checksum, or a link (see ParseLink), whose
// amount and comment are dropped. Spaces around are not taken. It returns ErrAddress or
// ErrChecksum.
func ParseAccount(text string) (Account, error) {
	link, err := ParseLink(text)
	return link.Account, err
}

// parseBare reads an account that stands alone. The length after base58 tells the forms apart.
func parseBare(text string) (Account, error) {
	text, check, checked := strings.Cut(text, ":")
	b, err := DecodeBase58(text)
	if err != nil {
		return Account{}, ErrAddress
	}
	prefix := ""
	switch len(b) {
	case AccountSize:
		return parseV1(text, b, check, checked)
	case len(genericPrefix) + AccountSize + ss58CheckSize:
		prefix = genericPrefix
	case len(g1Prefix) + AccountSize + ss58CheckSize:
		prefix = g1Prefix
	}
	if prefix == "" || checked {
		return Account{}, ErrAddress
	}
	body := b[:len(b)-ss58CheckSize]
	sound := string(ss58Check(body)) == string(b[len(body):])
	ours := strings.HasPrefix(string(b), prefix)
	switch {
	case sound && !ours:
		return Account{}, fmt.Errorf("%w of the Ğ1, but of another chain", ErrAddress)
	case !ours:
		return Account{}, ErrAddress
	case !sound:
		return Account{}, ErrChecksum
	}
	return Account(body[len(prefix):]), nil
}

// parseV1 judges a version 1 public key. Where a key begins with a zero byte wallets differ in
// what the checksum covers: some drop one leading 1 of a text of 44 characters. Both are taken.
func parseV1(text string, b []byte, check string, checked bool) (Account, error) {
	a := Account(b)
	if !checked || check == v1Check(b) {
		return a, nil
	}
	if len(text) == 44 && b[0] == 0 && check == v1Check(b[1:]) {
		return a, nil
	}
	if len(check) != v1CheckSize {
		return Account{}, fmt.Errorf("%w: a checksum has three characters", ErrAddress)
	}
	return Account{}, ErrChecksum
}

// V1 is the account as version 1 wallets wrote it: the public key in base58, a colon and its
// checksum of three characters.
func (a Account) V1() string { return EncodeBase58(a[:]) + ":" + v1Check(a[:]) }

// v1CheckSize is the length of a version 1 checksum, in characters.
const v1CheckSize = 3

// v1Check is the checksum that version 1 wallets put behind a public key.
func v1Check(public []byte) string {
	once := sha256.Sum256(public)
	twice := sha256.Sum256(once[:])
	return EncodeBase58(twice[:])[:v1CheckSize]
}

// ss58Check is the checksum of prefix and account.
func ss58Check(body []byte) []byte {
	sum := blake2b.Sum512(append([]byte(ss58Salt), body...))
	return sum[:ss58CheckSize]
}
