package node

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// motionSize is how many bytes of a motion's hash people see.
const motionSize = 4

// StewardJoin asks for a seat in the next epoch: a new voting key, a Seat signed by the vault key
// too. Who serves already asks anew for each epoch. It may be repeated: what was made is used again.
// Where the ledger has not come yet, the node asks by itself when it has.
func (n *Node) StewardJoin(_ context.Context, in JoinRequest) (reply JoinReply, err error) {
	n.opening.Lock()
	defer n.opening.Unlock()
	if reply, later, err := n.joinLater(in); later || err != nil {
		return reply, err
	}
	i, err := n.invitedHere(in)
	if err != nil {
		return reply, err
	}
	m := n.market()
	reply = JoinReply{Market: m.Name, Name: cmp.Or(i.Name, in.Name), Epoch: m.Epoch + 1}
	if in.DryRun {
		return reply, nil
	}
	vault, err := n.vaultOrNew(in.Passphrase)
	if err != nil {
		return reply, err
	}
	if err := n.askSeat(i, m, vault, &reply); err != nil {
		return reply, err
	}
	n.attendSoon()
	return reply, n.meetAt(i.meet())
}

// askSeat asks for a seat in the next epoch. What is signed already comes first: a wish that stands, then
// the word of an invitation's own key.
func (n *Node) askSeat(i Invitation, m ledger.Market, vault *keys.Secret, reply *JoinReply) error {
	err := n.sayWish()
	if err == nil {
		err = n.useTicket(i, vault)
	}
	if err != nil {
		return err
	}
	voting, err := votingKey(n.config, m.Epoch+1)
	if err != nil {
		return err
	}
	reply.Name = cmp.Or(reply.Name, n.stewardName(vault.Account()), m.Name)
	reply.Voting, reply.Vault = voting.Account(), vault.Account()
	if err := n.sitAs(reply.Name, voting, vault, m); err != nil {
		return err
	}
	return n.forgetWish()
}

// vaultOrNew is the vault key of this machine, made when there is none, as is the keystore.
func (n *Node) vaultOrNew(passphrase Hidden) (*keys.Secret, error) {
	n.locked.Lock()
	defer n.locked.Unlock()
	return vaultKey(n.config, passphrase)
}

// stewardName is how the Seats held call a vault key; empty when none does.
func (n *Node) stewardName(vault keys.Account) (name string) {
	n.book.View(func(s *ledger.State) { name = s.VaultName(n.home, vault) })
	return name
}

// StewardList tells the council of the home market.
func (n *Node) StewardList(context.Context, StewardsRequest) (reply StewardsReply, err error) {
	m := n.market()
	reply = StewardsReply{Market: m.Name, Epoch: m.Epoch, Quorum: m.Quorum,
		Stewards: []StewardReply{}, Candidates: []CandidateReply{}, Motions: []MotionReply{}}
	n.book.View(func(s *ledger.State) {
		for _, x := range s.Sitting(n.home) {
			reply.Stewards = append(reply.Stewards, StewardReply{x.Name, x.Voting, x.Vault, x.Asked})
		}
		for _, c := range s.Candidates(n.home) {
			out := CandidateReply{Name: c.Name, Voting: c.Voting, Vault: c.Vault, Serves: c.Serves}
			if c.Lacks != nil {
				out.Lacks = n.reason(c.Lacks)
			}
			reply.Candidates = append(reply.Candidates, out)
		}
		for _, motion := range s.Motions(n.home) {
			reply.Motions = append(reply.Motions, motionReply(s, m, motion))
		}
	})
	reply.Recoveries = n.recoveries(m)
	reply.Awaited, err = n.waitsFor()
	return reply, err
}

