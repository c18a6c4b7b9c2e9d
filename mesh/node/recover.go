package node

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/keystore"
	"foirail/ledger/words"
)

// StewardRecover has a vault key of this machine name the next stewards, in the place of more voting
// keys than may be missing; or agree to what another vault key has named. When a quorum of vault keys
// say the same the next epoch begins. Its problems are no_vault_key, seat_missing, bad_council,
// recover_not_needed, recover_lacks, recover_longer, recover_changed, unknown_motion.
func (n *Node) StewardRecover(_ context.Context, in RecoverRequest) (reply RecoverReply, err error) {
	m := n.market()
	if _, _, err := n.vaultHere(m, ledger.Recovery{}); err != nil {
		return reply, err
	}
	r, err := n.recovery(m, in)
	if err != nil {
		return reply, err
	}
	vault, name, err := n.vaultHere(m, r)
	if err != nil {
		return reply, err
	}
	if in.Shown != "" && in.Shown != r.ID.String() {
		return reply, problem(words.RecoverChanged, nil)
	}
	if !in.DryRun && !slices.Contains(r.By, vault) {
		secret, err := n.secret(name, in.Passphrase)
		if err != nil {
			return reply, err
		}
		if _, err := n.write(secret, &entry.Propose{Topic: r.Topic, Value: r.Value}, "", false); err != nil {
			return reply, err
		}
		n.attendSoon()
	}
	n.book.View(func(s *ledger.State) {
		for _, x := range s.Recoveries(m.ID) {
			switch {
			case x.ID == r.ID:
				r = x
			case slices.Contains(x.By, vault):
				reply.Before = motionName(x.ID)
			}
		}
		before, decided := reply.Before, s.Decided(m.ID, r.Topic)
		if decided && !slices.Contains(r.By, vault) {
			r.By, r.Needed = append(r.By, vault), 0
		}
		reply = recoverReply(s, m, r)
		reply.Before, reply.Vault, reply.Decided = before, &vault, decided
	})
	return reply, nil
}

// recovery is what the request is about: the one that it agrees to, or one made here.
func (n *Node) recovery(m ledger.Market, in RecoverRequest) (ledger.Recovery, error) {
	if in.Agree != "" {
		return n.recoveryNamed(m, in.Agree)
	}
	seats, err := n.seatsAsked(m, in.Seats)
	if err != nil {
		return ledger.Recovery{}, err
	}
	lost, err := n.lost(m, in.Lost)
	if err != nil {
		return ledger.Recovery{}, err
	}
	r := ledger.Recovery{Needed: m.Quorum}
	n.book.View(func(s *ledger.State) { r.Topic, r.Value, err = s.Recover(m.ID, seats, lost) })
	if err != nil {
		return r, n.told(err)
	}
	r.ID = (&entry.Propose{Topic: r.Topic, Value: r.Value}).ValueHash()
	n.book.View(func(s *ledger.State) {
		for _, x := range s.Recoveries(m.ID) {
			if x.ID == r.ID {
				r = x
			}
		}
	})
	return r, nil
}

// recoveryNamed is the one recovery under way whose hash begins so, if nothing known here is left
// out of it.
func (n *Node) recoveryNamed(m ledger.Market, motion string) (ledger.Recovery, error) {
	var found []ledger.Recovery
	var check error
	n.book.View(func(s *ledger.State) {
		for _, x := range s.Recoveries(m.ID) {
			if strings.HasPrefix(x.ID.String(), strings.ToLower(motion)) {
				found = append(found, x)
				check = s.CheckRecovery(m.ID, x.Value)
			}
		}
	})
	switch {
	case len(found) != 1:
		return ledger.Recovery{}, problem(words.UnknownMotion, nil, "name", motion)
	case errors.Is(check, ledger.ErrLonger):
		return ledger.Recovery{}, problem(words.RecoverLonger, check, "name", motion)
	case errors.Is(check, ledger.ErrOutOfOrder):
		return ledger.Recovery{}, problem(words.RecoverLacks, check, "name", motion)
	}
	return found[0], n.told(check)
}

