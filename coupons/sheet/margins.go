package sheet

import (
	"strconv"
	"strings"

	"foirail/ledger/words"
	"foirail/print"
)

// lines draws where to cut.
func (b *book) lines(cards int) {
	s := b.paper
	cut := print.Pen{Width: 0.1}
	const right, top = pageWidth - margin, gridTop
	used := rowsOf(cards)
	bottom := top + float64(used)*cardHeight
	for row := range used + 1 {
		y := top + float64(row)*cardHeight
		s.Line(margin, y, right, y, cut)
	}
	for column := range columns {
		x := margin + float64(column)*cardWidth
		s.Line(x, top, x, bottom, cut)
		s.Line(x+faceLeft, top, x+faceLeft, bottom, cut)
	}
	s.Line(right, top, right, bottom, cut)
}

// folds draws the two folds of a card.
func (b *book) folds() {
	b.fold(coverLeft, b.say("paper.fold", "number", "1"))
	b.fold(hiddenLeft, b.say("paper.fold", "number", "2"))
}

// fold draws a dashed line from the top of a card to its foot, with words in its middle.
func (b *book) fold(x float64, words string) {
	s := b.paper
	style := centred(print.Style{Size: 8, Colour: print.Grey(70)})
	const middle = cardHeight / 2
	half := s.Width(words, style)/2 + 0.8
	s.Fold(x, 0, x, middle-half)
	s.Fold(x, middle+half, x, cardHeight)
	base := x + 0.36*style.Size*pointMM
	s.Turn(base, middle, 90, func() { s.Text(base, middle, words, style) })
}

// title draws whose coupons these are, and the number of the sheet.
func (b *book) title(number int) {
	s := b.paper
	count := b.say("sheet.page", "number", strconv.Itoa(number), "count", strconv.Itoa(b.sheets))
	s.Text(pageWidth-margin, headTop+2.8, count, flushRight(bold(9)))
	title := []string{b.say("sheet.title"), b.say("sheet.market", "name", b.in.Market), b.say("sheet.community", "name", b.in.Community),
		b.say("sheet.series", "series", seriesName(b.in.Series))}
	if b.banner != "" {
		title = append(title, b.banner)
	}
	const wide = pageWidth - 2*margin - 35
	fit(s, strings.Join(title, " · "), wide, 3.5, 5, bold(9)).draw(s, margin, headTop)
}

// head draws what the sheet is, and the control totals of the sheet and of the series.
func (b *book) head(number int, cards []card) {
	b.title(number)
	const wide = pageWidth - 2*margin
	fit(b.paper, b.totals(cards), wide, 3.4, 4, plain(8)).draw(b.paper, margin, headTop+3.5)
}

// totals is count and sum of the sheet and of the series, each denomination by itself.
func (b *book) totals(cards []card) string {
	on := map[int64]int{}
	for _, c := range cards {
		on[b.denomination(c.serial).value]++
	}
	page, pageSum := b.rows(func(d denomination) int { return on[d.value] })
	all, allSum := b.rows(func(d denomination) int { return d.count })
	args := func(count int, sum int64) []string {
		return []string{"count", strconv.Itoa(count), "amount", words.Amount(b.in.Lang, sum)}
	}
	return b.say("sheet.totals") + ". " + b.say("sheet.totals.page", args(len(cards), pageSum)...) + " (" + page + "). " +
		b.say("sheet.totals.series", args(b.in.Series.Issue.Coupons(), allSum)...) + " (" + all + ")."
}

// rows lists how many coupons of each denomination there are, and their sum.
func (b *book) rows(count func(denomination) int) (text string, sum int64) {
	var list []string
	for _, d := range b.denominations {
		if n := count(d); n > 0 {
			list = append(list, b.say("sheet.totals.row", "count", strconv.Itoa(n), "amount", d.face))
			sum += int64(n) * d.value
		}
	}
	return strings.Join(list, " + "), sum
}

// foot draws the ruler and how to make coupons of the sheet.
func (b *book) foot() {
	s := b.paper
	const left = margin + 1 + 100 + 4
	s.Ruler(margin+1, footTop+1.5, "")
	y := fit(s, b.say("paper.scale"), pageWidth-margin-left, 3, 6, bold(8)).draw(s, left, footTop+0.6)
	how := print.Style{Size: 8, Leading: 1.02}
	fit(s, b.say("paper.how"), pageWidth-margin-left, 6, 6, how).draw(s, left, y-0.2)
}
