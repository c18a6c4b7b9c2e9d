package coupons

import (
	"errors"
	"fmt"
)

// Errors of this room. They come wrapped with what was wrong, never with what was read.
var (
	// ErrLength is returned when a code has too few or too many characters.
	ErrLength = errors.New("wrong number of characters")
	// ErrAlphabet is returned, as a *Typo, when a character is none of the code's alphabet.
	ErrAlphabet = errors.New("a character that no code has")
	// ErrChecksum is returned, as a *Typo, when a character is wrong or two are swapped.
	ErrChecksum = errors.New("a character is wrong or two are swapped")
	// ErrForm is returned when a code has the right length and checksum, and says what no code
	// says: spare bits that are set, a serial that no series has, a value of nothing.
	ErrForm = errors.New("not a well-formed coupon code")
	// ErrNewer is returned for a public side whose version is above Version.
	ErrNewer = errors.New("a coupon of a newer version")
	// ErrSeries is returned when something belongs to another series, or to none.
	ErrSeries = errors.New("not of this series")
	// ErrForged is returned when a public side names a series and is not what that series made.
	ErrForged = errors.New("forged coupon")
)

// Typo says where a typed code went wrong. It wraps ErrAlphabet or ErrChecksum.
type Typo struct {
	Err error
	// At is the place of the wrong character, from 1, spaces and dashes not counted; 0 when it
	// cannot be told. With ErrChecksum it is where a single wrong character would stand: true
	// when only one is wrong, a guess when more are. It is never used to correct a code.
	At int
}

// Error says what was wrong, and where if that can be told, and never the character itself.
func (t *Typo) Error() string {
	if t.At == 0 {
		return t.Err.Error()
	}
	return fmt.Sprintf("%v: look at character %d, in group %d", t.Err, t.At, (t.At-1)/groupSize+1)
}

// Unwrap gives ErrAlphabet or ErrChecksum.
func (t *Typo) Unwrap() error { return t.Err }
