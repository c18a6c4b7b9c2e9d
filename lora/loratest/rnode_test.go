package loratest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"foirail/lora"
)

// bench is a board with a program that writes raw bytes, and what the board said, frame by frame.
type bench struct {
	t     *testing.T
	air   *Air
	board *RNode
	said  []byte
	seen  int // of what was said
}

// newBench starts a board that is up and has said so.
func newBench(t *testing.T, air *Air, name string) *bench {
	b := &bench{t: t, air: air, board: NewRNode(air, RNodeConfig{Name: name, BootText: "rst:0x1\r\n"})}
	b.board.Opened(func(p []byte) { b.said = append(b.said, p...) })
	b.board.Powered(true)
	b.air.Until(b.air.Now() + 2*time.Second)
	if got := b.answer(); got != "rst:0x1\r\n 55f8" {
		t.Fatalf("it started with %q", got)
	}
	return b
}

// answer is what was said since the last time, without the figures of every second.
func (b *bench) answer() string {
	var frames []string
	for _, f := range bytes.Split(b.said[b.seen:], []byte{fend}) {
		switch {
		case len(f) == 0 || f[0] == cmdChannel:
		case bytes.HasSuffix(f, []byte("\r\n")):
			frames = append(frames, string(f))
		default:
			frames = append(frames, fmt.Sprintf("%x", f))
		}
	}
	b.seen = len(b.said)
	return strings.Join(frames, " ")
}

// expect writes bytes and holds what comes back against what is wanted.
func (b *bench) expect(bytes, want string) {
	b.t.Helper()
	b.board.Take([]byte(bytes))
	if got := b.answer(); got != want {
		b.t.Errorf("%x was answered with %q, want %q", bytes, got, want)
	}
}

// turnOn sets the board up as Reticulum does, at SF8 and 125 kHz.
func (b *bench) turnOn() {
	b.t.Helper()
	b.expect("\xC0\x01\x33\xD3\xE6\x08\xC0\xC0\x02\x00\x01\xE8\x48\xC0\xC0\x03\x0E\xC0\xC0\x04\x08\xC0\xC0\x05\x05\xC0\xC0\x06\x01\xC0",
		"0133d3e608 020001e848 030e 0408 0505 0601 0601")
}

// data is a frame of data, escaped.
func data(p []byte) string {
	p = bytes.ReplaceAll(p, []byte{fesc}, []byte{fesc, tfesc})
	return "\xC0\x00" + string(bytes.ReplaceAll(p, []byte{fend}, []byte{fesc, tfend})) + "\xC0"
}

func TestTheFirmwareAnswers(t *testing.T) {
	b := newBench(t, NewAir(Config{}), "a")
	b.expect("\xC0\x08\x73\xC0\x50\x00\xC0\x48\x00\xC0\x49\x00\xC0", "0846 500156 4880 4981")
	b.expect("\xC0\x47\x00\xC0", "473a")
	b.expect("\xC0\x08\x74\xC0", "")
	b.expect("\xC0\x0F\x00\xC0", "0f01")
	b.expect("\xC0\x06\xFF\xC0", "0600")
	b.expect("\xC0\x06\x01\xC0", "0600") // it does not know enough yet
	b.expect("\xC0\x07\x00\xC0", "0701")
	b.turnOn()
	b.expect("\xC0\x07\x00\xC0", "0700")
	b.expect("\xC0\x01\x00\x00\x00\x00\xC0", "0133d3e608")
	b.expect("\xC0\x03\xFF\xC0\xC0\x04\xFF\xC0\xC0\x05\xFF\xC0", "030e 0408 0505")
	b.expect("\xC0\x03\x1E\xC0\xC0\x04\x0D\xC0\xC0\x05\x09\xC0", "0316 040c 0508") // beyond its limits
	b.expect("\xC0\x0B\x00\x00\xC0\xC0\x0C\x03\xE8\xC0", "0b0000 0c03e8")
}

// The firmware acts byte by byte: answers come before the frame is over.
func TestTheFirmwareDoesNotWaitForTheEnd(t *testing.T) {
	b := newBench(t, NewAir(Config{}), "a")
	b.expect("\xC0\x08\x73", "0846")
	b.expect("\xC0\x01\x33\xD3\xE6", "")
	b.expect("\x08", "0133d3e608")
	b.expect("\xC0\x02\x00\xDB\xDC\x00\x01\xC0", "0200dbdc0001") // escaped both ways
}

// After data the next frame needs a C0 of its own.
func TestDataDoesNotShareItsEnd(t *testing.T) {
	b := newBench(t, NewAir(Config{}), "a")
	b.turnOn()
	b.expect("\xC0\x00hi\xC0\x0F\x00\xC0", "")
	b.expect("\x0F\x00\xC0", "0f01") // that last C0 had begun a frame
}

// between puts two boards that are on onto one air.
func between(t *testing.T, path Path) (*Air, *bench, *bench, *[]int) {
	sizes := new([]int)
	air := NewAir(Config{Seed: 5, Told: func(e Event) {
		if e.Kind == Sent {
			*sizes = append(*sizes, len(e.Bytes))
		}
	}})
	a, b := newBench(t, air, "a"), newBench(t, air, "b")
	air.Link(0, 1, path)
	a.turnOn()
	b.turnOn()
	return air, a, b, sizes
}

