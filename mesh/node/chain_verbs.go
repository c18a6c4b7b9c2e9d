package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// ChainStatus tells how the road to the chain is. Where there is none it says why, and that is no problem:
// a node without a road is a node like any other.
func (n *Node) ChainStatus(ctx context.Context, _ ChainStatusRequest) (reply ChainStatusReply, err error) {
	if n.playMoney() {
		return reply, problem(words.NoChain, nil)
	}
	settings, err := n.chainSettings()
	if err != nil {
		return reply, err
	}
	reply = ChainStatusReply{Chain: n.chainName(), Endpoints: settings.Endpoints, Agree: settings.agree(), Attests: settings.enough()}
	if reply.Endpoints == nil {
		reply.Endpoints = []string{}
	}
	if settings.CheckpointHash != "" {
		reply.Checkpoint = fmt.Sprintf("%d %s", settings.CheckpointHeight, settings.CheckpointHash)
	}
	n.book.View(func(s *ledger.State) {
		reply.Genesis = "0x" + s.Founding().Genesis.String()
		reply.Agreed = agreedVersion(s, n.home)
	})
	n.look.busy.Lock()
	defer n.look.busy.Unlock()
	seen, err := n.gaze(ctx)
	if err == nil {
		err = n.recall(ctx, seen)
	}
	if reply.Road = seen.Head.Number > 0 || err == nil; err != nil {
		if !errors.As(n.told(err), &reply.Problem) {
			return reply, err
		}
	}
	n.describe(&reply, seen)
	return reply, nil
}

// describe tells what is seen; look.busy is held.
func (n *Node) describe(reply *ChainStatusReply, s sight) {
	if s.Runtime == nil {
		return
	}
	reply.Finalised, reply.Hash, reply.Seen, reply.Best = s.Head.Number, s.Head.Hash.String(), s.Head.Seen, s.Best
	reply.When, reply.Age = s.When.Format(time.RFC3339), int64(n.config.now().Sub(s.When)/time.Second)
	reply.Spec, reply.Tx, reply.Fees = s.Runtime.SpecVersion, s.Runtime.TxVersion, s.Multiplier
	reply.Open = len(n.look.open.facts)
	m := n.look.memory
	if m == nil || !m.Begun {
		return
	}
	reply.Read = s.Head.Number
	if len(m.Vaults) == 0 {
		reply.Read = min(m.From, s.Head.Number)
	}
	for _, v := range m.Vaults {
		reply.Read = min(reply.Read, v.Upto)
	}
	reply.Behind = s.Head.Number - reply.Read
}

// agreedVersion is the version of the chain's extrinsics that the last batch was for that ran; 0: none has.
func agreedVersion(s *ledger.State, market entry.MarketID) (version uint32) {
	for _, b := range s.Batches(market) {
		if b.Receipt != nil {
			version = b.Value.TxVersion
		}
	}
	return version
}

// ChainFollow reads some days of blocks, and attests what was found when it has come to the head. From says
// once where to begin; later it may only go back.
func (n *Node) ChainFollow(ctx context.Context, in ChainFollowRequest) (reply ChainFollowReply, err error) {
	n.look.busy.Lock()
	defer n.look.busy.Unlock()
	s, err := n.gaze(ctx)
	if err != nil {
		return reply, err
	}
	if in.From != nil && !in.DryRun {
		if err := n.beginAt(*in.From, s); err != nil {
			return reply, err
		}
	}
	if in.DryRun {
		if in.From == nil {
			err = n.recall(ctx, s)
		}
		var status ChainStatusReply
		n.describe(&status, s)
		return ChainFollowReply{Finalised: status.Finalised, Behind: status.Behind, Open: status.Open, Attests: n.look.settings.enough()}, err
	}
	done, err := n.lookOnce(ctx, windowsAtOnce, deciding)
	if err != nil {
		n.goBlind(ctx, err)
		return reply, err
	}
	reply = ChainFollowReply{Finalised: done.sight.Head.Number, Behind: done.left, Read: done.read, Attested: done.attested, Short: done.short,
		Open: len(n.look.open.facts), Attests: n.look.settings.enough()}
	reply.Problem = n.unheard()
	if done.left == 0 {
		err = n.look.memory.keep(n.config, n.look.open.lowest(), true)
	}
	return reply, err
}

// unheard is why the machine of a steward attests nothing of what it finds; nil where it does, and where nobody
// expects it to.
func (n *Node) unheard() (why *Problem) {
	if n.steward() != nil && !n.votes() {
		if _, err := n.mayWord(); err != nil {
			_ = errors.As(err, &why)
		}
	}
	return why
}

// beginAt has reading begin behind a block; look.busy is held.
func (n *Node) beginAt(from uint32, s sight) (err error) {
	l := &n.look
	if l.memory == nil {
		if l.memory, err = n.config.remember(n.home); err != nil {
			return err
		}
	}
	m := l.memory
	if from > s.Head.Number || m.Begun && from > m.From {
		return problem(words.Usage, nil, "reason", "--from "+heightName(from)+" > "+heightName(min(s.Head.Number, m.From)))
	}
	m.Begun, m.From = true, from
	m.rewind(from)
	return nil
}