// seatsAsked are the seats that people have asked for in the next epoch. A newcomer need not have
// shown what his machine holds: there may be nobody left to show it to.
func (n *Node) seatsAsked(m ledger.Market, who []string) (seats []entry.Seated, err error) {
	vaults, err := n.vaultsOf(who)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(vaults, func(a, b keys.Account) int { return slices.Compare(a[:], b[:]) })
	if vaults = slices.Compact(vaults); len(vaults)%3 != 1 || len(vaults) > entry.MaxStewards {
		return nil, problem(words.BadCouncil, nil, "count", strconv.Itoa(len(vaults)))
	}
	n.book.View(func(s *ledger.State) {
		for _, vault := range vaults {
			c, asked := newestSeat(s.Candidates(m.ID), vault)
			switch {
			case !asked:
				err = cmp.Or(err, error(ledger.ErrNoSeat))
			case c.Lacks != nil && !errors.Is(c.Lacks, ledger.ErrNotInStep):
				err = cmp.Or(err, c.Lacks)
			}
			seats = append(seats, c.Seated)
		}
	})
	return seats, n.told(err)
}

// lost are the voting keys that count as gone. As long as a quorum is left the others decide as
// always: if they did while vault keys decide too, there would be two decisions.
func (n *Node) lost(m ledger.Market, who []string) (list []keys.Account, err error) {
	if len(who) == 0 {
		own := n.steward()
		n.book.View(func(s *ledger.State) { list = s.Open(m.ID) })
		list = slices.DeleteFunc(list, func(k keys.Account) bool { return own != nil && k == own.Account() && n.votes() })
	} else {
		vaults, err := n.vaultsOf(who)
		if err != nil {
			return nil, err
		}
		for _, seated := range m.Stewards {
			if slices.Contains(vaults, seated.Vault) {
				list = append(list, seated.Voting)
			}
		}
		if len(list) < len(who) {
			return nil, problem(words.NotSteward, nil)
		}
	}
	if len(list) <= faults(m) {
		return nil, problem(words.RecoverNotNeeded, nil, "count", strconv.Itoa(len(list)), "total", strconv.Itoa(len(m.Stewards)))
	}
	return list, nil
}

// vaultHere is the vault key of a steward that this machine's keystore has, and its name there: the
// first that has not spoken yet.
func (n *Node) vaultHere(m ledger.Market, r ledger.Recovery) (vault keys.Account, name string, err error) {
	if !HasKeystore(n.config) {
		return vault, "", problem(words.NoVaultKey, nil)
	}
	list, err := keystore.ReadIndex(n.config.Dir)
	if err != nil {
		return vault, "", n.told(err)
	}
	for _, seated := range m.Stewards {
		i := slices.IndexFunc(list, func(e keystore.Entry) bool { return e.Account == seated.Vault && e.Use != keystore.UseSeries })
		if i >= 0 && (name == "" || slices.Contains(r.By, vault)) {
			vault, name = seated.Vault, list[i].Name
		}
	}
	if name == "" {
		return vault, "", problem(words.NoVaultKey, nil)
	}
	return vault, name, nil
}

// recoverReply tells a recovery with names. The market is as it was when the recovery was made.
func recoverReply(s *ledger.State, m ledger.Market, r ledger.Recovery) RecoverReply {
	reply := RecoverReply{Motion: motionName(r.ID), Hash: r.ID.String(), Market: m.Name, Epoch: r.Topic.Number, Locks: len(r.Value.Locks),
		Policy: !ledger.SamePolicy(r.Value.Policy, m.Policy), By: []string{}, Needed: r.Needed}
	called := func(vault keys.Account) string { return called(s, m.ID, vault) }
	for _, seated := range r.Value.Seats {
		_, served := seatOf(m, seated.Vault)
		reply.Seats = append(reply.Seats, RecoverSeat{called(seated.Vault), seated.Voting, seated.Vault, served})
	}
	for _, seated := range m.Stewards {
		i := slices.IndexFunc(r.Value.Closed, func(h entry.Head) bool { return h.Author == seated.Voting })
		if i < 0 {
			reply.Alive = append(reply.Alive, called(seated.Vault))
			continue
		}
		reply.Lost = append(reply.Lost, LostReply{called(seated.Vault), seated.Voting, r.Value.Closed[i].Seq})
	}
	for _, vault := range r.By {
		reply.By = append(reply.By, called(vault))
	}
	return reply
}

// seatOf is the seat of a vault key among the stewards of a market.
func seatOf(m ledger.Market, vault keys.Account) (entry.Seated, bool) {
	for _, seated := range m.Stewards {
		if seated.Vault == vault {
			return seated, true
		}
	}
	return entry.Seated{}, false
}

// recoveries are those under way in the home market.
func (n *Node) recoveries(m ledger.Market) (list []RecoverReply) {
	n.book.View(func(s *ledger.State) {
		for _, r := range s.Recoveries(m.ID) {
			list = append(list, recoverReply(s, m, r))
		}
	})
	return list
}