func TestFramesOnTheAir(t *testing.T) {
	air, a, b, sizes := between(t, Path{RSSI: -90})
	for _, n := range []int{1, 254, 255, 508} {
		frame := bytes.Repeat([]byte{byte(n)}, n)
		a.expect(data(frame), "")
		air.Until(air.Now() + 10*time.Second)
		if got, want := b.answer(), fmt.Sprintf("2343 246c 00%x", frame); got != want {
			t.Errorf("%d bytes came through as %.40s, want %.40s", n, got, want)
		}
	}
	if want := []int{2, 255, 255, 2, 255, 255}; !slices.Equal(*sizes, want) {
		t.Errorf("on the air as %v, want %v", *sizes, want)
	}
	a.expect("\xC0\x22\x00\xC0", "2200000006")
	b.expect("\xC0\x21\x00\xC0", "2100000006")
}

func TestTooLongAFrameIsDroppedWithoutAWord(t *testing.T) {
	air, a, _, sizes := between(t, Path{RSSI: -90})
	a.expect(data(make([]byte, 509)), "")
	air.Until(air.Now() + 10*time.Second)
	if len(*sizes) != 0 || a.answer() != "" {
		t.Errorf("sent %v", *sizes)
	}
}

func TestALostHalfLosesTheFrame(t *testing.T) {
	air, a, b, sizes := between(t, Path{RSSI: -90})
	a.expect(data(make([]byte, 400)), "")
	for len(*sizes) < 2 {
		air.Step()
	}
	air.Cut(0, 1) // during the second half
	air.Until(air.Now() + 5*time.Second)
	air.Link(0, 1, Path{RSSI: -90})
	a.expect(data([]byte("whole")), "")
	air.Until(air.Now() + 5*time.Second)
	if got, want := b.answer(), fmt.Sprintf("2343 246c 00%x", "whole"); got != want {
		t.Errorf("came through as %s, want %s", got, want)
	}
}

func TestARadioThatIsOffComplains(t *testing.T) {
	b := newBench(t, NewAir(Config{}), "a")
	b.expect(data([]byte("hi")), "9002")
}

// Once the lock is reached packets stay in the board, without a word, until the hour lets them go.
func TestTheLockIsSilent(t *testing.T) {
	air, a, _, sizes := between(t, Path{RSSI: -90})
	a.expect("\xC0\x0C\x00\x64\xC0", "0c0064") // 1 %: 36 s
	frames := int(36*time.Second/lora.RNodeAirtime(lora.Modulation{Bandwidth: 125000, Spreading: 8, Coding: 5}, 200)) + 5
	for range frames {
		a.expect(data(make([]byte, 200)), "")
		air.Until(air.Now() + 2*time.Second)
	}
	if kept := frames - len(*sizes); kept < 3 || kept > 5 {
		t.Errorf("%d of %d were kept back", kept, frames)
	}
	a.expect("\xC0\x0F\x00\xC0", "0f01")
	air.Until(air.Now() + 62*time.Minute)
	if len(*sizes) != frames {
		t.Errorf("%d of %d went out in the end", len(*sizes), frames)
	}
}

// A queue that is full skips bytes without a word.
func TestAFullQueueCutsFrames(t *testing.T) {
	b := newBench(t, NewAir(Config{}), "a")
	b.turnOn()
	for range queueBytes / 500 {
		b.expect(data(make([]byte, 500)), "")
	}
	b.expect("\xC0\x0F\x00\xC0", "0f01")
	b.expect(data(make([]byte, 500)), "")
	b.expect("\xC0\x0F\x00\xC0", "0f00")
	queue := b.board.radio.queue
	if last := queue[len(queue)-1]; len(last) != queueBytes-queueBytes/500*500 {
		t.Errorf("the last one has %d bytes", len(last))
	}
}

func TestFiguresEverySecond(t *testing.T) {
	air, a, _, _ := between(t, Path{RSSI: -90})
	before := bytes.Count(a.said, []byte{fend, cmdChannel})
	air.Until(air.Now() + 10*time.Second)
	if n := bytes.Count(a.said, []byte{fend, cmdChannel}) - before; n != 10 {
		t.Errorf("%d times in 10 seconds", n)
	}
	a.expect("\xC0\x06\x00\xC0", "0600")
	before = len(a.said)
	air.Until(air.Now() + 10*time.Second)
	if len(a.said) != before {
		t.Errorf("a radio that is off says %x", a.said[before:])
	}
}

func TestAResetForgetsEverything(t *testing.T) {
	b := newBench(t, NewAir(Config{}), "a")
	b.turnOn()
	b.expect("\xC0\x55\xF8\xC0\xC0\x08\x73\xC0", "") // deaf while it starts
	b.air.Until(b.air.Now() + 2*time.Second)
	b.expect("\xC0\x06\xFF\xC0", "rst:0x1\r\n 55f8 0600")
}
