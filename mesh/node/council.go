package node

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// CouncilFile keeps whom a founder has invited by name to serve with him, until they do: each name with
// the ticket of its invitation. Whoever reads it can make the invitations, so its mode is 0600.
const CouncilFile = "council.json"

// guestList is the content of CouncilFile.
type guestList struct {
	Invited []guest `json:"invited"`
}

// guest is one who is invited.
type guest struct {
	Name   string `json:"name"`
	Ticket string `json:"ticket"` // in hexadecimal

	ticket ticket
	key    keys.Account // of the invitation
}

// guests reads CouncilFile; nil where there is none. Its problems are damaged, which does not quote
// it, and open_to_others.
func (c Config) guests() (*guestList, error) {
	path := c.path(CouncilFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		err = private(path)
	}
	if err != nil {
		return nil, err
	}
	read := &guestList{}
	if json.Unmarshal(text, read) != nil || len(read.Invited) > entry.MaxStewards {
		return nil, problem(words.Damaged, nil, "path", path)
	}
	for i := range read.Invited {
		if read.Invited[i].open() != nil {
			return nil, problem(words.Damaged, nil, "path", path)
		}
	}
	return read, nil
}

// open finds the key of a guest's ticket.
func (g *guest) open() error {
	b, err := hex.DecodeString(g.Ticket)
	if err != nil || len(b) != len(g.ticket) || g.Name == "" || !goodName(g.Name) {
		return errInvitation
	}
	g.ticket = ticket(b)
	secret, err := g.ticket.secret()
	if err == nil {
		g.key = secret.Account()
	}
	return err
}

// invite keeps whom a founder invites, or takes what an interrupted attempt has left for the same names.
func (c Config) invite(names []string) (*guestList, error) {
	if old, err := c.guests(); err != nil || old != nil && slices.Equal(old.names(), names) {
		return old, err
	}
	fresh := &guestList{}
	for _, name := range names {
		var t ticket
		if _, err := io.ReadFull(c.random(), t[:]); err != nil {
			return nil, err
		}
		g := guest{Name: name, Ticket: hex.EncodeToString(t[:])}
		if err := g.open(); err != nil {
			return nil, err
		}
		fresh.Invited = append(fresh.Invited, g)
	}
	text, err := json.MarshalIndent(fresh, "", "  ")
	if err != nil {
		return nil, err
	}
	return fresh, ReplaceFile(c.path(CouncilFile), append(text, '\n'))
}

func (c *guestList) names() (list []string) {
	for _, g := range c.Invited {
		list = append(list, g.Name)
	}
	return list
}

// guest is who is invited under a name, or nil.
func (c *guestList) guest(name string) *guest {
	if i := slices.IndexFunc(c.Invited, func(g guest) bool { return strings.EqualFold(g.Name, name) }); i >= 0 {
		return &c.Invited[i]
	}
	return nil
}

// checkGuests looks at whom a founder wants to invite: with him they make a council that a market may
// have, and each name is one that people may have, and another than his, which is the market's.
func checkGuests(names []string, founder string) error {
	if count := len(names) + 1; count%3 != 1 || count > entry.MaxStewards {
		return problem(words.BadCouncil, nil, "count", strconv.Itoa(count))
	}
	for i, name := range names {
		same := func(other string) bool { return strings.EqualFold(other, name) }
		if name == "" || !goodName(name) {
			return problem(words.BadName, nil, "name", name)
		}
		if same(founder) || slices.ContainsFunc(names[:i], same) {
			return problem(words.GuestTwice, nil, "name", name)
		}
	}
	return nil
}

// AwaitedReply is one whom the founder has invited by name, and how far he has come.
type AwaitedReply struct {
	Name  string        `json:"name"`
	Vault *keys.Account `json:"vault,omitempty"` // the vault key that came with the invitation
	Lacks string        `json:"lacks,omitempty"` // the code of why he is not seated yet; empty: he can be
	Doubt bool          `json:"doubt,omitempty"` // only the founder's own word seats him: he compares keys first
}

// Why one who was invited cannot be seated yet, besides what candidates lack.
const (
	notCome   = "not_come"   // nobody has joined with his invitation
	usedTwice = "used_twice" // two have, or one with another word
	otherName = "other_name" // who came with it calls himself otherwise
	sameKey   = "same_key"   // somebody serves already, or came with two invitations
)

// doubtful are the reasons that the machine cannot end.
var doubtful = []string{usedTwice, otherName, sameKey, string(words.SameName), string(words.ForkSeen)}

