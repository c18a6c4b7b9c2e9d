package sheet

import (
	"errors"
	"strings"

	"foirail/coupons"
	"foirail/print"
)

// errHidden is the mistake of a hidden code that cannot be drawn. It says no more.
var errHidden = errors.New("a hidden code could not be drawn")

// Places on the hidden panel. The words of its two folds stand on its sides.
const (
	foldWords  = 1.6 // half of what they take
	panelWidth = hiddenWidth - 2*foldWords
	hiddenTop  = 9.6
	panelX     = hiddenLeft + hiddenWidth/2
)

// hidden draws the panel that is folded away: the hidden code, as a QR code and for typing.
func (b *book) hidden(c card) {
	s := b.paper
	b.open.draw(s, panelX, 1.2)
	s.QR(c.hidden, panelX-hiddenSide/2+quiet, hiddenTop+quiet, module)
	groups := coupons.Grouped(c.secret)
	y := 10.6 + hiddenSide + 3.2
	for len(groups) > 0 {
		n := min(2, len(groups))
		s.Text(panelX, y, strings.Join(groups[:n], "-"), centred(typed(10)))
		groups, y = groups[n:], y+4
	}
	s.Text(panelX, 45.2, b.serial(c), centred(plain(8)))
}

// cover draws the dark panel that keeps a torch from showing what it is folded over.
func (b *book) cover() {
	b.paper.Screen(print.Box{X: coverLeft + foldWords, Y: 0.8, W: coverWidth - foldWords - 0.8, H: cardHeight - 1.6})
}
