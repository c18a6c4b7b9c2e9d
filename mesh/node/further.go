package node

import (
	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// foundFurther founds a further market in the community that this directory follows, with this
// machine as its only steward. It may be repeated until it has succeeded.
func foundFurther(config Config, in FoundRequest) (reply FoundReply, err error) {
	n, err := Open(config)
	if err != nil {
		return reply, err
	}
	defer n.Close()
	if !n.synced() {
		return reply, problem(words.NotSynced, nil)
	}
	reply = FoundReply{Community: n.communityID().String(), Name: in.Market, Further: true}
	if err = n.mayFound(in.Market); err == nil && len(in.Stewards) > 0 {
		err = checkGuests(in.Stewards, in.Market)
	}
	if err != nil || in.DryRun {
		return reply, err
	}
	vault, err := n.freeVault(in.Passphrase)
	if err != nil {
		return reply, err
	}
	k, err := config.peers()
	if err != nil {
		return reply, err
	}
	// A voting key that no market has seated would look like another community's. This says whose it is.
	k.Founds = in.Market
	if err := config.keepPeers(k); err != nil {
		return reply, err
	}
	e, err := n.foundingOf(in, vault)
	if err != nil {
		return reply, err
	}
	first, invited, err := config.withGuests(e, in, vault)
	if err != nil {
		return reply, err
	}
	if err := offer(n.book, first); err != nil {
		return reply, err
	}
	reply.Invited = invited
	body := e.Body.(*entry.Found)
	reply.Market, reply.Steward, reply.Vault = e.Market.String(), e.Author, body.Vault
	return reply, config.keepHome(e.Market)
}

// foundingOf is the Found of a further market, signed with a new voting key, and the vault key.
func (n *Node) foundingOf(in FoundRequest, vault *keys.Secret) (*entry.Entry, error) {
	voting, err := votingKey(n.config, 1)
	if err != nil {
		return nil, err
	}
	proof, err := vault.Sign(entry.SeatMessage(entry.MarketID{}, 1, voting.Account()))
	if err != nil {
		return nil, err
	}
	e := &entry.Entry{Author: voting.Account(), Seq: 1, Time: n.config.seconds(), Body: &entry.Found{
		Community: n.communityID(), MarketName: in.Market, Vault: vault.Account(), VaultSignature: proof}}
	return e, e.Sign(voting)
}

// freeVault is the vault key of this machine, if no market has it alone for its vault.
func (n *Node) freeVault(passphrase Hidden) (*keys.Secret, error) {
	vault, err := n.vaultOrNew(passphrase)
	if err != nil {
		return nil, err
	}
	taken := false
	n.book.View(func(s *ledger.State) { taken = s.VaultTaken(entry.MarketID{}, []keys.Account{vault.Account()}) })
	if taken {
		return nil, problem(words.VaultTaken, nil)
	}
	return vault, nil
}

// mayFound says whether a market of a name may be founded on this machine: the name is free, and the
// machine serves nowhere.
func (n *Node) mayFound(name string) (err error) {
	if name == "" || len(name) > entry.MaxName {
		return problem(words.BadName, nil, "name", name)
	}
	n.book.View(func(s *ledger.State) {
		for _, m := range s.Markets() {
			if m.Name == name {
				err = problem(words.MarketTaken, nil, "name", name)
			}
		}
	})
	if err != nil {
		return err
	}
	return n.unseated()
}
