// Package keystore keeps the keys of one machine, and reads and writes the forms of key that
// people already have.
//
// It stands on three files in one directory; SPEC.md has their bytes:
//
//   - keystore.age, the locked file: every key a person entrusts to us, encrypted to a passphrase
//     in the age format (scrypt), so that `age -d` opens it without us;
//   - accounts.json, the public list: names and addresses, so that lists and balances need no
//     passphrase. Anyone who can write the directory can falsify it, so Open compares it with the
//     locked file, which wins;
//   - voting-EPOCH.key, a steward's key for one epoch, which the machine opens by itself after a
//     power cut. It is protected by the file's mode alone and belongs in no backup.
//
// Forms read and written: twelve words (BIP39, English) with Substrate's hard derivations,
// identifier and password of version 1, key files PubSec, WIF and EWIF.
//
// Invariants: a write is on disk, synced, before its method returns, and a crash at any step
// leaves the old file or the new one, whole; a temporary file of the locked file holds only
// ciphertext; no type that holds a secret prints it; nothing is logged. Secrets in memory are
// overwritten where we own the bytes. That is best effort: Go copies strings and moves memory,
// and age keeps its own copy of a passphrase until it is collected.
//
// The room knows no ledger and no money, has no clock and starts nothing. The running node and
// the phone's engine call it. One process at a time writes a directory: see ErrChanged.
package keystore

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"sync"
)

// The names of the two files that a backup takes.
const (
	LockedFile = "keystore.age"
	IndexFile  = "accounts.json"
)

// Limits, sizes in bytes.
const (
	MaxFile       = 1 << 20 // any file of this room
	MaxPassphrase = 1024
	// DefaultWorkFactor is the binary logarithm of scrypt's N. 16 takes 64 MiB of memory, which
	// a small Pi can bear; each step doubles time and memory.
	DefaultWorkFactor = 16
	// MaxWorkFactor bounds what a file may ask of the machine that opens it: 1 GiB.
	MaxWorkFactor = 20
)

// Options say how a keystore is made. The zero value is sensible.
type Options struct {
	WorkFactor int // 1 to MaxWorkFactor; 0 is DefaultWorkFactor
}

// Keystore is an open locked file. It may be used by several goroutines. It never prints what
// it holds.
type Keystore struct {
	mu         sync.Mutex // guards all below
	dir        string
	passphrase []byte // nil once closed
	work       int
	items      map[string]Item
	sum        [sha256.Size]byte // of the locked file as last read or written
	repaired   bool
	repairErr  error
	step       func(name string) error // nil but in tests of crashes
}

// Create makes an empty keystore in a directory, which it makes if need be (mode 0700). It
// returns ErrExists when there is one already, ErrPassphrase for an empty or too long passphrase,
// ErrItem for a work factor out of range, ErrIndex when the locked file is there and Open will do
// the rest. The passphrase is copied.
func Create(dir string, passphrase []byte, o Options) (*Keystore, error) {
	if o.WorkFactor == 0 {
		o.WorkFactor = DefaultWorkFactor
	}
	if o.WorkFactor < 1 || o.WorkFactor > MaxWorkFactor {
		return nil, fmt.Errorf("%w: work factor %d", ErrItem, o.WorkFactor)
	}
	if err := checkPassphrase(passphrase); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := absent(filepath.Join(dir, LockedFile)); err != nil {
		return nil, err
	}
	k := &Keystore{dir: dir, passphrase: append([]byte(nil), passphrase...), work: o.WorkFactor}
	if err := k.save(map[string]Item{}, k.passphrase); err != nil {
		return nil, err
	}
	return k, nil
}

// Open reads the locked file. It returns ErrMissing, ErrPassphrase, ErrNewer or ErrDamaged. If
// the public list disagrees it is written anew, see Repaired. The passphrase is copied, to lock
// later writes, until Close.
func Open(dir string, passphrase []byte) (*Keystore, error) {
	sealed, err := readFile(filepath.Join(dir, LockedFile))
	if err != nil {
		return nil, err
	}
	plain, work, err := unseal(sealed, passphrase)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", LockedFile, err)
	}
	defer clear(plain)
	items, err := decodeDocument(plain)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", LockedFile, err)
	}
	k := &Keystore{
		dir: dir, passphrase: append([]byte(nil), passphrase...), work: work,
		items: items, sum: sha256.Sum256(sealed),
	}
	k.repaired, k.repairErr = k.repairIndex()
	return k, nil
}

// Repaired says whether Open found that the public list was missing or disagreed with the locked
// file, and why it could not be written anew if it could not.
func (k *Keystore) Repaired() (bool, error) { return k.repaired, k.repairErr }

// Close forgets the passphrase and the keys, overwriting what it owns. What Get handed out is the
// caller's own copy and stays.
func (k *Keystore) Close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, item := range k.items {
		item.Destroy()
	}
	clear(k.passphrase)
	k.passphrase, k.items = nil, nil
}

// save makes these items the keystore, on disk and then in memory. mu must be held, or k be
// known to nobody else yet.
func (k *Keystore) save(items map[string]Item, passphrase []byte) error {
	plain, err := encodeDocument(items)
	if err != nil {
		return err
	}
	defer clear(plain)
	sealed, err := seal(plain, passphrase, k.work)
	if err != nil {
		return err
	}
	if err := k.unchanged(); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(k.dir, LockedFile), sealed, k.step); err != nil {
		return err
	}
	k.items, k.sum = items, sha256.Sum256(sealed)
	if err := k.writeIndex(); err != nil {
		return fmt.Errorf("%w: %w", ErrIndex, err)
	}
	return nil
}

// unchanged returns ErrChanged if the locked file is not the one last read or written. A program
// that writes between this look and the rename is not seen.
func (k *Keystore) unchanged() error {
	now, err := readFile(filepath.Join(k.dir, LockedFile))
	created := k.items == nil
	switch {
	case created && errors.Is(err, ErrMissing):
		return nil
	case created || errors.Is(err, ErrMissing):
		return ErrChanged
	case err != nil:
		return err
	case sha256.Sum256(now) != k.sum:
		return ErrChanged
	}
	return nil
}

// edit applies a change to a copy of the items and saves it.
func (k *Keystore) edit(change func(items map[string]Item) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.passphrase == nil {
		return ErrClosed
	}
	next := maps.Clone(k.items)
	if err := change(next); err != nil {
		return err
	}
	return k.save(next, k.passphrase)
}
