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

	// maxTries is how many times in all one picture is tried to be read as a
	// code between three marks. A page of 24 codes takes about a hundred tries,
	// a try a fifth of a millisecond.
	maxTries = 3000

	// triplesPerTry is how many ways of taking three marks in order are worth
	// one try: looking at them costs time, too.
	triplesPerTry = 30_000

	// maxTexts is how many codes are read out of one picture.
	maxTexts = 256
)
