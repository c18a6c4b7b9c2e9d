package sheet

import "foirail/print"

// counterfoil draws the part that the issuer keeps. It repeats the public code, never the hidden
// one.
func (b *book) counterfoil(c card, d *denomination) {
	s := b.paper
	right := faceLeft - inset
	s.Text(inset, 4.2, b.serial(c), bold(9))
	d.small.draw(s, right, 1.7)
	s.Text(inset+2.5, 8.2, grouped(c.lookup), typed(8))
	if b.banner != "" {
		s.Fill(print.Box{X: inset, Y: 5, W: faceLeft - 2*inset, H: 0.6}, print.Colour{})
	}
	b.blank("paper.name", 12.6)
	b.blank("paper.date", 17)
	s.QR(c.public, (faceLeft-publicSide)/2+quiet, codeTop+quiet, module)
}

// blank draws a word and a line to write on.
func (b *book) blank(key string, base float64) {
	word, style := b.say(key), plain(8)
	b.paper.Text(inset, base, word, style)
	from := inset + b.paper.Width(word, style) + 1
	b.paper.Line(from, base+0.3, faceLeft-inset, base+0.3, print.Pen{Width: 0.15, Colour: print.Grey(90)})
}
