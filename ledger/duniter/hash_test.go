package duniter

import (
	"encoding/hex"
	"testing"
)

// The vectors are those that xxhash is known by; the long ones go through its four lanes.
func TestXxhash(t *testing.T) {
	for text, want := range map[string]uint64{
		"":    0xef46db3751d8e999,
		"a":   0xd24ec4f1a98c6e5b,
		"abc": 0x44bc2cf5ad770999,
		"Nobody inspects the spammish repetition": 0xfbcea83c8a378bf1,
	} {
		if got := xxhash64([]byte(text), 0); got != want {
			t.Errorf("%q: %016x, want %016x", text, got, want)
		}
	}
}

func TestHashers(t *testing.T) {
	for h, want := range map[hasher]string{
		hashBlake128:       "cf4ab791c62b8d2b2109c90275287816",
		hashBlake128Concat: "cf4ab791c62b8d2b2109c90275287816616263",
		hashBlake256:       "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319",
		hashTwox64Concat:   "990977adf52cbc44616263",
		hashIdentity:       "616263",
	} {
		if got := hex.EncodeToString(h.of([]byte("abc"))); got != want {
			t.Errorf("hasher %d: %s, want %s", h, got, want)
		}
	}
	if got := len(hashTwox256.of(nil)); got != 32 {
		t.Errorf("twox256 has %d bytes", got)
	}
}
