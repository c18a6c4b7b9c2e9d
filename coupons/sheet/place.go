package sheet

import (
	"foirail/print"
	"foirail/print/qr"
)

// The page as it is read: A4 across, 297 mm wide and 210 mm high. Nothing stands in the 5 mm at
// its edges, where printers do not print.
const (
	pageWidth = print.PageHeight
	margin    = 5.0
	rows      = PerSheet / columns
	columns   = 2

	headTop = margin
	gridTop = 12.0 // of the cards
	footTop = gridTop + rows*cardHeight
)

// A card, and where its parts begin, from its left edge. The cover is a millimetre narrower than
// the panel that it is folded over, so that it does not hinder the second fold.
const (
	cardWidth  = (pageWidth - 2*margin) / columns
	cardHeight = 46.0

	faceLeft   = 30.0
	hiddenLeft = cardWidth - coverWidth - hiddenWidth
	coverLeft  = cardWidth - coverWidth

	faceWidth   = hiddenLeft - faceLeft
	hiddenWidth = 24.75
	coverWidth  = 23.75
)

// Codes. A module is six dots of a 300 dot printer, three of a 150 dot one.
const (
	module     = 6 * print.Dot
	quiet      = qr.QuietZone * module
	publicSide = 49*module + 2*quiet // with the quiet zone: 28.96 mm
	hiddenSide = 25*module + 2*quiet // 16.76 mm
	codeTop    = cardHeight - publicSide - 0.4
)

// landscape draws a page that is read across on paper that stands upright. The turning point is
// a whole number of dots down the page, so that codes stay on the dots. The front is turned to
// the left and the back to the right, which puts both the same way up when a card is turned over
// like the page of a book.
func landscape(s *print.Sheet, front bool, draw func()) {
	if front {
		const foot = 3508 * print.Dot
		s.Turn(0, foot, 90, func() { s.Move(0, foot, draw) })
		return
	}
	const right = 2480 * print.Dot
	s.Turn(right, 0, -90, func() { s.Move(right, 0, draw) })
}

// corner is the top left corner of the n-th card of a sheet, counted from 0 along the rows.
func corner(n int) (x, y float64) {
	return margin + float64(n%columns)*cardWidth, gridTop + float64(n/columns)*cardHeight
}

// rowsOf is how many rows that many cards take.
func rowsOf(cards int) int { return (cards + columns - 1) / columns }
