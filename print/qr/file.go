package qr

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // a format that ReadFile takes
	_ "image/png"  // the other
	"io"
)

// ReadFile reads a PNG or JPEG file and returns what Read finds in it.
//
// It looks at the size of the picture before it decodes it, and returns an
// error when the file is longer than MaxFile, when the picture is larger than
// MaxPixels, when it is of another format or broken, and ErrNoCode when no
// code was read in it.
func ReadFile(r io.Reader) ([]string, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read a picture: %w", err)
	}
	if len(data) > MaxFile {
		return nil, fmt.Errorf("the picture file is longer than %d bytes", MaxFile)
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("read a picture: %w", err)
	}
	if err := bearable(config); err != nil {
		return nil, err
	}
	img, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("read a picture: %w", err)
	}
	return Read(img)
}

// bearable refuses a picture that is empty or too large to decode.
func bearable(c image.Config) error {
	if c.Width <= 0 || c.Height <= 0 {
		return errors.New("the picture is empty")
	}
	if c.Width > MaxPixels/c.Height {
		return fmt.Errorf("the picture has more than %d pixels", MaxPixels)
	}
	depth := 4
	if c.ColorModel == color.RGBA64Model || c.ColorModel == color.NRGBA64Model {
		depth = 8
	}
	if c.Width*c.Height > maxDecoded/depth {
		return fmt.Errorf("the picture needs more than %d bytes", maxDecoded)
	}
	return nil
}

// decode decodes a picture and gives an error where a decoder would panic.
func decode(data []byte) (img image.Image, err error) {
	defer func() {
		if r := recover(); r != nil {
			img, err = nil, fmt.Errorf("%v", r)
		}
	}()
	img, _, err = image.Decode(bytes.NewReader(data))
	return img, err
}
