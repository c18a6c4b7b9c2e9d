package sheet

import (
	"foirail/ledger/words"
	"foirail/print"
)

// backWidth is how much of a face's back the folded panels leave free, in millimetres.
const backWidth = faceWidth - hiddenWidth - 4

// back draws the page of terms behind a sheet. Columns are mirrored; each text stands behind the
// face of its card, beside the panels that are folded there.
func (b *book) back(number int, cards []card) {
	s := b.paper
	s.AddPage()
	landscape(s, false, func() {
		b.title(number)
		for n, c := range cards {
			x, y := corner(n)
			left := pageWidth - x - hiddenLeft + hiddenWidth
			s.Move(left, y, func() { s.Place(b.denomination(c.serial).back) })
		}
	})
}

// termsOf draws the terms of a denomination in their frame.
func (b *book) termsOf(d *denomination) {
	b.paper.Frame(print.Box{X: 1, Y: 3, W: backWidth + 2, H: cardHeight - 6}, print.Pen{Width: 0.15, Colour: print.Grey(150)})
	d.terms.draw(b.paper, 2, 4)
}

// terms is the full terms of a coupon.
func terms(in Input, face string) string {
	text := words.Say(in.Lang, "sheet.terms", "amount", face, "name", in.Market, "when", dateOf(in))
	if banner := bannerOf(in); banner != "" {
		return banner + ". " + text
	}
	return text
}
