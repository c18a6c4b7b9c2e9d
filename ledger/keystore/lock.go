package keystore

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"filippo.io/age"
)

// The first line of an age file, and how the line of a passphrase begins.
const (
	ageIntro     = "age-encryption.org/"
	ageVersion   = "v1"
	scryptStanza = "-> scrypt "
)

// checkPassphrase bounds a passphrase that is to lock something.
func checkPassphrase(passphrase []byte) error {
	if len(passphrase) == 0 {
		return fmt.Errorf("%w: it is empty", ErrPassphrase)
	}
	if len(passphrase) > MaxPassphrase {
		return fmt.Errorf("%w: it is longer than %d bytes", ErrPassphrase, MaxPassphrase)
	}
	return nil
}

// seal encrypts to a passphrase. work must lie in 1..MaxWorkFactor.
func seal(plain, passphrase []byte, work int) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(string(passphrase))
	if err != nil {
		return nil, ErrPassphrase
	}
	recipient.SetWorkFactor(work)
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		return nil, fmt.Errorf("locking: %w", err)
	}
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("locking: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("locking: %w", err)
	}
	return sealed.Bytes(), nil
}

// unseal decrypts, and tells the work factor that the file was sealed with.
func unseal(sealed, passphrase []byte) (plain []byte, work int, err error) {
	if work, err = workFactor(sealed); err != nil {
		return nil, 0, err
	}
	if err := checkPassphrase(passphrase); err != nil {
		return nil, 0, err
	}
	identity, err := age.NewScryptIdentity(string(passphrase))
	if err != nil {
		return nil, 0, ErrPassphrase
	}
	identity.SetMaxWorkFactor(MaxWorkFactor)
	r, err := age.Decrypt(bytes.NewReader(sealed), identity)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, 0, ErrPassphrase
	}
	if err != nil {
		return nil, 0, ErrDamaged
	}
	if plain, err = io.ReadAll(r); err != nil {
		clear(plain)
		return nil, 0, ErrDamaged
	}
	return plain, work, nil
}

// workFactor reads the head of an age file locked with a passphrase, before any work is done.
// It returns ErrNewer for a later age format.
func workFactor(sealed []byte) (int, error) {
	head := string(sealed[:min(len(sealed), 256)])
	intro, rest, _ := strings.Cut(head, "\n")
	version, ok := strings.CutPrefix(intro, ageIntro)
	if ok && version != ageVersion && strings.HasPrefix(version, "v") {
		return 0, ErrNewer
	}
	line, _, whole := strings.Cut(rest, "\n")
	stanza, scrypt := strings.CutPrefix(line, scryptStanza)
	if !ok || version != ageVersion || !whole || !scrypt {
		return 0, ErrDamaged
	}
	_, number, _ := strings.Cut(stanza, " ")
	work, err := strconv.Atoi(number)
	if err != nil || work < 1 {
		return 0, ErrDamaged
	}
	if work > MaxWorkFactor {
		return 0, fmt.Errorf("%w: it asks for more than %d MiB of memory", ErrDamaged, 1<<MaxWorkFactor>>10)
	}
	return work, nil
}
