package keystore

import (
	"crypto/aes"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"

	"golang.org/x/crypto/scrypt"

	"foirail/ledger/keys"
)

// WIF and EWIF, as Duniter's version 1 wallets write them, before base58:
//
//	WIF   0x01 ‖ seed (32) ‖ check (2)
//	EWIF  0x02 ‖ salt (4) ‖ two AES-256 blocks (2 × 16) ‖ check (2)
//
// check is the first bytes of sha256(sha256(all before it)), salt those of sha256(sha256(public
// key)). scrypt (N 16384, r 8, p 8) of the password with the salt gives 64 bytes: the first half
// is xored to the seed, the second is the AES key, each block for itself.
const (
	wifByte, wifSize   = 1, 1 + keys.SeedSize + dataCheckSize
	ewifByte, ewifSize = 2, 1 + ewifSaltSize + keys.SeedSize + dataCheckSize
	ewifSaltSize       = 4
	dataCheckSize      = 2
)

// openWIF reads the data of a WIF. It returns ErrKeyFile.
func openWIF(data []byte) (Seed, error) {
	body, err := checkData(data, wifByte, wifSize)
	if err != nil {
		return Seed{}, err
	}
	return NewSeed([keys.SeedSize]byte(body)), nil
}

// openEWIF reads the data of an EWIF. It returns ErrKeyFile or ErrPassphrase.
func openEWIF(data, password []byte) (Seed, error) {
	body, err := checkData(data, ewifByte, ewifSize)
	if err != nil {
		return Seed{}, err
	}
	if err := checkPassphrase(password); err != nil {
		return Seed{}, err
	}
	salt, locked := body[:ewifSaltSize], body[ewifSaltSize:]
	stretched, err := stretch(password, salt)
	if err != nil {
		return Seed{}, err
	}
	defer clear(stretched)
	block, err := aes.NewCipher(stretched[keys.SeedSize:])
	if err != nil {
		return Seed{}, err
	}
	var seed [keys.SeedSize]byte
	block.Decrypt(seed[:aes.BlockSize], locked[:aes.BlockSize])
	block.Decrypt(seed[aes.BlockSize:], locked[aes.BlockSize:])
	subtle.XORBytes(seed[:], seed[:], stretched[:keys.SeedSize])
	want, err := ewifSalt(seed)
	if err != nil {
		return Seed{}, err
	}
	if string(want) != string(salt) {
		return Seed{}, ErrPassphrase
	}
	return NewSeed(seed), nil
}

// sealWIF writes the data of a WIF.
func sealWIF(seed Seed) []byte {
	b := seed.Bytes()
	return withCheck(append([]byte{wifByte}, b[:]...))
}

// sealEWIF writes the data of an EWIF.
func sealEWIF(seed Seed, password []byte) ([]byte, error) {
	if err := checkPassphrase(password); err != nil {
		return nil, err
	}
	b := seed.Bytes()
	salt, err := ewifSalt(b)
	if err != nil {
		return nil, err
	}
	stretched, err := stretch(password, salt)
	if err != nil {
		return nil, err
	}
	defer clear(stretched)
	block, err := aes.NewCipher(stretched[keys.SeedSize:])
	if err != nil {
		return nil, err
	}
	subtle.XORBytes(b[:], b[:], stretched[:keys.SeedSize])
	block.Encrypt(b[:aes.BlockSize], b[:aes.BlockSize])
	block.Encrypt(b[aes.BlockSize:], b[aes.BlockSize:])
	return withCheck(append(append([]byte{ewifByte}, salt...), b[:]...)), nil
}

// stretch makes EWIF's 64 bytes of a password.
func stretch(password, salt []byte) ([]byte, error) {
	return scrypt.Key(password, salt, 16384, 8, 8, 2*keys.SeedSize)
}

// ewifSalt is made of the public key, which makes it a check of the password too.
func ewifSalt(seed [keys.SeedSize]byte) ([]byte, error) {
	secret, err := keys.NewSecret(keys.Ed25519, seed)
	if err != nil {
		return nil, err
	}
	public := secret.Account()
	return doubleHash(public[:])[:ewifSaltSize], nil
}

// checkData returns what stands between first byte and checksum, or ErrKeyFile.
func checkData(data []byte, first byte, size int) ([]byte, error) {
	if len(data) != size || data[0] != first {
		return nil, fmt.Errorf("%w: its data has another size or kind", ErrKeyFile)
	}
	body := data[:size-dataCheckSize]
	if string(doubleHash(body)[:dataCheckSize]) != string(data[len(body):]) {
		return nil, fmt.Errorf("%w: wrong checksum", ErrKeyFile)
	}
	return body[1:], nil
}

// withCheck appends the checksum.
func withCheck(body []byte) []byte {
	return append(body, doubleHash(body)[:dataCheckSize]...)
}

// doubleHash is sha256 of sha256.
func doubleHash(b []byte) []byte {
	once := sha256.Sum256(b)
	twice := sha256.Sum256(once[:])
	return twice[:]
}
