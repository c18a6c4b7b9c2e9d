package keys

import (
	"errors"
	"strings"
	"testing"
)

func TestLinks(t *testing.T) {
	a := mustAccount(t, totoG1)
	for _, c := range []struct {
		text string
		want Link
	}{
		{"g1://" + totoG1 + "?amount=12.5&comment=pain%20et%20lait", Link{a, "12.5", "pain et lait"}},
		{"june://" + toto + "?comment=a+b&t=17&amount=3,20", Link{a, "3,20", "a b"}},
		{"june://" + toto + ":3ef/?amount=", Link{a, "", ""}},
		{"june://wallet/" + toto + "?comment=%C4%9E1", Link{a, "", "Ğ1"}},
		{totoG1, Link{a, "", ""}},
	} {
		got, err := ParseLink(c.text)
		if err != nil || got != c.want {
			t.Errorf("%s: got %+v %v", c.text, got, err)
		}
		if back, err := ParseLink(got.String()); err != nil || back != got {
			t.Errorf("%s: written as %s, reads as %+v %v", c.text, got, back, err)
		}
	}
	want := "june://" + totoG1 + "?amount=12.5&comment=%C4%9E%20%26%20%2B"
	if got := (Link{a, "12.5", "Ğ & +"}).String(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWrongLinks(t *testing.T) {
	for _, query := range []string{"amount=-1", "amount=1e9", "amount=1.2.3", "amount=.", "amount=1&amount=2",
		"comment=%", "comment=%FF", "comment=a%0Ab", "comment=" + strings.Repeat("x", MaxComment+1),
		"amount=" + strings.Repeat("1", MaxAmount+1), strings.Repeat("x", MaxLink)} {
		if l, err := ParseLink("june://" + toto + "?" + query); !errors.Is(err, ErrAddress) || l != (Link{}) {
			t.Errorf("%s: got %+v %v", query, l, err)
		}
	}
	if _, err := ParseLink("june://" + toto + ":xxx?amount=1"); !errors.Is(err, ErrChecksum) {
		t.Errorf("wrong checksum in a link: got %v", err)
	}
}

func FuzzParseLink(f *testing.F) {
	f.Add("g1://" + totoG1 + "?amount=12.5&comment=pain%20et%20lait&t=1")
	f.Add("web+june:" + toto + "?comment=a+b")
	f.Add("june://wallet/" + toto + ":3ef/?amount=1")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLink(text)
		if err != nil {
			return
		}
		if back, err := ParseLink(l.String()); err != nil || back != l {
			t.Errorf("%q is written %s, which reads as %+v, %v", text, l, back, err)
		}
	})
}
