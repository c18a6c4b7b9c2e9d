package sheet

import "foirail/print"

// Places on the face.
const (
	inset        = 1.5
	faceRight    = hiddenLeft - inset
	figuresLeft  = faceLeft + 14
	figuresWidth = 36.0
	wordsWidth   = faceWidth - 2*inset - 15 // the serial stands behind it
	columnLeft   = faceLeft + publicSide + 1.3
	columnWidth  = faceRight - columnLeft
	namesTop     = codeTop + 0.3
	stampRadius  = 4.8
)

// figuresSize is the size of the amount in figures, in points. A banner takes some of its place.
func figuresSize(in Input) float64 {
	if bannerOf(in) != "" {
		return 15
	}
	return 22
}

// faceBlank draws what stands on every face of the series.
func (b *book) faceBlank() {
	s := b.paper
	if b.banner != "" {
		b.drawBanner()
	} else {
		b.drawStamp()
	}
	b.date(16.4)
	b.names.draw(s, columnLeft, namesTop)
	b.series.draw(s, columnLeft, b.lookupTop-0.2-leading(b.series.style))
	b.terms.draw(s, columnLeft, b.lookupTop+leading(lookupStyle())+0.1)
}

// lookupStyle is how the lookup code stands on the face.
func lookupStyle() print.Style { return typed(8.5) }

// worth draws the sign, the figures and the words of a denomination.
func (b *book) worth(d *denomination) {
	middle, radius := 5.2, 4.3
	if b.banner != "" {
		middle, radius = 7.7, 2.7
	}
	drawSign(b.paper, d.sign, faceLeft+7.5, middle, radius)
	style := d.figures.style
	for _, line := range d.figures.lines {
		b.paper.Text(figuresLeft, middle+0.36*style.Size*pointMM, line, style)
	}
	d.words.draw(b.paper, faceLeft+inset, 10.4)
	d.small.draw(b.paper, faceLeft-inset, 1.7)
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
	x, y := faceRight-stampRadius, 0.5+stampRadius
	b.paper.Outline(print.Circle, x, y, stampRadius, print.Pen{Width: 0.2, Colour: print.Grey(150), On: 0.8, Off: 0.8})
	b.stamp.draw(b.paper, x, y-float64(len(b.stamp.lines))*leading(b.stamp.style)/2)
}
