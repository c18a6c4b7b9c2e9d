package qr

import (
	"fmt"

	"github.com/makiuchi-d/gozxing"
	multi "github.com/makiuchi-d/gozxing/multi/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode"
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

// A crowd stops a look that meets more marks than its picture can be worth.
// It travels as a panic through the library, which knows no other way to stop.
type crowd struct{ marks int }

// look searches one window of a plane once, and returns the codes seen, placed
// in pixels of the plane, and the number of corner marks that it met, whether
// or not they belong to a code. It returns an error when the library lost its
// way or met too many marks; what it saw before is lost then.
func look(p plane, w window, dark binariser) (seen []sight, corners int, err error) {
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
	hints := watch(&corners)
	results, err := multi.NewQRCodeMultiReader().DecodeMultiple(bitmap, hints)
	if err != nil || len(results) == 0 {
		if corners < 3 {
			return nil, corners, nil
		}
		// The reader of one code forgives a slanted picture more.
		one, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
		if err != nil {
			return nil, corners, nil
		}
		results = append(results, one)
	}
	for _, r := range results {
		seen = append(seen, sight{text: r.GetText(), quad: corner(r.GetResultPoints()).move(w.x, w.y)})
	}
	return seen, corners, nil
}

// watch returns the hints of a thorough look which counts corner marks and
// panics with a crowd past the limits.
func watch(corners *int) map[gozxing.DecodeHintType]any {
	sights := 0
	return map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER:    true,
		gozxing.DecodeHintType_CHARACTER_SET: "UTF-8",
		gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK: gozxing.ResultPointCallback(func(p gozxing.ResultPoint) {
			sights++
			if _, ok := p.(mark); ok {
				*corners++
			}
			if *corners > maxCorners || sights > maxSights {
				panic(crowd{sights})
			}
		}),
	}
}
