package lora

import (
	"slices"
	"strings"
)

// bootText is what a board says in plain words outside its protocol: often the only thing that tells what is wrong with it.
type bootText struct {
	desk *Desk
	line []byte
	last string
}

// textBytes is the longest line that is kept.
const textBytes = 160

// take adds one byte. Lines end with a line feed; what is no text is left out.
func (b *bootText) take(c byte) {
	switch {
	case c == '\n' || c == '\r':
		b.end()
	case c >= 0x20 && c < 0x7F && len(b.line) < textBytes:
		b.line = append(b.line, c)
	}
}

// frame takes what looked like a frame as text, if it can be read: words that follow a command look like that.
func (b *bootText) frame(f kissFrame) {
	bytes := append([]byte{f.cmd}, f.payload...)
	if slices.ContainsFunc(bytes, unreadable) {
		return
	}
	for _, c := range bytes {
		b.take(c)
	}
	b.end()
}

func unreadable(c byte) bool { return (c < 0x20 || c >= 0x7F) && c != '\r' && c != '\n' }

// shortest is how many letters make a line worth repeating.
const shortest = 8

func (b *bootText) end() {
	text := strings.TrimSpace(string(b.line))
	b.line = b.line[:0]
	if len(text) < shortest {
		return
	}
	b.last = text
	b.desk.Note(func(s *Status) { s.Told = text })
}

// with adds the last line to what we say.
func (b *bootText) with(what string) string {
	b.end()
	if b.last == "" {
		return what
	}
	return what + "; it says: " + b.last
}
