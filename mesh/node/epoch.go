package node

import (
	"cmp"
	"context"
	"io"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

// Epoch tells the current epoch. With Next the lone steward opens the next one: a new voting key,
// seated by the old one's last word, which is then destroyed.
func (n *Node) Epoch(_ context.Context, in EpochRequest) (EpochReply, error) {
	if !in.Next {
		return n.epochReply(), nil
	}
	return n.openNext(n.market().Policy, in.Passphrase, in.DryRun)
}

// openNext opens the next epoch with the same people under a policy: a lone steward by his word,
// several by a motion.
func (n *Node) openNext(policy entry.Policy, passphrase Hidden, dry bool) (reply EpochReply, err error) {
	if len(n.market().Stewards) == 1 {
		if err := n.nextEpoch(policy, passphrase, dry); err != nil {
			return reply, err
		}
		reply = n.epochReply()
		reply.Decided = true
		return reply, nil
	}
	motion, err := n.nextOfSeveral(policy, passphrase, dry)
	if err != nil {
		return reply, err
	}
	reply = n.epochReply()
	reply.Motion, reply.Decided, reply.Needed, reply.Waits = motion.Motion, motion.Decided, motion.Needed, motion.Waits
	return reply, nil
}

// Policy tells the policy in force. With Propose the lone steward opens the next epoch with
// other lines.
func (n *Node) Policy(_ context.Context, in PolicyRequest) (EpochReply, error) {
	if !in.Propose {
		return n.epochReply(), nil
	}
	policy := n.market().Policy
	for _, line := range []struct {
		text string
		to   *entry.Amount
	}{
		{in.Line, &policy.Line}, {in.Fund, &policy.Fund}, {in.AdvanceCap, &policy.AdvanceCap},
		{in.AdvancePart, &policy.AdvancePart}, {in.DisputePart, &policy.DisputePart},
	} {
		if line.text == "" {
			continue
		}
		given, err := units(line.text)
		if err != nil {
			return EpochReply{}, err
		}
		*line.to = given
	}
	policy, err := n.withBorders(policy, in.Borders)
	if err != nil {
		return EpochReply{}, err
	}
	if policy.AdvancePart+policy.DisputePart > policy.Fund {
		return EpochReply{}, problem(words.Usage, nil, "reason", "--advance-part + --dispute-part > --fund")
	}
	reply, err := n.openNext(policy, in.Passphrase, in.DryRun)
	if err != nil {
		return EpochReply{}, err
	}
	m := n.market()
	m.Policy = policy // also in a dry run, and while it is only moved
	moved := n.epochOf(m)
	moved.Motion, moved.Decided, moved.Needed, moved.Waits = reply.Motion, reply.Decided, reply.Needed, reply.Waits
	return moved, nil
}

func (n *Node) epochReply() EpochReply { return n.epochOf(n.market()) }

// epochOf tells a market's epoch.
func (n *Node) epochOf(m ledger.Market) EpochReply {
	reply := EpochReply{Market: m.Name, Epoch: m.Epoch, Quorum: m.Quorum, Line: int64(m.Policy.Line),
		Fund: int64(m.Policy.Fund), AdvanceCap: int64(m.Policy.AdvanceCap),
		AdvancePart: int64(m.Policy.AdvancePart), DisputePart: int64(m.Policy.DisputePart),
		Borders: n.borders(m), FundAccount: ledger.FundKey(n.communityID(), m.ID)}
	for _, s := range m.Stewards {
		reply.Stewards = append(reply.Stewards, s.Voting)
	}
	return reply
}

// nextEpoch opens the next epoch of a lone steward. Each step is durable before the next, and an
// interrupted one is taken up where it stopped: a voting key that was made is used again.
func (n *Node) nextEpoch(policy entry.Policy, passphrase Hidden, dry bool) error {
	n.opening.Lock()
	defer n.opening.Unlock()
	m := n.market()
	if n.steward() == nil {
		return problem(words.NoStewardKey, nil)
	}
	if len(m.Stewards) != 1 {
		return problem(words.NoQuorum, nil)
	}
	vault, err := n.secret(vaultName, passphrase)
	if err != nil {
		return err
	}
	if dry {
		return n.tryEpoch(m, policy, vault)
	}
	next, err := votingKey(n.config, m.Epoch+1)
	if err != nil {
		return err
	}
	if err := n.sit(next, vault, m); err != nil {
		return err
	}
	if _, err := n.word(proposeEpoch(m, policy, next, vault), false); err != nil {
		return err
	}
	if err := n.sitDown(next); err != nil {
		return err
	}
	if err := forgetVoting(n.config.Dir, m.Epoch+1); err != nil || n.awaits() == nil {
		return err
	}
	return n.sitAgain(vault)
}

// sitAgain has a founder who awaits others ask for his seat beside them, while the passphrase is there.
func (n *Node) sitAgain(vault *keys.Secret) error {
	m := n.market()
	next, err := votingKey(n.config, m.Epoch+1)
	if err != nil {
		return err
	}
	return n.sit(next, vault, m)
}

// proposeEpoch is the proposal of the next epoch with one steward.
func proposeEpoch(m ledger.Market, policy entry.Policy, next, vault *keys.Secret) *entry.Propose {
	return &entry.Propose{Topic: entry.Topic{Kind: entry.TopicEpoch, Number: m.Epoch + 1},
		Value: &entry.NextEpoch{Policy: policy, Seats: []entry.Seated{{Voting: next.Account(), Vault: vault.Account()}}}}
}

// tryEpoch tries the proposal with a voting key that is thrown away.
func (n *Node) tryEpoch(m ledger.Market, policy entry.Policy, vault *keys.Secret) error {
	var seed [keys.SeedSize]byte
	if _, err := io.ReadFull(n.config.random(), seed[:]); err != nil {
		return err
	}
	next, err := keys.NewSecret(keys.Ed25519, seed)
	if err != nil {
		return err
	}
	_, err = n.word(proposeEpoch(m, policy, next, vault), true)
	return err
}

// sit has a new voting key ask for its seat, unless it has asked already.
func (n *Node) sit(next, vault *keys.Secret, m ledger.Market) error {
	return n.sitAs(cmp.Or(n.stewardName(vault.Account()), m.Name), next, vault, m)
}

// sitAs has it ask under a name, unless it has done so.
func (n *Node) sitAs(name string, next, vault *keys.Secret, m ledger.Market) error {
	asked := false
	n.book.View(func(s *ledger.State) {
		for _, c := range s.Candidates(m.ID) {
			asked = asked || c.Voting == next.Account() && c.Name == name
		}
	})
	if asked {
		return nil
	}
	body, err := seatBody(m.ID, m.Epoch+1, name, next.Account(), vault)
	if err == nil {
		_, err = n.write(next, body, "", false)
	}
	return err
}
