package mesh

import (
	"bytes"
	"fmt"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// frontierMagic begins a frontier in a file: a name, and the version of the form. Behind it stand
// the nonce, and the pieces as they are framed on a stream.
const frontierMagic = "Foirail frontier\x00"

// bundledAtOnce is how many entries a bundle names before it reads them.
const bundledAtOnce = 1024

// TellFrontier is a book's whole frontier in the form of a file, for somebody to make a bundle by.
func TellFrontier(book *ledger.Book, nonce ledger.Nonce) []byte {
	var f *ledger.Frontier
	book.View(func(s *ledger.State) { f = s.Frontier(nonce, true) })
	b := bytes.NewBuffer(append([]byte(frontierMagic), nonce[:]...))
	for _, piece := range pieces(f, false) {
		WriteFrame(b, Encode(piece)) // into memory: it does not fail
	}
	return b.Bytes()
}

// ReadFrontier reads what TellFrontier made. It returns ErrForm for anything else, and ErrNewer.
func ReadFrontier(file []byte) (*ledger.Frontier, error) {
	rest, ok := bytes.CutPrefix(file, []byte(frontierMagic))
	whole := &ledger.Frontier{}
	if !ok || len(rest) < len(whole.Nonce) {
		return nil, fmt.Errorf("%w: not a frontier", ErrForm)
	}
	whole.Nonce = ledger.Nonce(rest)
	r := bytes.NewReader(rest[len(whole.Nonce):])
	for number := 0; ; number++ {
		b, err := ReadFrame(r)
		if err != nil {
			return nil, fmt.Errorf("%w: a piece is missing: %w", ErrForm, err)
		}
		m, err := Decode(b)
		if err != nil {
			return nil, err
		}
		piece, ok := m.(*Frontier)
		if !ok || piece.Piece != number || piece.Last && r.Len() > 0 {
			return nil, fmt.Errorf("%w: a frontier has its pieces in their order and nothing else", ErrForm)
		}
		if join(whole, &piece.Told); piece.Last {
			return whole, nil
		}
	}
}

// Lacks visits the entries that the holder of a frontier lacks, in an order in which the door lets
// them in. An empty frontier is nobody's: all is visited. It stops with the first error of visit or
// of the book.
func Lacks(book *ledger.Book, f *ledger.Frontier, visit func(*entry.Entry) error) error {
	var known *ledger.Known
	var upTo uint32
	book.View(func(s *ledger.State) { known, upTo = s.Know(f), s.Now() })
	for more := true; more; {
		var names []entry.Hash
		book.View(func(s *ledger.State) { names, more = s.Give(known, upTo, bundledAtOnce) })
		for len(names) > 0 {
			list, rest, err := book.Entries(names...)
			for _, e := range list {
				if err == nil {
					err = visit(e)
				}
			}
			if err != nil {
				return err
			}
			names = rest
		}
	}
	return nil
}
