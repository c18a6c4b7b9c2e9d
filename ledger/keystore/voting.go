package keystore

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"foirail/ledger/keys"
)

// NewVoting draws a voting key for an epoch from 32 bytes of randomness and keeps it in a
// directory, mode 0600, on disk when it returns. It returns ErrExists rather than replace one:
// a steward has one voting key in an epoch. A crash may leave its file's .new, with a key that
// nobody was given.
func NewVoting(dir string, epoch uint64, random io.Reader) (*keys.Secret, error) {
	path := filepath.Join(dir, votingName(epoch))
	if err := absent(path); err != nil {
		return nil, err
	}
	var seed [keys.SeedSize]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return nil, fmt.Errorf("drawing a voting key: %w", err)
	}
	defer clear(seed[:])
	secret, err := keys.NewSecret(keys.Ed25519, seed)
	if err != nil {
		return nil, err
	}
	text := encodeVoting(epoch, secret)
	defer clear(text)
	if err := writeFile(path, text, nil); err != nil {
		return nil, err
	}
	return secret, nil
}

// LoadVoting reads the voting key of an epoch from a directory: the keystore's, or the one where
// systemd puts credentials, which the caller names. It returns ErrMissing, ErrPermission when the
// file's mode is wider than 0600 (where files have one), ErrNewer or ErrDamaged.
func LoadVoting(dir string, epoch uint64) (*keys.Secret, error) {
	f, err := openFile(filepath.Join(dir, votingName(epoch)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if unix() && info.Mode().Perm()&^0o600 != 0 {
		return nil, fmt.Errorf("%s: %w", info.Name(), ErrPermission)
	}
	text, err := readOpen(f)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	secret, err := decodeVoting(text, epoch)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", info.Name(), err)
	}
	return secret, nil
}

// DestroyVoting overwrites the voting key of an epoch and removes it. It returns ErrMissing when
// it is gone already. Overwriting is best effort: flash disks, journals and snapshots may keep
// the old block, so nothing may rest on the key being beyond recovery.
func DestroyVoting(dir string, epoch uint64) error {
	path := filepath.Join(dir, votingName(epoch))
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s: %w", filepath.Base(path), ErrMissing)
	}
	if err != nil {
		return err
	}
	if err := overwrite(f); err != nil {
		return fmt.Errorf("overwriting %s: %w", filepath.Base(path), err)
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	return syncDir(dir)
}

// VotingEpochs lists the epochs whose voting key is in a directory, in order.
func VotingEpochs(dir string) ([]uint64, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var epochs []uint64
	for _, f := range files {
		number, ok := strings.CutPrefix(f.Name(), votingPrefix)
		number, end := strings.CutSuffix(number, votingSuffix)
		epoch, err := strconv.ParseUint(number, 10, 64)
		if ok && end && err == nil && votingName(epoch) == f.Name() {
			epochs = append(epochs, epoch)
		}
	}
	slices.Sort(epochs)
	return epochs, nil
}

// votingName is the name of the file.
func votingName(epoch uint64) string {
	return votingPrefix + strconv.FormatUint(epoch, 10) + votingSuffix
}

// overwrite fills an open file with zeros, syncs and closes it.
func overwrite(f *os.File) error {
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() > MaxFile {
		return ErrDamaged
	}
	if _, err := f.WriteAt(make([]byte, info.Size()), 0); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}
