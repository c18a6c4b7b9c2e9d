// Package sheet lays a series of coupons out as cards on A4 paper, and gives the PDF.
//
// Make is the only verb. It derives, signs and encodes the coupons on all cores and draws them
// in the order of their serials, eight to a sheet. The same Input gives the same bytes.
//
// Each card is a strip that is cut out and folded twice. From left to right:
//
//	counterfoil | face | hidden panel | cover
//	            cut    fold 2         fold 1
//
// The cover, dark and dense, is folded over the hidden panel; both are turned behind the face
// and glued or stapled there. The hidden code then lies between two layers of print, with blank
// paper outside, and no fold runs through a code. All is printed on one side. With
// Options.Terms each sheet is followed by a page of terms for its back, so placed that a printer
// which turns the paper over its long edge puts them behind the faces.
//
// The counterfoil stays with the issuer. It repeats the public code and never the hidden one.
//
// The PDF is cash to be: it holds every hidden code of the cards. This room keeps it in memory,
// writes no file and logs nothing; what becomes of the bytes is for the caller, package
// mesh/node. Whether these serials were printed before is for the caller too. Lengths are in
// millimetres from the top left of the page as it is read, across; letters in points; values in
// units of 0.01 Ğ1.
package sheet

import (
	"errors"
	"fmt"

	"foirail/coupons"
	"foirail/ledger/words"
	"foirail/print"
)

// PerSheet is how many coupons a sheet has.
const PerSheet = 8

// GCPercent is what whoever calls Make does well to set the garbage collector to meanwhile
// (debug.SetGCPercent): a code leaves half a megabyte behind, and at the usual 100 a quarter of the
// time goes into sweeping it up. The room does not set it: it is the whole process's.
const GCPercent = 400

// ErrRange is returned when the serials asked for are not in the series.
var ErrRange = errors.New("no such coupons in the series")

// Input is all that stands on the paper.
type Input struct {
	Maker  *coupons.Maker // of the series' seed
	Series coupons.Series // certified before it is printed

	Community string // name for people
	Market    string // name of the home market
	// Chain is the name of the money's chain, empty for play money, which every card then says
	// in large letters. Any name other than that of the Ğ1 is said in the same place.
	Chain string
	Lang  words.Lang // English when unknown

	// From and To are the first and last serial to print. Both zero: the whole series.
	From, To int

	Options Options
}

// Options are choices of paper. The zero Options print on one side.
type Options struct {
	// Terms adds a page with the full terms behind each sheet, for printers that print on both
	// sides and turn over the long edge.
	Terms bool
}

// Make draws the coupons and returns the PDF, which holds their hidden codes. It returns
// ErrRange for serials that the series does not have, coupons.ErrSeries when the maker's seed is
// not the series' own, and the first mistake in drawing.
func Make(in Input) ([]byte, error) {
	if in.Maker == nil || in.Series.Issue == nil {
		return nil, fmt.Errorf("%w: maker or Issue is missing", coupons.ErrSeries)
	}
	last := in.Series.Issue.Coupons()
	if in.From == 0 && in.To == 0 {
		in.From, in.To = 1, last
	}
	if in.From < 1 || in.From > in.To || in.To > last {
		return nil, fmt.Errorf("%w: %d to %d of %d", ErrRange, in.From, in.To, last)
	}
	in.Lang, _ = words.Known(string(in.Lang))
	paper := newPaper(in)
	if err := draw(paper, in); err != nil {
		return nil, err
	}
	return paper.Bytes()
}

// newPaper is an empty document, called what it is.
func newPaper(in Input) *print.Sheet {
	return print.New(print.Options{
		Title:   words.Say(in.Lang, "sheet.title") + " " + seriesName(in.Series),
		Author:  in.Series.Issue.Issuer,
		Subject: words.Say(in.Lang, "sheet.secret"),
	})
}

// draw draws sheet after sheet, while workers make the cards of those that follow.
func draw(paper *print.Sheet, in Input) error {
	made := makeCards(in)
	defer made.stop()
	b := newBook(paper, in, len(made.sheets))
	for i := range made.sheets {
		cards, err := made.wait(i)
		if err != nil {
			return err
		}
		b.sheet(i+1, cards)
		if err := paper.Err(); err != nil {
			return err
		}
	}
	return nil
}

// seriesName is how a series is called on paper: the first eight figures of its hash, which its
// lookup codes and public sides carry too.
func seriesName(s coupons.Series) string { return fmt.Sprintf("%X", s.Hash[:4]) }
