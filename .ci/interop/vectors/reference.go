// Package vectors puts other people's cases of Ed25519 signatures before our predicate and
// before a slow second one, written here from the text of ZIP-215. It stands in a module of its
// own so that the product depends neither on the cases nor on the second curve library.
package vectors

import (
	"crypto/sha512"

	"filippo.io/edwards25519"
)

// Reference is the rule of ZIP-215 as its text has it, one line after the other: S is below the
// order of the group, A and R are encodings of points (canonical or not), and
// [8][S]B = [8]R + [8][k]A with k the hash of R, A and the message.
func Reference(public, message, signature []byte) bool {
	if len(public) != 32 || len(signature) != 64 {
		return false
	}
	s, err := edwards25519.NewScalar().SetCanonicalBytes(signature[32:])
	if err != nil {
		return false
	}
	a, err := new(edwards25519.Point).SetBytes(public)
	if err != nil {
		return false
	}
	r, err := new(edwards25519.Point).SetBytes(signature[:32])
	if err != nil {
		return false
	}
	h := sha512.New()
	h.Write(signature[:32])
	h.Write(public)
	h.Write(message)
	k, err := edwards25519.NewScalar().SetUniformBytes(h.Sum(nil))
	if err != nil {
		return false
	}
	left := new(edwards25519.Point).ScalarBaseMult(s)
	right := new(edwards25519.Point).ScalarMult(k, a)
	right.Add(right, r)
	return left.MultByCofactor(left).Equal(right.MultByCofactor(right)) == 1
}
