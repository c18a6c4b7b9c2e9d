package entry

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"unicode/utf8"
)

// thereAndBack reads one value off the whole of b, and holds that what is accepted has no other
// bytes.
func thereAndBack(t *testing.T, b []byte, read func(*reader), write func(*writer)) bool {
	t.Helper()
	r := &reader{b: b}
	read(r)
	r.check(len(r.b) == 0, "trailing bytes")
	if r.err != nil {
		return false
	}
	w := &writer{}
	write(w)
	if w.err != nil || !bytes.Equal(w.b, b) {
		t.Errorf("two byte strings for one value, %v:\n%x\n%x", w.err, b, w.b)
	}
	return true
}

// FuzzDecode begins from all the vectors: what is accepted has one form and one name, and what is
// not is refused by name.
func FuzzDecode(f *testing.F) {
	for _, s := range acceptScenarios(f) {
		f.Add(s.entry.Full())
	}
	for _, s := range rejectScenarios(f) {
		f.Add(s.full)
	}
	f.Fuzz(func(t *testing.T, full []byte) {
		e, err := Decode(full)
		if err != nil {
			if errors.Is(err, ErrForm) == errors.Is(err, ErrNewer) {
				t.Fatalf("refused as %v", err)
			}
			return
		}
		if again := rewrite(e); !bytes.Equal(again, full) {
			t.Fatalf("two byte strings for one entry:\n%x\n%x", full, again)
		}
		back, err := Decode(e.Full())
		if err != nil || back.Hash() != e.Hash() || back.Verify() != e.Verify() {
			t.Fatalf("read twice, understood in two ways: %v", err)
		}
	})
}

// FuzzBody gets at the bodies without header and signature in the way.
func FuzzBody(f *testing.F) {
	for _, e := range samples(f) {
		w := &writer{}
		e.Body.write(w, e.Market)
		f.Add(byte(e.Kind()), w.b)
	}
	home := found(f).Market
	f.Fuzz(func(t *testing.T, kind byte, b []byte) {
		body := newBody(Kind(kind))
		if body == nil {
			return
		}
		thereAndBack(t, b, func(r *reader) { body.read(r, home) }, func(w *writer) { body.write(w, home) })
	})
}

// FuzzTopic holds that a topic's bytes are its key, and that no topic's bytes begin another's.
func FuzzTopic(f *testing.F) {
	f.Add([]byte{1, 2, 3, 0, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		var topic Topic
		r := &reader{b: b}
		topic.read(r)
		if r.err != nil {
			return
		}
		if key := topic.Key(); key != string(b[:len(b)-len(r.b)]) {
			t.Errorf("%x reads as a topic of key %x", b, key)
		}
		for n := range topic.Key() {
			if short := (&reader{b: b[:n]}); short.err == nil {
				if new(Topic).read(short); short.err == nil {
					t.Errorf("%x begins with a shorter topic, %x", b, b[:n])
				}
			}
		}
	})
}

// FuzzFact holds that a fact's key is the front of its bytes.
func FuzzFact(f *testing.F) {
	for _, fact := range samples(f)["attest"].Body.(*Attest).Facts {
		f.Add([]byte(FactBytes(fact)))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 {
			return
		}
		fact := newFact(factKind(b[0]))
		if fact == nil {
			return
		}
		read := func(r *reader) { r.byte(); fact.read(r) }
		if thereAndBack(t, b, read, func(w *writer) { writeFact(w, fact) }) {
			if !bytes.HasPrefix(b, []byte(fact.Key())) {
				t.Errorf("%x has the key %x", b, fact.Key())
			}
		}
	})
}

// FuzzInteger holds the integers: minimal, in bounds, and nothing read behind them.
func FuzzInteger(f *testing.F) {
	f.Add([]byte{0}, uint64(0), uint64(1))
	f.Add([]byte{0x80, 0}, uint64(0), uint64(1))
	f.Add(binary.AppendUvarint(nil, 1<<64-1), uint64(0), uint64(1<<64-1))
	f.Fuzz(func(t *testing.T, b []byte, least, most uint64) {
		r := &reader{b: b}
		n := r.uint(least, most)
		if r.err != nil {
			return
		}
		used := b[:len(b)-len(r.b)]
		if n < least || n > most || !bytes.Equal(binary.AppendUvarint(nil, n), used) {
			t.Errorf("%x read as %d of %d to %d", used, n, least, most)
		}
	})
}

// FuzzText holds the texts: bounded, UTF-8, and no character that moves a terminal.
func FuzzText(f *testing.F) {
	f.Add([]byte("\x04caf\xc3"))
	f.Add([]byte("\x06marché"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := &reader{b: b}
		s := r.text(1, MaxMemo)
		if r.err != nil {
			return
		}
		if len(s) < 1 || len(s) > MaxMemo || !utf8.ValidString(s) {
			t.Errorf("%q accepted", s)
		}
		for _, c := range s {
			if c < 0x20 || (c >= 0x7f && c < 0xa0) {
				t.Errorf("%q accepted with %U", s, c)
			}
		}
	})
}
