package coupons

import (
	"fmt"
	"strings"
	"unicode"
)

// alphabet is Crockford's base32: no I, L, O or U. A character is a symbol of five bits.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	symbolBits = 5
	// groupSize is how many characters stand together on paper.
	groupSize = 4
	// maxText bounds what a person or a scanner may hand in as a code, in bytes.
	maxText = 1024
)

// symbolOf reads one character of a code that nobody types: capitals and figures only.
func symbolOf(c byte) (byte, bool) {
	i := strings.IndexByte(alphabet, c)
	return byte(i), i >= 0
}

// typedSymbol reads one typed character: small letters are taken, O for 0, I and L for 1.
func typedSymbol(c rune) (byte, bool) {
	if c > unicode.MaxASCII {
		return 0, false
	}
	switch c = unicode.ToUpper(c); c {
	case 'O':
		c = '0'
	case 'I', 'L':
		c = '1'
	}
	return symbolOf(byte(c))
}

// separates says whether a character may stand between the others: white space, or any of the
// dashes that telephones put for a hyphen.
func separates(c rune) bool {
	return unicode.IsSpace(c) || unicode.Is(unicode.Pd, c) || c == '\u2212'
}

// typed reads a code of n characters as people type it.
func typed(text string, n int) ([]byte, error) {
	if len(text) > maxText {
		return nil, ErrLength
	}
	symbols := make([]byte, 0, n)
	count := 0
	for _, c := range text {
		if separates(c) {
			continue
		}
		count++
		s, ok := typedSymbol(c)
		if !ok {
			return nil, &Typo{Err: ErrAlphabet, At: count}
		}
		symbols = append(symbols, s)
	}
	if count != n {
		return nil, fmt.Errorf("%w: %d where there should be %d", ErrLength, count, n)
	}
	return symbols, nil
}

// spell writes symbols as characters.
func spell(symbols []byte) string {
	b := make([]byte, len(symbols))
	for i, s := range symbols {
		b[i] = alphabet[s]
	}
	return string(b)
}

// Grouped parts a code in groups of four characters, as it stands on paper for typing.
func Grouped(code string) []string {
	var groups []string
	for len(code) > groupSize {
		groups = append(groups, code[:groupSize])
		code = code[groupSize:]
	}
	return append(groups, code)
}

// symbolCount is how many symbols hold n bytes.
func symbolCount(n int) int { return (8*n + symbolBits - 1) / symbolBits }

// pack cuts bytes into symbols, the highest bit first; spare bits at the end are zero.
func pack(b []byte) []byte {
	symbols := make([]byte, 0, symbolCount(len(b)))
	bits, held := uint(0), 0
	for _, x := range b {
		bits, held = bits<<8|uint(x), held+8
		for held >= symbolBits {
			held -= symbolBits
			symbols = append(symbols, byte(bits>>held)&31)
		}
	}
	if held > 0 {
		symbols = append(symbols, byte(bits<<(symbolBits-held))&31)
	}
	return symbols
}

// unpack is the reverse of pack. It refuses spare bits that are set, so that one value has one
// code.
func unpack(symbols []byte) ([]byte, bool) {
	b := make([]byte, 0, len(symbols)*symbolBits/8)
	bits, held := uint(0), 0
	for _, s := range symbols {
		bits, held = bits<<symbolBits|uint(s), held+symbolBits
		if held >= 8 {
			held -= 8
			b = append(b, byte(bits>>held))
		}
	}
	return b, bits&(1<<held-1) == 0
}