// motionReply tells a motion with names.
func motionReply(s *ledger.State, m ledger.Market, motion ledger.Motion) MotionReply {
	reply := MotionReply{Motion: motionName(motion.ID), Topic: topicNames[motion.Topic.Kind], Number: motion.Topic.Number, Needed: motion.Needed}
	if !motion.Topic.Series.IsZero() {
		reply.Series = motion.Topic.Series.String()
	}
	for _, voting := range motion.By {
		reply.By = append(reply.By, seatedName(s, m, voting))
	}
	if next, ok := motion.Value.(*entry.NextEpoch); ok {
		reply.Policy = !ledger.SamePolicy(next.Policy, m.Policy)
		for _, seated := range next.Seats {
			reply.Seats = append(reply.Seats, called(s, m.ID, seated.Vault))
		}
		slices.Sort(reply.Seats)
	}
	return reply
}

// called is how people call the owner of a vault key: by his name, with the key beside it where another
// steward or candidate goes by that name too. Names are what people say of themselves.
func called(s *ledger.State, market entry.MarketID, vault keys.Account) string {
	name := s.VaultName(market, vault)
	if name == "" {
		return vault.String()
	}
	if isBorrowed(s, market, vault, name) {
		return name + " (" + vault.String() + ")"
	}
	return name
}

// isBorrowed says whether a steward or candidate with another vault key goes by a name.
func isBorrowed(s *ledger.State, market entry.MarketID, vault keys.Account, name string) bool {
	another := func(x entry.Seated, its string) bool { return x.Vault != vault && strings.EqualFold(its, name) }
	return slices.ContainsFunc(s.Sitting(market), func(x ledger.Sitting) bool { return another(x.Seated, x.Name) }) ||
		slices.ContainsFunc(s.Candidates(market), func(x ledger.Candidate) bool { return another(x.Seated, x.Name) })
}

// topicNames are the kinds of topic, as JSON has them.
var topicNames = map[entry.TopicKind]string{entry.TopicEpoch: "epoch", entry.TopicBatch: "batch", entry.TopicExpire: "expire",
	entry.TopicResolveAccount: "resolve-account", entry.TopicResolveCoupon: "resolve-coupon"}

// seatedName is how people call the steward with a voting key.
func seatedName(s *ledger.State, m ledger.Market, voting keys.Account) string {
	for _, x := range s.Sitting(m.ID) {
		if x.Voting == voting {
			return cmp.Or(x.Name, x.Vault.String())
		}
	}
	return voting.String()
}

func motionName(id entry.Hash) string { return id.String()[:2*motionSize] }

// StewardPropose moves who serves in the next epoch, or agrees to a motion. A lone steward's word
// is the decision.
func (n *Node) StewardPropose(_ context.Context, in ProposeRequest) (reply ProposeReply, err error) {
	if in.Agree != "" {
		return n.agreeTo(in)
	}
	if _, err := n.mayWord(); err != nil {
		return reply, err
	}
	m := n.market()
	with, err := n.vaultsOf(in.Seats)
	if err != nil {
		return reply, err
	}
	without, err := n.vaultsOf(in.Without)
	if err != nil {
		return reply, err
	}
	var seats []keys.Account
	for _, seated := range m.Stewards {
		if !slices.Contains(without, seated.Vault) {
			seats = append(seats, seated.Vault)
		}
	}
	for _, vault := range with {
		if !slices.Contains(seats, vault) {
			seats = append(seats, vault)
		}
	}
	if count := len(seats); count%3 != 1 || count > entry.MaxStewards {
		return reply, problem(words.BadCouncil, nil, "count", strconv.Itoa(count))
	}
	return n.moveEpoch(seats, m.Policy, in.Passphrase, in.DryRun)
}

