package sheet

import "foirail/print"

// counterfoilBlank draws what stands on every counterfoil, the part that the issuer keeps:
// who got the coupon, and when, is written there by hand.
func (b *book) counterfoilBlank() {
	if b.banner != "" {
		b.paper.Fill(print.Box{X: inset, Y: 5, W: faceLeft - 2*inset, H: 0.6}, print.Colour{})
	}
	b.blank("paper.name", 12.6)
	b.blank("paper.date", 17)
}

// blank draws a word and a line to write on.
func (b *book) blank(key string, base float64) {
	word, style := b.say(key), plain(8)
	b.paper.Text(inset, base, word, style)
	from := inset + b.paper.Width(word, style) + 1
	b.paper.Line(from, base+0.3, faceLeft-inset, base+0.3, print.Pen{Width: 0.15, Colour: print.Grey(90)})
}
