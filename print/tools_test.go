package print_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"foirail/print"
	"foirail/print/qr"
)

// tool skips the test when a program that judges it is not installed.
func tool(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed", name)
		}
	}
}

// run runs a program and returns its standard output.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	var complaint bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, complaint.String())
	}
	return string(out)
}

// printed writes the sheet of these tests to a file.
func printed(t *testing.T, all []card) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "sheet.pdf")
	if err := os.WriteFile(file, document(t, all), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// texts returns what the codes on a page of cards say, sorted.
func texts(all []card) []string {
	var said []string
	for _, c := range all {
		said = append(said, c.public, c.hidden)
	}
	slices.Sort(said)
	return said
}

// TestScannersReadPage draws a page coarse and fine, as printers would, and has
// every code on it read by zbar and by our own reader.
func TestScannersReadPage(t *testing.T) {
	tool(t, "pdftoppm", "zbarimg")
	all := cards(t, 10)
	file := printed(t, all)
	for _, dpi := range []string{"150", "300"} {
		picture := strings.TrimSuffix(file, ".pdf") + dpi
		run(t, "pdftoppm", "-r", dpi, "-f", "1", "-l", "1", "-singlefile", "-png", file, picture)
		said := strings.Fields(run(t, "zbarimg", "-q", "--raw", picture+".png"))
		slices.Sort(said)
		if said = slices.Compact(said); !slices.Equal(said, texts(all)) {
			t.Errorf("%s dpi: zbar read %d codes, want %d", dpi, len(said), 2*len(all))
		}
		f, err := os.Open(picture + ".png")
		if err != nil {
			t.Fatal(err)
		}
		read, err := qr.ReadFile(f)
		f.Close()
		slices.Sort(read)
		if err != nil || !slices.Equal(read, texts(all)) {
			t.Errorf("%s dpi: we read %d codes, want %d; error %v", dpi, len(read), 2*len(all), err)
		}
	}
}

// TestOtherRasterisers has the page drawn by two more programs.
func TestOtherRasterisers(t *testing.T) {
	all := cards(t, 10)
	file := printed(t, all)
	for _, r := range [][]string{
		{"mutool", "draw", "-q", "-r", "200", "-o", file + ".mu.png", file, "1"},
		{"gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pnggray", "-r200", "-dLastPage=1", "-o", file + ".gs.png", file},
	} {
		t.Run(r[0], func(t *testing.T) {
			tool(t, r[0])
			run(t, r[0], r[1:]...)
			f, err := os.Open(file + "." + r[0][:2] + ".png")
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			read, err := qr.ReadFile(f)
			slices.Sort(read)
			if err != nil || !slices.Equal(read, texts(all)) {
				t.Errorf("read %d codes, want %d; error %v", len(read), 2*len(all), err)
			}
		})
	}
}

func TestWellFormed(t *testing.T) {
	tool(t, "qpdf")
	out := run(t, "qpdf", "--check", printed(t, cards(t, 11)))
	if !strings.Contains(out, "No syntax or stream encoding errors") {
		t.Error(out)
	}
}

func TestLettersCanBeCopied(t *testing.T) {
	tool(t, "pdftotext")
	out := run(t, "pdftotext", "-layout", printed(t, cards(t, 1)), "-")
	for _, want := range []string{"Marché de Ğénac", "5,00 Ğ1", "cinq ğ – ¿cinco? ¡sí! œuf, 5 €", "village : qui tient", "upside down", "Ğğ œŒ €"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q cannot be copied from\n%s", want, out)
		}
	}
}

// TestRulerLength measures the ruler's base line on a page drawn at 300 dpi.
func TestRulerLength(t *testing.T) {
	tool(t, "pdftoppm")
	s := print.New(print.Options{})
	s.AddPage()
	s.Ruler(50, 100, "")
	b, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ruler.pdf")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	pgm := []byte(run(t, "pdftoppm", "-r", "300", "-gray", file))
	head := []byte("P5\n2481 3508\n255\n")
	if !bytes.HasPrefix(pgm, head) {
		t.Fatalf("a page of %q", pgm[:20])
	}
	row := pgm[len(head)+2481*1184:][:2481] // 100.25 mm from the top: through all ticks
	first, last, marks := -1, 0, 0
	for x, v := range row {
		if v > 128 {
			continue
		}
		if first < 0 {
			first = x
		}
		if x > last+1 {
			marks++
		}
		last = x
	}
	if got, want := last-first, 1181; got < want-2 || got > want+3 {
		t.Errorf("the ruler is %d dots long, want %d", got, want)
	}
	if marks != 101 {
		t.Errorf("%d ticks, want 101", marks)
	}
}
