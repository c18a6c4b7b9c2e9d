package print_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"foirail/print"
	"foirail/print/qr"
)

// made is the date of every sheet of these tests.
var made = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// A card is what one coupon of these tests shows.
type card struct {
	public, hidden       string
	publicCode, hideCode qr.Code
}

// cards makes n different cards as long as coupons are.
func cards(t testing.TB, n int) []card {
	t.Helper()
	alphabet := strings.Repeat("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 5)
	all := make([]card, n)
	for i := range all {
		c := card{public: fmt.Sprintf("%04d%s", i, stirred(alphabet[:150], i)), hidden: fmt.Sprintf("%04d%s", i, stirred(alphabet[:24], i))}
		var err error
		if c.publicCode, err = qr.Encode(c.public, qr.Quartile); err != nil {
			t.Fatal(err)
		}
		if c.hideCode, err = qr.Encode(c.hidden, qr.Quartile); err != nil {
			t.Fatal(err)
		}
		all[i] = c
	}
	return all
}

// stirred returns text in another order for every n.
func stirred(text string, n int) string {
	b := []byte(text)
	x := uint32(n)*2654435761 + 12345
	for i := len(b) - 1; i > 0; i-- {
		x = x*1664525 + 1013904223
		j := int(x>>8) % (i + 1)
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// The size and place of the cards on a page of ten.
const (
	cardWidth  = 100.0
	cardHeight = 53.0
	module     = 6 * print.Dot
)

// draw draws a card with its top left corner at the origin.
func draw(s *print.Sheet, n int, c card) {
	s.QR(c.publicCode, 4, 12, module)
	s.Shape(print.Shape(n%6), 38, 8, 4, print.Colour{R: 180, G: 30, B: 60})
	s.Outline(print.Shape((n+1)%6), 47, 8, 4, print.Pen{Width: 0.3})
	name := print.Style{Font: print.Bold, Size: 11}
	s.Text(4, 8, "Marché de Ğénac", s.Fit("Marché de Ğénac", 28, 6, name))
	s.Text(98, 9, "5,00 Ğ1", print.Style{Font: print.Bold, Size: 16, Align: print.Right})
	s.Text(33, 16, "cinq ğ – ¿cinco? ¡sí! œuf, 5 €", print.Style{Size: 8})
	s.Text(33, 20, fmt.Sprintf("Série A7 · N° %04d", n), print.Style{Size: 8, Colour: print.Grey(90)})
	s.Text(33, 24, "valable jusqu’au 31/12/2027", print.Style{Size: 7})
	s.Text(33, 28, c.public[:4]+" "+c.public[4:8]+" "+c.public[8:12], print.Style{Font: print.Mono, Size: 8})
	s.Screen(print.Box{X: 64, Y: 28, W: 34, H: 22})
	s.QR(c.hideCode, 40, 32, 5*print.Dot)
	s.Fold(63, 26, 63, 52)
	s.Text(33, 51, c.hidden[:4]+" "+c.hidden[4:8]+" "+c.hidden[8:12]+" "+c.hidden[12:16], print.Style{Font: print.MonoBold, Size: 6})
}

// drawAll lays cards out ten to a page with everything that a page has.
func drawAll(s *print.Sheet, all []card) {
	for i, c := range all {
		if i%10 == 0 {
			s.AddPage()
			s.CutMarks(print.Box{X: 5, Y: 14, W: 2 * cardWidth, H: 5 * cardHeight}, 2, 5, 1, 3)
			s.Ruler(10, 287, "100 %")
		}
		n := i % 10
		s.Move(5+float64(n%2)*cardWidth, 14+float64(n/2)*cardHeight, func() { draw(s, i, c) })
	}
}

// document returns the sheet of cards that the tests of this room print.
func document(t testing.TB, all []card) []byte {
	t.Helper()
	s := print.New(print.Options{Title: "Bons du marché – Ğ1", Author: "Foire d’Épinal", Made: made})
	drawAll(s, all)
	s.AddPage()
	s.Turn(105, 40, 180, func() {
		s.Text(105, 40, "upside down", print.Style{Align: print.Centre})
		s.QR(all[0].hideCode, 20, 20, module)
	})
	s.Turn(20, 200, 90, func() { s.Text(20, 200, "upward", print.Style{Font: print.Bold}) })
	s.Fill(print.Box{X: 40, Y: 60, W: 60, H: 30}, print.Colour{R: 250, G: 240, B: 200})
	s.Frame(print.Box{X: 40, Y: 60, W: 60, H: 30}, print.Pen{Width: 0.4, On: 2, Off: 1})
	s.Paragraph(42, 62, 56, "Ce bon est du papier-monnaie du village\u00a0: qui tient le papier "+
		"tient la somme. ¿Quién lo tiene? Ğğ œŒ €.\n\nDonaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", print.Style{Size: 9})
	b, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}
