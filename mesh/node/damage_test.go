package node

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// copyDir copies the files of a node's directory.
func copyDir(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(to, 0o700); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		b, err := os.ReadFile(filepath.Join(from, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, f.Name()), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// A flipped bit anywhere in the book's file is told, or makes no difference at all.
func TestFlippedBitInTheBook(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Passphrase: pass}))
	must[EntryReply](m)(m.pay("asso", "ana", "3"))
	whole := m.verified()
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	defer m.open()
	file, err := os.ReadFile(m.config.path(LedgerFile))
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for at := 0; at < len(file); at += 211 {
		other := &market{t: t, config: m.config}
		other.config.Dir = t.TempDir()
		copyDir(t, m.config.Dir, other.config.Dir)
		flipped := append([]byte(nil), file...)
		flipped[at] ^= 0x20
		if err := os.WriteFile(other.config.path(LedgerFile), flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		n, err := Open(other.config)
		if err != nil {
			told++
			var p *Problem
			if !errors.As(err, &p) || p.Code != words.Damaged && p.Code != words.NewerSchema && p.Code != words.OtherCommunity {
				t.Errorf("byte %d: %v", at, err)
			}
			continue
		}
		reply, err := n.Verify(ctx, VerifyRequest{})
		n.Close()
		if err != nil || !reply.OK {
			told++
		} else if reply.State != whole.State || reply.Entries != whole.Entries {
			t.Errorf("byte %d: nothing was said, and the state is another", at)
		}
	}
	if told == 0 {
		t.Error("no flipped bit was told")
	}
}

func TestMixedDirectories(t *testing.T) {
	m := newMarket(t, "none")
	other := newMarket(t, "none")
	other.Close()
	m.Close()
	defer m.open()
	book, err := os.ReadFile(other.config.path(LedgerFile))
	if err != nil {
		t.Fatal(err)
	}
	mine, err := os.ReadFile(m.config.path(LedgerFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(m.config.path(LedgerFile), book, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Open(m.config)
	m.refused(words.OtherCommunity, err)
	if err := os.WriteFile(m.config.path(LedgerFile), mine, 0o600); err != nil {
		t.Fatal(err)
	}
	other.open()
}

func TestFoundingTwice(t *testing.T) {
	m := newMarket(t, "none")
	_, err := Found(ctx, m.config, FoundRequest{Name: "Other", Market: "Other", Chain: "none", Passphrase: pass})
	m.refused(words.AlreadyFounded, err)
	m.verified()
}

func TestWhichChain(t *testing.T) {
	m := &market{t: t}
	for _, chain := range []string{"gdev", "", "0x", "g2", g1Genesis[1:], strings.Repeat("00", 32)} {
		_, err := parseChain(chain)
		m.refused(words.ChainUnknown, err)
	}
	for _, chain := range []string{"g1", "0x" + g1Genesis, g1Genesis} {
		if h, err := parseChain(chain); err != nil || h.String() != g1Genesis {
			t.Errorf("%s is %v, %v", chain, h, err)
		}
	}
}

// A founding that was interrupted before its book stood is taken up again, with the same keys.
func TestFoundingIsTakenUpAgain(t *testing.T) {
	m := newMarket(t, "none")
	voting := m.voting.Account()
	m.Close()
	defer m.open()
	if err := os.Remove(m.config.path(LedgerFile)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(m.config.path(LedgerFile)+".new", []byte("half a book"), 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := Found(ctx, m.config, FoundRequest{Name: "Vallée", Market: "Foirail", Chain: "none", Passphrase: pass})
	if err != nil || again.Steward != voting {
		t.Errorf("got %+v, %v", again, err)
	}
}

func TestKeysThatDoNotOpen(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana")
	_, err := m.Pay(ctx, PayRequest{From: "ana", To: []Payment{{"ana", "1"}}, Passphrase: Hidden("not this one")})
	m.refused(words.WrongPassphrase, err)
	_, err = m.Pay(ctx, PayRequest{From: "ana", To: []Payment{{"ana", "1"}}})
	m.refused(words.Locked, err)
	_, err = m.Pay(ctx, PayRequest{From: "zoe", To: []Payment{{"ana", "1"}}, Passphrase: pass})
	m.refused(words.UnknownAccount, err)
	_, err = m.AccountNew(ctx, AccountNewRequest{Name: "k", Kind: "file", Secret: Hidden("-----BEGIN PGP PRIVATE KEY BLOCK-----"), Passphrase: pass})
	m.refused(words.KeyFileKind, err)
	_, err = m.AccountNew(ctx, AccountNewRequest{Name: "k", Kind: "words", Secret: Hidden("one two three"), Passphrase: pass})
	m.refused(words.BadWords, err)
	_, err = m.AccountNew(ctx, AccountNewRequest{Name: "ana", Passphrase: pass})
	m.refused(words.NameTaken, err)
	m.Close()
	if err := os.Chmod(m.config.path("voting-1.key"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = Open(m.config)
	m.refused(words.OpenToOthers, err)
	if err := os.Chmod(m.config.path("voting-1.key"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.open()
}

// The keys that people bring: toto/toto of version 1, and Alice of the development phrase.
func TestKeysThatPeopleBring(t *testing.T) {
	m := newMarket(t, "none")
	got := must[AccountReply](m)(m.AccountNew(ctx, AccountNewRequest{Name: "toto", Kind: "identifier",
		Secret: Hidden("toto"), Password: Hidden("toto"), Passphrase: pass}))
	if got.Account.String() != "g1PQ69LQf7bAYgf6FRS1JZr8j1FmdYDYj9Mi14kGEFFXyR77V" {
		t.Errorf("toto is %v", got.Account)
	}
	got = must[AccountReply](m)(m.AccountNew(ctx, AccountNewRequest{Name: "second", Kind: "words", Curve: "sr25519", Path: "//0",
		Secret: Hidden("bottom drive obey lake curtain smoke basket hold race lonely fit walk"), Passphrase: pass}))
	if got.Account.String() != "g1Kx8PQH9YXZUsnnDzLVaZzjGSJ3Pk7q5DvqNS1J18cJU3KgT" {
		t.Errorf("sr25519 //0 is %v", got.Account)
	}
	m.deposit("second", "5", "envelope")
	must[EntryReply](m)(m.pay("second", "toto", "2"))
	m.has("toto", 200)
	shown := must[AccountShowReply](m)(m.AccountShow(ctx, AccountShowRequest{"toto"}))
	if shown.V1 != "EA7Dsw39ShZg4SpURsrgMaMqrweJPUFPYHwZA8e92e3D:3ef" {
		t.Errorf("in version 1 toto is %s", shown.V1)
	}
	m.verified()
}

// A backup holds no voting key, and no secret in clear.
func TestBackupHoldsNoVotingKey(t *testing.T) {
	m := newMarket(t, "none")
	backup := must[BackupReply](m)(m.Backup(ctx, BackupRequest{}))
	files, err := unpack(backup.Backup)
	if err != nil || len(files[keystore.LockedFile]) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	seed := m.voting.Seed()
	for name, content := range files {
		if containsSecret(content, seed[:]) {
			t.Errorf("%s holds the voting key", name)
		}
	}
}
