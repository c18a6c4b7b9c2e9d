package print

import (
	"bytes"
	"errors"
	"io"
)

// Bytes returns the finished PDF, or the first mistake made in drawing it. A
// sheet without pages is a mistake. Nothing can be drawn afterwards; asking
// again gives the same bytes, which the caller must not change.
func (s *Sheet) Bytes() ([]byte, error) {
	if err := s.Err(); err != nil {
		return nil, err
	}
	if s.out != nil {
		return s.out, nil
	}
	if s.Pages() == 0 {
		s.err = errors.New("a sheet without pages cannot be put out")
		return nil, s.err
	}
	var b bytes.Buffer
	if err := s.pdf.Output(&b); err != nil {
		s.err = err
		return nil, err
	}
	s.out = b.Bytes()
	return s.out, nil
}

// WriteTo writes the finished PDF to w and returns the number of bytes
// written. It returns the first mistake made in drawing, or the error of w.
func (s *Sheet) WriteTo(w io.Writer) (int64, error) {
	b, err := s.Bytes()
	if err != nil {
		return 0, err
	}
	n, err := w.Write(b)
	return int64(n), err
}

var _ io.WriterTo = (*Sheet)(nil)
