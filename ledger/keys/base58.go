package keys

import "errors"

// MaxBase58 is the longest base58 text read, in characters. Reading costs the square of the
// length; the longest thing we meet, the secret half of a key file, has 88.
const MaxBase58 = 128

// ErrBase58 is returned when a text is longer than MaxBase58 or holds a character that is not
// of the alphabet.
var ErrBase58 = errors.New("not base58")

// alphabet is Bitcoin's: figures and letters without 0, O, I and l.
const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// EncodeBase58 writes bytes as one big-endian number in base 58, with a 1 in front for each
// leading zero byte.
func EncodeBase58(b []byte) string {
	zeros := leading(b, 0)
	text := convert(b[zeros:], 256, 58)
	for i, digit := range text {
		text[i] = alphabet[digit]
	}
	ones := make([]byte, zeros, zeros+len(text))
	for i := range ones {
		ones[i] = alphabet[0]
	}
	return string(append(ones, text...))
}

// DecodeBase58 reads what EncodeBase58 writes; each text has one reading and each reading one
// text. It returns ErrBase58 for anything else, never the text itself: it may be a secret.
func DecodeBase58(text string) ([]byte, error) {
	if len(text) > MaxBase58 {
		return nil, ErrBase58
	}
	digits := make([]byte, len(text))
	for i := range text {
		value, ok := digitOf(text[i])
		if !ok {
			return nil, ErrBase58
		}
		digits[i] = value
	}
	zeros := leading(digits, 0)
	return append(make([]byte, zeros), convert(digits[zeros:], 58, 256)...), nil
}

// digitOf is the place of a character in the alphabet.
func digitOf(c byte) (byte, bool) {
	for i := range alphabet {
		if alphabet[i] == c {
			return byte(i), true
		}
	}
	return 0, false
}

// leading counts how often b begins with value.
func leading(b []byte, value byte) int {
	for i := range b {
		if b[i] != value {
			return i
		}
	}
	return len(b)
}

// convert rewrites a number from one base to another, most significant digit first. A number
// without leading zero gives one without leading zero.
func convert(digits []byte, from, to int) []byte {
	var little []byte
	for _, digit := range digits {
		carry := int(digit)
		for i := range little {
			carry += int(little[i]) * from
			little[i] = byte(carry % to)
			carry /= to
		}
		for ; carry > 0; carry /= to {
			little = append(little, byte(carry%to))
		}
	}
	for i, j := 0, len(little)-1; i < j; i, j = i+1, j-1 {
		little[i], little[j] = little[j], little[i]
	}
	return little
}
