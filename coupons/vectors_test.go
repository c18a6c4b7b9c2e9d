package coupons

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

var update = flag.Bool("update", false, "write the vectors anew: then read the difference")

// vector is one file of testdata/vectors: one scenario, for readers in any language. SPEC.md
// explains the fields.
type vector struct {
	Name string `json:"name"`
	Want string `json:"want"` // accept, or the word of an error, see errorWords

	Seed    string `json:"seed,omitempty"`
	Issue   string `json:"issue,omitempty"` // the entry in full form
	Public  string `json:"public,omitempty"`
	Hidden  string `json:"hidden,omitempty"`
	Lookup  string `json:"lookup,omitempty"`
	Serial  int    `json:"serial,omitempty"`
	Value   int    `json:"value,omitempty"`
	Epoch   int    `json:"epoch,omitempty"`
	Secret  string `json:"secret,omitempty"`  // the 16 bytes
	Account string `json:"account,omitempty"` // the coupon's key
	Prefix  string `json:"prefix,omitempty"`  // of the series, as the code carries it
	Market  string `json:"market,omitempty"`  // of the payee
	Payee   string `json:"payee,omitempty"`
	Redeem  string `json:"redeem,omitempty"` // the entry in full form
	At      int    `json:"at,omitempty"`     // the place of the wrong character
}

// errorWords are the errors as vectors name them.
func errorWords() map[string]error {
	return map[string]error{"length": ErrLength, "alphabet": ErrAlphabet, "checksum": ErrChecksum, "form": ErrForm,
		"newer": ErrNewer, "series": ErrSeries, "forged": ErrForged}
}

func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	files, err := filepath.Glob("testdata/vectors/*.json")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d vectors, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var v vector
			if err := json.Unmarshal(b, &v); err != nil {
				t.Fatal(err)
			}
			v.check(t)
		})
	}
}

// check does what the vector says.
func (v vector) check(t *testing.T) {
	err := v.try(t)
	if v.Want == "accept" {
		if err != nil {
			t.Errorf("refused: %v", err)
		}
		return
	}
	want, known := errorWords()[v.Want]
	if !known || !errors.Is(err, want) {
		t.Errorf("got %v, want %s", err, v.Want)
	}
	var typo *Typo
	if v.At > 0 && (!errors.As(err, &typo) || typo.At != v.At) {
		t.Errorf("got %v, want place %d", err, v.At)
	}
}

// try reads what the vector holds, compares it with what it should be, and returns the error of
// reading.
func (v vector) try(t *testing.T) error {
	if v.Public != "" {
		return v.tryPublic(t)
	}
	if v.Lookup != "" {
		l, err := ParseLookup(v.Lookup)
		if err == nil && (l.Serial != v.Serial || !l.Matches(entry.Hash(unhex(t, v.Prefix+strings.Repeat("00", 28))))) {
			t.Errorf("read as %+v", l)
		}
		return err
	}
	secret, err := ParseSecret(v.Hidden)
	if err != nil {
		return err
	}
	key, err := secret.Key()
	if err != nil || hex.EncodeToString(secret.raw()) != v.Secret || hexOf(key.Account()) != v.Account {
		t.Errorf("read as another secret or key, %v", err)
	}
	if v.Redeem == "" {
		return nil
	}
	series := seriesOf(t, v.Issue)
	e, err := Redeem(secret, series.Coupon(v.Serial), Payee{entry.MarketID(unhex(t, v.Market)), keys.Account(unhex(t, v.Payee))})
	if err == nil && hex.EncodeToString(e.Full()) != v.Redeem {
		t.Errorf("another redeem: %x", e.Full())
	}
	return err
}

// tryPublic reads and verifies a public side; with a seed it is made anew, too.
func (v vector) tryPublic(t *testing.T) error {
	p, err := ParsePublic(v.Public)
	if err != nil {
		return err
	}
	series := seriesOf(t, v.Issue)
	if err := p.Verify(series); err != nil {
		return err
	}
	if p.Serial != v.Serial || int(p.Value) != v.Value || int(p.LastEpoch) != v.Epoch {
		t.Errorf("read as %+v", p)
	}
	m, err := New([SeedSize]byte(unhex(t, v.Seed)))
	if err != nil {
		t.Fatal(err)
	}
	if again := publicOf(t, m, series, v.Serial).Text(); again != v.Public {
		t.Errorf("made anew it is %s", again)
	}
	if secret := secretOf(t, m, v.Serial); secret.Text() != v.Hidden || !p.Opens(secret) || LookupCode(series.Hash, v.Serial) != v.Lookup {
		t.Error("made anew the hidden or lookup code is another")
	}
	return nil
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func hexOf(a keys.Account) string { return hex.EncodeToString(a[:]) }

func seriesOf(t *testing.T, issue string) Series {
	t.Helper()
	e, err := entry.Decode(unhex(t, issue))
	if err != nil {
		t.Fatal(err)
	}
	s, err := SeriesOf(e)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// save writes a vector under its name.
func save(t *testing.T, v vector) {
	t.Helper()
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata/vectors", v.Name+".json"), append(b, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
