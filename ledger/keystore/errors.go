package keystore

import (
	"errors"
	"fmt"
)

// What callers branch on. No error of this room repeats a secret, nor the text it was read from.
var (
	// ErrPassphrase is returned when a passphrase or password is wrong, empty or too long. A
	// damaged file may say so too: in one block of it the two cannot be told apart.
	ErrPassphrase = errors.New("wrong passphrase")
	// ErrMissing is returned when the file that was asked for is not there.
	ErrMissing = errors.New("file is missing")
	// ErrExists is returned when a keystore, a name, a key or a voting key is already there.
	ErrExists = errors.New("already there")
	// ErrNewer is returned for a file written by a later version of its format.
	ErrNewer = errors.New("written by a newer version")
	// ErrDamaged is returned for a file of ours that is cut, altered, too large or not canonical.
	ErrDamaged = errors.New("file is damaged")
	// ErrChanged is returned by a write when another program replaced the locked file since it
	// was opened. Nothing was written: open it again.
	ErrChanged = errors.New("keystore was changed by another program")
	// ErrIndex is returned by a write when the key is safely in (or out of) the locked file but
	// the public list could not be written. The next Open writes it.
	ErrIndex = errors.New("key is kept, public list is not written")
	// ErrUnknown is returned when no item has the name that was asked for.
	ErrUnknown = errors.New("no key of this name")
	// ErrName is returned for a name that is empty, longer than MaxName characters, not
	// printable, or that reads as an address.
	ErrName = errors.New("name cannot be used")
	// ErrItem is returned for an item whose parts do not fit each other.
	ErrItem = errors.New("key is not well formed")
	// ErrFull is returned when the document would outgrow MaxFile.
	ErrFull = errors.New("keystore is full")
	// ErrClosed is returned by every write after Close.
	ErrClosed = errors.New("keystore is closed")
	// ErrKind is returned for a key file that is none of ours to read: PGP, ssh, JSON and others.
	ErrKind = errors.New("key file of another kind")
	// ErrKeyFile is returned for a key file of a known kind that is cut or altered, or whose
	// public half does not belong to its secret half.
	ErrKeyFile = errors.New("key file is damaged")
	// ErrForm is returned when a key cannot be exported in the form that was asked for.
	ErrForm = errors.New("key has no such form")
	// ErrWord is returned when a word is not in the list; a WordError says which.
	ErrWord = errors.New("word is not in the English list")
	// ErrWordCount is returned when there are not twelve words.
	ErrWordCount = errors.New("not twelve words")
	// ErrWordChecksum is returned when all twelve words are known but do not belong together.
	ErrWordChecksum = errors.New("wrong checksum, a word is mistaken or in the wrong place")
	// ErrPath is returned for a derivation that is not a chain of //number or //name.
	ErrPath = errors.New("derivation is not well written")
	// ErrIdentifier is returned when identifier or password is empty, too long or not UTF-8.
	ErrIdentifier = errors.New("identifier or password cannot be used")
	// ErrPermission is returned when a voting key's file can be read by more than its owner.
	ErrPermission = errors.New("file is open to others, its mode must be 0600")
)

// WordError tells the place of a word that is not in the list. It never tells the word.
type WordError struct {
	Position int // 1 to 12
}

// Error says which word it is.
func (e *WordError) Error() string { return fmt.Sprintf("%v: word %d", ErrWord, e.Position) }

// Is makes errors.Is find ErrWord.
func (e *WordError) Is(target error) bool { return target == ErrWord }
