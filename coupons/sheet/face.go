package sheet

import (
	"strings"

	"foirail/coupons"
	"foirail/print"
)

// Places on the face.
const (
	inset        = 1.5
	faceRight    = hiddenLeft - inset
	figuresLeft  = faceLeft + 14
	figuresWidth = 36.0
	wordsWidth   = faceWidth - 2*inset - 15 // the serial stands behind it
	columnLeft   = faceLeft + publicSide + 1.3
	columnWidth  = faceRight - columnLeft
	stampRadius  = 5.2
)

// figuresSize is the size of the amount in figures, in points. A banner takes some of its place.
func figuresSize(in Input) float64 {
	if bannerOf(in) != "" {
		return 15
	}
	return 22
}

// face draws the outside of the coupon: what anybody may see and check.
func (b *book) face(c card, d *denomination) {
	s := b.paper
	if b.banner != "" {
		b.drawBanner()
	} else {
		b.drawStamp()
	}
	b.amount(d)
	s.Text(faceRight, 13.1, b.serial(c), flushRight(bold(9)))
	b.date(16.4)
	s.QR(c.public, faceLeft+0.3+quiet, codeTop+quiet, module)

	y := b.names.draw(s, columnLeft, codeTop+0.6)
	y = b.series.draw(s, columnLeft, y)
	y += 0.5
	y = block{[]string{grouped(c.lookup)}, typed(9)}.draw(s, columnLeft, y)
	b.terms.draw(s, columnLeft, y+0.3)
}

// amount draws the sign, the figures and the words.
func (b *book) amount(d *denomination) {
	middle, radius := 5.5, 4.5
	if b.banner != "" {
		middle, radius = 7.7, 2.7
	}
	drawSign(b.paper, d.sign, faceLeft+7.5, middle, radius)
	style := d.figures.style
	for _, line := range d.figures.lines {
		b.paper.Text(figuresLeft, middle+0.36*style.Size*pointMM, line, style)
	}
	d.words.draw(b.paper, faceLeft+inset, 10.4)
}

// date draws until when the coupon holds, the words plain and the date bold, on one line.
func (b *book) date(base float64) {
	s, wide := b.paper, faceWidth-2*inset
	words, date := plain(8), bold(8.5)
	whole := s.Width(b.untilAt+" ", words) + s.Width(b.until, date)
	if whole > wide {
		words.Size, date.Size = words.Size*wide/whole, date.Size*wide/whole
	}
	s.Text(faceLeft+inset, base, b.untilAt, words)
	s.Text(faceLeft+inset+s.Width(b.untilAt+" ", words), base, b.until, date)
}

// drawBanner says in white on black that this is not the Ğ1.
func (b *book) drawBanner() {
	s := b.paper
	s.Fill(print.Box{X: faceLeft + inset, Y: 1, W: faceWidth - 2*inset, H: 3.9}, print.Colour{})
	white := centred(bold(8.5))
	white.Colour = print.Grey(255)
	white = s.Fit(b.banner, faceWidth-2*inset-2, 5, white)
	s.Text(faceLeft+faceWidth/2, 3.95, b.banner, white)
}

// drawStamp marks the place of the dry stamp.
func (b *book) drawStamp() {
	x, y := faceRight-stampRadius, 0.6+stampRadius
	b.paper.Outline(print.Circle, x, y, stampRadius, print.Pen{Width: 0.2, Colour: print.Grey(150), On: 0.8, Off: 0.8})
	b.stamp.draw(b.paper, x, y-float64(len(b.stamp.lines))*leading(b.stamp.style)/2)
}

// grouped is a code as it is typed.
func grouped(code string) string { return strings.Join(coupons.Grouped(code), "-") }
