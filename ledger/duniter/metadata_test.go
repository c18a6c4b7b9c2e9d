package duniter_test

import (
	"errors"
	"os"
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
)

func TestMetadataRefused(t *testing.T) {
	good := dunitertest.Metadata(dunitertest.G1, 16)
	for what, b := range map[string][]byte{
		"nothing":        nil,
		"another magic":  append([]byte("atem"), good[4:]...),
		"cut short":      good[:len(good)-1],
		"more behind it": append(append([]byte{}, good...), 0),
		"far too long":   make([]byte, duniter.MaxMetadata+1),
	} {
		if _, err := duniter.ReadMetadata(b); !errors.Is(err, duniter.ErrForm) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, version := range []byte{0, 13, 17, 255} {
		other := append([]byte{}, good...)
		other[4] = version
		if _, err := duniter.ReadMetadata(other); !errors.Is(err, duniter.ErrNewer) {
			t.Errorf("version %d: %v", version, err)
		}
	}
}

// FuzzMetadata holds that no metadata, however hostile, stops the reader, and that what was read can be used without a fall.
func FuzzMetadata(f *testing.F) {
	for _, version := range []uint8{14, 15, 16} {
		f.Add(dunitertest.Metadata(tiny, version))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := duniter.ReadMetadata(b)
		if err != nil {
			if m != nil || errors.Is(err, duniter.ErrForm) == errors.Is(err, duniter.ErrNewer) {
				t.Fatalf("refused as %v", err)
			}
			return
		}
		use(m)
	})
}

// tiny is a runtime of a few lines: of larger ones, fuzzing spends its time on making them smaller.
const tiny = `
struct sp_core::crypto::AccountId32 ([u8;32])
struct primitive_types::H256 ([u8;32])
enum sp_runtime::multiaddress::MultiAddress {0 Id(AccountId32)}
enum sp_runtime::MultiSignature {0 Ed25519([u8;64])}
enum frame_system::Phase {0 ApplyExtrinsic(u32)}
struct frame_system::EventRecord {phase: Phase, event: Event, topics: Vec<H256>}
pallet 0 System
  storage Events default Vec<EventRecord> = 0x00
  storage Account optional blake2_128_concat AccountId32 -> u64
  call 0 remark(remark: Vec<u8>, more: Option<Vec<Call>>)
  event 0 Remarked(sender: AccountId32)
  const Three u32 = 3
extension CheckNonce Compact<u32> ()
`

// use asks of metadata whatever bytes can be asked of it.
func use(m *duniter.Metadata) {
	b := []byte{4, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}
	m.Events(b)
	m.Open(b)
	m.ReadExtrinsic(append([]byte{68, 0x84}, b...))
	m.StorageKey("System", "Account", b)
	m.KeyParts("System", "Account", b)
	m.Constant("System", "Three")
	m.Call("System", "remark", duniter.Fields{"remark": b, "more": []any{}})
	for id := range duniter.TypeID(16) {
		if v, err := m.Decode(id, b); err == nil {
			m.Encode(id, v)
		}
	}
}

func BenchmarkReadMetadata(b *testing.B) {
	raw := dunitertest.Metadata(dunitertest.G1, 16)
	if path := os.Getenv("FOIRAIL_G1_METADATA"); path != "" {
		raw, _ = os.ReadFile(path)
	}
	for b.Loop() {
		if _, err := duniter.ReadMetadata(raw); err != nil {
			b.Fatal(err)
		}
	}
}
