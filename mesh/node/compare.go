package node

import (
	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
)

// headPatience is how many beats a steward waits for entries of his own chain that somebody says to
// have and does not show.
const headPatience = 10

// head is where a chain ends.
type head struct {
	seq  uint32
	hash entry.Hash
}

// claim is what another steward's node says that it holds of a chain.
type claim struct {
	by keys.Account
	head
}

// headOf is the end of a key's chain in the home market.
func (n *Node) headOf(key keys.Account) (h head) {
	n.book.View(func(s *ledger.State) {
		next := s.Next(ledger.Ref{Market: n.home, Key: key}, 0)
		h = head{next.Seq - 1, next.Prev}
	})
	return h
}

// compare asks, among several stewards and after a start, whether the others know more of this
// steward's chain than he did: then this machine was rolled back, and would vote twice. While it
// does not know it writes nothing with the voting key, so that whatever the chain has more than at
// the start came from others, and is proof.
func (n *Node) compare(m ledger.Market, said []claim) error {
	voting, state := n.steward(), n.held()
	if (state == seatUncompared || state == seatHeld) && n.forked(voting.Account()) {
		return n.rolledBack(voting)
	}
	if state != seatUncompared {
		return nil
	}
	n.sitting.RLock()
	start := n.start
	n.sitting.RUnlock()
	if n.headOf(voting.Account()) != start {
		return n.rolledBack(voting)
	}
	heard, more := map[keys.Account]bool{}, false
	for _, t := range said {
		if t.by == voting.Account() || !seats(m, t.by) {
			continue
		}
		heard[t.by] = true
		more = more || t.seq > start.seq || t.seq == start.seq && t.hash != start.hash
	}
	if more && n.run.waited < headPatience {
		n.run.waited++ // what they have more is on its way, or a lie
		return nil
	}
	if len(heard) < faults(m) {
		return nil
	}
	n.sitting.Lock()
	n.compared = true
	n.sitting.Unlock()
	n.logger().Info("compared", "with", len(heard), "head", start.seq)
	return n.takeSeat()
}

// faults is how many stewards of a market may cheat.
func faults(m ledger.Market) int { return (len(m.Stewards) - 1) / 3 }

// seats says whether a key is one of a market's stewards.
func seats(m ledger.Market, key keys.Account) bool {
	for _, s := range m.Stewards {
		if s.Voting == key {
			return true
		}
	}
	return false
}

func (n *Node) forked(key keys.Account) (yes bool) {
	n.book.View(func(s *ledger.State) { yes = s.Forked(ledger.Ref{Market: n.home, Key: key}) })
	return yes
}

// rolledBack takes a steward away whose chain others know better than this machine: it is a copy of
// an older state, and its key has signed what it knows nothing of. The key is destroyed, so that no
// later start takes it up; its person comes back with a new one in the next epoch.
func (n *Node) rolledBack(voting *keys.Secret) error {
	n.sitting.Lock()
	n.restored = true
	n.sitting.Unlock()
	err := n.takeSeat()
	n.logger().Error("rolled back: others know more of this steward's chain", "voting", voting.Account().String())
	epochs, listing := keystore.VotingEpochs(n.config.Dir)
	for _, e := range epochs {
		secret, loading := keystore.LoadVoting(n.config.Dir, e)
		if loading == nil && secret.Account() == voting.Account() && err == nil {
			err = keystore.DestroyVoting(n.config.Dir, e)
		}
	}
	if err == nil {
		err = listing
	}
	return err
}
