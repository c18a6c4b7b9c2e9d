package sheet

import (
	"errors"

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

// covers draws the dark panels of a sheet, which keep a torch from showing what they are folded
// over: one piece for each column, parted by white at the cuts.
func (b *book) covers(cards int) {
	s := b.paper
	const gap = 0.8
	for column := range min(columns, cards) {
		x, y := corner(column)
		x, y = x+coverLeft+foldWords, y+gap
		cover := print.Box{X: x, Y: y, W: coverWidth - foldWords - gap, H: float64(rowsOf(cards-column))*cardHeight - 2*gap}
		s.Screen(cover)
		for row := 1; row < rowsOf(cards-column); row++ {
			s.Fill(print.Box{X: cover.X, Y: y + float64(row)*cardHeight - 2*gap, W: cover.W, H: 2 * gap}, print.Grey(255))
		}
	}
}
