package mesh

import (
	"crypto/sha256"
	"encoding/binary"
)

// chance draws numbers from a seed: nobody who does not know it can foresee them, and with the same
// seed they are the same.
type chance struct {
	seed  [32]byte
	drawn uint64
}

func (c *chance) draw() [32]byte {
	c.drawn++
	return sha256.Sum256(binary.BigEndian.AppendUint64(append([]byte("air"), c.seed[:]...), c.drawn))
}

// between is a number from least to most, both included.
func (c *chance) between(least, most int64) int64 {
	sum := c.draw()
	return least + int64(binary.BigEndian.Uint64(sum[:])%uint64(max(most-least, 0)+1))
}

// four draws four bytes.
func (c *chance) four() [4]byte {
	sum := c.draw()
	return [4]byte(sum[:])
}