// vaultsOf finds the vault keys of stewards and candidates, by name, vault key or voting key. Its
// problems are unknown_steward, and same_name where a name says too little.
func (n *Node) vaultsOf(who []string) (list []keys.Account, err error) {
	n.book.View(func(s *ledger.State) {
		known := map[keys.Account][]string{} // by vault key, all that it goes by
		for _, x := range s.Sitting(n.home) {
			known[x.Vault] = append(known[x.Vault], x.Name, x.Vault.String(), x.Voting.String())
		}
		for _, c := range s.Candidates(n.home) {
			known[c.Vault] = append(known[c.Vault], c.Name, c.Vault.String(), c.Voting.String())
		}
		for _, name := range who {
			found := 0
			for vault, called := range known {
				if slices.Contains(called, name) {
					found++
					list = append(list, vault)
				}
			}
			switch {
			case found == 0:
				err = cmp.Or(err, error(problem(words.UnknownSteward, nil, "name", name)))
			case found > 1:
				err = cmp.Or(err, error(problem(words.SameName, nil, "name", name)))
			}
		}
	})
	return list, err
}

// moveEpoch moves that the owners of vault keys serve in the next epoch under a policy. Whoever has
// not asked for his seat yet is waited for; this machine asks for its own.
func (n *Node) moveEpoch(vaults []keys.Account, policy entry.Policy, passphrase Hidden, dry bool) (reply ProposeReply, err error) {
	m := n.market()
	voting, err := n.mayWord()
	if err != nil {
		return reply, err
	}
	own, ok := vaultOf(m, voting.Account())
	if !ok {
		return reply, problem(words.NotSteward, nil)
	}
	reply.Epoch = m.Epoch + 1
	n.book.View(func(s *ledger.State) {
		candidates := s.Candidates(m.ID)
		for _, vault := range vaults {
			name := called(s, m.ID, vault)
			reply.Seats = append(reply.Seats, name)
			switch c, asked := newestSeat(candidates, vault); {
			case vault == own:
			case !asked:
				reply.Waits = append(reply.Waits, name)
			default:
				err = cmp.Or(err, c.Lacks)
			}
		}
	})
	slices.Sort(reply.Seats)
	if err != nil {
		return ProposeReply{}, n.told(err)
	}
	if slices.Contains(vaults, own) {
		if err := n.askAgain(m, passphrase, dry); err != nil {
			return ProposeReply{}, err
		}
	}
	if len(reply.Waits) > 0 || dry {
		return reply, nil
	}
	motion, err := n.move(voting, entry.Topic{Kind: entry.TopicEpoch, Number: m.Epoch + 1}, n.nextCouncil(m, vaults, policy))
	reply.Motion, reply.Decided, reply.Needed = motion.Motion, motion.Decided, motion.Needed
	return reply, err
}

// nextCouncil is the value that seats the owners of vault keys, who have all asked.
func (n *Node) nextCouncil(m ledger.Market, vaults []keys.Account, policy entry.Policy) *entry.NextEpoch {
	value := &entry.NextEpoch{Policy: policy}
	n.book.View(func(s *ledger.State) {
		for _, vault := range vaults {
			if c, asked := newestSeat(s.Candidates(m.ID), vault); asked {
				value.Seats = append(value.Seats, c.Seated)
			}
		}
	})
	slices.SortFunc(value.Seats, func(a, b entry.Seated) int { return bytes.Compare(a.Voting[:], b.Voting[:]) })
	return value
}

// vaultOf is the vault key of a steward of the current epoch.
func vaultOf(m ledger.Market, voting keys.Account) (vault keys.Account, ok bool) {
	for _, seated := range m.Stewards {
		if seated.Voting == voting {
			return seated.Vault, true
		}
	}
	return vault, false
}

// askAgain has this steward ask for his seat in the next epoch, unless he has.
func (n *Node) askAgain(m ledger.Market, passphrase Hidden, dry bool) error {
	n.opening.Lock()
	defer n.opening.Unlock()
	own := n.steward()
	asked := false
	n.book.View(func(s *ledger.State) {
		for _, x := range s.Sitting(m.ID) {
			asked = asked || own != nil && x.Voting == own.Account() && x.Asked
		}
	})
	if asked {
		return nil
	}
	vault, err := n.secret(vaultName, passphrase)
	if err != nil || dry {
		return err
	}
	next, err := votingKey(n.config, m.Epoch+1)
	if err != nil {
		return err
	}
	return n.sitAs(cmp.Or(n.stewardName(vault.Account()), m.Name), next, vault, m)
}

