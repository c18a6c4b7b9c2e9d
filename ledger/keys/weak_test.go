package keys

import (
	"testing"

	"github.com/oasisprotocol/curve25519-voi/curve"
)

// All spellings of the points of small order are weak, and the quick look at the first byte loses
// none of them.
func TestEveryWeakSpelling(t *testing.T) {
	var spellings []Account
	for i := range curve.EIGHT_TORSION {
		canonical := Account(func() (c [32]byte) {
			var y curve.CompressedEdwardsY
			y.SetEdwardsPoint(curve.EIGHT_TORSION[i])
			return y
		}())
		spellings = append(spellings, canonical)
		other := canonical
		other[31] ^= 0x80 // a sign on an x that is zero, or the other x
		spellings = append(spellings, other)
	}
	for _, first := range []byte{0xed, 0xee} { // y = 0 and y = 1, with p added
		above := Account{first}
		for i := 1; i < 31; i++ {
			above[i] = 0xff
		}
		above[31] = 0x7f
		signed := above
		signed[31] = 0xff
		spellings = append(spellings, above, signed)
	}
	distinct := map[Account]bool{}
	for _, a := range spellings {
		distinct[a] = true
		if !a.IsWeak() {
			t.Errorf("%x is not called weak", a)
		}
	}
	if len(distinct) != 14 {
		t.Errorf("%d spellings, want 14", len(distinct))
	}
	if secret(t, Ed25519, 7).Account().IsWeak() {
		t.Error("a person's key is called weak")
	}
}

func BenchmarkIsWeak(b *testing.B) {
	var a Account
	for i := range b.N {
		a[0], a[1] = byte(i), byte(i>>8)
		a.IsWeak()
	}
}
