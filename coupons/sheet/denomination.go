package sheet

import (
	"foirail/ledger/words"
	"foirail/print"
)

// denomination is what the coupons of one value have in common.
type denomination struct {
	value   int64 // units
	count   int   // in the whole series
	sign    int   // 0 to signs-1, see signOf
	face    string
	figures block
	small   block // the figures on the counterfoil
	words   block
	terms   block // for the back

	front, back print.Form // sign, figures and words; terms
}

// signs is how many signs there are: six shapes, each full, hollow and with a core. They are told
// apart without colours; the colours help those who see them.
const (
	shapes = 6
	signs  = 3 * shapes
)

// colours go with the shapes. All are dark enough for a printer without colours.
var colours = [shapes]print.Colour{
	{R: 178, G: 34, B: 34}, {R: 20, G: 110, B: 60}, {R: 25, G: 80, B: 165},
	{R: 120, G: 50, B: 140}, {R: 190, G: 90, B: 0}, {R: 0, G: 110, B: 125},
}

// denominationsOf describes the denominations of a series, values ascending.
func denominationsOf(s *print.Sheet, in Input) []denomination {
	var list []denomination
	taken := map[int]bool{}
	for _, d := range in.Series.Issue.Denominations {
		value := int64(d.Value)
		sign := (ladder(value) + signs - ladder(oneG1)) % signs
		for taken[sign] {
			sign = (sign + 1) % signs
		}
		taken[sign] = true
		face := words.Face(in.Lang, value)
		list = append(list, denomination{
			value: value, count: d.Count, sign: sign, face: face,
			figures: fit(s, face, figuresWidth, 9, 6, bold(figuresSize(in))),
			small:   fit(s, face, 13.5, 3.5, 5, flushRight(bold(9))),
			words:   fit(s, words.InWords(in.Lang, value), wordsWidth, 4, 5, print.Style{Size: 9, Leading: 1}),
			terms:   fit(s, terms(in, face), backWidth, cardHeight-8, 6, plain(8)),
		})
	}
	return list
}

// oneG1 is the value of 1 Ğ1, in units. Its sign is the first of the full ones.
const oneG1 = 100

// ladder is the step of a value on 1, 2, 5, 10, 20, 50 and so on, or of the step below it. So the
// same value has the same sign in every series that keeps to the steps.
func ladder(value int64) int {
	n := 0
	for ten := int64(1); ; ten *= 10 {
		for _, step := range []int64{ten, 2 * ten, 5 * ten} {
			if step > value {
				return max(n-1, 0)
			}
			n++
		}
	}
}

// drawSign draws the sign of a denomination around its middle.
func drawSign(s *print.Sheet, sign int, x, y, radius float64) {
	shape, colour := print.Shape(sign%shapes), colours[sign%shapes]
	if shape == print.Triangle {
		y += radius * 0.2 // a triangle looks too high around its middle
	}
	switch sign / shapes {
	case 0:
		s.Shape(shape, x, y, radius, colour)
	case 1:
		s.Outline(shape, x, y, radius*0.85, print.Pen{Width: radius * 0.25, Colour: colour})
	default:
		s.Shape(shape, x, y, radius, colour)
		s.Shape(shape, x, y, radius*0.6, print.Grey(255))
		s.Shape(shape, x, y, radius*0.3, colour)
	}
}
