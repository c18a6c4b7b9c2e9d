package duniter_test

import (
	"fmt"
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
)

// small is our own metadata, in the best version.
func small(t testing.TB) *duniter.Metadata { return smallIn(t, dunitertest.G1, 16) }

func smallIn(t testing.TB, table string, version uint8) *duniter.Metadata {
	t.Helper()
	m, err := duniter.ReadMetadata(dunitertest.Metadata(table, version))
	if err != nil {
		t.Fatalf("metadata %d: %v", version, err)
	}
	return m
}

// What other programs make of the Ğ1's metadata is made of ours too, whichever version it is told in.
func TestEveryVersion(t *testing.T) {
	for _, version := range []uint8{14, 15, 16} {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			m := smallIn(t, dunitertest.G1, version)
			checkCalls(t, m)
			checkExtrinsic(t, m)
		})
	}
}
