package node

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/words"
	"foirail/mesh"
)

// SpoolFile is a base on its way to a directory that holds nothing yet: its name and size, then its
// bytes as far as they have come.
const SpoolFile = "checkpoint.part"

// spoolHead is what stands in front, in bytes.
const spoolHead = entry.HashSize + 8

// maxSpool is the largest base that is fetched, in bytes; on a disk with less room it is a quarter of
// what is free, as the book keeps a copy, and a snapshot of its own.
const maxSpool = 1 << 30

// spool is that file.
type spool struct{ node *Node }

var _ mesh.Spool = spool{}

// Put writes a part down. The file is not synced: a base is held against its name when it is whole.
func (s spool) Put(part *mesh.Part) error {
	if err := s.node.config.hasRoom(); err != nil {
		return err
	}
	flags := os.O_RDWR | os.O_CREATE
	if part.From == 0 {
		flags |= os.O_TRUNC
	}
	file, err := os.OpenFile(s.node.config.path(SpoolFile), flags, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(binary.BigEndian.AppendUint64(part.Name[:len(part.Name):len(part.Name)], uint64(part.Size)), 0)
	if err == nil {
		_, err = file.WriteAt(part.Bytes, spoolHead+part.From)
	}
	return errors.Join(err, file.Close())
}

// Begin has the book begin with what has come.
func (s spool) Begin(name entry.Hash) error {
	content, err := os.ReadFile(s.node.config.path(SpoolFile))
	if err != nil {
		return err
	}
	defer os.Remove(s.node.config.path(SpoolFile))
	if len(content) < spoolHead || sha256.Sum256(content[spoolHead:]) != name {
		return fmt.Errorf("%w: its bytes are others", mesh.ErrBase)
	}
	return s.node.beginWith(content[spoolHead:])
}

// beginWith has the book, which holds nothing, begin with a base. It returns mesh.ErrBase for one that
// does not hold.
func (n *Node) beginWith(content []byte) error {
	base, err := ledger.ReadBase(content)
	if err == nil && base.Market != n.home {
		err = fmt.Errorf("%w: of another market", ledger.ErrNoVoucher)
	}
	if err == nil {
		err = n.book.Begin(base)
	}
	return badBase(err)
}

// badBase tells a base that does not hold from a disk that does not work.
func badBase(err error) error {
	for _, bad := range []error{ledger.ErrSnapshot, ledger.ErrNoVoucher, ledger.ErrSignature, ledger.ErrCommunity} {
		if errors.Is(err, bad) {
			return errors.Join(mesh.ErrBase, err)
		}
	}
	return err
}

// left is what an earlier life has fetched of a base.
func (s spool) left() (name entry.Hash, size, have int64) {
	file, err := os.Open(s.node.config.path(SpoolFile))
	if err != nil {
		return name, 0, 0
	}
	defer file.Close()
	var head [spoolHead]byte
	info, err := file.Stat()
	if _, reading := io.ReadFull(file, head[:]); reading != nil || err != nil {
		return name, 0, 0
	}
	return entry.Hash(head[:]), int64(binary.BigEndian.Uint64(head[entry.HashSize:]) & (1<<62 - 1)), info.Size() - spoolHead
}

// From where a directory that holds nothing is to begin.
const (
	BeginByItself        = ""           // with a checkpoint where the ledger is large
	BeginWithACheckpoint = "checkpoint" // with one if anybody has one
	BeginAtTheFirst      = "first"      // with the first entry
)

// largeLedger is how many entries a ledger has for which a checkpoint is looked for without being asked
// to. Below, all are here within a minute.
const largeLedger = 50_000

// search is what the node looks for when it runs: a base, where it holds nothing.
func (n *Node) search() (mesh.Search, error) {
	none := mesh.Search{}
	held := 0
	n.book.View(func(s *ledger.State) { held = s.Held() })
	k, err := n.config.peers()
	if err != nil || held > 0 || k.Begin == BeginAtTheFirst {
		return none, err
	}
	search := mesh.Search{Market: n.home, Above: largeLedger, Most: maxSpool}
	if k.Begin == BeginWithACheckpoint {
		search.Above = 0
	}
	if _, free := n.config.room(); free > 0 {
		search.Most = min(search.Most, int64(free/4))
	}
	search.Name, search.Size, search.Have = spool{n}.left()
	return search, nil
}

// checkBegin looks at the word for from where a directory is to begin.
func checkBegin(how string) error {
	switch how {
	case BeginByItself, BeginWithACheckpoint, BeginAtTheFirst:
		return nil
	}
	return problem(words.Usage, nil, "reason", how)
}

// checkpointMagic begins a checkpoint in a file; behind it stand the length of the base, 8 bytes, the
// base, and entries as in a bundle.
const checkpointMagic = "Foirail checkpoint\x00"

// HasCheckpoint says whether a file of entries has a checkpoint in front.
func HasCheckpoint(file []byte) bool { return bytes.HasPrefix(file, []byte(checkpointMagic)) }

// checkpointFile is a base as it begins a file.
func checkpointFile(base *ledger.Base) []byte {
	content := base.Bytes()
	b := binary.BigEndian.AppendUint64([]byte(checkpointMagic), uint64(len(content)))
	return append(b, content...)
}

// cutCheckpoint takes the base off a bundle that has one in front, and gives the bundle behind it.
func cutCheckpoint(b []byte) (base, bundle []byte, is bool, err error) {
	rest, is := bytes.CutPrefix(b, []byte(checkpointMagic))
	if !is {
		return nil, b, false, nil
	}
	if len(rest) < 8 || binary.BigEndian.Uint64(rest) > uint64(len(rest)-8) {
		return nil, nil, true, errBundle
	}
	size := binary.BigEndian.Uint64(rest)
	return rest[8 : 8+size], append([]byte(bundleMagic), rest[8+size:]...), true, nil
}
