package coupons

import (
	"errors"
	"strings"
	"testing"

	"foirail/ledger/entry"
)

// No bit of a public side can be changed without its being refused.
func TestEveryBitOfThePublicSideCounts(t *testing.T) {
	m, series := small(t)
	good := pack(append(publicOf(t, m, series, 2).signed(), make([]byte, 64)...))
	sig := publicOf(t, m, series, 2).Signature
	b, _ := unpack(good)
	copy(b[signedSize:], sig[:])
	for bit := range 8 * PublicSize {
		b[bit/8] ^= 0x80 >> (bit % 8)
		if p, err := ParsePublic(spell(pack(b))); err == nil && p.Verify(series) == nil {
			t.Errorf("bit %d does not count", bit)
		}
		b[bit/8] ^= 0x80 >> (bit % 8)
	}
	if p, err := ParsePublic(spell(pack(b))); err != nil || p.Verify(series) != nil {
		t.Errorf("the public side itself is refused: %v", err)
	}
}

func TestParsePublicIsStrict(t *testing.T) {
	m, series := small(t)
	text := publicOf(t, m, series, 1).Text()
	later := "G" + text[1:]
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"small letters":   {strings.ToLower(text), ErrAlphabet},
		"a space":         {text[:50] + " " + text[50:], ErrAlphabet},
		"a line end":      {text + "\n", ErrAlphabet},
		"an O for a 0":    {text[:9] + "O" + text[10:], ErrAlphabet},
		"too short":       {text[:153], ErrLength},
		"too long":        {text + "0", ErrLength},
		"a hidden code":   {strings.Repeat("0", SecretText), ErrLength},
		"nothing":         {"", ErrLength},
		"far too long":    {strings.Repeat("0", 1<<20), ErrLength},
		"spare bits":      {text[:153] + string(shift(text[153], 1)), ErrForm},
		"version 0":       {"00" + text[2:], ErrForm},
		"later":           {later, ErrNewer},
		"later, longer":   {later + "00000", ErrNewer},
		"later, shorter":  {later[:120], ErrNewer},
		"zeros, version1": {"04" + strings.Repeat("0", 152), ErrForm},
	} {
		if _, err := ParsePublic(c.text); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestForgeriesAreNamed(t *testing.T) {
	m, series := small(t)
	good := publicOf(t, m, series, 2)
	elsewhere := series
	elsewhere.Community = entry.Hash{9}
	renamed := series
	renamed.Hash[hashEnd]++ // the same first bytes, another series
	other := series
	other.Hash[0]++
	dearer := *series.Issue
	dearer.Denominations = []entry.Denomination{{Value: 200, Count: 2}, {Value: 500, Count: 1}}
	longer := *series.Issue
	longer.LastEpoch++
	fewer := *series.Issue
	fewer.Keys = fewer.Keys[:1]
	swapped := *series.Issue
	swapped.Keys = append(swapped.Keys[1:2:2], swapped.Keys[0], swapped.Keys[2])
	with := func(issue entry.Issue) Series { s := series; s.Issue = &issue; return s }
	for name, c := range map[string]struct {
		series Series
		want   error
	}{
		"other community": {elsewhere, ErrForged}, "same first bytes": {renamed, ErrForged}, "other series": {other, ErrSeries},
		"other value": {with(dearer), ErrForged}, "other epoch": {with(longer), ErrForged}, "no such serial": {with(fewer), ErrForged},
		"other key": {with(swapped), ErrForged}, "no issue": {Series{Hash: series.Hash}, ErrSeries},
	} {
		if err := good.Verify(c.series); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// hashEnd is the last byte of a hash.
const hashEnd = entry.HashSize - 1
