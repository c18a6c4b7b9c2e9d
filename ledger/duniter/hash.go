package duniter

import (
	"encoding/binary"
	"math/bits"

	"golang.org/x/crypto/blake2b"
)

// blake2 is the hash of the chain.
func blake2(b []byte) Hash { return blake2b.Sum256(b) }

// hasher turns a part of a storage key into bytes. Its value is the number in the metadata. Those that end with the part itself
// can be read back.
type hasher uint8

const (
	hashBlake128 hasher = iota
	hashBlake256
	hashBlake128Concat
	hashTwox128
	hashTwox256
	hashTwox64Concat
	hashIdentity
)

// of hashes one part.
func (h hasher) of(b []byte) []byte {
	switch h {
	case hashBlake128:
		return blake128(b)
	case hashBlake256:
		sum := blake2(b)
		return sum[:]
	case hashBlake128Concat:
		return append(blake128(b), b...)
	case hashTwox128:
		return twox(b, 2)
	case hashTwox256:
		return twox(b, 4)
	case hashTwox64Concat:
		return append(twox(b, 1), b...)
	}
	return append([]byte{}, b...)
}

// prefix is how many bytes stand before the part itself, and whether the part stands at all.
func (h hasher) prefix() (int, bool) {
	switch h {
	case hashBlake128Concat:
		return 16, true
	case hashTwox64Concat:
		return 8, true
	case hashIdentity:
		return 0, true
	}
	return 0, false
}

func blake128(b []byte) []byte {
	h, err := blake2b.New(16, nil)
	if err != nil {
		panic(err) // 16 is a size that blake2b has
	}
	h.Write(b)
	return h.Sum(nil)
}

// twox is n times xxhash64 with the seeds 0, 1, …, each written lowest byte first.
func twox(b []byte, n uint64) []byte {
	var out []byte
	for seed := range n {
		out = binary.LittleEndian.AppendUint64(out, xxhash64(b, seed))
	}
	return out
}

// The primes of xxhash64, which mixes four lanes of eight bytes and then what is left. It is quick, not secure: the chain uses it
// for keys that nobody can choose.
const (
	prime1 = 0x9e3779b185ebca87
	prime2 = 0xc2b2ae3d27d4eb4f
	prime3 = 0x165667b19e3779f9
	prime4 = 0x85ebca77c2b2ae63
	prime5 = 0x27d4eb2f165667c5
)

func xxhash64(b []byte, seed uint64) uint64 {
	h, rest := seed+prime5, b
	if len(b) >= 32 {
		h, rest = lanes(b, seed)
	}
	h += uint64(len(b))
	for ; len(rest) >= 8; rest = rest[8:] {
		h ^= round(0, binary.LittleEndian.Uint64(rest))
		h = bits.RotateLeft64(h, 27)*prime1 + prime4
	}
	if len(rest) >= 4 {
		h ^= uint64(binary.LittleEndian.Uint32(rest)) * prime1
		h = bits.RotateLeft64(h, 23)*prime2 + prime3
		rest = rest[4:]
	}
	for _, c := range rest {
		h ^= uint64(c) * prime5
		h = bits.RotateLeft64(h, 11) * prime1
	}
	return avalanche(h)
}

// lanes eats all whole blocks of 32 bytes.
func lanes(b []byte, seed uint64) (uint64, []byte) {
	// The first lane begins with the sum of two primes, modulo 2^64.
	first := uint64(prime1)
	first += prime2
	v := [4]uint64{seed + first, seed + prime2, seed, seed - prime1}
	for ; len(b) >= 32; b = b[32:] {
		for i := range v {
			v[i] = round(v[i], binary.LittleEndian.Uint64(b[8*i:]))
		}
	}
	h := bits.RotateLeft64(v[0], 1) + bits.RotateLeft64(v[1], 7) + bits.RotateLeft64(v[2], 12) + bits.RotateLeft64(v[3], 18)
	for _, lane := range v {
		h = (h^round(0, lane))*prime1 + prime4
	}
	return h, b
}

func round(lane, word uint64) uint64 {
	return bits.RotateLeft64(lane+word*prime2, 31) * prime1
}

func avalanche(h uint64) uint64 {
	h = (h ^ h>>33) * prime2
	h = (h ^ h>>29) * prime3
	return h ^ h>>32
}
