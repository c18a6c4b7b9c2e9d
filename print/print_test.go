package print_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"foirail/print"
	"foirail/print/qr"
)

var update = flag.Bool("update", false, "rewrite the sums kept in testdata")

// TestSameBytes prints a sheet again and again, and against the sum of the day
// it was last looked at.
func TestSameBytes(t *testing.T) {
	all := cards(t, 20)
	first := document(t, all)
	for i := range 20 {
		if !bytes.Equal(document(t, all), first) {
			t.Fatalf("printing %d gave other bytes", i)
		}
	}
	sum := fmt.Sprintf("%x\n", sha256.Sum256(first))
	const kept = "testdata/sheet.sha256"
	if *update {
		if err := os.WriteFile(kept, []byte(sum), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	if sum != string(want) {
		t.Errorf("the sheet's sum is %swant %slook at the page, then run the test with -update", sum, want)
	}
}

// TestManyLettersSameBytes uses letters from all over, whose order in a map
// might show in the fonts.
func TestManyLettersSameBytes(t *testing.T) {
	var letters strings.Builder
	for r := rune(' '); r < 0x2600; r++ {
		if r < 0x250 || r >= 0x370 && r < 0x500 || r >= 0x1e00 {
			letters.WriteRune(r)
		}
	}
	sheet := func() []byte {
		s := print.New(print.Options{})
		s.AddPage()
		for f := print.Regular; f <= print.MonoBold; f++ {
			s.Paragraph(5, 5, 200, letters.String(), print.Style{Font: f, Size: 4})
		}
		b, err := s.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := sheet()
	runs := 50
	if testing.Short() {
		runs = 10
	}
	for i := range runs {
		if !bytes.Equal(sheet(), first) {
			t.Fatalf("run %d gave other bytes", i)
		}
	}
}

// TestNoTraces looks for what a document must not tell: a clock, a machine.
func TestNoTraces(t *testing.T) {
	b := document(t, cards(t, 1))
	if n := bytes.Count(b, []byte("(D:20261122100000)")); n != 2 {
		t.Errorf("the date of Options stands %d times, want 2", n)
	}
	if n := bytes.Count(b, []byte("(D:")); n != 2 {
		t.Errorf("%d dates, want 2", n)
	}
	host, _ := os.Hostname()
	for _, trace := range []string{host, time.Now().Format("20060102"), "FPDF", "/ID"} {
		if len(trace) > 3 && made.Format("20060102") != trace && bytes.Contains(b, []byte(trace)) {
			t.Errorf("the document holds %q", trace)
		}
	}
}

func TestZeroOptions(t *testing.T) {
	s := print.New(print.Options{})
	s.AddPage()
	b, err := s.Bytes()
	if err != nil || !bytes.Contains(b, []byte("(D:20000101000000)")) {
		t.Errorf("the date is not 2000-01-01; error %v", err)
	}
}

// TestMistakes makes one mistake each and expects an error, not a panic.
func TestMistakes(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	code, err := qr.Encode("A", qr.Low)
	if err != nil {
		t.Fatal(err)
	}
	for name, mistake := range map[string]func(*print.Sheet){
		"text at NaN":      func(s *print.Sheet) { s.Text(nan, 1, "x", print.Style{}) },
		"line to infinity": func(s *print.Sheet) { s.Line(0, 0, inf, 0, print.Pen{}) },
		"vast pen":         func(s *print.Sheet) { s.Line(0, 0, 1, 1, print.Pen{Width: 1e9}) },
		"vast box":         func(s *print.Sheet) { s.Fill(print.Box{W: 1e9, H: 1}, print.Colour{}) },
		"vast screen":      func(s *print.Sheet) { s.Screen(print.Box{W: 1e9, H: 1}) },
		"NaN code":         func(s *print.Sheet) { s.QR(code, 1, 1, nan) },
		"no such font":     func(s *print.Sheet) { s.Text(1, 1, "x", print.Style{Font: 9}) },
		"no such shape":    func(s *print.Sheet) { s.Shape(-1, 1, 1, 1, print.Colour{}) },
		"negative letters": func(s *print.Sheet) { s.Text(1, 1, "x", print.Style{Size: -4}) },
		"NaN letters":      func(s *print.Sheet) { s.Width("x", print.Style{Size: nan}) },
		"NaN leading":      func(s *print.Sheet) { s.Paragraph(1, 1, 50, "x", print.Style{Leading: nan}) },
		"NaN turn":         func(s *print.Sheet) { s.Turn(1, 1, nan, func() {}) },
		"page in a turn":   func(s *print.Sheet) { s.Turn(1, 1, 90, s.AddPage) },
		"page in a move":   func(s *print.Sheet) { s.Move(1, 1, s.AddPage) },
		"endless text":     func(s *print.Sheet) { s.Text(1, 1, strings.Repeat("x", 1<<17), print.Style{}) },
	} {
		s := print.New(print.Options{})
		s.AddPage()
		mistake(s)
		s.Text(1, 1, "after", print.Style{})
		if _, err := s.Bytes(); err == nil || s.Err() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestOrderOfCalls(t *testing.T) {
	early := print.New(print.Options{})
	early.Text(1, 1, "x", print.Style{})
	if early.AddPage(); early.Err() == nil {
		t.Error("drew before the first page")
	}
	if _, err := print.New(print.Options{}).Bytes(); err == nil {
		t.Error("put out a sheet without pages")
	}
	s := print.New(print.Options{})
	s.AddPage()
	first, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if n, err := s.WriteTo(&again); err != nil || n != int64(len(first)) || !bytes.Equal(again.Bytes(), first) {
		t.Errorf("the second time gave %d bytes, want %d; error %v", n, len(first), err)
	}
	if s.AddPage(); s.Err() == nil {
		t.Error("a page was added after the sheet was put out")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 3, errBroken }

var errBroken = errors.New("paper jam")

func TestWriteToBroken(t *testing.T) {
	s := print.New(print.Options{})
	s.AddPage()
	if n, err := s.WriteTo(broken{}); n != 3 || !errors.Is(err, errBroken) {
		t.Errorf("wrote %d, %v", n, err)
	}
}

func TestOddText(t *testing.T) {
	s := print.New(print.Options{Title: "\xff\U0001F600 (\\"})
	s.AddPage()
	for _, text := range []string{"", "\xff\xfe", "\xe2\x82", "\U0001F600", "(\\)\r\n\x00", "\u00ad", "\ufffe\uffff", "\u00a0\u202f", "ẞ→✓"} {
		s.Text(10, 10, text, print.Style{})
		s.Paragraph(10, 20, 5, text, print.Style{Font: print.Mono})
	}
	if _, err := s.Bytes(); err != nil {
		t.Error(err)
	}
}

func TestWidthAndFit(t *testing.T) {
	s := print.New(print.Options{})
	mono := print.Style{Font: print.Mono, Size: 10}
	if got, want := s.Width("0000 0000", mono), 9*0.6*10*25.4/72; math.Abs(got-want) > 0.02 {
		t.Errorf("nine letters of Mono are %.3f mm wide, want %.3f", got, want)
	}
	if got := s.Width("ĞĞĞ", print.Style{}); math.Abs(got-3*s.Width("Ğ", print.Style{})) > 1e-9 {
		t.Errorf("three letters are %.3f mm wide", got)
	}
	name := "Une association au nom interminable du Haut-Vallespir"
	fit := s.Fit(name, 40, 2, print.Style{Size: 14})
	if w := s.Width(name, fit); w > 40 || w < 37 {
		t.Errorf("fitted to %.2f mm, want a little under 40", w)
	}
	if got := s.Fit(name, 1, 6, print.Style{Size: 14}); got.Size != 6 {
		t.Errorf("fitted to %v points, want the least, 6", got.Size)
	}
	if got := s.Fit("ab", 40, 6, print.Style{Size: 14}); got.Size != 14 {
		t.Errorf("a short text became %v points", got.Size)
	}
}

func TestParagraph(t *testing.T) {
	s := print.New(print.Options{})
	s.AddPage()
	style := print.Style{Size: 10}
	text := "un deux trois quatre cinq six sept huit\n\nmotbeaucouptroplongpourunelignesiétroite fin\u00a0: ici\n"
	lines := s.Lines(text, 25, style)
	for _, l := range lines {
		if w := s.Width(l, style); w > 25 {
			t.Errorf("line %q is %.2f mm wide", l, w)
		}
	}
	joined := strings.Join(strings.Fields(strings.Join(lines, " ")), "")
	if want := strings.Join(strings.Fields(strings.ReplaceAll(text, "\u00a0", " ")), ""); joined != want {
		t.Errorf("the lines say %q, want %q", joined, want)
	}
	if got, want := s.Paragraph(0, 0, 25, text, style), float64(len(lines))*12*25.4/72; math.Abs(got-want) > 1e-6 {
		t.Errorf("height %.3f, want %.3f", got, want)
	}
	if got := s.Paragraph(0, 0, 25, "", style); got != 0 {
		t.Errorf("no text is %v mm high", got)
	}
	if got := s.Lines("", 25, style); got != nil {
		t.Errorf("no text has lines %q", got)
	}
	if got := len(s.Lines("ab", 0, style)); got != 2 {
		t.Errorf("a width of nothing gives %d lines, want a letter on each of 2", got)
	}
}

func TestShapeNames(t *testing.T) {
	for h := print.Circle; h <= print.Hexagon; h++ {
		got, err := print.ParseShape(h.String())
		if err != nil || got != h {
			t.Errorf("%v: parsed as %v, %v", h, got, err)
		}
	}
	if _, err := print.ParseShape("blob"); err == nil {
		t.Error("a blob was taken for a shape")
	}
	if got := print.Shape(99).String(); got != "Shape(99)" {
		t.Errorf("got %q", got)
	}
}

func TestInset(t *testing.T) {
	b := print.Box{X: 10, Y: 20, W: 6, H: 4}
	if got, want := b.Inset(1), (print.Box{X: 11, Y: 21, W: 4, H: 2}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := b.Inset(5); got.W != 0 || got.H != 0 {
		t.Errorf("got %v, want no sides", got)
	}
	if x, y := b.Centre(); x != 13 || y != 22 {
		t.Errorf("centre %v, %v", x, y)
	}
}

// TestOtherProcess prints in a process of its own, whose maps are seeded
// otherwise, and compares.
func TestOtherProcess(t *testing.T) {
	const child = "FOIRAIL_PRINT_CHILD"
	sum := fmt.Sprintf("%x", sha256.Sum256(document(t, cards(t, 3))))
	if os.Getenv(child) != "" {
		fmt.Println("sum", sum)
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		cmd := exec.Command(self, "-test.run=^TestOtherProcess$")
		cmd.Env = append(os.Environ(), child+"=1")
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "sum "+sum) {
			t.Fatalf("another process printed %s, want %s; %v", out, sum, err)
		}
	}
}

// TestSheetsAtOnce prints in several goroutines, which share nothing.
func TestSheetsAtOnce(t *testing.T) {
	all := cards(t, 2)
	want := document(t, all)
	got := make(chan []byte)
	for range 4 {
		go func() {
			s := print.New(print.Options{Title: "Bons du marché – Ğ1", Author: "Foire d’Épinal", Made: made})
			drawAll(s, all)
			b, _ := s.Bytes()
			got <- b
		}()
	}
	first := <-got
	for range 3 {
		if !bytes.Equal(<-got, first) {
			t.Error("two sheets drawn at once differ")
		}
	}
	if len(first) == 0 || len(first) >= len(want) {
		t.Errorf("a sheet of %d bytes, want less than the %d with one page more", len(first), len(want))
	}
}

func FuzzSheet(f *testing.F) {
	f.Add("Ğ1 à 5 €", 10.0, 20.0, 8.0, 3)
	f.Add("\xff\U0001F600\n\x00(\\", -1e300, math.Inf(1), math.NaN(), -1)
	f.Fuzz(func(t *testing.T, text string, x, y, size float64, kind int) {
		s := print.New(print.Options{Title: text, Made: made})
		s.AddPage()
		style := print.Style{Font: print.Font(kind), Size: size, Align: print.Align(kind)}
		s.Text(x, y, text, style)
		s.Paragraph(y, x, size, text, style)
		s.Shape(print.Shape(kind), x, y, size, print.Grey(uint8(kind)))
		s.CutMarks(print.Box{X: x, Y: y, W: size, H: x}, kind, kind, size, y)
		s.Screen(print.Box{X: x, Y: y, W: size, H: y})
		s.Turn(x, y, size, func() { s.Ruler(x, y, text) })
		s.Move(x, y, func() { s.Turn(y, x, 1, func() { s.Text(x, y, text, style) }) })
		b, err := s.Bytes()
		if (err == nil) != (len(b) > 0) {
			t.Errorf("%d bytes and error %v", len(b), err)
		}
	})
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		s := print.New(print.Options{})
		s.AddPage()
		s.Text(1, 1, "Ğ", print.Style{})
		if _, err := s.Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCard draws a sheet of a thousand cards whose codes are ready, two on
// each, and puts it out.
func BenchmarkCard(b *testing.B) {
	all := cards(b, 1000)
	var out []byte
	for b.Loop() {
		s := print.New(print.Options{Made: made})
		drawAll(s, all)
		var err error
		if out, err = s.Bytes(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(all)), "µs/card")
	b.ReportMetric(float64(len(out))/float64(len(all)), "B/card")
}
