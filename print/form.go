package print

import (
	"errors"

	"github.com/jung-kurt/gofpdf"
)

// A Form is a drawing made once and placed as often as needed: what all pages or all cards share.
// It stands in the PDF once, however many times it is placed. The zero Form draws nothing.
type Form struct {
	sheet    *Sheet
	template gofpdf.Template
}

// errForm is the mistake of a Form within a Form, or on another Sheet than its own.
var errForm = errors.New("a form is made outside of other forms, and placed on its own sheet")

// Form makes a form of all that draw does. Nothing is drawn on the page yet, nor need there be
// one. Drawing is cut off at the edges of an upright page: what shall be moved is drawn near the
// origin, and what shall be turned is turned within the form.
func (s *Sheet) Form(draw func()) Form {
	switch {
	case s.err != nil:
		return Form{}
	case s.out != nil:
		s.err = errDone
		return Form{}
	case s.inForm:
		s.err = errForm
		return Form{}
	}
	whole := s.pdf
	template := whole.CreateTemplate(func(t *gofpdf.Tpl) {
		s.pdf, s.fresh, s.inForm = &t.Fpdf, true, true
		draw()
		if s.Err() == nil && s.Pages() != 1 {
			s.err = errTurned
		}
	})
	s.pdf, s.fresh, s.inForm = whole, true, false
	return Form{s, template}
}

// Place draws a form where the origin of Move and Turn is.
func (s *Sheet) Place(f Form) {
	switch {
	case f.template == nil || !s.ready():
	case f.sheet != s || s.inForm:
		s.err = errForm
	default:
		s.pdf.UseTemplate(f.template)
	}
}
