package qr

import "strings"

// The quick way covers what paper uses: digits, capitals and " $%*+-./:" at level Quartile, in
// codes of at most 53 modules, whose rows fit a word each. It takes a tenth of the library's time
// and gives the library's modules: it weighs the masks by the same measure, quirks included. Where
// the library would set digits apart from letters it does not, and may then need fewer modules.

// quickSet are the characters of the alphanumeric mode, each at its value.
const quickSet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

// blocks says how the code words of a version are parted at level Quartile.
type blocks struct {
	check int // check words of each block
	short int // blocks of size words
	long  int // blocks of one word more
	size  int
}

// quickVersions are versions 1 to 9 of ISO/IEC 18004, table 9, level Q.
var quickVersions = [...]blocks{
	{13, 1, 0, 13}, {22, 1, 0, 22}, {18, 2, 0, 17}, {26, 2, 0, 24}, {18, 2, 2, 15},
	{24, 4, 0, 19}, {18, 2, 4, 14}, {22, 4, 2, 18}, {20, 4, 4, 16},
}

// words is how many data words the blocks hold.
func (b blocks) words() int { return b.short*b.size + b.long*(b.size+1) }

// quick encodes a text the quick way, or says that it is not for it.
func quick(text string, level Level) (Code, bool) {
	if level != Quartile || text == "" {
		return Code{}, false
	}
	const header = 4 + 9 // mode and length, in bits
	need := header + 11*(len(text)/2) + 6*(len(text)%2)
	for i, b := range quickVersions {
		if need > 8*b.words() {
			continue
		}
		words, ok := quickWords(text, b.words())
		if !ok {
			return Code{}, false
		}
		return newDraft(i + 1).finish(b.interleave(words)), true
	}
	return Code{}, false
}

// quickWords writes a text as data words and fills them up with padding.
func quickWords(text string, total int) ([]byte, bool) {
	w := bitWriter{words: make([]byte, 0, total)}
	w.add(2, 4) // alphanumeric mode
	w.add(len(text), 9)
	for len(text) > 0 {
		first := strings.IndexByte(quickSet, text[0])
		if first < 0 {
			return nil, false
		}
		if len(text) == 1 {
			w.add(first, 6)
			break
		}
		second := strings.IndexByte(quickSet, text[1])
		if second < 0 {
			return nil, false
		}
		w.add(first*45+second, 11)
		text = text[2:]
	}
	w.add(0, min(4, 8*total-8*len(w.words)-w.held))
	if w.held > 0 {
		w.add(0, 8-w.held)
	}
	for pad := 0xEC; len(w.words) < total; pad ^= 0xEC ^ 0x11 {
		w.add(pad, 8)
	}
	return w.words, true
}

// bitWriter gathers bits into words, the highest bit first.
type bitWriter struct {
	words []byte
	bits  uint
	held  int // bits not yet in words
}

func (w *bitWriter) add(value, bits int) {
	w.bits, w.held = w.bits<<bits|uint(value), w.held+bits
	for w.held >= 8 {
		w.held -= 8
		w.words = append(w.words, byte(w.bits>>w.held))
	}
}

// interleave parts the data words into blocks, adds the check words of each, and takes the words
// of all blocks in turn.
func (b blocks) interleave(words []byte) []byte {
	count := b.short + b.long
	data, check := make([][]byte, count), make([][]byte, count)
	total := len(words) + count*b.check
	for i := range data {
		n := b.size
		if i >= b.short {
			n++
		}
		data[i], words = words[:n], words[n:]
		check[i] = checkWords(data[i], b.check)
	}
	out := make([]byte, 0, total)
	for _, part := range [][][]byte{data, check} {
		for i := 0; i <= max(b.size, b.check); i++ {
			for _, block := range part {
				if i < len(block) {
					out = append(out, block[i])
				}
			}
		}
	}
	return out
}

// checkWords is the remainder of the data words on division by the product of (X - 2^i), i from 0
// to n-1, over the field of 256 elements.
func checkWords(data []byte, n int) []byte {
	divisor := make([]byte, n) // without its leading 1, highest coefficient first
	divisor[n-1] = 1
	for i, root := 0, byte(1); i < n; i, root = i+1, times(root, 2) {
		for j := range divisor {
			divisor[j] = times(divisor[j], root)
			if j+1 < n {
				divisor[j] ^= divisor[j+1]
			}
		}
	}
	rest := make([]byte, n)
	for _, d := range data {
		factor := d ^ rest[0]
		copy(rest, rest[1:])
		rest[n-1] = 0
		for j := range rest {
			rest[j] ^= times(divisor[j], factor)
		}
	}
	return rest
}

// times multiplies two elements of GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1.
func times(a, b byte) byte {
	product := 0
	for i := 7; i >= 0; i-- {
		product = product<<1 ^ (product>>7)*0x11D
		product ^= int(b>>i&1) * int(a)
	}
	return byte(product)
}