// newestSeat is the seat that a vault key has asked for last and may be given; else the last one.
func newestSeat(list []ledger.Candidate, vault keys.Account) (best ledger.Candidate, asked bool) {
	for _, c := range list {
		if c.Vault != vault {
			continue
		}
		better := (c.Lacks == nil) != (best.Lacks == nil) && c.Lacks == nil || (c.Lacks == nil) == (best.Lacks == nil) && c.Time >= best.Time
		if !asked || better {
			best, asked = c, true
		}
	}
	return best, asked
}

// moved is what became of a motion.
type moved struct {
	Motion  string
	Decided bool
	Needed  int
	Entry   *entry.Entry
}

// move writes this steward's motion, or his agreement to somebody's. Of a lone steward it is the
// decision; when it opens an epoch the machine changes its key at once.
func (n *Node) move(voting *keys.Secret, topic entry.Topic, value entry.Value) (done moved, err error) {
	if done, err = n.sayMotion(voting, topic, value); err == nil {
		n.attendSoon()
	}
	return done, err
}

// sayMotion is move for who does the duties himself.
func (n *Node) sayMotion(voting *keys.Secret, topic entry.Topic, value entry.Value) (done moved, err error) {
	st := &ledger.Steward{Market: n.home, Voting: voting, Settling: n.look.settling()}
	done.Motion = motionName((&entry.Propose{Topic: topic, Value: value}).ValueHash())
	done.Entry, err = n.book.Write(func(s *ledger.State) (*entry.Entry, error) {
		body, err := st.Motion(s, topic, value)
		if err != nil {
			return nil, err
		}
		e := s.Next(ledger.Ref{Market: n.home, Key: voting.Account()}, n.config.seconds())
		e.Body = body
		return e, e.Sign(voting)
	}, "")
	if err != nil {
		return done, n.told(err)
	}
	n.book.View(func(s *ledger.State) {
		done.Decided = s.Decided(n.home, topic)
		for _, x := range s.Motions(n.home) {
			if motionName(x.ID) == done.Motion {
				done.Needed = x.Needed
			}
		}
	})
	return done, nil
}

// agreeTo agrees to the one motion whose hash begins so.
func (n *Node) agreeTo(in ProposeRequest) (reply ProposeReply, err error) {
	voting, err := n.mayWord()
	if err != nil {
		return reply, err
	}
	m := n.market()
	var found []ledger.Motion
	n.book.View(func(s *ledger.State) {
		for _, x := range s.Motions(n.home) {
			if strings.HasPrefix(x.ID.String(), strings.ToLower(in.Agree)) {
				found = append(found, x)
				reply.Seats = motionReply(s, m, x).Seats
			}
		}
	})
	if len(found) != 1 {
		return reply, problem(words.UnknownMotion, nil, "name", in.Agree)
	}
	reply.Motion, reply.Epoch = motionName(found[0].ID), found[0].Topic.Number
	if in.DryRun {
		return reply, nil
	}
	done, err := n.move(voting, found[0].Topic, found[0].Value)
	reply.Decided, reply.Needed = done.Decided, done.Needed
	return reply, err
}

// nextOfSeveral opens the next epoch with the same people, under a policy: the own seat is asked
// for, and once all have asked it is moved.
func (n *Node) nextOfSeveral(policy entry.Policy, passphrase Hidden, dry bool) (ProposeReply, error) {
	var vaults []keys.Account
	for _, seated := range n.market().Stewards {
		vaults = append(vaults, seated.Vault)
	}
	return n.moveEpoch(vaults, policy, passphrase, dry)
}

// errOver is returned for a cut that has been overtaken by events: nothing is lost.
var errOver = errors.New("overtaken")
