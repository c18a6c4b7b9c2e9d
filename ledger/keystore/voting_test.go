package keystore

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"foirail/ledger/keys"
)

func TestVotingKey(t *testing.T) {
	dir := t.TempDir()
	made, err := NewVoting(dir, 12, bytes.NewReader(bytes.Repeat([]byte{7}, keys.SeedSize)))
	must(t, err)
	got, err := LoadVoting(dir, 12)
	must(t, err)
	if got.Account() != made.Account() || got.Curve() != keys.Ed25519 {
		t.Errorf("loaded %v, made %v", got.Account(), made.Account())
	}
	if _, err := NewVoting(dir, 12, bytes.NewReader(make([]byte, keys.SeedSize))); !errors.Is(err, ErrExists) {
		t.Errorf("a second key in one epoch: got %v", err)
	}
	if _, err := NewVoting(dir, 13, strings.NewReader("little")); err == nil {
		t.Error("too little randomness was enough")
	}
	_, err = NewVoting(dir, 2, bytes.NewReader(bytes.Repeat([]byte{8}, keys.SeedSize)))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, "voting-007.key"), nil, 0o600))
	if epochs, err := VotingEpochs(dir); err != nil || fmt.Sprint(epochs) != "[2 12]" {
		t.Errorf("epochs %v, %v", epochs, err)
	}
	must(t, DestroyVoting(dir, 12))
	if _, err := LoadVoting(dir, 12); !errors.Is(err, ErrMissing) {
		t.Errorf("a destroyed key: got %v", err)
	}
	if err := DestroyVoting(dir, 12); !errors.Is(err, ErrMissing) {
		t.Errorf("destroying it twice: got %v", err)
	}
}

func TestVotingKeyIsForItsOwnerAlone(t *testing.T) {
	if !unix() {
		t.Skip("files have no mode here")
	}
	dir := t.TempDir()
	_, err := NewVoting(dir, 1, bytes.NewReader(bytes.Repeat([]byte{7}, keys.SeedSize)))
	must(t, err)
	path := filepath.Join(dir, votingName(1))
	for mode, want := range map[os.FileMode]error{0o600: nil, 0o400: nil, 0o640: ErrPermission, 0o604: ErrPermission, 0o700: ErrPermission} {
		must(t, os.Chmod(path, mode))
		if _, err := LoadVoting(dir, 1); !errors.Is(err, want) {
			t.Errorf("mode %o: got %v, want %v", mode, err, want)
		}
	}
}

func TestVotingKeyDamaged(t *testing.T) {
	dir := t.TempDir()
	_, err := NewVoting(dir, 1, bytes.NewReader(bytes.Repeat([]byte{7}, keys.SeedSize)))
	must(t, err)
	path := filepath.Join(dir, votingName(1))
	sound, err := os.ReadFile(path)
	must(t, err)
	for i := range sound {
		wrong := bytes.Clone(sound)
		wrong[i] ^= 1
		must(t, os.WriteFile(path, wrong, 0o600))
		if _, err := LoadVoting(dir, 1); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNewer) {
			t.Errorf("byte %d turned: got %v", i, err)
		}
	}
	must(t, os.WriteFile(filepath.Join(dir, votingName(2)), sound, 0o600))
	if _, err := LoadVoting(dir, 2); !errors.Is(err, ErrDamaged) {
		t.Errorf("a key of another epoch: got %v", err)
	}
	must(t, os.WriteFile(path, bytes.Replace(sound, []byte("key 1"), []byte("key 2"), 1), 0o600))
	if _, err := LoadVoting(dir, 1); !errors.Is(err, ErrNewer) {
		t.Errorf("a newer file: got %v", err)
	}
}

func TestBackupTakesNoVotingKey(t *testing.T) {
	k, dir := create(t)
	must(t, k.Add(account("a", 1)))
	_, err := NewVoting(dir, 1, bytes.NewReader(bytes.Repeat([]byte{7}, keys.SeedSize)))
	must(t, err)
	files, err := BackupFiles(dir)
	want := []string{filepath.Join(dir, LockedFile), filepath.Join(dir, IndexFile)}
	if err != nil || fmt.Sprint(files) != fmt.Sprint(want) {
		t.Errorf("got %v %v, want %v", files, err, want)
	}
	must(t, os.Remove(want[1]))
	if files, err := BackupFiles(dir); err != nil || len(files) != 1 {
		t.Errorf("without a list: %v %v", files, err)
	}
}

func FuzzVoting(f *testing.F) {
	secret, err := keys.NewSecret(keys.Ed25519, [keys.SeedSize]byte{7})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(encodeVoting(12, secret), uint64(12))
	f.Add([]byte("foirail voting key 2\n"), uint64(1))
	f.Fuzz(func(t *testing.T, text []byte, epoch uint64) {
		got, err := decodeVoting(text, epoch)
		if err == nil && !bytes.Equal(encodeVoting(epoch, got), text) {
			t.Errorf("%q comes back otherwise", text)
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	for _, work := range []int{10, 14, 15, 16, 17, 18} {
		b.Run(fmt.Sprint("work=", work), func(b *testing.B) {
			dir := b.TempDir()
			if _, err := Create(dir, pass, Options{WorkFactor: work}); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := Open(dir, pass); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
