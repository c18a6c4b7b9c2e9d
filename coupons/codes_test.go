package coupons

import (
	"errors"
	"strings"
	"testing"

	"foirail/ledger/entry"
)

// reader is one of the two typed codes, to test them alike.
type reader struct {
	name string
	text string
	read func(string) (string, error) // the code read and written again
}

func readers(t testing.TB) []reader {
	t.Helper()
	secret := NewSecret([SecretSize]byte{0xde, 0xad, 0xbe, 0xef, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0xff})
	return []reader{
		{"hidden", secret.Text(), func(text string) (string, error) {
			s, err := ParseSecret(text)
			return s.Text(), err
		}},
		{"lookup", LookupCode(entry.Hash{0xca, 0xfe, 0xba, 0xbe}, 1234), func(text string) (string, error) {
			l, err := ParseLookup(text)
			return l.Text(), err
		}},
	}
}

func TestEveryWrongCharacterIsCaughtAndPlaced(t *testing.T) {
	for _, r := range readers(t) {
		for i := range r.text {
			for _, c := range alphabet {
				wrong := r.text[:i] + string(c) + r.text[i+1:]
				_, err := r.read(wrong)
				if wrong == r.text {
					if err != nil {
						t.Fatalf("%s: own code refused: %v", r.name, err)
					}
					continue
				}
				var typo *Typo
				if !errors.Is(err, ErrChecksum) || !errors.As(err, &typo) {
					t.Fatalf("%s: %c at %d gave %v", r.name, c, i+1, err)
				}
				if typo.At != i+1 {
					t.Errorf("%s: %c at %d was placed at %d", r.name, c, i+1, typo.At)
				}
			}
		}
	}
}

func TestEverySwapIsCaught(t *testing.T) {
	for _, r := range readers(t) {
		for i := range r.text {
			for j := range i {
				b := []byte(r.text)
				b[i], b[j] = b[j], b[i]
				if string(b) == r.text {
					continue
				}
				var typo *Typo
				if _, err := r.read(string(b)); !errors.Is(err, ErrChecksum) || !errors.As(err, &typo) || typo.At != 0 {
					t.Errorf("%s: swap of %d and %d gave %v", r.name, j+1, i+1, err)
				}
			}
		}
	}
}

// Any two wrong characters are caught in both codes: a sample of them here.
func TestManyWrongCharacters(t *testing.T) {
	for _, r := range readers(t) {
		for i := range r.text {
			for j := range i {
				for d := 0; d < 31*31; d += 5 {
					b := []byte(r.text)
					b[i] = shift(b[i], d/31+1)
					b[j] = shift(b[j], d%31+1)
					if _, err := r.read(string(b)); !errors.Is(err, ErrChecksum) {
						t.Fatalf("%s: %d and %d wrong gave %v", r.name, j+1, i+1, err)
					}
				}
			}
		}
	}
}

// Any three wrong characters are caught in a lookup code: a sample of them here.
func TestThreeWrongCharactersOfALookup(t *testing.T) {
	r := readers(t)[1]
	for i := range r.text {
		for j := range i {
			for k := range j {
				for d := 0; d < 31*31*31; d += 101 {
					b := []byte(r.text)
					b[i], b[j], b[k] = shift(b[i], d/961+1), shift(b[j], d/31%31+1), shift(b[k], d%31+1)
					if _, err := r.read(string(b)); !errors.Is(err, ErrChecksum) {
						t.Fatalf("%d, %d and %d wrong gave %v", k+1, j+1, i+1, err)
					}
				}
			}
		}
	}
}

// shift is the character d places further in the alphabet.
func shift(c byte, d int) byte {
	s, _ := symbolOf(c)
	return alphabet[(int(s)+d)%32]
}

