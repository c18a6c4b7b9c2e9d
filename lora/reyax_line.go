package lora

import (
	"bytes"
	"strconv"
)

// reyaxReceived is one frame as the module tells it: +RCV=address,length,data,rssi,snr. The length alone says where the data ends: it
// may hold commas and line ends.
type reyaxReceived struct {
	data []byte
	rssi int
	snr  float64
}

// reyaxReader takes apart what a module says: frames, and lines of text.
type reyaxReader struct {
	received func(reyaxReceived)
	line     func(string) // without its end
	damaged  func()
	backlog
}

const (
	reyaxReceive = "+RCV="
	reyaxTail    = 24  // bytes that ",rssi,snr\r\n" may take
	reyaxLonger  = 512 // bytes without a line end that are no line of ours
)

// take reads what came.
func (r *reyaxReader) take(b []byte) { r.read(b, r.step) }

// step tells how many bytes are done with; none: more have to come first.
func (r *reyaxReader) step() int {
	begin, end := bytes.Index(r.rest, []byte(reyaxReceive)), bytes.IndexByte(r.rest, '\n')
	switch {
	case begin == 0:
		return r.frame()
	case begin > 0 && (end < 0 || begin < end):
		return begin // no line before a frame lacks its end
	case end >= 0:
		r.text(r.rest[:end])
		return end + 1
	case len(r.rest) > reyaxLonger:
		return len(r.rest) - len(reyaxReceive) + 1
	}
	return 0
}

// text gives a line. Noise before it does not spoil it: what the module says begins with a plus.
func (r *reyaxReader) text(line []byte) {
	if at := bytes.LastIndexByte(line, '+'); at > 0 {
		line = line[at:]
	}
	r.line(plain(line))
}

// frame reads the frame at the beginning. One that makes no sense gives up its first byte alone.
func (r *reyaxReader) frame() int {
	f, n, more := cutReceived(r.rest)
	switch {
	case n > 0:
		r.received(f)
		return n
	case more:
		return 0
	}
	r.damaged()
	return 1
}

// giveUp is told when nothing came for a while: what is under way will not be finished.
func (r *reyaxReader) giveUp() {
	if bytes.HasPrefix(r.rest, []byte(reyaxReceive)) {
		r.damaged()
	}
	if len(r.rest) > 0 {
		r.rest = r.rest[1:]
		r.take(nil)
	}
}

// cutReceived reads a frame and tells how long its line is; zero: it makes no sense, or more has to come.
func cutReceived(b []byte) (f reyaxReceived, n int, more bool) {
	at := len(reyaxReceive)
	_, at, more = cutNumber(b, at, 5, ',')
	if at == 0 {
		return f, 0, more
	}
	length, at, more := cutNumber(b, at, 3, ',')
	if at == 0 || length < 1 || length > reyaxMost {
		return f, 0, more && at == 0
	}
	if len(b) < at+length {
		return f, 0, true
	}
	f.data = append([]byte(nil), b[at:at+length]...)
	n, more = f.cutTail(b, at+length)
	return f, n, more
}

// cutTail reads the figures after the data and tells where the line ends.
func (f *reyaxReceived) cutTail(b []byte, from int) (n int, more bool) {
	tail := b[from:min(len(b), from+reyaxTail)]
	end := bytes.IndexByte(tail, '\n')
	if end < 0 {
		return 0, len(tail) < reyaxTail
	}
	parts := bytes.Split(bytes.TrimRight(tail[:end], "\r"), []byte(","))
	if len(parts) != 3 || len(parts[0]) != 0 {
		return 0, false
	}
	rssi, err1 := strconv.Atoi(string(parts[1]))
	snr, err2 := strconv.Atoi(string(parts[2]))
	if err1 != nil || err2 != nil {
		return 0, false
	}
	f.rssi, f.snr = rssi, float64(snr)
	return from + end + 1, false
}

// cutNumber reads so many digits at most up to a mark and tells where it goes on; zero: it makes no sense, or more has to come.
func cutNumber(b []byte, from, digits int, mark byte) (value, next int, more bool) {
	for i := from; i <= from+digits; i++ {
		if i >= len(b) {
			return 0, 0, true
		}
		if b[i] == mark && i > from {
			return value, i + 1, false
		}
		if b[i] < '0' || b[i] > '9' {
			break
		}
		value = 10*value + int(b[i]-'0')
	}
	return 0, 0, false
}
