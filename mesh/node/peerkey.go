package node

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// PeerKeyFile holds the seed of the node's own peer key, in hexadecimal, mode 0600. It says who
// is at the other end of a wire and signs no entry; a copy on another machine would make two nodes
// seem one, so no backup has it.
const PeerKeyFile = "peer.key"

// peerSeedSize is the size of the seed, in bytes.
const peerSeedSize = 32

// peerSeed reads the seed of the node's peer key, and makes it when there is none. It returns
// keystore.ErrPermission for a file that others may read.
func (c Config) peerSeed() (seed [peerSeedSize]byte, err error) {
	path := c.path(PeerKeyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := io.ReadFull(c.random(), seed[:]); err != nil {
			return seed, err
		}
		return seed, ReplaceFile(path, fmt.Appendf(nil, "%x\n", seed))
	}
	if err != nil {
		return seed, err
	}
	if err := private(path); err != nil {
		return seed, err
	}
	b, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(b) != peerSeedSize {
		return seed, problem(words.Damaged, nil, "path", path) // the cause would quote the seed
	}
	return [peerSeedSize]byte(b), nil
}

// private returns keystore.ErrPermission for a file that others than its owner may use, where
// files have modes.
func private(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s: %w", info.Name(), keystore.ErrPermission)
	}
	return nil
}
