package node

import (
	"context"
	"encoding/hex"
	"errors"
	"os"
	"slices"
	"strings"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/sqlite"
	"foirail/ledger/words"
)

// Genesis hashes of the chains that have a name. G1 is live since March 2026.
const g1Genesis = "feb770bbb0344dabc8366b0d1f889a8e4e6ca09b914006655fe795920deb6d56"

// vaultName is the name of the steward's vault key in the keystore.
const vaultName = "vault"

// Found founds a community with one market and one steward: this machine. In a directory that
// follows a community it founds a further market there, when neither a name nor a chain is given. It
// may be repeated until it has succeeded; keys that an interrupted attempt has made are used again.
func Found(_ context.Context, config Config, in FoundRequest) (FoundReply, error) {
	reply, err := found(config, in)
	return reply, told(config, err)
}

func found(config Config, in FoundRequest) (reply FoundReply, err error) {
	if in.Name == "" && in.Chain == "" {
		return foundFurther(config, in)
	}
	genesis, err := parseChain(in.Chain)
	if err != nil {
		return reply, err
	}
	for _, name := range []string{in.Name, in.Market} {
		if name == "" || len(name) > entry.MaxName {
			return reply, problem(words.BadName, nil, "name", name)
		}
	}
	if _, err := os.Stat(config.path(LedgerFile)); err == nil {
		return reply, problem(words.AlreadyFounded, nil, "path", config.Dir)
	}
	if len(in.Stewards) > 0 {
		err = checkGuests(in.Stewards, in.Market)
	}
	if err != nil || in.DryRun {
		return FoundReply{Name: in.Name}, err
	}
	if err := os.MkdirAll(config.Dir, 0o700); err != nil {
		return reply, err
	}
	vault, err := vaultKey(config, in.Passphrase)
	if err != nil {
		return reply, err
	}
	voting, err := votingKey(config, 1)
	if err != nil {
		return reply, err
	}
	e, err := foundEntry(config, in, genesis, voting, vault)
	if err != nil {
		return reply, err
	}
	first, invited, err := config.withGuests(e, in, vault)
	if err != nil {
		return reply, err
	}
	if err := createBook(config, e.Community, nil, first...); err != nil {
		return reply, err
	}
	return FoundReply{Community: e.Community.String(), Market: e.Market.String(), Name: in.Name,
		Steward: voting.Account(), Vault: vault.Account(), Invited: invited}, nil
}

// withGuests keeps whom a founder invites, and has him ask for his own seat beside them at once, while
// the passphrase is there. Its entries are the first of his ledger.
func (c Config) withGuests(e *entry.Entry, in FoundRequest, vault *keys.Secret) (first []*entry.Entry, invited []Invited, err error) {
	if len(in.Stewards) == 0 {
		return []*entry.Entry{e}, nil, c.removeFile(CouncilFile) // an interrupted attempt may have invited
	}
	const epoch = 1
	guests, err := c.invite(in.Stewards)
	if err != nil {
		return nil, nil, err
	}
	for _, g := range guests.Invited {
		invited = append(invited, Invited{g.Name, invitation(e.Community, e.Market, epoch, &g).Text()})
	}
	next, err := votingKey(c, epoch+1)
	if err != nil {
		return nil, nil, err
	}
	seat, err := c.signSeat(e.Community, e.Market, epoch+1, in.Market, next, vault)
	return []*entry.Entry{e, seat}, invited, err
}

// parseChain reads g1, none, or a genesis hash. Its problem is chain_unknown, for gdev too: ĞDev is
// started anew now and then, and what it was when this program was made would be a guess.
func parseChain(chain string) (h entry.Hash, err error) {
	hash := strings.TrimPrefix(chain, "0x")
	switch chain {
	case "none":
		return h, nil
	case "g1":
		hash = g1Genesis
	}
	b, err := hex.DecodeString(hash)
	if err != nil || len(b) != entry.HashSize || entry.Hash(b).IsZero() {
		return h, problem(words.ChainUnknown, err, "name", chain)
	}
	return entry.Hash(b), nil
}

// vaultKey opens the keystore, or makes it, and gives the vault key in it, or makes one.
func vaultKey(config Config, passphrase Hidden) (*keys.Secret, error) {
	if len(passphrase) == 0 {
		return nil, problem(words.Locked, nil)
	}
	k, err := keystore.Open(config.Dir, passphrase)
	if errors.Is(err, keystore.ErrMissing) {
		k, err = keystore.Create(config.Dir, passphrase, keystore.Options{WorkFactor: config.WorkFactor})
	}
	if err != nil {
		return nil, err
	}
	defer k.Close()
	item, err := k.Get(vaultName)
	if errors.Is(err, keystore.ErrUnknown) {
		item, err = newWords(config, vaultName, keystore.UseVault, keys.Ed25519)
		if err == nil {
			err = k.Add(item)
		}
	}
	if err != nil {
		return nil, err
	}
	defer item.Destroy()
	return item.Secret()
}

