package keystore

import (
	"fmt"
	"strings"

	"foirail/ledger/keys"
)

// Form is a way to write a key down. The first three are key files of version 1 wallets.
type Form string

// The forms.
const (
	FormPubSec Form = "dunikey" // a text file with both halves
	FormWIF    Form = "wif"     // a text file with the seed
	FormEWIF   Form = "ewif"    // a text file with the seed under a password
	FormWords  Form = "words"   // twelve words and their derivation
	FormSeed   Form = "seed"    // 64 hexadecimal figures
)

// maxKeyFile is the longest key file read, in bytes; real ones have some two hundred.
const maxKeyFile = 4096

// keyFile is a key file of version 1 taken apart:
//
//	Type: PubSec          Type: WIF (or EWIF)
//	Version: 1            Version: 1
//	pub: base58(32)       Data: base58(35, or 39)
//	sec: base58(64)
type keyFile struct {
	form     Form
	pub, sec []byte // of PubSec
	data     []byte // of WIF and EWIF
}

// ReadKeyFile reads the ed25519 seed in a key file PubSec, WIF or EWIF, or in the data of a WIF
// or EWIF alone. The password is for EWIF only, may be nil, and need not be known to learn that
// one is needed: EWIF without the right one returns ErrPassphrase. Other errors: ErrKind,
// ErrKeyFile, ErrNewer. EWIF takes 16 MiB and about a second on a small machine.
func ReadKeyFile(content, password []byte) (Seed, Form, error) {
	file, err := parseKeyFile(content)
	if err != nil {
		return Seed{}, "", err
	}
	defer clear(file.sec)
	defer clear(file.data)
	var seed Seed
	switch file.form {
	case FormPubSec:
		seed, err = file.openPubSec()
	case FormWIF:
		seed, err = openWIF(file.data)
	default:
		seed, err = openEWIF(file.data, password)
	}
	if err != nil {
		return Seed{}, "", err
	}
	return seed, file.form, nil
}

// parseKeyFile takes a key file apart without any costly work.
func parseKeyFile(content []byte) (keyFile, error) {
	if len(content) > maxKeyFile {
		return keyFile{}, ErrKind
	}
	text := strings.TrimSpace(strings.TrimPrefix(string(content), "\ufeff"))
	if form, data, ok := bareData(text); ok {
		return keyFile{form: form, data: data}, nil
	}
	fields, err := keyFields(text)
	if fields["type"] == "" {
		return keyFile{}, ErrKind
	}
	form, names := FormPubSec, []string{"pub", "sec"}
	switch fields["type"] {
	case "PubSec":
	case "WIF":
		form, names = FormWIF, []string{"data"}
	case "EWIF":
		form, names = FormEWIF, []string{"data"}
	default:
		return keyFile{}, ErrKind
	}
	if err != nil {
		return keyFile{}, err
	}
	return readFields(form, fields, names)
}

// readFields reads the fields that a form has, and no others.
func readFields(form Form, fields map[string]string, names []string) (keyFile, error) {
	if v := fields["version"]; v != "1" {
		if v == "" || strings.Trim(v, "0123456789") != "" {
			return keyFile{}, fmt.Errorf("%w: it has no version", ErrKeyFile)
		}
		return keyFile{}, fmt.Errorf("key file: %w", ErrNewer)
	}
	if len(fields) != len(names)+2 {
		return keyFile{}, fmt.Errorf("%w: lines are missing or too many", ErrKeyFile)
	}
	read := map[string][]byte{}
	for _, name := range names {
		b, err := keys.DecodeBase58(fields[name])
		if err != nil || len(b) == 0 {
			return keyFile{}, fmt.Errorf("%w: its line %q", ErrKeyFile, name)
		}
		read[name] = b
	}
	return keyFile{form: form, pub: read["pub"], sec: read["sec"], data: read["data"]}, nil
}

// keyFields reads lines of "Name: value"; names count without their capitals. On an error the
// fields read so far come with it, since they tell the kind of file.
func keyFields(text string) (map[string]string, error) {
	fields := map[string]string{}
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		name = strings.ToLower(name)
		if _, twice := fields[name]; !ok || twice {
			return fields, fmt.Errorf("%w: a line is not well written", ErrKeyFile)
		}
		fields[name] = strings.TrimSpace(value)
	}
	return fields, nil
}

// bareData recognises the data of a WIF or EWIF that stands alone, by size and first byte.
func bareData(text string) (Form, []byte, bool) {
	data, err := keys.DecodeBase58(text)
	switch {
	case err != nil || len(data) == 0:
	case len(data) == wifSize && data[0] == wifByte:
		return FormWIF, data, true
	case len(data) == ewifSize && data[0] == ewifByte:
		return FormEWIF, data, true
	}
	return "", nil, false
}

// openPubSec checks that both halves belong together.
func (f keyFile) openPubSec() (Seed, error) {
	if len(f.pub) != keys.AccountSize || len(f.sec) != keys.SeedSize+keys.AccountSize {
		return Seed{}, fmt.Errorf("%w: a line has the wrong length", ErrKeyFile)
	}
	secret, err := keys.NewSecret(keys.Ed25519, [keys.SeedSize]byte(f.sec[:keys.SeedSize]))
	if err != nil {
		return Seed{}, err
	}
	public := secret.Account()
	if string(f.pub) != string(public[:]) || string(f.sec[keys.SeedSize:]) != string(public[:]) {
		return Seed{}, fmt.Errorf("%w: its two halves do not belong together", ErrKeyFile)
	}
	return NewSeed(secret.Seed()), nil
}
