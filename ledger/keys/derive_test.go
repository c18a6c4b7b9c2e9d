package keys

import (
	"encoding/hex"
	"testing"
)

// The root seed of Substrate's development phrase "bottom drive obey lake curtain smoke basket
// hold race lonely fit walk".
const devSeed = "fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e"

func TestDerive(t *testing.T) {
	seed, _ := hex.DecodeString(devSeed)
	for _, c := range []struct {
		curve       Curve
		number      int // below zero the root itself
		wantAddress string
	}{
		{Ed25519, -1, "g1LAN1C5rktuWS2giuZ7z1CydYKV2HQeH2rj8A6qY3CemwTVz"},
		{Ed25519, 0, "g1QmGamxAFGmM8wFVTEb8SDVL1LoHqHv2t8hm4uDHY8JAduSP"},
		{Ed25519, 1, "g1PJW8UwRrJq1ikcKxZyNkNDk3mXjr5qmr9sGUGnKZz9MSaQU"},
		{Sr25519, -1, "g1Lam33bwx6gDxYkD7sBAkxPoaWfKdE4Tt2ygTBr4fXiMwDN2"},
		{Sr25519, 0, "g1Kx8PQH9YXZUsnnDzLVaZzjGSJ3Pk7q5DvqNS1J18cJU3KgT"},
	} {
		s, err := NewSecret(c.curve, [SeedSize]byte(seed))
		if err != nil {
			t.Fatal(err)
		}
		if c.number >= 0 {
			if s, err = s.Derive([ChainCodeSize]byte{byte(c.number)}); err != nil {
				t.Fatal(err)
			}
		}
		if got := s.Account().String(); got != c.wantAddress {
			t.Errorf("%v //%d: got %s, want %s", c.curve, c.number, got, c.wantAddress)
		}
	}
}
