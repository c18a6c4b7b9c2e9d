package keystore

import (
	"bytes"
	"errors"
	"testing"

	"foirail/ledger/keys"
)

// The text of a small keystore. It must not change: keystores of today are read tomorrow.
const golden = `{"v":1,"keys":[` +
	`{"name":"bread","use":"account","curve":"ed25519","seed":"0100000000000000000000000000000000000000000000000000000000000000","from":"test","created":"2026-11-22T12:00:00Z"},` +
	`{"name":"sheet","use":"series","series":"S1","seed":"0200000000000000000000000000000000000000000000000000000000000000","created":"2026-11-22T12:00:00Z"},` +
	`{"name":"vault","use":"vault","curve":"sr25519","seed":"914dded06277afbe5b0e8a30bce539ec8a9552a784d08e530dc7c2915c478393","words":"bottom drive obey lake curtain smoke basket hold race lonely fit walk","path":"//0","from":"words"}` +
	"]}\n"

func TestDocumentGolden(t *testing.T) {
	vault, err := FromPhrase(mustPhrase(t, dev+"//0"), keys.Sr25519)
	must(t, err)
	items := map[string]Item{"bread": account("bread", 1), "sheet": sheet("sheet", "S1", 2), "vault": vault.withName("vault", UseVault)}
	text, err := encodeDocument(items)
	must(t, err)
	if string(text) != golden {
		t.Errorf("got\n%swant\n%s", text, golden)
	}
	back, err := decodeDocument(text)
	if err != nil || len(back) != 3 {
		t.Errorf("reading it: %v", err)
	}
}

func FuzzDocument(f *testing.F) {
	f.Add([]byte(golden))
	f.Add([]byte(`{"v":1,"keys":[]}` + "\n"))
	f.Add([]byte(`{"v":2}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		items, err := decodeDocument(text)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNewer) {
				t.Errorf("unnamed error %v", err)
			}
			return
		}
		if again, err := encodeDocument(items); err != nil || !bytes.Equal(again, text) {
			t.Errorf("%q is written %q, %v", text, again, err)
		}
	})
}

func FuzzIndex(f *testing.F) {
	f.Add([]byte(`{"v":1,"accounts":[{"name":"a","use":"account","curve":"ed25519","address":"` + totoG1 + `"},{"name":"s","use":"series","series":"S1"}]}` + "\n"))
	f.Add([]byte(`{"v":1,"accounts":[]}` + "\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		entries, err := decodeIndex(text)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNewer) {
				t.Errorf("unnamed error %v", err)
			}
			return
		}
		if again, err := encodeIndex(entries); err != nil || !bytes.Equal(again, text) {
			t.Errorf("%q is written %q, %v", text, again, err)
		}
	})
}

// The head of an age file is read by us before age reads it.
func FuzzWorkFactor(f *testing.F) {
	f.Add([]byte("age-encryption.org/v1\n-> scrypt c2FsdA 16\n"))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		work, err := workFactor(sealed)
		if err == nil && (work < 1 || work > MaxWorkFactor) {
			t.Errorf("%q asks for %d", sealed, work)
		}
	})
}
