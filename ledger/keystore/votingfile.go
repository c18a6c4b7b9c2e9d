package keystore

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"foirail/ledger/keys"
)

// A voting key's file, five lines, each ended by one newline:
//
//	foirail voting key 1
//	epoch EPOCH            in figures, no leading zero
//	account G1ADDRESS      ed25519
//	seed HEX               32 bytes
//	check HEX              the first 8 bytes of sha256(the four lines above)
const (
	votingHead      = "foirail voting key "
	votingVersion   = "1"
	votingPrefix    = "voting-"
	votingSuffix    = ".key"
	votingCheckSize = 8
)

// encodeVoting writes the one text of a voting key.
func encodeVoting(epoch uint64, secret *keys.Secret) []byte {
	seed := secret.Seed()
	defer clear(seed[:])
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s%s\nepoch %d\naccount %v\nseed ", votingHead, votingVersion, epoch, secret.Account())
	b.Write(hex.AppendEncode(nil, seed[:]))
	b.WriteByte('\n')
	check := sha256.Sum256(b.Bytes())
	fmt.Fprintf(&b, "check %x\n", check[:votingCheckSize])
	return b.Bytes()
}

// decodeVoting reads what encodeVoting writes for this epoch and no other text. It returns
// ErrNewer or ErrDamaged.
func decodeVoting(text []byte, epoch uint64) (*keys.Secret, error) {
	lines := strings.Split(string(text), "\n")
	version, ok := strings.CutPrefix(lines[0], votingHead)
	if n, err := strconv.Atoi(version); ok && err == nil && n > 1 {
		return nil, ErrNewer
	}
	if !ok || len(lines) != 6 {
		return nil, ErrDamaged
	}
	written, ok := strings.CutPrefix(lines[3], "seed ")
	seed, err := ParseSeed(written)
	if !ok || err != nil {
		return nil, ErrDamaged
	}
	defer seed.destroy()
	secret, err := keys.NewSecret(keys.Ed25519, seed.Bytes())
	if err != nil {
		return nil, err
	}
	again := encodeVoting(epoch, secret)
	defer clear(again)
	if !bytes.Equal(again, text) {
		return nil, ErrDamaged
	}
	return secret, nil
}
