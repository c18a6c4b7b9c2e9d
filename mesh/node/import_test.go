package node

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// busy is a market with some life in it, and its bundle.
func busyMarket(t *testing.T) (*market, []byte) {
	m := newMarket(t, "none")
	series := m.issued().Series
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Serials: "1-4", Passphrase: pass}))
	must[[]RedeemReply](m)(m.Redeem(ctx, RedeemRequest{To: "ana", Code: m.opened(series, 4)}))
	must[EpochReply](m)(m.Epoch(ctx, EpochRequest{Next: true, Passphrase: pass}))
	for range 5 {
		must[EntryReply](m)(m.pay("ana", "asso", "0.10"))
	}
	return m, must[BundleReply](m)(m.Bundle(ctx, BundleRequest{})).Bundle
}

func bundleOf(list []*entry.Entry) []byte {
	b := []byte(bundleMagic)
	for _, e := range list {
		b = binary.AppendUvarint(b, uint64(len(e.Full())))
		b = append(b, e.Full()...)
	}
	return b
}

// fresh is a config of a directory that is not there yet.
func (m *market) fresh() Config {
	config := m.config
	config.Dir = filepath.Join(m.t.TempDir(), "fresh")
	return config
}

// A new node from a bundle is the old one to the byte, in whatever order the bundle came, and
// what comes twice is known.
func TestImportIntoAnEmptyDirectory(t *testing.T) {
	m, bundle := busyMarket(t)
	list, err := readBundle(bundle)
	if err != nil {
		t.Fatal(err)
	}
	want := m.verified()
	const seed = 7
	chance := rand.New(rand.NewPCG(seed, seed))
	for i, order := range [][]*entry.Entry{list, reversed(list), shuffled(chance, list), append(shuffled(chance, list), list...)} {
		other := &market{t: t, config: m.fresh()}
		got, err := ImportNew(ctx, other.config, ImportRequest{Bundle: bundleOf(order)})
		if err != nil || got.New != len(list) || got.Refused != nil {
			t.Errorf("order %d (seed %d): %+v, %v", i, seed, got, err)
		}
		other.open()
		if state := other.verified().State; state != want.State {
			t.Errorf("order %d (seed %d): state %s, want %s", i, seed, state, want.State)
		}
		again := must[ImportReply](other)(other.Import(ctx, ImportRequest{Bundle: bundle}))
		if again.New != 0 || again.Known != len(list) {
			t.Errorf("order %d: again %+v", i, again)
		}
		other.people("eva") // its first key makes its keystore
		other.Close()
	}
}

func reversed(list []*entry.Entry) []*entry.Entry {
	list = slices.Clone(list)
	slices.Reverse(list)
	return list
}

func shuffled(chance *rand.Rand, list []*entry.Entry) []*entry.Entry {
	list = slices.Clone(list)
	chance.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// A hostile bundle does no harm: each entry is told by itself, with its reason.
func TestImportRefuses(t *testing.T) {
	m, bundle := busyMarket(t)
	stranger, foreign := busyMarket(t)
	list, err := readBundle(bundle)
	if err != nil {
		t.Fatal(err)
	}
	before := m.verified().State
	bent := slices.Clone(list[len(list)-1].Full())
	bent[len(bent)-1] ^= 1
	forged, err := entry.Decode(bent)
	if err != nil {
		t.Fatal(err)
	}
	other := &market{t: t, config: m.fresh()}
	missing := slices.Delete(slices.Clone(list), 3, 4)
	got, err := ImportNew(ctx, other.config, ImportRequest{Bundle: bundleOf(missing)})
	if err != nil || got.Refused[string(words.OutOfOrder)] == 0 || got.New >= len(missing) {
		t.Errorf("with a gap: %+v, %v", got, err)
	}
	other.open()
	defer other.Close()
	got = must[ImportReply](other)(other.Import(ctx, ImportRequest{Bundle: bundleOf(append([]*entry.Entry{forged}, list...))}))
	if got.Refused[string(words.BadSignature)] != 1 {
		t.Errorf("with a forgery beside the good one: %+v", got)
	}
	if state := other.verified().State; state != before {
		t.Error("the gap was not filled")
	}
	got = must[ImportReply](other)(other.Import(ctx, ImportRequest{Bundle: foreign}))
	if got.New != 0 || got.Refused[string(words.OtherCommunity)] != got.Entries {
		t.Errorf("a foreign bundle: %+v", got)
	}
	_, err = other.Import(ctx, ImportRequest{Bundle: []byte("not one")})
	other.refused(words.BadBundle, err)
	_, err = ImportNew(ctx, other.config, ImportRequest{Bundle: bundle})
	other.refused(words.AlreadyFounded, err)
	for text, code := range map[string]words.Code{bundleMagic: words.NoCommunity, "": words.BadBundle, string(bundleOf(list[1:])): words.NoCommunity} {
		_, err = ImportNew(ctx, m.fresh(), ImportRequest{Bundle: []byte(text)})
		m.refused(code, err)
	}
	stranger.verified()
}

func TestSplitBundle(t *testing.T) {
	m, bundle := busyMarket(t)
	parts, err := SplitBundle(bundle)
	if err != nil || len(parts) != 1 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	if got := must[ImportReply](m)(m.Import(ctx, ImportRequest{Bundle: parts[0]})); got.Known != got.Entries {
		t.Errorf("a part of what is held: %+v", got)
	}
}

// Entries that nobody knows the authors of do not fill the disk.
func TestImportOfStrangers(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana")
	m.deposit("ana", "10", "envelope")
	ana := must[AccountShowReply](m)(m.AccountShow(ctx, AccountShowRequest{"ana"})).Account
	var flood []*entry.Entry
	for i := range maxStrangers + 100 {
		by := testSecret(t, fmt.Sprint("stranger ", i))
		e := &entry.Entry{Community: m.communityID(), Market: m.home, Author: by.Account(), Seq: 1,
			Body: &entry.Pay{Payees: []entry.Payee{{Market: m.home, Account: ana, Amount: 1}}}}
		if err := e.Sign(by); err != nil {
			t.Fatal(err)
		}
		flood = append(flood, e)
	}
	got := must[ImportReply](m)(m.Import(ctx, ImportRequest{Bundle: bundleOf(flood)}))
	if got.New != maxStrangers || got.Refused[string(words.UnknownAccount)] != 100 {
		t.Errorf("took %+v", got)
	}
	m.has("ana", 1000)
	m.verified()
}
