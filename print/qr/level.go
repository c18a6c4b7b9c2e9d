package qr

import (
	"fmt"

	qrcode "github.com/skip2/go-qrcode"
)

// A Level says how much of a code may be lost before it can no longer be read.
// More safety needs more modules.
//
// The names are those of the QR standard and of most programs: L, M, Q, H.
// Beware of the library underneath, whose own "High" is the standard's Q and
// whose "Highest" is the standard's H; these constants hide that.
type Level int

// The four levels, with the share of the code words that may be wrong. Folds
// and toner lost along them are what kills a printed code: Quartile is the
// least that paper should use.
const (
	Low      Level = iota // L, 7 %
	Medium                // M, 15 %
	Quartile              // Q, 25 %
	High                  // H, 30 %
)

// String returns the letter of the standard, or "Level(n)" for a level that
// does not exist.
func (l Level) String() string {
	if l < Low || l > High {
		return fmt.Sprintf("Level(%d)", int(l))
	}
	return "LMQH"[l : l+1]
}

// recovery returns the library's name for l.
func (l Level) recovery() (qrcode.RecoveryLevel, error) {
	switch l {
	case Low:
		return qrcode.Low, nil
	case Medium:
		return qrcode.Medium, nil
	case Quartile:
		return qrcode.High, nil
	case High:
		return qrcode.Highest, nil
	}
	return 0, fmt.Errorf("no QR level %d", int(l))
}
