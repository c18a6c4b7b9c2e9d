package qr

import (
	"bytes"
	"math/rand/v2"
	"testing"

	qrcode "github.com/skip2/go-qrcode"
)

// The quick way gives what the library gives. The texts hold no digits, which the library sets
// apart.
func TestQuickIsTheLibrary(t *testing.T) {
	const seed = 7
	r := rand.New(rand.NewPCG(seed, seed))
	sizes := map[int]int{}
	for n := 1; n <= 189; n++ {
		for range 3 {
			text := make([]byte, n)
			for i := range text {
				text[i] = quickSet[10+r.IntN(len(quickSet)-10)]
			}
			code, ok := quick(string(text), Quartile)
			if !ok {
				t.Fatalf("%d characters are not for the quick way", n)
			}
			q, err := qrcode.New(string(text), qrcode.High)
			if err != nil {
				t.Fatal(err)
			}
			q.DisableBorder = true
			if want := pack(q.Bitmap()); code.Size != want.Size || !bytes.Equal(code.bits, want.bits) {
				t.Fatalf("seed %d: another code for %q: %d modules, the library %d", seed, text, code.Size, want.Size)
			}
			sizes[code.Size]++
		}
	}
	if len(sizes) != len(quickVersions) {
		t.Errorf("sizes seen: %v", sizes)
	}
}

func TestQuickLeavesTheRest(t *testing.T) {
	for _, c := range []struct {
		text  string
		level Level
	}{{"", Quartile}, {"a", Quartile}, {"AB,", Quartile}, {"ABé", Quartile}, {"ABC", High}, {"ABC", Low}, {string(bytes.Repeat([]byte("A"), 190)), Quartile}} {
		if _, ok := quick(c.text, c.level); ok {
			t.Errorf("%.10q at %v went the quick way", c.text, c.level)
		}
	}
}

func BenchmarkQuick(b *testing.B) {
	text := string(bytes.Repeat([]byte("7KWZ4"), 31))[:154]
	for b.Loop() {
		if _, ok := quick(text, Quartile); !ok {
			b.Fatal("not for the quick way")
		}
	}
}
