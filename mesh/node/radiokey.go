package node

import (
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"foirail/ledger/keystore"
	"foirail/ledger/words"
	"foirail/mesh"
)

// radioKey is what a community shares to hide what its radios say. It proves nothing and guards no
// money: who has it reads along, as everybody does without one.
type radioKey = [mesh.AirKeySize]byte

// readRadioKey reads the key from a file with its 64 hexadecimal digits, which only its owner may read.
// Its problems are file_missing, permission, open_to_others and damaged; none quotes the key.
func readRadioKey(path string) (*radioKey, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, problem(aboutFile(err), err, "path", path)
	}
	defer f.Close()
	if err := private(path); errors.Is(err, keystore.ErrPermission) {
		return nil, problem(words.OpenToOthers, err, "path", path)
	}
	const digits = 2 * mesh.AirKeySize
	text, err := io.ReadAll(io.LimitReader(f, digits+3))
	if err != nil {
		return nil, problem(words.DiskFailed, err, "path", path)
	}
	b, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(b) != mesh.AirKeySize {
		return nil, problem(words.BadRadioKey, nil, "path", path) // the cause would quote the key
	}
	return (*radioKey)(b), nil
}

func aboutFile(err error) words.Code {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return words.FileMissing
	case errors.Is(err, fs.ErrPermission):
		return words.Permission
	}
	return words.DiskFailed
}
