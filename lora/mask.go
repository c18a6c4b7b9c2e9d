package lora

// A module that takes lines of text may end one at any CR, LF or zero within a frame. So a frame goes out behind one byte, its mask:
// every byte is combined with the mask by exclusive or, and the mask is the first that leaves none of the three.

// maskBytes is what a mask adds to a frame.
const maskBytes = 1

// awkward tells whether a byte may end a line.
func awkward(b byte) bool { return b == 0 || b == '\r' || b == '\n' }

// mask puts a frame behind its mask. Should no mask leave nothing awkward, which no frame of chance is met by, the one that leaves
// least is taken.
func mask(frame []byte) []byte {
	best, least := byte(1), len(frame)+1
	for m := 1; m < 256 && least > 0; m++ {
		if n := left(frame, byte(m)); !awkward(byte(m)) && n < least {
			best, least = byte(m), n
		}
	}
	out := append(make([]byte, 0, maskBytes+len(frame)), best)
	for _, b := range frame {
		out = append(out, b^best)
	}
	return out
}

// left counts what stays awkward under a mask.
func left(frame []byte, m byte) (n int) {
	for _, b := range frame {
		if awkward(b ^ m) {
			n++
		}
	}
	return n
}

// unmask takes the mask away; false: that was none of our frames.
func unmask(b []byte) ([]byte, bool) {
	if len(b) <= maskBytes || awkward(b[0]) {
		return nil, false
	}
	frame := make([]byte, 0, len(b)-maskBytes)
	for _, c := range b[maskBytes:] {
		frame = append(frame, c^b[0])
	}
	return frame, true
}
