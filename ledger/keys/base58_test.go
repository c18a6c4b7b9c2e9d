package keys

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestBase58(t *testing.T) {
	for _, c := range []struct{ plain, text string }{
		{"", ""},
		{"\x00", "1"},
		{"\x00\x00\x01", "112"},
		{"\x39", "z"},
		{"\x3a", "21"},
		{"Hello World!", "2NEpo7TZRRrLZSi2U"},
	} {
		if got := EncodeBase58([]byte(c.plain)); got != c.text {
			t.Errorf("encode %x: got %s, want %s", c.plain, got, c.text)
		}
		got, err := DecodeBase58(c.text)
		if err != nil || string(got) != c.plain {
			t.Errorf("decode %s: got %x %v, want %x", c.text, got, err, c.plain)
		}
	}
}

func TestBase58Refuses(t *testing.T) {
	for _, text := range []string{"0", "O", "I", "l", " ", "2 ", "é", strings.Repeat("2", MaxBase58+1)} {
		if b, err := DecodeBase58(text); !errors.Is(err, ErrBase58) {
			t.Errorf("%q: got %x %v, want ErrBase58", text, b, err)
		}
	}
}

func FuzzBase58(f *testing.F) {
	f.Add("2NEpo7TZRRrLZSi2U")
	f.Add("111")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := DecodeBase58(text)
		if err == nil && EncodeBase58(b) != text {
			t.Errorf("%q reads as %x, which is written %q", text, b, EncodeBase58(b))
		}
		if len(text) > 64 {
			return
		}
		back, err := DecodeBase58(EncodeBase58([]byte(text)))
		if err != nil || !bytes.Equal(back, []byte(text)) {
			t.Errorf("%x comes back as %x, %v", text, back, err)
		}
	})
}
