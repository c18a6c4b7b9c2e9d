// Package print draws cards and documents on paper: text, lines, shapes and QR
// codes on A4 pages, put out as one PDF. It knows millimetres, not money: what
// a coupon says, in which language and where on the page, is told by the room
// above.
//
// A Sheet is made by New, gets pages by AddPage, is drawn upon, and is put out
// by Bytes or WriteTo. Places are millimetres from the top left corner of the
// page, x to the right and y down; sizes of letters are points. There is no
// current colour, pen or font to forget: each call brings all that it needs.
//
// A Document is for what is read and not cut out: headings, paragraphs and tables
// flow over as many pages as they need.
//
// The first mistake sticks. After it the drawing calls do nothing, and Err,
// Bytes and WriteTo return it; so a long drawing is written straight down and
// asked once. No input makes this package panic.
//
// The same calls give the same bytes, in any process and on any machine. There
// is no clock, no name of a machine and no chance in it: the dates come from
// Options. That holds because pages carry no images, which the library would
// put in an order of its own: a code is an inline mask of one bit a module,
// half a kilobyte, without hairlines between its modules.
//
// A printer must be told to print at 100 %. Ruler draws the proof, and Dot is
// the grid on which modules fall on whole dots of a 300 dot printer.
//
// The letters are the Go fonts, which have the Latin letters of Europe, Ğ and
// œ and € and ¿ among them. They are embedded, only the letters used, and can
// be copied from the page as text.
//
// A Sheet is for one goroutine. Codes, which cost most, are made beforehand by
// as many as there are: qr.Encode is pure.
package print

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jung-kurt/gofpdf"
)

// The size of a page and of the grid of a printer, in millimetres.
const (
	PageWidth  = 210.0      // A4, upright
	PageHeight = 297.0      // A4, upright
	Dot        = 25.4 / 300 // one dot of a printer with 300 dots to the inch
)

// pt is the number of points in a millimetre.
const pt = 72 / 25.4

// pageTop is the height of a page in points, as the library rounds it.
const pageTop = 841.89

// far bounds every place and length, in millimetres.
const far = 10_000

// errNoPage is the mistake of drawing before AddPage.
var errNoPage = errors.New("nothing can be drawn before the first page is added")

// errDone is the mistake of drawing after Bytes or WriteTo.
var errDone = errors.New("nothing can be drawn on a sheet that was put out")

// errTurned is the mistake of leaving a page in the middle of Move, Turn or Form.
var errTurned = errors.New("a page cannot be added within Move, Turn or Form")

// Options say what a Sheet carries besides its drawing. The zero Options are a
// sheet without a title, made on the first day of the year 2000.
type Options struct {
	// Title, Author and Subject are shown by programs that list files.
	Title, Author, Subject string

	// Made is written as the time of creation and of modification, in UTC and
	// in whole seconds. It must not come from a clock where the same sheet
	// shall give the same bytes again. Zero stands for 2000-01-01.
	Made time.Time
}

// A Sheet is a document being drawn: any number of A4 pages, all upright. Make
// one with New.
type Sheet struct {
	pdf   *gofpdf.Fpdf
	fonts [fontCount]*face
	err   error
	ops   ops    // scratch space of one drawing call
	out   []byte // the finished document, once it was asked for

	// What the library was last told, so that it need not be told again.
	font   Font
	size   float64
	colour Colour
	fresh  bool // nothing was told since the page, Move or Turn began
	inForm bool // pdf is not the document but a form being drawn
}

// New returns a Sheet without pages.
func New(o Options) *Sheet {
	made := o.Made.UTC()
	if o.Made.IsZero() {
		made = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	pdf := gofpdf.New("P", "pt", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetCompression(true)
	pdf.SetCreationDate(made)
	pdf.SetModificationDate(made)
	pdf.SetProducer("Foirail", true)
	pdf.SetTitle(clean(o.Title), true)
	pdf.SetAuthor(clean(o.Author), true)
	pdf.SetSubject(clean(o.Subject), true)
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	return &Sheet{pdf: pdf, fresh: true}
}

// AddPage begins a new page, on which all that follows is drawn.
func (s *Sheet) AddPage() {
	if s.err == nil && s.out != nil {
		s.err = errDone
	}
	if s.err != nil {
		return
	}
	s.pdf.AddPage()
	s.fresh = true
}

// Pages returns the number of pages so far.
func (s *Sheet) Pages() int {
	return s.pdf.PageCount()
}

// Err returns the first mistake made on the sheet, or nil.
func (s *Sheet) Err() error {
	if s.err == nil && s.pdf.Err() {
		s.err = fmt.Errorf("draw a page: %w", s.pdf.Error())
	}
	return s.err
}

// ready reports whether the sheet can be drawn upon, and all the given places
// and lengths, in millimetres or points, are numbers within reason. It keeps
// the mistake otherwise.
func (s *Sheet) ready(lengths ...float64) bool {
	switch {
	case s.err != nil:
		return false
	case s.out != nil:
		s.err = errDone
	case s.pdf.PageNo() == 0:
		s.err = errNoPage
	default:
		for _, v := range lengths {
			if math.IsNaN(v) || v < -far || v > far {
				s.err = fmt.Errorf("a place or length of %v is off every page", v)
				break
			}
		}
	}
	return s.err == nil
}