// newWords makes a key of twelve fresh words.
func newWords(config Config, name string, use keystore.Use, curve keys.Curve) (keystore.Item, error) {
	phrase, err := keystore.NewPhrase(config.random())
	if err != nil {
		return keystore.Item{}, err
	}
	item, err := keystore.FromPhrase(phrase, curve)
	item.Name, item.Use, item.From, item.Created = name, use, "new words", config.now().UTC().Truncate(1e9)
	return item, err
}

// votingKey makes a voting key for an epoch, or takes the one that an interrupted attempt left.
func votingKey(config Config, epoch uint32) (*keys.Secret, error) {
	voting, err := keystore.LoadVoting(config.Dir, uint64(epoch))
	if errors.Is(err, keystore.ErrMissing) {
		return keystore.NewVoting(config.Dir, uint64(epoch), config.random())
	}
	return voting, err
}

func foundEntry(config Config, in FoundRequest, genesis entry.Hash, voting, vault *keys.Secret) (*entry.Entry, error) {
	proof, err := vault.Sign(entry.SeatMessage(entry.MarketID{}, 1, voting.Account()))
	if err != nil {
		return nil, err
	}
	e := &entry.Entry{Author: voting.Account(), Seq: 1, Time: config.seconds(), Body: &entry.Found{
		Genesis: genesis, Name: in.Name, MarketName: in.Market, Vault: vault.Account(), VaultSignature: proof}}
	return e, e.Sign(voting)
}

// createBook makes the book's file with its first entries, whole or not at all: under another
// name, which is its own when all is on the disk. Those asked for under an id have it in ids, by
// their hash.
func createBook(config Config, community entry.Hash, ids map[string]string, entries ...*entry.Entry) error {
	return createBookOn(config, community, nil, ids, entries...)
}

// createBookOn is createBook on a base, where there is one. Entries that the base holds are kept all the
// same: somebody wants to see them.
func createBookOn(config Config, community entry.Hash, base *ledger.Base, ids map[string]string, entries ...*entry.Entry) error {
	path := config.path(LedgerFile)
	store, err := createBookFile(path+".new", community)
	if err != nil {
		return err
	}
	if base != nil {
		entries, err = beginStore(store, community, base, ids, entries)
	}
	if err == nil {
		err = fill(store, community, ids, entries)
	}
	if err != nil {
		return errors.Join(err, store.Close())
	}
	if err := store.Close(); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	return syncDir(config.Dir)
}

// beginStore has a new store begin with a base, and keeps the entries that the base holds. It gives the
// others.
func beginStore(store *sqlite.Store, community entry.Hash, base *ledger.Base, ids map[string]string, entries []*entry.Entry) (rest []*entry.Entry, err error) {
	if err := ledger.Begin(store, community, base); err != nil {
		return nil, badBase(err)
	}
	told, err := base.Load(community, nil)
	if err != nil {
		return nil, badBase(err)
	}
	var records []ledger.Record
	for _, e := range entries {
		if !told.Holds(e.Hash()) {
			rest = append(rest, e)
			continue
		}
		if !e.Verify() {
			return nil, ledger.ErrSignature
		}
		r := ledger.Record{Pos: int64(len(records)) + 1, Ref: ledger.Ref{Market: e.Market, Key: e.Author}, Seq: e.Seq,
			Hash: e.Hash(), Full: e.Full(), ID: ids[e.Hash().String()]}
		if e.Kind() == entry.KindRedeem {
			r.Seq = 0
		}
		records = append(records, r)
	}
	if len(records) == 0 {
		return rest, nil
	}
	return rest, store.Append(records)
}

// fill appends entries to a new store, all of which must be taken.
func fill(store *sqlite.Store, community entry.Hash, ids map[string]string, entries []*entry.Entry) error {
	book, err := ledger.OpenBook(ledger.Config{Store: store, Community: community})
	if err != nil {
		return err
	}
	for len(entries) > 0 && err == nil {
		if id := ids[entries[0].Hash().String()]; id != "" {
			_, err = book.Write(ledger.Offer(entries[0]), id)
			entries = entries[1:]
			continue
		}
		asked := func(e *entry.Entry) bool { return ids[e.Hash().String()] != "" }
		plain := entries
		if next := slices.IndexFunc(entries, asked); next > 0 {
			plain = entries[:next]
		}
		err = offer(book, plain)
		entries = entries[len(plain):]
	}
	return err
}

// offer appends entries, all of which must be taken.
func offer(book *ledger.Book, entries []*entry.Entry) error {
	answers, err := book.Append(entries...)
	for _, a := range answers {
		err = errors.Join(err, a.Err)
	}
	return err
}
