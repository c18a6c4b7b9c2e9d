package sheet

import (
	"fmt"
	"image"
	imagedraw "image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"foirail/print/qr"
)

// need skips the test unless other people's programs are on this machine, and there is time.
func need(t *testing.T, tools ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("reading pictures takes a minute")
	}
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here", tool)
		}
		if tool == "convert" && exec.Command(tool, "-version").Run() != nil {
			t.Skip("convert is not ImageMagick's")
		}
	}
}

// run runs a program in a folder and gives what it wrote.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v", name, args, err)
	}
	return string(out)
}

// pages draws the pages of a PDF as page-1.png and so on, and gives their names.
func pages(t *testing.T, pdf []byte, name string, args ...string) (dir string, files []string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sheet.pdf"), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, dir, name, args...)
	files, err := filepath.Glob(filepath.Join(dir, "page*.png"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s drew no page: %v", name, err)
	}
	return dir, files
}

// scan counts the texts that zbarimg reads in pictures.
func scan(t *testing.T, files []string) map[string]int {
	t.Helper()
	seen := map[string]int{}
	for _, file := range files {
		out := run(t, "", "zbarimg", "--nodbus", "-q", "--raw", file)
		for _, text := range strings.Fields(out) {
			seen[text]++
		}
	}
	return seen
}

// complain lists every code of the input that was not read, or was read otherwise than it is
// printed: a public code least to 2 times, a hidden code once, and no other.
func complain(t *testing.T, in Input, seen map[string]int, least int) {
	t.Helper()
	known := 0
	for serial := in.From; serial <= in.To; serial++ {
		public, err := in.Maker.Public(in.Series, serial)
		if err != nil {
			t.Fatal(err)
		}
		secret, err := in.Maker.Secret(serial)
		if err != nil {
			t.Fatal(err)
		}
		n, hidden := seen[public.Text()], seen[secret.Text()]
		if n < least || n > 2 {
			t.Errorf("public code of %d was read %d times, on face and counterfoil", serial, n)
		}
		if hidden != 1 {
			t.Errorf("hidden code of %d was read %d times", serial, hidden)
		}
		known += n + hidden
	}
	total := 0
	for _, n := range seen {
		total += n
	}
	if total != known {
		t.Errorf("%d codes were read that are not of these coupons", total-known)
	}
}

func TestEveryCodeIsRead(t *testing.T) {
	need(t, "zbarimg")
	in := fair(t)
	in.From, in.To = 1, 34
	pdf := mustMake(t, in)
	for _, by := range []struct {
		name string
		args []string
	}{
		{"pdftoppm", []string{"-gray", "-png", "-r", "300", "sheet.pdf", "page"}},
		{"pdftoppm", []string{"-gray", "-png", "-r", "150", "sheet.pdf", "page"}},
		{"pdftoppm", []string{"-mono", "-png", "-r", "300", "sheet.pdf", "page"}},
		{"mutool", []string{"draw", "-q", "-r", "300", "-c", "gray", "-o", "page-%d.png", "sheet.pdf"}},
		{"mutool", []string{"draw", "-q", "-r", "150", "-c", "gray", "-o", "page-%d.png", "sheet.pdf"}},
		{"gs", []string{"-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pnggray", "-r300", "-sOutputFile=page-%d.png", "sheet.pdf"}},
		{"gs", []string{"-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pnggray", "-r150", "-sOutputFile=page-%d.png", "sheet.pdf"}},
	} {
		t.Run(strings.Join(append([]string{by.name}, by.args...), " "), func(t *testing.T) {
			t.Parallel()
			need(t, by.name)
			_, files := pages(t, pdf, by.name, by.args...)
			complain(t, in, scan(t, files), 2)
		})
	}
}

// A sheet that lay on the scanner two degrees askew, on grey paper, and was folded where it says:
// the toner along both folds is gone, and a shadow lies beside them. Every coupon is still read, by
// its face or its counterfoil.
func TestWornPaperIsRead(t *testing.T) {
	t.Parallel()
	need(t, "pdftoppm", "zbarimg", "convert")
	in := fair(t)
	in.From, in.To = 1, 34
	dir, files := pages(t, mustMake(t, in), "pdftoppm", "-gray", "-png", "-r", "300", "sheet.pdf", "page")
	var worn []string
	for i, file := range files {
		name := filepath.Join(dir, fmt.Sprintf("worn-%d.png", i))
		args := append([]string{file}, creases()...)
		run(t, dir, "convert", append(args, "+level", "18%,80%", "-background", "gray80", "-rotate", "2", name)...)
		worn = append(worn, name)
	}
	complain(t, in, scan(t, worn), 1)
}

// creases are the orders to draw every fold line of a page at 300 dpi.
func creases() []string {
	const dots = 300 / 25.4
	var orders strings.Builder
	for column := range columns {
		for _, fold := range []float64{hiddenLeft, coverLeft} {
			y := 3508 - (margin+float64(column)*cardWidth+fold)*dots
			fmt.Fprintf(&orders, "fill gray60 rectangle 0,%.0f 2480,%.0f fill white rectangle 0,%.0f 2480,%.0f ", y-8, y+8, y-4, y+4)
		}
	}
	return []string{"-draw", orders.String()}
}

// Our own reader sees both codes of one coupon in a picture of it, and one in that of its face.
func TestOurReaderSeesACoupon(t *testing.T) {
	need(t, "pdftoppm")
	in := fair(t)
	in.From, in.To = 31, 31
	_, files := pages(t, mustMake(t, in), "pdftoppm", "-gray", "-png", "-r", "300", "sheet.pdf", "page")
	page := decoded(t, files[0])
	public, err := in.Maker.Public(in.Series, 31)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := in.Maker.Secret(31)
	if err != nil {
		t.Fatal(err)
	}
	face, whole := []string{public.Text()}, []string{public.Text(), secret.Text()}
	for _, c := range []struct {
		name     string
		from, to float64
		want     []string
	}{{"face", faceLeft, hiddenLeft, face}, {"counterfoil", 0, faceLeft, face}, {"whole", 0, cardWidth, whole}, {"opened", hiddenLeft, cardWidth, whole[1:]}} {
		got, err := qr.Read(page.SubImage(across(c.from, c.to, page.Bounds())))
		slices.Sort(got)
		slices.Sort(c.want)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: read %d codes of %d, %v", c.name, len(got), len(c.want), err)
		}
	}
}

// across is the first card of a sheet between two places, on the upright page at 300 dpi.
func across(from, to float64, page image.Rectangle) image.Rectangle {
	const dots = 300 / 25.4
	foot, top := float64(page.Dy()), float64(gridTop)
	return image.Rect(int(top*dots), int(foot-(margin+to)*dots), int((top+cardHeight)*dots), int(foot-(margin+from)*dots))
}

// decoded reads a grey PNG.
func decoded(t *testing.T, file string) *image.Gray {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	grey := image.NewGray(img.Bounds())
	imagedraw.Draw(grey, grey.Bounds(), img, img.Bounds().Min, imagedraw.Src)
	return grey
}
