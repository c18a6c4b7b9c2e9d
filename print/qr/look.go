package qr

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/makiuchi-d/gozxing"
	multi "github.com/makiuchi-d/gozxing/multi/qrcode/detector"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// A binariser decides which pixels are dark: gozxing's hybrid one by
// neighbourhood, its histogram one for the whole picture. Each reads pictures
// that the other does not.
type binariser func(gozxing.LuminanceSource) gozxing.Binarizer

// A sight is one code seen in a plane: its text and where it lies.
type sight struct {
	text string
	quad quad
}

// A crowd stops a look that meets more corner marks than maxCorners. It
// travels as a panic through the library, which knows no other way to stop.
type crowd struct{}

// look searches one window of a plane once, and returns the codes seen, placed
// in pixels of the plane, and the number of corner marks that it met, whether
// or not they belong to a code. It takes its tries from the budget and stops
// when there are none. It returns an error when the library lost its way or
// met a crowd; what it saw before is lost then.
func look(p plane, w window, dark binariser, tries *int) (seen []sight, corners int, err error) {
	defer func() {
		if r := recover(); r != nil {
			seen, err = nil, fmt.Errorf("look for QR codes: %v", r)
		}
	}()
	source, err := gozxing.NewPlanarYUVLuminanceSource(p.pix, p.w, p.h, w.x, w.y, w.w, w.h, false)
	if err != nil {
		return nil, 0, err
	}
	bitmap, err := gozxing.NewBinaryBitmap(dark(source))
	if err != nil {
		return nil, 0, err
	}
	matrix, err := bitmap.GetBlackMatrix()
	if err != nil {
		return nil, 0, err
	}
	hints, watch := hints(&corners)
	triples, _ := multi.NewMultiFinderPatternFinder(matrix, watch).FindMulti(hints)
	*tries -= 1 + corners*corners*corners/triplesPerTry
	seen = decodeAll(matrix, triples, hints, tries)
	if len(seen) == 0 && corners >= 3 && *tries > 0 {
		seen = decodeOne(bitmap, hints)
	}
	for i := range seen {
		seen[i].quad = seen[i].quad.move(w.x, w.y)
	}
	return seen, corners, nil
}

// hints returns what the library is told: to look hard, that bytes are UTF-8,
// and to call the watch for each mark, which counts the corner marks and
// panics at a crowd.
func hints(corners *int) (map[gozxing.DecodeHintType]any, gozxing.ResultPointCallback) {
	watch := gozxing.ResultPointCallback(func(p gozxing.ResultPoint) {
		if _, ok := p.(mark); ok {
			*corners++
		}
		if *corners > maxCorners {
			panic(crowd{})
		}
	})
	return map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER:    true,
		gozxing.DecodeHintType_CHARACTER_SET: "UTF-8",
	}, watch
}

// decodeAll tries to read a code between every three corner marks that might
// belong together, the closest first. Marks of a code that was read are not
// tried again.
func decodeAll(matrix *gozxing.BitMatrix, triples []*detector.FinderPatternInfo,
	hints map[gozxing.DecodeHintType]any, tries *int) (seen []sight) {
	span := func(t *detector.FinderPatternInfo) float64 {
		return gozxing.ResultPoint_Distance(t.GetTopRight(), t.GetBottomLeft())
	}
	slices.SortStableFunc(triples, func(a, b *detector.FinderPatternInfo) int {
		return cmp.Compare(span(a), span(b))
	})
	used := map[*detector.FinderPattern]bool{}
	find, read := detector.NewDetector(matrix), decoder.NewDecoder()
	for _, t := range triples {
		corners := [...]*detector.FinderPattern{t.GetBottomLeft(), t.GetTopLeft(), t.GetTopRight()}
		if used[corners[0]] || used[corners[1]] || used[corners[2]] {
			continue
		}
		if *tries--; *tries < 0 {
			break
		}
		found, err := find.ProcessFinderPatternInfo(t)
		if err != nil {
			continue
		}
		text, err := read.Decode(found.GetBits(), hints)
		if err != nil {
			continue
		}
		for _, c := range corners {
			used[c] = true
		}
		seen = append(seen, sight{text: text.GetText(), quad: corner(found.GetPoints())})
	}
	return seen
}

// decodeOne reads a single code by the library's other reader, which chooses
// three marks in its own way and forgives a slanted picture more.
func decodeOne(bitmap *gozxing.BinaryBitmap, hints map[gozxing.DecodeHintType]any) []sight {
	r, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
	if err != nil {
		return nil
	}
	return []sight{{text: r.GetText(), quad: corner(r.GetResultPoints())}}
}
