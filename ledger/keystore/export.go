package keystore

import (
	"encoding/hex"
	"fmt"

	"foirail/ledger/keys"
)

// Export writes a key down in a form that other wallets read. The text is as secret as the key.
// password is for FormEWIF only. It returns ErrUnknown, ErrForm (no words are kept, a file form
// of an sr25519 key), or ErrPassphrase for an empty EWIF password.
func (k *Keystore) Export(name string, form Form, password []byte) ([]byte, error) {
	item, err := k.Get(name)
	if err != nil {
		return nil, err
	}
	defer item.Destroy()
	switch form {
	case FormSeed:
		seed := item.Seed.Bytes()
		return hex.AppendEncode(nil, seed[:]), nil
	case FormWords:
		if item.Phrase.IsZero() {
			return nil, fmt.Errorf("%w: it was not made of words", ErrForm)
		}
		return []byte(item.Phrase.Words() + item.Phrase.Path()), nil
	case FormPubSec, FormWIF, FormEWIF:
		return item.exportFile(form, password)
	}
	return nil, ErrForm
}

// exportFile writes one of the key files, which know ed25519 only.
func (i Item) exportFile(form Form, password []byte) ([]byte, error) {
	if i.Curve != keys.Ed25519 {
		return nil, fmt.Errorf("%w: key files are for ed25519", ErrForm)
	}
	switch form {
	case FormWIF:
		return fileText("WIF", keys.EncodeBase58(sealWIF(i.Seed))), nil
	case FormEWIF:
		data, err := sealEWIF(i.Seed, password)
		if err != nil {
			return nil, err
		}
		return fileText("EWIF", keys.EncodeBase58(data)), nil
	}
	secret, err := i.Secret()
	if err != nil {
		return nil, err
	}
	public, seed := secret.Account(), secret.Seed()
	pub := keys.EncodeBase58(public[:])
	sec := keys.EncodeBase58(append(seed[:], public[:]...))
	return []byte("Type: PubSec\nVersion: 1\npub: " + pub + "\nsec: " + sec + "\n"), nil
}

// fileText is a key file with one line of data.
func fileText(kind, data string) []byte {
	return []byte("Type: " + kind + "\nVersion: 1\nData: " + data + "\n")
}
