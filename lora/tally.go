package lora

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// A tally file is two places of tallySlot bytes that are written in turn, so that a cut in the middle of one leaves the other. The
// bytes of a place are drawn in SPEC.md.
const (
	bootBytes  = 16
	tallyMagic = "FOIRAIR\x01"
	tallySlot  = 4096 // no sector of a card holds both
	tallyBytes = 8 + 8 + bootBytes + 8 + 4*minutesKept + 4
	tallyCheck = tallyBytes - 4
)

type tallyFile struct {
	file disk
	seq  uint64 // of the place written last
}

// disk is what a tally needs of a file.
type disk interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Sync() error
}

// doubt is what a file leaves open about what was spent.
type doubt int

const (
	doubtNone doubt = iota
	doubtLast       // one place is damaged: it may have been the newest
	doubtAll        // nothing can be read
)

// openTally opens the file, or makes it, and reads the newer of its two places.
func openTally(path string) (*tallyFile, hour, doubt, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := makeTally(path); err != nil {
			return nil, hour{}, doubtAll, fmt.Errorf("beginning the tally of airtime: %w", err)
		}
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, hour{}, doubtAll, fmt.Errorf("opening the tally of airtime: %w", err)
	}
	t := &tallyFile{file: file}
	kept, d := t.read()
	return t, kept, d, nil
}

// makeTally makes a file with two whole places under another name and then gives it its own, so that a file is never half made.
func makeTally(path string) error {
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, ".airtime-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	t := &tallyFile{file: temp}
	err = errors.Join(t.write(hour{}), t.write(hour{}), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err == nil {
		err = syncDir(dir)
	}
	return err
}

// read takes the newer place. A damaged one is a doubt.
func (t *tallyFile) read() (kept hour, d doubt) {
	d, damaged := doubtAll, 0
	for slot := range int64(2) {
		seq, h, ok := t.readSlot(slot)
		if !ok {
			damaged++
			continue
		}
		if d == doubtAll || seq > t.seq {
			t.seq, kept, d = seq, h, doubtNone
		}
	}
	if damaged == 1 {
		d = doubtLast
	}
	return kept, d
}

func (t *tallyFile) readSlot(slot int64) (uint64, hour, bool) {
	buf := make([]byte, tallyBytes)
	if _, err := t.file.ReadAt(buf, slot*tallySlot); err != nil {
		return 0, hour{}, false
	}
	return decodeTally(buf)
}

// write puts the hour into the place that was written before last, and waits until it is on the disk.
func (t *tallyFile) write(h hour) error {
	seq := t.seq + 1
	if _, err := t.file.WriteAt(encodeTally(seq, h), int64(seq%2)*tallySlot); err != nil {
		return err
	}
	if err := t.file.Sync(); err != nil {
		return err
	}
	t.seq = seq
	return nil
}

func (t *tallyFile) close() error { return t.file.Close() }

func encodeTally(seq uint64, h hour) []byte {
	out := make([]byte, 0, tallyBytes)
	out = append(out, tallyMagic...)
	out = binary.BigEndian.AppendUint64(out, seq)
	out = append(out, named(h.now.Boot)...)
	out = binary.BigEndian.AppendUint64(out, uint64(h.now.minute()))
	for _, spent := range h.minutes {
		out = binary.BigEndian.AppendUint32(out, milliseconds(spent))
	}
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out))
}

// milliseconds rounds up: what is kept is never less than what was spent.
func milliseconds(d time.Duration) uint32 {
	return uint32((d + time.Millisecond - 1) / time.Millisecond)
}

func decodeTally(b []byte) (uint64, hour, bool) {
	if len(b) != tallyBytes || string(b[:8]) != tallyMagic || crc32.ChecksumIEEE(b[:tallyCheck]) != binary.BigEndian.Uint32(b[tallyCheck:]) {
		return 0, hour{}, false
	}
	seq, minute := binary.BigEndian.Uint64(b[8:]), binary.BigEndian.Uint64(b[32:])
	if minute > 1<<27 { // some 255 years
		return 0, hour{}, false
	}
	h := hour{now: Moment{Boot: string(b[16:32]), Up: time.Duration(minute) * time.Minute}}
	for k := range h.minutes {
		h.minutes[k] = time.Duration(binary.BigEndian.Uint32(b[40+4*k:])) * time.Millisecond
	}
	return seq, h, true
}

// bootName stands for the name of one life of the machine, whatever its length.
func bootName(boot string) string {
	sum := sha256.Sum256([]byte(boot))
	return string(sum[:bootBytes])
}

// named is a bootName as it is written; nobody's is zeroes.
func named(boot string) []byte {
	out := make([]byte, bootBytes)
	copy(out, boot)
	return out
}

// syncDir makes a new name last; Windows does that by itself.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
