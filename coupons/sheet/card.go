package sheet

import (
	"slices"
	"strconv"
	"strings"

	"foirail/coupons"
)

// blankCard draws what stands on every card of the series, from its top left corner.
func (b *book) blankCard() {
	b.folds()
	b.counterfoilBlank()
	b.faceBlank()
	b.open.draw(b.paper, panelX, 1.2)
}

// card draws what is one card's own upon the blank.
func (b *book) card(c card) {
	b.paper.Place(b.denomination(c.serial).front)
	b.serials(c)
	b.typedCodes(c)
	b.codes(c)
}

// serials draws the serial on counterfoil, face and hidden panel.
func (b *book) serials(c card) {
	text := b.say("sheet.serial", "serial", strconv.Itoa(c.serial))
	b.paper.Text(inset, 4.2, text, bold(9))
	b.paper.Text(faceRight, 13.1, text, flushRight(bold(9)))
	b.paper.Text(panelX, 45.2, text, centred(bold(9)))
}

// typedCodes draws what is for typing: the lookup code on counterfoil and face, the hidden code
// on the panel that is folded away and nowhere else.
func (b *book) typedCodes(c card) {
	s, lookup := b.paper, strings.Join(coupons.Grouped(c.lookup), "-")
	s.Text(inset+1.2, 8.2, lookup, lookupStyle())
	block{[]string{lookup}, lookupStyle()}.draw(s, columnLeft, b.lookupTop)
	y := hiddenTop + hiddenSide + 3.2
	for pair := range slices.Chunk(coupons.Grouped(c.secret), 2) {
		s.Text(panelX, y, strings.Join(pair, "-"), centred(typed(10)))
		y += 4
	}
}

// codes draws the QR codes: the public one on counterfoil and face, the hidden one on the panel
// that is folded away.
func (b *book) codes(c card) {
	b.paper.QR(c.public, (faceLeft-publicSide)/2+quiet, codeTop+quiet, module)
	b.paper.QR(c.public, faceLeft+0.3+quiet, codeTop+quiet, module)
	b.paper.QR(c.hidden, panelX-hiddenSide/2+quiet, hiddenTop+quiet, module)
}
