package keystore

import (
	"crypto/pbkdf2"
	"crypto/sha512"
	"fmt"
	"io"
	"log/slog"
	"strings"

	bip39 "github.com/tyler-smith/go-bip39"

	"foirail/ledger/keys"
)

// Twelve words carry 128 bits and a checksum of four.
const (
	wordCount    = 12
	entropySize  = 16   // bytes
	maxPhrase    = 1024 // bytes of text read
	phraseRounds = 2048 // of PBKDF2, as BIP39 has it
)

// Phrase is twelve words of BIP39's English list and a derivation, which may be empty. Its zero
// value is no phrase. Like Seed it never prints itself.
type Phrase struct {
	entropy func() *[entropySize]byte
	path    string
}

// phraseOf wraps 16 bytes.
func phraseOf(b [entropySize]byte) Phrase {
	return Phrase{entropy: func() *[entropySize]byte { return &b }}
}

// NewPhrase draws twelve new words from a source of randomness, 16 bytes of it. It fails only
// when the source does.
func NewPhrase(random io.Reader) (Phrase, error) {
	var b [entropySize]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return Phrase{}, fmt.Errorf("drawing words: %w", err)
	}
	return phraseOf(b), nil
}

// ParsePhrase reads twelve words and what may stand behind them: //0, //Alice, //0//1. Capitals
// and more than one space are forgiven. It returns ErrWordCount, a WordError (ErrWord),
// ErrWordChecksum or ErrPath; none of them tells a word.
func ParsePhrase(text string) (Phrase, error) {
	if len(text) > maxPhrase {
		return Phrase{}, ErrWordCount
	}
	path := ""
	if at := strings.IndexByte(text, '/'); at >= 0 {
		text, path = text[:at], strings.TrimSpace(text[at:])
	}
	words := strings.Fields(strings.ToLower(text))
	if len(words) != wordCount {
		return Phrase{}, fmt.Errorf("%w: there are %d", ErrWordCount, len(words))
	}
	for i, word := range words {
		if _, ok := bip39.GetWordIndex(word); !ok {
			return Phrase{}, &WordError{Position: i + 1}
		}
	}
	// The library's own errors repeat the word; the one that is left to it is the checksum.
	entropy, err := bip39.EntropyFromMnemonic(strings.Join(words, " "))
	if err != nil || len(entropy) != entropySize {
		return Phrase{}, ErrWordChecksum
	}
	defer clear(entropy)
	return phraseOf([entropySize]byte(entropy)).At(path)
}

// At is the same words with another derivation; an empty one is the root. It returns ErrPath.
func (p Phrase) At(path string) (Phrase, error) {
	if _, err := parsePath(path); err != nil {
		return Phrase{}, err
	}
	return Phrase{entropy: p.entropy, path: path}, nil
}

// Path is the derivation, such as //0. It is not secret.
func (p Phrase) Path() string { return p.path }

// IsZero says whether there are no words.
func (p Phrase) IsZero() bool { return p.entropy == nil }

// Words are the twelve words themselves, with a space between each; empty if there are none.
func (p Phrase) Words() string {
	if p.entropy == nil {
		return ""
	}
	words, err := bip39.NewMnemonic(p.entropy()[:])
	if err != nil {
		return "" // never: the size is one that BIP39 knows
	}
	return words
}

// Seed is the seed of the phrase's key on a curve. As Substrate does, and unlike BIP39, PBKDF2
// takes the 16 bytes behind the words rather than their letters; hard derivations follow. It
// returns keys.ErrCurve for an unknown curve and ErrWordCount if there are no words.
func (p Phrase) Seed(curve keys.Curve) (Seed, error) {
	if p.entropy == nil {
		return Seed{}, ErrWordCount
	}
	stretched, err := pbkdf2.Key(sha512.New, string(p.entropy()[:]), []byte("mnemonic"), phraseRounds, keys.SeedSize)
	if err != nil {
		return Seed{}, err
	}
	defer clear(stretched)
	secret, err := keys.NewSecret(curve, [keys.SeedSize]byte(stretched))
	if err != nil {
		return Seed{}, err
	}
	junctions, err := parsePath(p.path)
	if err != nil {
		return Seed{}, err
	}
	for _, chainCode := range junctions {
		if secret, err = secret.Derive(chainCode); err != nil {
			return Seed{}, err
		}
	}
	return NewSeed(secret.Seed()), nil
}

// String hides the words.
func (p Phrase) String() string { return hidden }

// GoString hides the words from %#v.
func (p Phrase) GoString() string { return hidden }

// LogValue hides the words from logs.
func (p Phrase) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText always fails, so that no encoder writes the words by accident.
func (p Phrase) MarshalText() ([]byte, error) { return nil, errHidden }

// copy has bytes of its own.
func (p Phrase) copy() Phrase {
	if p.entropy == nil {
		return p
	}
	own := phraseOf(*p.entropy())
	own.path = p.path
	return own
}

// destroy overwrites the words.
func (p Phrase) destroy() {
	if p.entropy != nil {
		clear(p.entropy()[:])
	}
}