func TestTypedAsPeopleDo(t *testing.T) {
	for _, r := range readers(t) {
		grouped := strings.Join(Grouped(r.text), "-")
		misread := strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(r.text))
		for _, text := range []string{grouped, strings.ToLower(grouped), misread, strings.ReplaceAll(grouped, "-", " – "),
			" " + strings.ReplaceAll(grouped, "-", "\u00a0\n") + "\t", strings.NewReplacer("0", "O", "1", "I").Replace(r.text)} {
			if got, err := r.read(text); err != nil || got != r.text {
				t.Errorf("%s: %q reads as %s, %v", r.name, text, got, err)
			}
			if KindOf(text) != KindOf(r.text) || KindOf(text).String() != r.name {
				t.Errorf("%s: %q is of kind %v", r.name, text, KindOf(text))
			}
		}
	}
}

func TestWronglyTyped(t *testing.T) {
	for _, r := range readers(t) {
		for _, text := range []string{"", "-", r.text[1:], r.text + "0", strings.Repeat("0", maxText+1)} {
			if _, err := r.read(text); !errors.Is(err, ErrLength) {
				t.Errorf("%s: %q gave %v", r.name, text, err)
			}
		}
		for _, c := range []string{"U", "u", "é", "!", "ſ", "\x00", "\xff", "０"} {
			var typo *Typo
			_, err := r.read("  " + r.text[:5] + "-" + c + r.text[6:])
			if !errors.Is(err, ErrAlphabet) || !errors.As(err, &typo) || typo.At != 6 {
				t.Errorf("%s: %q at 6 gave %v", r.name, c, err)
			}
		}
	}
}

// A code has one spelling: spare bits are zero, and serials that no series has are refused.
func TestImpossibleContent(t *testing.T) {
	message := pack(make([]byte, SecretSize))
	for spare := byte(1); spare < 4; spare++ {
		message[len(message)-1] |= spare
		if _, err := ParseSecret(spell(addCheck(message, secretCheck))); !errors.Is(err, ErrForm) {
			t.Errorf("spare bits %d gave %v", spare, err)
		}
	}
	for _, serial := range []int{0, entry.MaxCoupons + 1, 1<<serialBits - 1} {
		if _, err := ParseLookup(LookupCode(entry.Hash{1}, serial)); !errors.Is(err, ErrForm) {
			t.Errorf("serial %d gave %v", serial, err)
		}
	}
}

func TestLookupOfEverySerial(t *testing.T) {
	series := entry.Hash{0xff, 0xff, 0xff, 0xff}
	for serial := 1; serial <= entry.MaxCoupons; serial++ {
		l, err := ParseLookup(LookupCode(series, serial))
		if err != nil || l.Serial != serial || !l.Matches(series) || l.Matches(entry.Hash{}) {
			t.Fatalf("serial %d: %+v %v", serial, l, err)
		}
	}
}

func TestKinds(t *testing.T) {
	m, series := small(t)
	for text, want := range map[string]Kind{
		publicOf(t, m, series, 1).Text(): KindPublic,
		strings.Repeat("0", 101):         KindPublic,
		strings.Repeat("0", 100):         KindUnknown,
		strings.Repeat("U", 28):          KindHidden, // mistyped, and still to be kept secret
		strings.Repeat("0", 27):          KindUnknown,
		strings.Repeat("0", maxText+1):   KindUnknown,
		"":                               KindUnknown,
		"http://x.fr/":                   KindUnknown,
		"g1PQ69LQf7bAYgf6FRS1JZr8j1FmdYDYj9Mi14kGEFFXyR77V": KindUnknown,
	} {
		if got := KindOf(text); got != want {
			t.Errorf("%.40q: got %v, want %v", text, got, want)
		}
	}
}

// The generators as SPEC.md writes them.
func TestGenerators(t *testing.T) {
	for k, want := range map[int]string{2: "\x01\x03\x02", 3: "\x01\x07\x0e\x08"} {
		if got := string(addCheck([]byte{1}, k)); got != want {
			t.Errorf("k = %d: %x, want %x", k, got, want)
		}
	}
}
