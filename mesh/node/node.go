// Package node is the running node: every verb of Foirail, once. The command line, the web and
// the demo call the verbs here and nowhere else.
//
// A node lives in one directory:
//
//	ledger.db         the book (package ledger/sqlite)
//	keystore.age      people's keys, locked by a passphrase (package ledger/keystore)
//	accounts.json     their names and addresses, for lists
//	voting-E.key      a steward's voting key of epoch E, which the machine opens by itself
//	printed.json      up to which serial each series was handed to a printer
//	peer.key          the seed of the node's own peer key (peerkey.go)
//	peers.json        other nodes to meet, and of a follower his market (peers.go)
//	wish.foirail      a seat to be asked for when the ledger has come (wish.go)
//	council.json      whom the founder has invited to serve with him (council.go)
//	checkpoint-*.base checkpoints for newcomers (shelf.go)
//	checkpoint.part   one that is being fetched (spool.go)
//	foirail.toml      settings of this directory (settings.go)
//	chain.json        how far the chain was read (lookout_memory.go)
//	acts.json         what vault keys have signed for the chain (acts.go)
//	airtime-*         what the radios have spent of the hour (radios.go)
//	node.sock         the socket of a node that runs (socket.go)
//
// One process has a directory at a time; the book's file is the lock. Every verb takes one plain
// request and gives one plain reply, both of which travel as JSON, so that a verb runs the same
// in the command's own process and over the socket of a node that runs already (road.go).
//
// What a verb cannot do it says as a *Problem: a stable code of package words, with the names and
// figures that its sentence needs. A request with DryRun does everything but write, and
// what it has signed it throws away.
//
// Here clock and chance come in, by Config. Below, nothing has either.
package node

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"foirail/ledger"
	"foirail/ledger/duniter"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/sqlite"
	"foirail/ledger/words"
	"foirail/lora"
)

// Names of files in the node's directory.
const (
	LedgerFile  = "ledger.db"
	PrintedFile = "printed.json"
)

// Config is where and with what a node lives.
type Config struct {
	Dir        string
	Now        func() time.Time // nil: the machine's clock
	Rand       io.Reader        // nil: the machine's randomness
	WorkFactor int              // of a new keystore's passphrase, as a power of two; 0: the usual one

	// CutEvery is how many entries come between two cuts that a steward draws of himself; 0: the usual.
	CutEvery int
	// Chain is where the chain is asked; nil: as the files of settings say.
	Chain *ChainSettings
	// Dialling changes how the chain is dialled; nil in life.
	Dialling func(*duniter.Config)
	// OpenRadio makes a radio; nil: lora.Open.
	OpenRadio func(lora.Asked) (*lora.Radio, error)

	// Free is how many bytes the disk under a directory has left, and in all; nil: the system's word.
	Free func(dir string) (free, total uint64, err error)
}

func (c Config) now() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

func (c Config) random() io.Reader {
	if c.Rand != nil {
		return c.Rand
	}
	return rand.Reader
}

func (c Config) path(name string) string { return filepath.Join(c.Dir, name) }

// seconds is a time as entries carry it.
// A clock before 1970 or after 2106 gives the nearest that they can.
func (c Config) seconds() uint32 { return uint32(min(max(c.now().Unix(), 0), math.MaxUint32)) }

// Node is an open directory. Any number of goroutines may call its verbs.
type Node struct {
	config Config
	store  *sqlite.Store
	book   *ledger.Book
	home   entry.MarketID

	sitting  sync.RWMutex // guards the next five
	voting   *keys.Secret // nil on a machine that is no steward
	start    head         // of his chain when he sat down
	compared bool         // his head is what others know of it, or he is alone
	restored bool         // others knew more of his chain than he did when the node started
	sits     bool         // the book has the steward: he votes

	run    running // what is only there while the node runs
	opened int     // entries held when the directory was opened

	duties attendance // what a steward and a candidate owe others
	shelf  *shelf     // has checkpoints for newcomers
	look   lookout    // what is known of the chain

	wished  atomic.Pointer[wish]      // a seat that was asked for before the ledger had come
	awaited atomic.Pointer[guestList] // those whom the founder has invited

	counting sync.Mutex // held while everything is counted again, and while old entries are let go of
	opening  sync.Mutex // held while the next epoch is being opened
	wishing  sync.Mutex // held while a wish is made or said
	locked   sync.Mutex // guards the keystore's files against two requests at once
	printing sync.Mutex // guards printed.json likewise
}

