package mesh

import "golang.org/x/crypto/chacha20"

// AirKeySize is the size of a key that a community shares for its airs, in bytes.
const AirKeySize = chacha20.KeySize

// veilNonceSize is what stands in front of a hidden frame.
const veilNonceSize = 8

// veil hides frames from whoever does not have the key, by XChaCha20. Nothing is proved by it: who
// changes a hidden frame changes what comes out, and that proves itself, or is a hint.
type veil struct{ key [AirKeySize]byte }

// hide gives a frame that is longer by veilNonceSize. The nonce is another one each time.
func (v *veil) hide(nonce [veilNonceSize]byte, frame []byte) []byte {
	hidden := append(nonce[:], frame...)
	v.turn(nonce, hidden[veilNonceSize:])
	return hidden
}

// show gives a frame that was hidden with the same key; of any other what comes out; nil for one that is
// too short.
func (v *veil) show(hidden []byte) []byte {
	if len(hidden) < veilNonceSize {
		return nil
	}
	frame := append([]byte(nil), hidden[veilNonceSize:]...)
	v.turn([veilNonceSize]byte(hidden), frame)
	return frame
}

func (v *veil) turn(nonce [veilNonceSize]byte, b []byte) {
	var long [chacha20.NonceSizeX]byte
	copy(long[:], nonce[:])
	c, _ := chacha20.NewUnauthenticatedCipher(v.key[:], long[:]) // both sizes are right: it does not fail
	c.XORKeyStream(b, b)
}
