package sheet

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"foirail/coupons"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

var update = flag.Bool("update", false, "rewrite the sums kept in testdata")

// input is a whole series ready to be printed, the same in every run.
func input(t testing.TB, denominations ...entry.Denomination) Input {
	t.Helper()
	m, err := coupons.New([coupons.SeedSize]byte{'s'})
	if err != nil {
		t.Fatal(err)
	}
	issue, err := m.Issue(denominations, 12, 21000, "Les Amis du marché")
	if err != nil {
		t.Fatal(err)
	}
	by, err := keys.NewSecret(keys.Ed25519, [keys.SeedSize]byte{'i'})
	if err != nil {
		t.Fatal(err)
	}
	e := &entry.Entry{Community: entry.Hash{1}, Market: entry.MarketID{2}, Author: by.Account(), Seq: 1, Time: 1795000000, Body: issue}
	if err := e.Sign(by); err != nil {
		t.Fatal(err)
	}
	series, err := coupons.SeriesOf(e)
	if err != nil {
		t.Fatal(err)
	}
	return Input{Maker: m, Series: series, Community: "Vallée de l'Eyrieux", Market: "Saint-Agrève", Chain: "Ğ1", Lang: words.FR}
}

// fair is a series of 34 coupons, as a small market orders it.
func fair(t testing.TB) Input {
	t.Helper()
	return input(t, entry.Denomination{Value: 100, Count: 20}, entry.Denomination{Value: 500, Count: 10}, entry.Denomination{Value: 1000, Count: 4})
}

func mustMake(t testing.TB, in Input) []byte {
	t.Helper()
	pdf, err := Make(in)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

func TestSameBytes(t *testing.T) {
	in := fair(t)
	first := mustMake(t, in)
	for i := range 50 {
		if !bytes.Equal(mustMake(t, in), first) {
			t.Fatalf("run %d gave other bytes", i)
		}
	}
}

// The sums kept in testdata change only when the paper does: look at it before taking new ones.
func TestGolden(t *testing.T) {
	var sums strings.Builder
	for _, lang := range words.Langs() {
		for _, chain := range []string{"Ğ1", ""} {
			in := fair(t)
			in.Lang, in.Chain, in.Options.Terms = lang, chain, true
			fmt.Fprintf(&sums, "%x %s %q\n", sha256.Sum256(mustMake(t, in)), lang, chain)
		}
	}
	const kept = "testdata/sheets.sha256"
	if *update {
		if err := os.WriteFile(kept, []byte(sums.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	if sums.String() != string(want) {
		t.Errorf("got\n%swant\n%s", sums.String(), want)
	}
}

func TestPagesOfARange(t *testing.T) {
	in := fair(t)
	for _, c := range []struct {
		from, to int
		terms    bool
		pages    int
	}{{0, 0, false, 5}, {1, 34, true, 10}, {9, 16, false, 1}, {34, 34, false, 1}, {1, 9, true, 4}} {
		in.From, in.To, in.Options.Terms = c.from, c.to, c.terms
		if got := bytes.Count(mustMake(t, in), []byte("/Type /Page\n")); got != c.pages {
			t.Errorf("%d to %d: %d pages, want %d", c.from, c.to, got, c.pages)
		}
	}
}

func TestRefuses(t *testing.T) {
	in := fair(t)
	for _, r := range [][2]int{{0, 1}, {1, 0}, {-1, 3}, {5, 4}, {1, 35}, {35, 35}} {
		in.From, in.To = r[0], r[1]
		if _, err := Make(in); !errors.Is(err, ErrRange) {
			t.Errorf("%v: got %v", r, err)
		}
	}
	other, err := coupons.New([coupons.SeedSize]byte{'o'})
	if err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]Input{
		"nothing": {}, "no maker": {Series: in.Series}, "no series": {Maker: other}, "other seed": {Maker: other, Series: in.Series},
	} {
		if _, err := Make(in); !errors.Is(err, coupons.ErrSeries) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
