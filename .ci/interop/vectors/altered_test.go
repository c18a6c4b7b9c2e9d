package vectors

import (
	"bytes"
	"testing"

	"filippo.io/edwards25519"
)

// TestAltered turns each case bad in four ways: another message, S made S plus the group order,
// S made the order itself, R with a bit turned. What is still good must be so for all three.
func TestAltered(t *testing.T) {
	var cases []oneCase
	for _, c := range append(wycheproofCases(t), edgeCases(t)...) {
		if len(c.signature) != 64 {
			continue
		}
		for name, alter := range map[string]func(c *oneCase){
			"other message": func(c *oneCase) { c.message = append(bytes.Clone(c.message), '!') },
			"S plus order":  func(c *oneCase) { copy(c.signature[32:], plusOrder(c.signature[32:])) },
			"S is order":    func(c *oneCase) { copy(c.signature[32:], plusOrder(make([]byte, 32))) },
			"R altered":     func(c *oneCase) { c.signature[0] ^= 1 },
		} {
			altered := c
			altered.signature = bytes.Clone(c.signature)
			alter(&altered)
			altered.source, altered.class, altered.expect = "altered "+c.source, name, nil
			cases = append(cases, altered)
		}
	}
	judge(t, cases, len(cases))
}

// plusOrder adds the order of the group to a number of 32 bytes, little endian.
func plusOrder(b []byte) []byte {
	minusOne := edwards25519.NewScalar().Negate(one())
	order := minusOne.Bytes()
	order[0]++ // minus one ends in 0xec
	sum, carry := make([]byte, 32), 0
	for i := range sum {
		carry += int(b[i]) + int(order[i])
		sum[i] = byte(carry)
		carry >>= 8
	}
	return sum
}

func one() *edwards25519.Scalar {
	s, err := edwards25519.NewScalar().SetCanonicalBytes(append([]byte{1}, make([]byte, 31)...))
	if err != nil {
		panic(err)
	}
	return s
}
