package sheet

import (
	"image"
	"strings"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// extreme is the most that a series may have: sixteen odd values, the longest names.
func extreme(t *testing.T) Input {
	t.Helper()
	var list []entry.Denomination
	for i := range entry.MaxDenominations {
		list = append(list, entry.Denomination{Value: entry.Amount(entry.MaxCouponValue - 111_111*i), Count: 1})
	}
	in := input(t, list...)
	in.Market = strings.Repeat("Saint-Jean-", 6)[:entry.MaxName]
	in.Community = strings.Repeat("Œuvre de Ğénac ", 5)[:entry.MaxName]
	in.Chain = "ĞDev"
	in.Options.Terms = true
	return in
}

// Whatever the input, nothing stands in the five millimetres where printers do not print.
func TestMarginsAreWhite(t *testing.T) {
	need(t, "pdftoppm")
	for _, lang := range words.Langs() {
		play := fair(t)
		play.Chain = ""
		for name, in := range map[string]Input{"extreme": extreme(t), "fair": fair(t), "play": play} {
			in.Lang = lang
			_, files := pages(t, mustMake(t, in), "pdftoppm", "-gray", "-png", "-r", "100", "sheet.pdf", "page")
			for i, file := range files {
				if x, y, clean := whiteEdge(decoded(t, file), 4.7*100/25.4); !clean {
					t.Errorf("%s %s, page %d: ink at %d, %d", name, lang, i+1, x, y)
				}
			}
		}
	}
}

// whiteEdge says whether the border of a picture is white, or where it is not.
func whiteEdge(page *image.Gray, wide float64) (x, y int, clean bool) {
	inner := page.Bounds().Inset(int(wide))
	for y := range page.Rect.Dy() {
		for x := range page.Rect.Dx() {
			if page.GrayAt(x, y).Y < 250 && !image.Pt(x, y).In(inner) {
				return x, y, false
			}
		}
	}
	return 0, 0, true
}

// Every denomination of a series has a sign of its own, and the usual values the same ones in
// every series.
func TestSigns(t *testing.T) {
	for _, in := range []Input{extreme(t), fair(t)} {
		seen := map[int]bool{}
		for _, d := range newBook(newPaper(in), in, 1).denominations {
			if seen[d.sign] {
				t.Errorf("two denominations have sign %d", d.sign)
			}
			seen[d.sign] = true
		}
	}
	for i, value := range []int64{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000} {
		if got := ladder(value); got != i {
			t.Errorf("%d stands on step %d, want %d", value, got, i)
		}
		if got := ladder(value + 1); value > 2 && got != i {
			t.Errorf("%d stands on step %d, want %d", value+1, got, i)
		}
	}
}
