package keystore

import (
	"fmt"
	"log/slog"
	"time"
	"unicode"
	"unicode/utf8"

	"foirail/ledger/keys"
)

// Use says what a key is for.
type Use string

// The uses.
const (
	UseAccount Use = "account" // a person's money
	UseVault   Use = "vault"   // a steward's key to the vault on the chain
	UseSeries  Use = "series"  // the seed of one series of coupons; it is no account
)

// Limits of an item's texts.
const (
	MaxName   = 48 // characters of a name
	maxSeries = 80 // bytes of a series' name
	maxFrom   = 48 // characters of the note
)

// second is the grain of the time that is kept.
const second = time.Second

// Item is one key in the keystore.
type Item struct {
	Name    string // unique; 1 to MaxName printable characters; not an address
	Use     Use
	Curve   keys.Curve // zero for a series
	Series  string     // the series a UseSeries seed is bound to; else empty
	Seed    Seed
	Phrase  Phrase    // the words the seed came from, if it did; kept so that they can be exported
	From    string    // how it came, for people: "new words", "dunikey"
	Created time.Time // to the second; zero if unknown
}

// FromPhrase is an unnamed account made of words. It returns what Phrase.Seed returns.
func FromPhrase(p Phrase, curve keys.Curve) (Item, error) {
	seed, err := p.Seed(curve)
	return Item{Use: UseAccount, Curve: curve, Seed: seed, Phrase: p, From: "words"}, err
}

// Secret is the key that can sign, ready for use. It returns ErrItem for the seed of a series and
// for an item whose secrets were destroyed.
func (i Item) Secret() (*keys.Secret, error) {
	if i.Use == UseSeries || i.Seed.isBlank() {
		return nil, fmt.Errorf("%w: no account belongs to it", ErrItem)
	}
	return keys.NewSecret(i.Curve, i.Seed.Bytes())
}

// Destroy overwrites the item's secrets, in all copies that share them.
func (i Item) Destroy() {
	i.Seed.destroy()
	i.Phrase.destroy()
}

// copy has secrets of its own.
func (i Item) copy() Item {
	i.Seed, i.Phrase = i.Seed.copy(), i.Phrase.copy()
	return i
}

// String names the item and hides its secrets.
func (i Item) String() string { return fmt.Sprintf("%s key %q", i.Use, i.Name) }

// GoString is String.
func (i Item) GoString() string { return i.String() }

// LogValue is String, for logs.
func (i Item) LogValue() slog.Value { return slog.StringValue(i.String()) }

// entry is the public side. The item must be a checked one.
func (i Item) entry() Entry {
	e := Entry{Name: i.Name, Use: i.Use, Curve: i.Curve, Series: i.Series}
	if secret, err := i.Secret(); err == nil {
		e.Account = secret.Account()
	}
	return e
}

// check judges everything but the words, which checkPhrase does at the price of a PBKDF2.
func (i Item) check() error {
	if !isName(i.Name) {
		return ErrName
	}
	if i.Seed.isBlank() || !isPrintable(i.From, maxFrom) || i.Created.Year() > 9999 || i.Created.Year() < 1 {
		return ErrItem
	}
	switch i.Use {
	case UseAccount, UseVault:
		if i.Series != "" {
			return fmt.Errorf("%w: only the seed of a series has a series", ErrItem)
		}
		if i.Curve != keys.Ed25519 && i.Curve != keys.Sr25519 {
			return fmt.Errorf("%w: %w", ErrItem, keys.ErrCurve)
		}
	case UseSeries:
		if i.Curve != 0 || !i.Phrase.IsZero() || i.Series == "" || len(i.Series) > maxSeries || !isPrintable(i.Series, maxSeries) {
			return fmt.Errorf("%w: the seed of a series has its series, no curve and no words", ErrItem)
		}
	default:
		return fmt.Errorf("%w: unknown use", ErrItem)
	}
	return nil
}

// checkPhrase says whether the words make the seed.
func (i Item) checkPhrase() error {
	if i.Phrase.IsZero() {
		return nil
	}
	seed, err := i.Phrase.Seed(i.Curve)
	if err != nil {
		return err
	}
	if !seed.Equal(i.Seed) {
		return fmt.Errorf("%w: the words make another seed", ErrItem)
	}
	return nil
}

// isName takes what a person may call a key: nothing that hides, pads or passes for an address.
func isName(name string) bool {
	if name == "" || !isPrintable(name, MaxName) || name[0] == ' ' || name[len(name)-1] == ' ' {
		return false
	}
	_, err := keys.ParseAccount(name)
	return err != nil
}

// isPrintable takes up to a number of characters, each visible or a plain space.
func isPrintable(text string, most int) bool {
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > most {
		return false
	}
	for _, c := range text {
		if !unicode.IsPrint(c) {
			return false
		}
	}
	return true
}
