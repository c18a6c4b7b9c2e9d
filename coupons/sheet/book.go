package sheet

import (
	"strconv"
	"strings"
	"time"

	"foirail/ledger/words"
	"foirail/print"
)

// book is a run of sheets being drawn: the paper, and the texts that all cards share, broken into
// lines once.
type book struct {
	paper         *print.Sheet
	in            Input
	sheets        int // in all
	denominations []denomination

	banner  string // what kind of money it is, when it is not the Ğ1
	until   string // the date in full
	untilAt string // the words before it
	names   block
	series  block
	terms   block
	open    block
	stamp   block

	lookupTop float64 // where the lookup code stands on the face

	forms map[int]print.Form // of sheets, by their number of cards
}

// chainG1 is the name of the chain that needs no banner.
const chainG1 = "Ğ1"

// newBook prepares what all cards share.
func newBook(paper *print.Sheet, in Input, sheets int) *book {
	b := &book{paper: paper, in: in, sheets: sheets, forms: map[int]print.Form{}}
	b.denominations = denominationsOf(paper, in)
	b.banner = bannerOf(in)
	b.until, b.untilAt = dateOf(in), b.say("paper.until")
	b.names = namesOf(paper, []string{
		b.say("sheet.issuer", "name", in.Series.Issue.Issuer),
		b.say("sheet.market", "name", in.Market),
		b.say("sheet.community", "name", in.Community),
	})
	epoch := b.say("paper.epoch", "epoch", strconv.Itoa(int(in.Series.Issue.LastEpoch)))
	series := b.say("sheet.series", "series", seriesName(in.Series))
	b.series = fit(paper, series+" · "+epoch, columnWidth-0.8, 3.2, 6, plain(8))
	b.lookupTop = namesTop + float64(len(b.names.lines))*leading(b.names.style) + leading(b.series.style) + 0.2
	b.terms = fit(paper, b.say("paper.terms"), columnWidth, 9.4, 5, plain(6))
	b.open = fit(paper, b.say("paper.open"), panelWidth, 9.5, 7, centred(bold(8)))
	b.stamp = fit(paper, b.say("paper.stamp"), 10, 6.5, 6, centred(print.Style{Size: 8, Leading: 1.05, Colour: print.Grey(120)}))
	for i := range b.denominations {
		d := &b.denominations[i]
		d.front = paper.Form(func() { b.worth(d) })
		if in.Options.Terms {
			d.back = paper.Form(func() { b.termsOf(d) })
		}
	}
	return b
}

// namesOf puts the names under each other, or one after the other where that takes too many lines.
func namesOf(paper *print.Sheet, names []string) block {
	const height = 14.5
	style := print.Style{Size: 8, Leading: 1.02}
	under := strings.Join(names, "\n")
	if float64(len(paper.Lines(under, columnWidth, style)))*leading(style) <= height {
		return fit(paper, under, columnWidth, height, style.Size, style)
	}
	return fit(paper, strings.Join(names, " · "), columnWidth, height, 6, style)
}

// say is a saying in the language of the sheet, with its arguments as name and value in turn.
func (b *book) say(key string, args ...string) string { return words.Say(b.in.Lang, key, args...) }

// bannerOf is what is said loudly of money that is not the Ğ1, or nothing.
func bannerOf(in Input) string {
	switch in.Chain {
	case chainG1:
		return ""
	case "":
		return words.Say(in.Lang, "paper.play") + " · " + words.Say(in.Lang, "paper.practice")
	}
	return strings.ToUpper(in.Chain)
}

// dateOf is the last day of the series, in full.
func dateOf(in Input) string {
	const day = 24 * 60 * 60
	y, m, d := time.Unix(int64(in.Series.Issue.LastDay)*day, 0).UTC().Date()
	return words.Date(in.Lang, y, int(m), d)
}

// sheet draws one sheet, and its back if there is one.
func (b *book) sheet(number int, cards []card) {
	b.paper.AddPage()
	b.paper.Place(b.form(len(cards)))
	landscape(b.paper, true, func() {
		b.head(number, cards)
		for n, c := range cards {
			x, y := corner(n)
			b.paper.Move(x, y, func() { b.card(c) })
		}
	})
	if b.in.Options.Terms {
		b.back(number, cards)
	}
}

// form is what all sheets with that many cards share.
func (b *book) form(cards int) print.Form {
	f, made := b.forms[cards]
	if !made {
		f = b.paper.Form(func() {
			landscape(b.paper, true, func() {
				b.foot()
				b.covers(cards)
				b.lines(cards)
				for n := range cards {
					x, y := corner(n)
					b.paper.Move(x, y, b.blankCard)
				}
			})
		})
		b.forms[cards] = f
	}
	return f
}

// denomination is that of a serial.
func (b *book) denomination(serial int) *denomination {
	value := int64(b.in.Series.Issue.Value(serial))
	for i := range b.denominations {
		if b.denominations[i].value == value {
			return &b.denominations[i]
		}
	}
	return &b.denominations[0] // not reached: every serial has a value of the list
}
