package entry

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"
)

// folded is words of three stewards on the same, behind a payment: one by one, and folded.
func foldedFrame(t testing.TB) (records, frame []byte) {
	t.Helper()
	v, samples := airSamples(t)
	a := v.air()
	first := samples["votes-like"]
	records = mustAir(t, a, samples["pay-plain"])
	frame = bytes.Clone(records)
	last := len(frame)
	for _, steward := range v.stewards[1:] {
		v.say(steward, &Next{Topic: Topic{Kind: TopicEpoch, Number: 3}, View: 1}) // a first word of his own
		e := v.make(steward, first.like.Body)
		record, err := a.AppendLike(nil, e, first.like)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, record...)
		if len(frame) == last {
			frame = append(frame, record...)
			continue
		}
		var ok bool
		if frame, ok = Fold(frame, last, record); !ok {
			t.Fatalf("%x is not folded", record)
		}
	}
	return records, frame
}

// unfoldAll unfolds all records of a frame, whose first has a length.
func unfoldAll(frame []byte, first int) ([]byte, error) {
	rest, err := Unfold(frame[first:])
	return append(bytes.Clone(frame[:first]), rest...), err
}

// Words that are folded together come back as they were, and take six bytes less each.
func TestFold(t *testing.T) {
	records, frame := foldedFrame(t)
	const words = 3
	if saved := len(records) - len(frame); saved != 6*(words-1)-1 {
		t.Errorf("%d bytes are saved", saved)
	}
	back, err := unfoldAll(frame, len(records)-words*likenedSize)
	if err != nil || !bytes.Equal(back, records) {
		t.Errorf("%v\n%x\n%x", err, back, records)
	}
}

// airFold is a file of testdata/vectors/air-fold.
type airFold struct {
	About    string `json:"about"`
	Folded   string `json:"folded"`   // records, of which the first is folded
	Unfolded string `json:"unfolded"` // each of its words as a record of its own; empty: it is refused
}

// airFolds is what testdata/vectors should hold of folded records.
func airFolds(t testing.TB) map[string]airFold {
	t.Helper()
	records, frame := foldedFrame(t)
	list, folded := records[len(records)-3*likenedSize:], frame[len(records)-3*likenedSize:]
	before := frame[:len(records)-3*likenedSize]
	fold := func(about string, folded, unfolded []byte) airFold {
		return airFold{about, hex.EncodeToString(folded), hex.EncodeToString(unfolded)}
	}
	return map[string]airFold{
		"three-words":   fold("three stewards on the same", folded, list),
		"and-a-payment": fold("the same, and a payment behind them", append(bytes.Clone(folded), before...), append(bytes.Clone(list), before...)),
		"not-folded":    fold("one word that is folded with none", list[:likenedSize], list[:likenedSize]),
		"none-follows":  fold("folded with none", append(bytes.Clone(folded[:likenedSize]), 0), nil),
		"too-many":      fold("folded with ten", append(bytes.Clone(folded[:likenedSize]), 10), nil),
		"of-no-seat":    fold("a word of seat 0", withByte(folded, likenedSize+1, folded[likenedSize+1]&15), nil),
		"cut-off":       fold("the last signature lacks a byte", folded[:len(folded)-1], nil),
	}
}

// The files of testdata/vectors/air-fold hold.
func TestVectorsToFold(t *testing.T) {
	for _, path := range vectorPaths(t, "air-fold") {
		var want airFold
		load(t, path, &want)
		list, err := Unfold(unhex(t, want.Folded))
		if want.Unfolded == "" && errors.Is(err, ErrAir) {
			continue
		}
		if err != nil || hex.EncodeToString(list) != want.Unfolded {
			t.Errorf("%s: %x, %v", path, list, err)
		}
	}
}

// What differs in kind, curve or what it is likened to is not folded, nor what is not likened, nor more than
// there can be seats.
func TestFoldsNotTogether(t *testing.T) {
	records, frame := foldedFrame(t)
	one := records[len(records)-likenedSize:]
	for name, change := range map[string]func(b []byte){
		"another kind":      func(b []byte) { b[0] = byte(KindAttest)<<4 | b[0]&15 },
		"another curve":     func(b []byte) { b[1] |= airSr25519 },
		"likened elsewhere": func(b []byte) { b[likenedSame] ^= 1 },
		"of no steward":     func(b []byte) { b[likenedAuthor] = 12 },
		"a first word":      func(b []byte) { b[1] |= airFirst },
		"a full time":       func(b []byte) { b[1] |= airFullTime },
		"folded already":    func(b []byte) { b[1] |= airFolded },
	} {
		b := bytes.Clone(one)
		change(b)
		if _, ok := Fold(bytes.Clone(one), 0, b); ok {
			t.Errorf("%s is folded", name)
		}
	}
	if _, ok := Fold(bytes.Clone(frame), 0, one); ok {
		t.Error("words are folded with a payment")
	}
	many, ok := bytes.Clone(one), true
	for n := 1; n < MaxStewards; n++ {
		if many, ok = Fold(many, 0, one); !ok {
			t.Fatalf("the %dth is not folded", n+1)
		}
	}
	if _, ok := Fold(many, 0, one); ok {
		t.Error("more words than seats are folded")
	}
}

// What nobody folds so is refused.
func TestUnfoldRefuses(t *testing.T) {
	records, frame := foldedFrame(t)
	folded := frame[len(records)-3*likenedSize:]
	for name, b := range map[string][]byte{
		"nothing follows":  folded[:likenedSize],
		"none":             append(bytes.Clone(folded[:likenedSize]), 0),
		"more than seats":  append(bytes.Clone(folded[:likenedSize]), 10),
		"one is cut":       folded[:len(folded)-1],
		"of seat 0":        withByte(folded, likenedSize+1, folded[likenedSize+1]&15),
		"of seat 11":       withByte(folded, likenedSize+1, 0xb0),
		"a full time, too": withByte(folded, 1, folded[1]|airFullTime),
	} {
		list, err := Unfold(b)
		if name == "a full time, too" { // it is none of these, and the reader of records refuses the flag
			if err == nil && !bytes.Equal(list, b) {
				t.Errorf("%s: it is unfolded", name)
			}
			continue
		}
		if !errors.Is(err, ErrAir) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func withByte(b []byte, at int, value byte) []byte {
	b = bytes.Clone(b)
	b[at] = value
	return b
}

// FuzzUnfold: whatever is unfolded is folded to the same bytes again.
func FuzzUnfold(f *testing.F) {
	records, frame := foldedFrame(f)
	f.Add(frame[len(records)-3*likenedSize:])
	f.Add(records)
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := Unfold(b)
		if err != nil || bytes.Equal(list, b) {
			return
		}
		n := int(b[likenedSize]) + 1
		again, ok := bytes.Clone(list[:likenedSize]), true
		for i := 1; i < n; i++ {
			if again, ok = Fold(again, 0, list[i*likenedSize:(i+1)*likenedSize]); !ok {
				t.Fatalf("%x is not folded again", list)
			}
		}
		if again = append(again, list[n*likenedSize:]...); !bytes.Equal(again, b) {
			t.Fatalf("%x became %x", b, again)
		}
	})
}
