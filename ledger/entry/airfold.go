package entry

import "fmt"

// A record of a steward's word that is likened to another's, as it mostly is: his curve in the flags, a seq
// above 1, a time in the window, and he is named by his seat.
//
//	offset  size
//	0       1     kind, low 4 bits of seq
//	1       1     flags
//	2       1     author: a seat
//	3       2     prev
//	5       2     time
//	7       4     what it is likened to
//	11      64    signature
const (
	likenedAuthor = 2
	likenedSame   = 7 // from here on what is the same in all that are folded together,
	likenedProof  = 11
	likenedSize   = likenedProof + 64
	foldedSize    = likenedSize - 6 // of each after the first
	airFolded     = 1 << airFlags   // the flag
)

// foldable says whether a record can be folded: of the kind, curve and length that stand above.
func foldable(record []byte) bool {
	return len(record) >= likenedSize && (Kind(record[0]>>4) == KindVotes || Kind(record[0]>>4) == KindAttest) &&
		record[1]&^(airSr25519|airFolded) == airLike && record[likenedAuthor] >= 1 && record[likenedAuthor] <= MaxStewards
}

// Fold puts a record behind the last one of a frame, which begins at last: words of several stewards that are
// likened to the same leave out what they share, six bytes for each after the first. Where that cannot be done
// it says so, and the frame is as before.
func Fold(frame []byte, last int, record []byte) (folded []byte, ok bool) {
	before := frame[last:]
	if !foldable(before) || !foldable(record) || len(record) != likenedSize || record[1]&airFolded != 0 ||
		record[0]>>4 != before[0]>>4 || record[1] != before[1]&^airFolded ||
		string(record[likenedSame:likenedProof]) != string(before[likenedSame:likenedProof]) {
		return frame, false
	}
	switch {
	case len(before) == likenedSize && before[1]&airFolded == 0:
		before[1] |= airFolded
		frame = append(frame, 1)
	case len(before) == likenedSize+1+foldedSize*int(before[likenedSize]) && before[likenedSize] < MaxStewards-1:
		before[likenedSize]++
	default:
		return frame, false
	}
	frame = append(frame, record[likenedAuthor]<<4|record[0]&15)
	frame = append(frame, record[likenedAuthor+1:likenedSame]...)
	return append(frame, record[likenedProof:]...), true
}

// Unfold gives the records of a frame with the first one unfolded, if it is folded: each of its words as a
// record of its own. It returns ErrAir for one that nobody folds so.
func Unfold(records []byte) ([]byte, error) {
	if !foldable(records) || records[1]&airFolded == 0 {
		return records, nil
	}
	first, rest := records[:likenedSize], records[likenedSize:]
	if len(rest) == 0 || rest[0] < 1 || rest[0] >= MaxStewards || len(rest) < 1+foldedSize*int(rest[0]) {
		return nil, fmt.Errorf("%w: words folded together", ErrAir)
	}
	made := append(make([]byte, 0, len(records)+6*MaxStewards), first...)
	made[1] &^= airFolded
	items, rest := rest[1:1+foldedSize*int(rest[0])], rest[1+foldedSize*int(rest[0]):]
	for ; len(items) > 0; items = items[foldedSize:] {
		seat := items[0] >> 4
		if seat < 1 || seat > MaxStewards {
			return nil, fmt.Errorf("%w: no such seat", ErrAir)
		}
		made = append(made, first[0]&0xf0|items[0]&15, made[1], seat)
		made = append(made, items[1:5]...)
		made = append(made, first[likenedSame:likenedProof]...)
		made = append(made, items[5:foldedSize]...)
	}
	return append(made, rest...), nil
}