// Open opens a node's directory. Its problems are those of the files in it: no_community, busy,
// damaged, newer_schema, other_community, open_to_others.
func Open(config Config) (*Node, error) {
	n := &Node{config: config}
	n.shelf = newShelf(n)
	store, err := sqlite.Open(config.path(LedgerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, problem(words.NoCommunity, err, "path", config.Dir)
	}
	if err != nil {
		return nil, n.told(err)
	}
	n.store = store
	if err := n.openBook(); err != nil {
		store.Close()
		return nil, n.told(err)
	}
	return n, nil
}

func (n *Node) openBook() error {
	community, err := n.store.Community()
	if err != nil {
		return err
	}
	n.book, err = ledger.OpenBook(ledger.Config{Store: n.store, Community: community, Now: n.config.seconds, Room: n.config.hasRoom})
	if err != nil {
		return err
	}
	n.book.View(func(s *ledger.State) { n.opened = s.Held() })
	if err := n.findWaiting(); err != nil {
		return err
	}
	return n.findSeat()
}

// findWaiting reads what this directory waits for.
func (n *Node) findWaiting() error {
	w, err := n.config.wish()
	if err != nil {
		return err
	}
	c, err := n.config.guests()
	n.wished.Store(w)
	n.awaited.Store(c)
	return err
}

// Close lets go of the directory.
func (n *Node) Close() error {
	n.look.hangUp()
	return n.book.Close()
}

// market is the home market as it stands.
func (n *Node) market() (m ledger.Market) {
	n.book.View(func(s *ledger.State) { m, _ = s.Market(n.home) })
	return m
}

// communityID is the hash of the community's Found.
func (n *Node) communityID() (id entry.Hash) {
	n.book.View(func(s *ledger.State) { id = s.Community() })
	return id
}

// unlock opens the keystore with a passphrase, to read in it.
func (n *Node) unlock(passphrase Hidden) (*keystore.Keystore, error) {
	n.locked.Lock()
	defer n.locked.Unlock()
	return n.unlocked(passphrase)
}

// edit opens the keystore and changes it. One request at a time does so: of two that opened the
// same file the second would write over what the first has added.
func (n *Node) edit(passphrase Hidden, change func(*keystore.Keystore) error) error {
	n.locked.Lock()
	defer n.locked.Unlock()
	k, err := n.unlocked(passphrase)
	if err != nil {
		return err
	}
	defer k.Close()
	return n.told(change(k))
}

func (n *Node) unlocked(passphrase Hidden) (*keystore.Keystore, error) {
	if len(passphrase) == 0 {
		return nil, problem(words.Locked, nil)
	}
	k, err := keystore.Open(n.config.Dir, passphrase)
	if err != nil {
		return nil, n.told(err)
	}
	return k, nil
}

// secret is the key of one account of this machine.
func (n *Node) secret(name string, passphrase Hidden) (*keys.Secret, error) {
	found, err := n.local(name)
	if err != nil {
		return nil, err
	}
	k, err := n.unlock(passphrase)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	item, err := k.Get(found.Name)
	if err != nil {
		return nil, n.told(err)
	}
	defer item.Destroy()
	return item.Secret()
}

// ReplaceFile writes a file whole or not at all, for its owner only, in the place of the one that
// may stand there: beside it, synced, renamed.
func ReplaceFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}
