package mesh

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

// airVectors is what a reader of another language holds himself against.
type airVectors struct {
	Tag    string      `json:"tag"` // of the community, with a zero market
	Frames []airVector `json:"frames"`
	Cut    []string    `json:"cut"` // the parts of the frame "whole", where frames have 64 bytes
	Mark   markVector  `json:"mark"`
	Hidden veilVector  `json:"hidden"`
}

type airVector struct {
	About string `json:"about"`
	Frame string `json:"frame"`
	Kind  int    `json:"kind,omitempty"`  // of a frame to accept
	Class string `json:"class,omitempty"` // of one to refuse
}

type markVector struct {
	Node      string `json:"node"`
	Nonce     string `json:"nonce"`
	Signature string `json:"signature"`
	Mark      string `json:"mark"`
}

type veilVector struct {
	Key    string `json:"key"`
	Nonce  string `json:"nonce"`
	Frame  string `json:"frame"`
	Hidden string `json:"hidden"`
}

// The vectors of what is said on air hold, and are those of the file.
func TestAirVectors(t *testing.T) {
	tw := newTown(t, nil, []string{"ana"})
	tag := entry.AirTag(tw.found.Community, entry.MarketID{})
	v := airVectors{Tag: hex.EncodeToString(tag[:])}
	list := airExamples(tw)
	for _, about := range slices.Sorted(maps.Keys(list)) {
		v.Frames = append(v.Frames, airVector{About: about, Frame: hex.EncodeToString(encodeAir(tag, list[about])), Kind: int(list[about].kind())})
	}
	v.Frames = append(v.Frames, badAir(tag, list)...)
	for _, x := range v.Frames {
		checkAirVector(t, tag, x)
	}
	v.Cut = cutVector(t, tag, encodeAir(tag, list["whole"]))
	signature := bytes.Repeat([]byte{5}, signatureSize)
	mark := markOf(airNonce([4]byte{1, 2, 3, 4}, [4]byte{5, 6, 7, 8}), signature)
	v.Mark = markVector{"01020304", "05060708", hex.EncodeToString(signature), hex.EncodeToString(mark[:])}
	key := [AirKeySize]byte{1, 2, 3}
	frame := encodeAir(tag, list["beacon"])
	hidden := (&veil{key}).hide([veilNonceSize]byte{9, 8, 7, 6, 5, 4, 3, 2}, frame)
	v.Hidden = veilVector{hex.EncodeToString(key[:]), "0908070605040302", hex.EncodeToString(frame), hex.EncodeToString(hidden)}
	text, err := json.MarshalIndent(v, "", " ")
	tw.check(err)
	golden(t, "air.json", string(text)+"\n")
}

// badAir is frames to refuse.
func badAir(tag airTag, list map[string]airFrame) (bad []airVector) {
	say := func(about, class string, b []byte) {
		bad = append(bad, airVector{About: about, Frame: hex.EncodeToString(b), Class: class})
	}
	beacon, frontier := encodeAir(tag, list["beacon"]), encodeAir(tag, list["frontier"])
	missing, part := encodeAir(tag, list["missing"]), encodeAir(tag, list["part"])
	say("three bytes", "form", beacon[:3])
	say("a version above 0", "newer", slices.Concat([]byte{0x1a}, beacon[1:]))
	say("lacking, without an entry", "form", slices.Concat([]byte{15}, beacon[1:]))
	say("lacking, half of an entry", "form", slices.Concat([]byte{15}, beacon[1:], []byte{1}))
	say("lacking, the same twice", "form", slices.Concat([]byte{15}, beacon[1:], []byte{1, 2, 1, 2}))
	say("lacking, more than 16", "form", slices.Concat([]byte{15}, beacon[1:], ascendingMarks(beaconMarks+1)))
	say("a beacon with a byte too many", "form", slices.Concat(beacon, []byte{0}))
	say("a beacon with a byte too few", "form", beacon[:len(beacon)-1])
	say("an integer in more bytes than it needs", "form", slices.Concat(beacon[:len(beacon)-2], []byte{0x81, 0}))
	say("a flag of a frontier that does not exist", "form", slices.Replace(slices.Clone(frontier), 12, 13, 4))
	say("marks that do not ascend", "form", slices.Concat(frontier[:len(frontier)-4], []byte{1, 3, 1, 2}))
	say("more marks than bytes", "form", slices.Concat(frontier[:len(frontier)-5], []byte{3, 1, 2, 1, 3}))
	say("a part behind the last", "form", slices.Replace(slices.Clone(part), 6, 7, 2))
	say("one part alone", "form", slices.Replace(slices.Clone(part), 6, 8, 0, 0))
	say("a part without bytes", "form", part[:8])
	say("nothing is missing", "form", slices.Concat(missing[:7], []byte{0, 0}))
	say("a part is missing that does not exist", "form", slices.Concat(missing[:7], []byte{1, 4}))
	return bad
}

// ascendingMarks is so many marks.
func ascendingMarks(n int) (b []byte) {
	for i := range n {
		b = append(b, 1, byte(i))
	}
	return b
}

func checkAirVector(t *testing.T, tag airTag, v airVector) {
	t.Helper()
	b, err := hex.DecodeString(v.Frame)
	if err != nil {
		t.Fatal(err)
	}
	f, err := decodeAir(b)
	switch {
	case v.Class == "" && (err != nil || int(f.kind()) != v.Kind || !bytes.Equal(encodeAir(tag, f), b)):
		t.Errorf("%s: %v", v.About, err)
	case v.Class == "form" && !errors.Is(err, ErrForm), v.Class == "newer" && !errors.Is(err, ErrNewer):
		t.Errorf("%s: %v", v.About, err)
	}
}

// cutVector is the parts of a frame in frames of 64 bytes; put together they are the frame again.
func cutVector(t *testing.T, tag airTag, whole []byte) (parts []string) {
	t.Helper()
	a := NewAir(AirSettings{})
	a.tag = tag
	var again []byte
	for b := a.cut(whole, leastMTU, false); b != nil; b = a.sayPart(false)(nil, Room{MTU: leastMTU}) {
		parts = append(parts, hex.EncodeToString(b))
		f, err := decodeAir(b)
		if err != nil {
			t.Fatal(err)
		}
		again = append(again, f.(*airPart).bytes...)
	}
	if !bytes.Equal(again, whole) {
		t.Errorf("%x was cut, and %x put together", whole, again)
	}
	return parts
}