// awaits is whom the founder on this machine has invited, while he serves alone; else nil.
func (n *Node) awaits() *guestList {
	if len(n.market().Stewards) > 1 {
		return nil
	}
	return n.awaited.Load()
}

// waitsFor tells each of the council that a founder awaits; nil where none is awaited.
func (n *Node) waitsFor() ([]AwaitedReply, error) {
	c := n.awaits()
	if c == nil {
		return nil, nil
	}
	var list []AwaitedReply
	var keysOf []keys.Account
	for _, g := range c.Invited {
		reply, err := n.waitsForGuest(g)
		if err != nil {
			return nil, err
		}
		if reply.Vault != nil {
			if slices.Contains(keysOf, *reply.Vault) {
				reply.Lacks = sameKey
			}
			keysOf = append(keysOf, *reply.Vault)
		}
		list = append(list, reply)
	}
	for i := range list {
		list[i].Doubt = slices.Contains(doubtful, list[i].Lacks)
	}
	return n.withOwn(list), nil
}

// waitsForGuest tells how far one has come: by the word of his invitation's key, not by his name.
func (n *Node) waitsForGuest(g guest) (AwaitedReply, error) {
	reply := AwaitedReply{Name: g.Name, Lacks: notCome}
	came, more, err := n.cameWith(g.key)
	if more {
		reply.Lacks = usedTwice
	}
	if err == nil && !more && came != nil {
		reply.Vault = &came.Vault
		n.book.View(func(s *ledger.State) { reply.Lacks = n.lacks(s, g.Name, came.Vault) })
	}
	return reply, err
}

// lacks is the code of why the owner of a vault key cannot be seated under a name; empty if he can.
func (n *Node) lacks(s *ledger.State, name string, vault keys.Account) string {
	c, asked := newestSeat(s.Candidates(n.home), vault)
	switch {
	case slices.ContainsFunc(s.Sitting(n.home), func(x ledger.Sitting) bool { return x.Vault == vault }):
		return sameKey
	case !asked:
		return string(words.SeatMissing)
	case !strings.EqualFold(c.Name, name):
		return otherName
	case isBorrowed(s, n.home, vault, name):
		return string(words.SameName)
	case c.Lacks != nil:
		return n.reason(c.Lacks)
	}
	return ""
}

// withOwn adds the founder, where he has not asked for his own seat in the next epoch.
func (n *Node) withOwn(list []AwaitedReply) []AwaitedReply {
	n.book.View(func(s *ledger.State) {
		for _, x := range s.Sitting(n.home) {
			if !x.Asked {
				vault := x.Vault
				list = append(list, AwaitedReply{Name: cmp.Or(x.Name, n.marketName(s)), Vault: &vault, Lacks: string(words.SeatMissing)})
			}
		}
	})
	return list
}

func (n *Node) marketName(s *ledger.State) string {
	m, _ := s.Market(n.home)
	return m.Name
}

// stillAwaited are the names of those who are not ready.
func stillAwaited(list []AwaitedReply) (names []string) {
	for _, a := range list {
		if a.Lacks != "" {
			names = append(names, a.Name)
		}
	}
	return names
}

// seatCouncil moves the next epoch once everybody whom the founder has invited can be seated; as he is
// alone still, that decides it. Somebody else who asks for a seat is not seated by this. Where more than
// one serves nobody is awaited any more.
func (n *Node) seatCouncil() error {
	if n.awaited.Load() == nil {
		return nil
	}
	m := n.market()
	if len(m.Stewards) > 1 {
		n.awaited.Store(nil)
		return n.config.removeFile(CouncilFile)
	}
	voting, err := n.mayWord()
	if err != nil || !n.votes() {
		return nil // not yet, or not this machine
	}
	list, err := n.waitsFor()
	if err != nil || len(stillAwaited(list)) > 0 {
		return err
	}
	own, _ := vaultOf(m, voting.Account())
	vaults := []keys.Account{own}
	for _, a := range list {
		vaults = append(vaults, *a.Vault)
	}
	topic := entry.Topic{Kind: entry.TopicEpoch, Number: m.Epoch + 1}
	if _, err := n.sayMotion(voting, topic, n.nextCouncil(m, vaults, m.Policy)); err != nil {
		return err
	}
	n.logger().Info("the council that was awaited is seated", "epoch", topic.Number, "stewards", len(vaults))
	return nil
}
