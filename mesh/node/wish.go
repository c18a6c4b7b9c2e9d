package node

import (
	"errors"
	"io/fs"
	"os"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// WishFile keeps what somebody who wants to serve has signed before his machine had the ledger: a
// bundle of a Seat, before it the word of the invitation's own key where he was named. Both were signed
// while the passphrase was there, so the node that has caught up need only say them. They are made
// once, and never signed anew in another wording once they may have been said.
const WishFile = "wish.foirail"

// wish is the content of WishFile.
type wish struct {
	word *entry.Entry // nil where the invitation named nobody
	seat *entry.Entry
}

// asks is what the seat says.
func (w *wish) asks() *entry.Seat { return w.seat.Body.(*entry.Seat) }

func (w *wish) entries() []*entry.Entry {
	if w.word == nil {
		return []*entry.Entry{w.seat}
	}
	return []*entry.Entry{w.word, w.seat}
}

// wish reads WishFile; nil where there is none.
func (c Config) wish() (*wish, error) {
	b, err := os.ReadFile(c.path(WishFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list, err := readBundle(b)
	for _, e := range list {
		if e.Kind() != entry.KindSeat {
			err = errBundle
		}
	}
	if err != nil || len(list) == 0 || len(list) > 2 {
		return nil, problem(words.Damaged, err, "path", c.path(WishFile))
	}
	w := &wish{seat: list[len(list)-1]}
	if len(list) == 2 {
		w.word = list[0]
	}
	return w, nil
}

// keepWish writes WishFile.
func (c Config) keepWish(w *wish) error {
	return ReplaceFile(c.path(WishFile), bundled(w.entries()...))
}

// removeFile removes a file of the directory for good; that it is gone already is well.
func (c Config) removeFile(name string) error {
	if err := os.Remove(c.path(name)); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	return syncDir(c.Dir)
}

// of says whether a wish is what an invitation would make under a name.
func (w *wish) of(i Invitation, name string) bool {
	if w.seat.Community != i.Community || w.seat.Market != i.Market || w.asks().Epoch != i.Epoch+1 || w.asks().Name != name {
		return false
	}
	own, err := i.key()
	return err == nil && (own == nil) == (w.word == nil) && (own == nil || w.word.Author == own.Account())
}

// makeWish makes the vault key, the voting key and the wish on the disk, in this order, or takes what
// an interrupted attempt has left of them.
func (c Config) makeWish(i Invitation, name string, passphrase Hidden) (*wish, error) {
	vault, err := vaultKey(c, passphrase)
	if err != nil {
		return nil, err
	}
	voting, err := votingKey(c, i.Epoch+1)
	if err != nil {
		return nil, err
	}
	old, err := c.wish()
	if err != nil {
		return nil, err
	}
	if old != nil && old.of(i, name) && old.seat.Author == voting.Account() && old.asks().Vault == vault.Account() {
		return old, nil
	}
	w, err := c.signWish(i, name, voting, vault)
	if err == nil {
		err = c.keepWish(w)
	}
	if err == nil && old != nil && old.seat.Author != voting.Account() {
		err = c.dropVoting(old)
	}
	return w, err
}

// dropVoting destroys the voting key of a wish that was never said, and will not be: without the wish it
// would look like another community's.
func (c Config) dropVoting(w *wish) error {
	epoch := uint64(w.asks().Epoch)
	voting, err := keystore.LoadVoting(c.Dir, epoch)
	if err == nil && voting.Account() == w.seat.Author {
		err = keystore.DestroyVoting(c.Dir, epoch)
	}
	if errors.Is(err, keystore.ErrMissing) {
		return nil
	}
	return err
}

// signWish signs a wish. The word of the invitation's key names the epoch that is running: nobody can
// be seated by it, since who serves there is decided.
func (c Config) signWish(i Invitation, name string, voting, vault *keys.Secret) (w *wish, err error) {
	w = &wish{}
	own, err := i.key()
	if own != nil && err == nil {
		w.word, err = c.signSeat(i.Community, i.Market, i.Epoch, name, own, vault)
	}
	if err == nil {
		w.seat, err = c.signSeat(i.Community, i.Market, i.Epoch+1, name, voting, vault)
	}
	return w, err
}

// signSeat is a key's first entry: the Seat by which it asks to serve in an epoch.
func (c Config) signSeat(community entry.Hash, market entry.MarketID, epoch uint32, name string, by, vault *keys.Secret) (*entry.Entry, error) {
	body, err := seatBody(market, epoch, name, by.Account(), vault)
	if err != nil {
		return nil, err
	}
	e := &entry.Entry{Community: community, Market: market, Author: by.Account(), Seq: 1, Time: c.seconds(), Body: body}
	return e, e.Sign(by)
}

// seatBody is a Seat for a voting key, with the vault key's proof.
func seatBody(market entry.MarketID, epoch uint32, name string, voting keys.Account, vault *keys.Secret) (*entry.Seat, error) {
	proof, err := vault.Sign(entry.SeatMessage(market, epoch, voting))
	if err != nil {
		return nil, err
	}
	return &entry.Seat{Epoch: epoch, Name: name, Vault: vault.Account(), VaultSignature: proof}, nil
}

// sayWish says the wish once the ledger has come as far as the invitation was: the epoch before the
// seat's. A seat of an epoch that has begun meanwhile is not asked for any more; the word of the
// invitation's key is said all the same, for when its owner asks again.
func (n *Node) sayWish() error {
	n.wishing.Lock()
	defer n.wishing.Unlock()
	w, epoch := n.wished.Load(), n.market().Epoch
	if w == nil || epoch == 0 || epoch < w.asks().Epoch-1 {
		return nil
	}
	if epoch >= w.asks().Epoch {
		return n.sayLate(w)
	}
	if err := offer(n.book, w.entries()); err != nil {
		return err
	}
	n.logger().Info("a seat is asked for", "epoch", w.asks().Epoch, "voting", w.seat.Author.String())
	return n.forgetWish()
}

// sayLate says of a wish that came too late what is still of use. If the seat was asked for in time,
// and only its file was left behind, the file goes.
func (n *Node) sayLate(w *wish) error {
	said, told := false, w.word == nil
	n.book.View(func(s *ledger.State) {
		said = s.Holds(w.seat.Hash())
		told = told || s.Next(ledger.Ref{Market: w.word.Market, Key: w.word.Author}, 0).Seq > 1
	})
	if !told {
		if err := offer(n.book, []*entry.Entry{w.word}); err != nil {
			return err
		}
	}
	if said {
		return n.forgetWish()
	}
	return nil
}

// forgetWish removes what has been said, or will not be. A voting key that has said nothing in time goes
// with it.
func (n *Node) forgetWish() error {
	w := n.wished.Load()
	if w == nil {
		return nil
	}
	spoke := false
	n.book.View(func(s *ledger.State) {
		spoke = s.Next(ledger.Ref{Market: w.seat.Market, Key: w.seat.Author}, 0).Seq > 1
	})
	if n.late(w) && !spoke {
		if err := n.config.dropVoting(w); err != nil {
			return err
		}
	}
	if err := n.config.removeFile(WishFile); err != nil {
		return err
	}
	n.wished.Store(nil)
	return nil
}

// late says whether an epoch that a seat was wished in has begun without its having been asked for.
func (n *Node) late(w *wish) bool { return n.market().Epoch >= w.asks().Epoch }

// WishReply is a seat that this machine will ask for by itself, or would have.
type WishReply struct {
	Name  string `json:"name"`
	Epoch uint32 `json:"epoch"` // the one that the seat is in
	Late  bool   `json:"late"`  // it has begun meanwhile: the seat is to be asked for again
}

// wish tells what is wished here, or nil.
func (n *Node) wish() *WishReply {
	w := n.wished.Load()
	if w == nil {
		return nil
	}
	return &WishReply{Name: w.asks().Name, Epoch: w.asks().Epoch, Late: n.late(w)}
}

// isWished says whether a voting key was made for a wish that stands: no ledger has seen it yet.
func (n *Node) isWished(voting keys.Account) bool {
	w := n.wished.Load()
	return w != nil && w.seat.Author == voting
}
