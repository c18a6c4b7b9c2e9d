package coupons

// Typed codes end in check characters of a Reed-Solomon code over the field of 32 elements, the
// symbols of the alphabet: their bits are coefficients, and a is a root of x^5 + x^2 + 1. A code
// word of n ≤ 31 symbols, read as a polynomial whose highest coefficient comes first, is zero at
// a^0, a^1 and so on, one for each check symbol. Two words differ in more places than there are
// check symbols: one wrong character and two swapped ones are always caught.

// reduction is x^5 + x^2 + 1.
const reduction = 1<<5 | 1<<2 | 1

// units is the number of elements other than zero; each is a power of a.
const units = 31

// multiply multiplies two elements of the field.
func multiply(p, q byte) byte {
	product := 0
	for i := range symbolBits {
		if q>>i&1 == 1 {
			product ^= int(p) << i
		}
	}
	for i := 2*symbolBits - 2; i >= symbolBits; i-- {
		if product>>i&1 == 1 {
			product ^= reduction << (i - symbolBits)
		}
	}
	return byte(product)
}

// power is a to the power i.
func power(i int) byte {
	p := byte(1)
	for range i % units {
		p = multiply(p, 2)
	}
	return p
}

// addCheck appends k check symbols: the remainder of the message, followed by k zeros, on
// division by the product of (X - a^i) for i from 0 to k-1.
func addCheck(message []byte, k int) []byte {
	divisor := []byte{1}
	for i := range k {
		divisor = append(divisor, 0)
		for j := len(divisor) - 1; j > 0; j-- {
			divisor[j] ^= multiply(divisor[j-1], power(i))
		}
	}
	word := append(append(make([]byte, 0, len(message)+k), message...), make([]byte, k)...)
	rest := append([]byte(nil), word...)
	for i := range message {
		lead := rest[i]
		for j, d := range divisor {
			rest[i+j] ^= multiply(d, lead)
		}
	}
	return append(word[:len(message)], rest[len(message):]...)
}

// check looks at a word with k check symbols. It returns nil when all is well, else a *Typo that
// wraps ErrChecksum, with the place of the wrong symbol if one alone explains what is seen.
func check(word []byte, k int) error {
	sums := make([]byte, k)
	wrong := false
	for i := range sums {
		at := power(i)
		for _, s := range word {
			sums[i] = multiply(sums[i], at) ^ s
		}
		wrong = wrong || sums[i] != 0
	}
	if !wrong {
		return nil
	}
	return &Typo{Err: ErrChecksum, At: suspect(sums, len(word))}
}

// suspect is the place, from 1, of a single wrong symbol in a word of n, or 0. An error e at the
// place whose power is i makes the sums e, e·a^i, e·a^2i: each follows from the one before by
// the same factor. Two swapped symbols make the first sum zero, and have no such place.
func suspect(sums []byte, n int) int {
	if sums[0] == 0 {
		return 0
	}
	factor := byte(1)
	for i := range n {
		fits := true
		for j := 1; j < len(sums); j++ {
			fits = fits && multiply(sums[j-1], factor) == sums[j]
		}
		if fits {
			return n - i
		}
		factor = multiply(factor, 2)
	}
	return 0
}
