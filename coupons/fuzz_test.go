package coupons

import (
	"errors"
	"testing"

	"foirail/ledger/entry"
)

// named says whether an error is one that callers can tell apart.
func named(err error) bool {
	for _, known := range []error{ErrLength, ErrAlphabet, ErrChecksum, ErrForm, ErrNewer} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

func FuzzParsePublic(f *testing.F) {
	m, series := small(f)
	f.Add(publicOf(f, m, series, 1).Text())
	f.Add("G" + publicOf(f, m, series, 1).Text()[1:])
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePublic(text)
		if err != nil {
			if !named(err) {
				t.Errorf("unnamed error %v", err)
			}
			return
		}
		if p.Text() != text {
			t.Errorf("%q is written again as %q", text, p.Text())
		}
		if p.Verify(series) == nil && text != publicOf(t, m, series, p.Serial).Text() {
			t.Errorf("a forgery verifies: %q", text)
		}
	})
}

func FuzzParseSecret(f *testing.F) {
	f.Add(NewSecret([SecretSize]byte{1, 2, 3}).Text())
	f.Add("0000-oooo 0000-0000 0000-0000 0000")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSecret(text)
		if err != nil {
			if !named(err) {
				t.Errorf("unnamed error %v", err)
			}
			return
		}
		if again, err := ParseSecret(s.Text()); err != nil || !again.Equal(s) || KindOf(text) != KindHidden {
			t.Errorf("does not read again as the same secret: %v", err)
		}
	})
}

func FuzzParseLookup(f *testing.F) {
	f.Add(LookupCode(entry.Hash{1, 2, 3, 4}, 4096))
	f.Add("0000-oooo-0000")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLookup(text)
		if err != nil {
			if !named(err) {
				t.Errorf("unnamed error %v", err)
			}
			return
		}
		if again, err := ParseLookup(l.Text()); err != nil || again != l || KindOf(text) != KindLookup {
			t.Errorf("%q reads as %+v, then %+v, %v", text, l, again, err)
		}
	})
}

func FuzzKindOf(f *testing.F) {
	f.Add("0000-0000-0000")
	f.Fuzz(func(t *testing.T, text string) {
		kind := KindOf(text)
		if _, err := ParseSecret(text); err == nil && kind != KindHidden {
			t.Errorf("%q is a secret of kind %v", text, kind)
		}
		if _, err := ParseLookup(text); err == nil && kind != KindLookup {
			t.Errorf("%q is a lookup of kind %v", text, kind)
		}
	})
}
