package qr

// What a stranger's picture may cost. Every bound of the way in stands here.
const (
	// MaxFile is the largest picture file that ReadFile takes, in bytes.
	MaxFile = 32 << 20

	// MaxPixels is the largest picture that Read and ReadFile look at: an A4
	// page scanned at 600 dots per inch has 35 million pixels.
	MaxPixels = 40_000_000

	// maxDecoded bounds the memory of a decoded picture file, in bytes: it
	// lets MaxPixels through at 4 bytes each, and fewer at 8.
	maxDecoded = 4 * MaxPixels

	// maxCorners is how many corner marks of codes one look may meet; the
	// finder's work grows with the cube of it. A sheet of 12 coupons with
	// three codes each shows 108.
	maxCorners = 150

	// maxSights is how many marks of any kind one look may meet in all,
	// counting those seen again for every guess at a code.
	maxSights = 4000

	// maxTexts is how many codes are read out of one picture.
	maxTexts = 256
)
