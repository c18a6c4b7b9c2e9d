package qr

import (
	"fmt"

	qrcode "github.com/skip2/go-qrcode"
)

// maxText is the length of the longest text that any code holds, in bytes: all
// of it digits.
const maxText = 7089

// Encode returns the smallest code that holds text at the given level.
//
// It returns an error when text is empty, when it is too long (at most 2,953
// bytes or 4,296 capitals at level Low, less than half of that at High), or
// when the level does not exist. It is pure and safe to call concurrently; it
// takes about a millisecond, so a caller with many codes spreads them over its
// cores.
func Encode(text string, level Level) (code Code, err error) {
	if len(text) > maxText {
		return Code{}, fmt.Errorf("a text of %d bytes is too long for a QR", len(text))
	}
	recovery, err := level.recovery()
	if err != nil {
		return Code{}, err
	}
	// The library panics where it meets what it believes impossible.
	defer func() {
		if r := recover(); r != nil {
			code, err = Code{}, fmt.Errorf("encode a QR of %d bytes: %v", len(text), r)
		}
	}()
	q, err := qrcode.New(text, recovery)
	if err != nil {
		return Code{}, fmt.Errorf("encode a QR of %d bytes at level %v: %w", len(text), level, err)
	}
	q.DisableBorder = true
	return pack(q.Bitmap()), nil
}
