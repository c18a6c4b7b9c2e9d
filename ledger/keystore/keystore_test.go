package keystore

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"foirail/ledger/keys"
)

var (
	pass  = []byte("correct horse")
	light = Options{WorkFactor: 1}
	noon  = time.Date(2026, 11, 22, 12, 0, 0, 999, time.UTC)
)

func create(t *testing.T) (*Keystore, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	k, err := Create(dir, pass, light)
	if err != nil {
		t.Fatal(err)
	}
	return k, dir
}

func open(t *testing.T, dir string) *Keystore {
	t.Helper()
	k, err := Open(dir, pass)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func account(name string, n byte) Item {
	return Item{Name: name, Use: UseAccount, Curve: keys.Ed25519, Seed: NewSeed([keys.SeedSize]byte{n}), From: "test", Created: noon}
}

func sheet(name, series string, n byte) Item {
	return Item{Name: name, Use: UseSeries, Series: series, Seed: NewSeed([keys.SeedSize]byte{n}), Created: noon}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestKeepAndReopen(t *testing.T) {
	k, dir := create(t)
	words, err := FromPhrase(mustPhrase(t, dev+"//0"), keys.Sr25519)
	must(t, err)
	items := []Item{words.withName("vault", UseVault), account("été ☀", 1), sheet("sheet", "SERIES1", 1)}
	for _, item := range items {
		must(t, k.Add(item))
	}
	again := open(t, dir)
	if repaired, err := again.Repaired(); repaired || err != nil {
		t.Errorf("the list was written anew: %v %v", repaired, err)
	}
	for _, want := range items {
		got, err := again.Get(want.Name)
		must(t, err)
		if got.Use != want.Use || got.Curve != want.Curve || got.Series != want.Series || !got.Seed.Equal(want.Seed) ||
			got.Phrase.Words() != want.Phrase.Words() || got.From != want.From || !got.Created.Equal(want.Created.Truncate(time.Second)) {
			t.Errorf("%v came back otherwise: %+v", want, got)
		}
	}
	list, err := ReadIndex(dir)
	must(t, err)
	if fmt.Sprint(list) != fmt.Sprint(again.List()) || len(list) != 3 || list[0].Name != "sheet" {
		t.Errorf("the public list is %v", list)
	}
	if list[1].Account.String() != "g1Kx8PQH9YXZUsnnDzLVaZzjGSJ3Pk7q5DvqNS1J18cJU3KgT" {
		t.Errorf("the vault key is %v", list[1].Account)
	}
	must(t, again.Remove("sheet"))
	if _, err := open(t, dir).Get("sheet"); !errors.Is(err, ErrUnknown) {
		t.Errorf("a removed key: got %v", err)
	}
}

func TestWhatAddRefuses(t *testing.T) {
	k, _ := create(t)
	must(t, k.Add(account("a", 1)))
	must(t, k.Add(sheet("s", "S1", 2)))
	phrase, err := FromPhrase(mustPhrase(t, dev), keys.Ed25519)
	must(t, err)
	phrase.Seed = NewSeed([keys.SeedSize]byte{9})
	noCurve, other := account("b", 3), account("b", 3)
	noCurve.Curve, other.Series = 0, "S1"
	unseeded, blank := account("b", 3), account("b", 0)
	unseeded.Seed = Seed{}
	for _, c := range []struct {
		item Item
		want error
	}{
		{account("a", 3), ErrExists},
		{account("b", 1), ErrExists},
		{sheet("t", "S1", 4), ErrExists},
		{account("", 3), ErrName},
		{account(strings.Repeat("é", MaxName+1), 3), ErrName},
		{account("a\nb", 3), ErrName},
		{account("a\u202eb", 3), ErrName},
		{account("a\xff", 3), ErrName},
		{account(" b", 3), ErrName},
		{account(totoG1, 3), ErrName},
		{account(totoPub, 3), ErrName},
		{noCurve, ErrItem}, {other, ErrItem}, {unseeded, ErrItem}, {blank, ErrItem},
		{phrase.withName("b", UseAccount), ErrItem},
		{account("b", 3).withName("b", "purse"), ErrItem},
		{sheet("t", "", 4), ErrItem},
	} {
		if err := k.Add(c.item); !errors.Is(err, c.want) {
			t.Errorf("%v: got %v, want %v", c.item, err, c.want)
		}
	}
	must(t, k.Add(account(strings.Repeat("é", MaxName), 3)))
	must(t, k.Add(account("v", 1).withName("v", UseVault)))
	if err := k.Remove("nobody"); !errors.Is(err, ErrUnknown) {
		t.Errorf("removing nobody: got %v", err)
	}
}

func TestWhatOpenRefuses(t *testing.T) {
	k, dir := create(t)
	must(t, k.Add(account("a", 1)))
	path := filepath.Join(dir, LockedFile)
	sound, err := os.ReadFile(path)
	must(t, err)
	newer, err := seal([]byte(`{"v":2,"keys":{}}`), pass, 1)
	must(t, err)
	loose, err := seal([]byte(`{"v":1, "keys":[]}`+"\n"), pass, 1)
	must(t, err)
	flipped := bytes.Clone(sound)
	flipped[len(flipped)-20] ^= 1
	for _, c := range []struct {
		name    string
		content []byte
		pass    string
		want    error
	}{
		{"wrong passphrase", sound, "battery staple", ErrPassphrase},
		{"empty passphrase", sound, "", ErrPassphrase},
		{"empty file", nil, string(pass), ErrDamaged},
		{"cut", sound[:len(sound)-1], string(pass), ErrDamaged},
		{"cut head", sound[:30], string(pass), ErrDamaged},
		{"a bit turned", flipped, string(pass), ErrDamaged},
		{"newer age", bytes.Replace(sound, []byte("org/v1"), []byte("org/v2"), 1), string(pass), ErrNewer},
		{"newer document", newer, string(pass), ErrNewer},
		{"not canonical", loose, string(pass), ErrDamaged},
		{"too costly", bytes.Replace(sound, []byte(" 1\n"), []byte(" 30\n"), 1), string(pass), ErrDamaged},
		{"too large", make([]byte, MaxFile+1), string(pass), ErrDamaged},
	} {
		must(t, os.WriteFile(path, c.content, 0o600))
		if _, err := Open(dir, []byte(c.pass)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
	must(t, os.Remove(path))
	if _, err := Open(dir, pass); !errors.Is(err, ErrMissing) {
		t.Errorf("no file: got %v", err)
	}
	if err := k.Add(account("b", 2)); !errors.Is(err, ErrChanged) {
		t.Errorf("adding to a file that is gone: got %v", err)
	}
}

func TestCreateRefuses(t *testing.T) {
	k, dir := create(t)
	k.Close()
	if _, err := Create(dir, pass, light); !errors.Is(err, ErrExists) {
		t.Errorf("twice: got %v", err)
	}
	for _, p := range []string{"", strings.Repeat("x", MaxPassphrase+1)} {
		if _, err := Create(t.TempDir(), []byte(p), light); !errors.Is(err, ErrPassphrase) {
			t.Errorf("a passphrase of %d: got %v", len(p), err)
		}
	}
	if _, err := Create(t.TempDir(), pass, Options{WorkFactor: MaxWorkFactor + 1}); !errors.Is(err, ErrItem) {
		t.Errorf("work factor: got %v", err)
	}
	if err := k.Add(account("a", 1)); !errors.Is(err, ErrClosed) {
		t.Errorf("adding after Close: got %v", err)
	}
	if err := k.ChangePassphrase(pass); !errors.Is(err, ErrClosed) {
		t.Errorf("changing the passphrase after Close: got %v", err)
	}
}

func TestChangePassphrase(t *testing.T) {
	k, dir := create(t)
	must(t, k.Add(account("a", 1)))
	next := []byte("another one")
	must(t, k.ChangePassphrase(next))
	must(t, k.Add(account("b", 2)))
	if _, err := Open(dir, pass); !errors.Is(err, ErrPassphrase) {
		t.Errorf("the old passphrase: got %v", err)
	}
	again, err := Open(dir, next)
	if err != nil || len(again.List()) != 2 || again.work != light.WorkFactor {
		t.Errorf("the new passphrase: got %v", err)
	}
	if err := k.ChangePassphrase(nil); !errors.Is(err, ErrPassphrase) {
		t.Errorf("an empty passphrase: got %v", err)
	}
}

// Two programs on one directory: the one that comes late is told so and destroys nothing.
func TestAnotherWriter(t *testing.T) {
	first, dir := create(t)
	second := open(t, dir)
	must(t, first.Add(account("a", 1)))
	if err := second.Add(account("b", 2)); !errors.Is(err, ErrChanged) {
		t.Errorf("got %v, want ErrChanged", err)
	}
	if got := open(t, dir).List(); len(got) != 1 || got[0].Name != "a" {
		t.Errorf("left with %v", got)
	}
}

func TestIndexIsRebuilt(t *testing.T) {
	k, dir := create(t)
	must(t, k.Add(account("a", 1)))
	path := filepath.Join(dir, IndexFile)
	sound, err := os.ReadFile(path)
	must(t, err)
	false1 := bytes.Replace(sound, []byte(`"a"`), []byte(`"b"`), 1)
	for _, content := range [][]byte{nil, false1, []byte("{}"), sound[:20]} {
		must(t, os.WriteFile(path, content, 0o600))
		if repaired, err := open(t, dir).Repaired(); !repaired || err != nil {
			t.Errorf("%.20q: repaired %v, %v", content, repaired, err)
		}
		if now, _ := os.ReadFile(path); !bytes.Equal(now, sound) {
			t.Errorf("%.20q was not repaired", content)
		}
	}
	must(t, os.Remove(path))
	if _, err := ReadIndex(dir); !errors.Is(err, ErrMissing) {
		t.Errorf("no list: got %v", err)
	}
	open(t, dir)
	if list, err := ReadIndex(dir); err != nil || len(list) != 1 {
		t.Errorf("after opening: %v %v", list, err)
	}
}

// A crash after any step of a write leaves the keys of before or of after, and a directory in
// which work goes on. Once Add has returned nil there is no way back.
func TestCrashAtEveryStep(t *testing.T) {
	crash := errors.New("the power is gone")
	steps := []string{"create", "write", "sync", "rename", "index create", "index write", "index sync", "index rename"}
	for at, stop := range steps {
		k, dir := create(t)
		must(t, k.Add(account("a", 1)))
		var seen []string
		k.step = func(name string) error {
			if seen = append(seen, name); name == stop {
				return crash
			}
			return nil
		}
		err := k.Add(account("b", 2))
		if !errors.Is(err, crash) || len(seen) != at+1 {
			t.Fatalf("stop at %s: got %v after %v", stop, err, seen)
		}
		if errors.Is(err, ErrIndex) != (at >= 4) {
			t.Errorf("stop at %s: got %v", stop, err)
		}
		again := open(t, dir)
		want := 1
		if at >= 3 {
			want = 2
		}
		if got := len(again.List()); got != want {
			t.Errorf("stop at %s: %d keys, want %d", stop, got, want)
		}
		must(t, again.Add(account("c", 3)))
		if list, err := ReadIndex(dir); err != nil || len(list) != want+1 {
			t.Errorf("stop at %s: the list has %d keys, %v", stop, len(list), err)
		}
	}
}

// Whatever lies in the directory, before or after a crash, no key can be read in it.
func TestNothingInTheClear(t *testing.T) {
	k, dir := create(t)
	item, err := FromPhrase(mustPhrase(t, dev), keys.Ed25519)
	must(t, err)
	stop := errors.New("stop")
	k.step = func(name string) error {
		if name == "sync" {
			return stop
		}
		return nil
	}
	if err := k.Add(item.withName("a", UseAccount)); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	k.step = nil
	must(t, k.Add(item.withName("a", UseAccount)))
	seed := item.Seed.Bytes()
	files, err := os.ReadDir(dir)
	must(t, err)
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		must(t, err)
		info, err := f.Info()
		must(t, err)
		if bytes.Contains(b, []byte("bottom")) || bytes.Contains(b, fmt.Appendf(nil, "%x", seed)) || bytes.Contains(b, seed[:]) {
			t.Errorf("%s holds a key in the clear", f.Name())
		}
		if unix() && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", f.Name(), info.Mode())
		}
	}
}

func TestExport(t *testing.T) {
	k, _ := create(t)
	words, err := FromPhrase(mustPhrase(t, dev+"//1"), keys.Sr25519)
	must(t, err)
	must(t, k.Add(words.withName("words", UseAccount)))
	totoItem := account("toto", 1)
	totoItem.Seed = toto(t)
	must(t, k.Add(totoItem))
	for form, want := range map[Form]string{
		FormPubSec: totoFile(t),
		FormWIF:    "Type: WIF\nVersion: 1\nData: " + totoWIF + "\n",
		FormEWIF:   "Type: EWIF\nVersion: 1\nData: " + totoEWIF + "\n",
		FormSeed:   totoSeed,
	} {
		if got, err := k.Export("toto", form, []byte("pass")); err != nil || string(got) != want {
			t.Errorf("%s: got another text, %v", form, err)
		}
	}
	if got, err := k.Export("words", FormWords, nil); err != nil || string(got) != dev+"//1" {
		t.Errorf("words: got another text, %v", err)
	}
	for _, c := range []struct {
		name string
		form Form
		want error
	}{
		{"toto", FormWords, ErrForm}, {"words", FormPubSec, ErrForm}, {"words", FormWIF, ErrForm},
		{"toto", "pgp", ErrForm}, {"nobody", FormSeed, ErrUnknown}, {"toto", FormEWIF, ErrPassphrase},
	} {
		if _, err := k.Export(c.name, c.form, nil); !errors.Is(err, c.want) {
			t.Errorf("%s as %s: got %v, want %v", c.name, c.form, err, c.want)
		}
	}
}

func TestSecretsHide(t *testing.T) {
	item, err := FromPhrase(mustPhrase(t, dev), keys.Ed25519)
	must(t, err)
	item = item.withName("a", UseAccount)
	k, _ := create(t)
	must(t, k.Add(item))
	type wrap struct {
		inside Item
		signer *keys.Secret
	}
	signer, err := item.Secret()
	must(t, err)
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("x", "item", item, "seed", item.Seed, "phrase", item.Phrase, "group", []any{item, item.Seed},
			"wrapped", wrap{item, signer})
	}
	seed := item.Seed.Bytes()
	for _, v := range []any{item, &item, item.Seed, item.Phrase, wrap{item, signer}, []Item{item}, k.items, signer, *signer} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
			fmt.Fprintf(&log, verb+"\n", v)
		}
		if b, err := json.Marshal(v); err == nil {
			log.Write(b)
		}
	}
	for _, secret := range []string{"bottom", fmt.Sprintf("%x", seed[:8]), strings.Trim(fmt.Sprint(seed[:6]), "[]"), string(pass)} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q was printed:\n%s", secret, log.String())
		}
	}
}

func TestGetHandsOutCopies(t *testing.T) {
	k, _ := create(t)
	must(t, k.Add(account("a", 1)))
	got, err := k.Get("a")
	must(t, err)
	k.Close()
	if _, err := got.Secret(); err != nil {
		t.Errorf("after Close: %v", err)
	}
	got.Destroy()
	if _, err := got.Secret(); !errors.Is(err, ErrItem) {
		t.Errorf("after Destroy: got %v, want ErrItem", err)
	}
}
