package print_test

import (
	"bytes"
	"testing"

	"foirail/print"
)

// formed is a sheet of pages on which one form is placed four times each.
func formed(t *testing.T, pages int) []byte {
	t.Helper()
	s := print.New(print.Options{})
	stamp := s.Form(func() {
		s.Text(5, 10, "Ğénac, œuf", print.Style{Font: print.Bold, Size: 12})
		s.Text(5, 15, "cinq", print.Style{Font: print.Mono, Size: 12})
		s.Screen(print.Box{X: 5, Y: 20, W: 20, H: 20})
	})
	for range pages {
		s.AddPage()
		for n := range 4 {
			s.Move(float64(n)*40, 50, func() { s.Place(stamp) })
			s.Text(float64(n)*40, 120, "sept", print.Style{Font: print.Mono, Size: 12})
		}
	}
	b, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFormStandsOnce(t *testing.T) {
	one, many := formed(t, 1), formed(t, 20)
	if grown := len(many) - len(one); grown > 20*600 {
		t.Errorf("19 more pages of a form took %d bytes", grown)
	}
	for range 20 {
		if !bytes.Equal(formed(t, 20), many) {
			t.Fatal("the same forms gave other bytes")
		}
	}
}

func TestFormsRefuse(t *testing.T) {
	for name, draw := range map[string]func(s *print.Sheet){
		"form within form":  func(s *print.Sheet) { s.Form(func() { s.Form(func() {}) }) },
		"place within form": func(s *print.Sheet) { f := s.Form(func() {}); s.Form(func() { s.Place(f) }) },
		"page within form":  func(s *print.Sheet) { s.Form(s.AddPage) },
		"mistake within":    func(s *print.Sheet) { s.Form(func() { s.Text(1e9, 0, "x", print.Style{}) }) },
		"no page":           func(s *print.Sheet) { s.Place(s.Form(func() {})) },
		"another sheet": func(s *print.Sheet) {
			s.AddPage()
			s.Place(print.New(print.Options{}).Form(func() {}))
		},
		"after the end": func(s *print.Sheet) { s.AddPage(); s.Bytes(); s.Form(func() {}) },
	} {
		s := print.New(print.Options{})
		draw(s)
		if s.Err() == nil {
			t.Errorf("%s is taken", name)
		}
	}
	s := print.New(print.Options{})
	s.AddPage()
	s.Place(print.Form{})
	if err := s.Err(); err != nil {
		t.Errorf("the zero form: %v", err)
	}
}
