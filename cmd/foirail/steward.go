package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// steward holds what is done about who serves the market.
func (t *terminal) steward() *cobra.Command {
	return t.group("steward", t.stewardInvite(), t.stewardJoin(), t.stewardList(), t.stewardPropose(), t.stewardRecover())
}

// stewardInvite shows the code with which somebody else's machine joins; where a council is awaited,
// those of all who were invited by name, or one of them.
func (t *terminal) stewardInvite() *cobra.Command {
	return t.command("steward invite", "[NAME]", func(ctx context.Context, args []string) error {
		in := node.InviteRequest{Name: strings.Join(args, "")}
		return tells(ctx, t, "steward invite", in, t.tellInvitation)
	})
}

func (t *terminal) tellInvitation(reply node.InviteReply) {
	if len(reply.Invited) == 0 && !t.quiet {
		fmt.Fprintln(t.stdout, reply.Screen)
	}
	switch {
	case reply.For != "":
		t.invitations([]node.Invited{{Name: reply.For, Code: reply.Code}})
	case reply.Code != "":
		t.say("steward.invite", "market", reply.Market, "code", reply.Code)
	}
	t.invitations(reply.Invited)
	if len(reply.Addresses) == 0 {
		t.say("invite.roads")
	}
	if reply.For != "" || len(reply.Invited) > 0 {
		t.note("invite.care")
	}
}

// invitations tells one to a line, by name.
func (t *terminal) invitations(list []node.Invited) {
	for _, i := range list {
		t.say("invite.for", "name", strings.Map(plain, i.Name), "code", i.Code)
	}
}

// stewardJoin asks for a seat in the next epoch. With an invitation a fresh directory follows its
// community first, and its node asks when the ledger has come.
func (t *terminal) stewardJoin() *cobra.Command {
	var in node.JoinRequest
	c := t.command("steward join", "[CODE]", func(ctx context.Context, args []string) error {
		code, err := t.joinCode(ctx, args)
		switch {
		case err != nil:
			return err
		case node.IsInvitation(code):
			in.Code = code
		case code != "":
			if done, err := t.joinBy(ctx, code); done || err != nil {
				return err
			}
		}
		return t.askSeat(ctx, in)
	})
	c.Flags().StringVar(&in.Name, "name", "", t.word("flag.name.steward"))
	return c
}

// joinCode is the code that was given; for - it is asked for, since whoever sees an invitation can use it.
func (t *terminal) joinCode(ctx context.Context, args []string) (string, error) {
	if len(args) == 0 {
		return "", nil
	}
	if args[0] != "-" {
		return args[0], nil
	}
	line, err := t.secretLine(ctx, "prompt.invitation")
	return string(line), err
}

// askSeat asks for a seat. It looks first, so that nobody is asked for a passphrase in vain.
func (t *terminal) askSeat(ctx context.Context, in node.JoinRequest) error {
	if in.Code == "" {
		if err := t.needLedger(); err != nil {
			return err
		}
	}
	look := in
	look.DryRun = true
	reply, err := t.join(ctx, look)
	fresh := !node.HasKeystore(t.config())
	if err == nil && !t.dryRun && !reply.Stands {
		askFor := t.passphrase
		if fresh {
			askFor = t.newPassphrase
		}
		if in.Passphrase, err = askFor(ctx); err == nil {
			reply, err = t.join(ctx, in)
		}
	}
	if err != nil {
		return err
	}
	return t.made(reply, "final", func() { t.tellJoined(reply, fresh) })
}

// join asks a node, or makes a follower where there is none.
func (t *terminal) join(ctx context.Context, in node.JoinRequest) (node.JoinReply, error) {
	if in.Code != "" && !t.hasLedger() {
		return await(ctx, func() (node.JoinReply, error) { return node.JoinNew(t.config(), in) })
	}
	return ask[node.JoinReply](ctx, t, "steward join", in)
}

func (t *terminal) tellJoined(reply node.JoinReply, fresh bool) {
	if reply.Waits {
		t.say("steward.wished", "name", t.nameless(reply.Name), "number", fmt.Sprint(reply.Epoch))
	} else {
		t.say("steward.joined", "name", t.nameless(reply.Name), "number", fmt.Sprint(reply.Epoch), "market", reply.Market)
	}
	if t.dryRun {
		return
	}
	t.say("steward.vault", "account", reply.Vault.String())
	if fresh {
		t.noteWords("vault")
	}
}

// joinBy makes another machine known by its code. It is done with a directory that has just begun
// to follow: a code tells nothing of the epoch, so there is nothing to have a seat in yet.
func (t *terminal) joinBy(ctx context.Context, code string) (done bool, err error) {
	in := node.PeerAddRequest{Peer: code, DryRun: t.dryRun}
	t.known["name"] = code
	if t.hasLedger() {
		_, err = ask[node.PeerAddReply](ctx, t, "peer add", in)
		return false, err
	}
	reply, err := await(ctx, func() (node.PeerAddReply, error) { return node.Join(ctx, t.config(), in) })
	if err != nil {
		return true, err
	}
	return true, t.made(reply, "final", func() {
		t.say("mesh.added", "count", fmt.Sprint(len(reply.Peers)))
		t.say("steward.follows")
	})
}

// stewardList tells who serves, who asks to, and what has been moved.
func (t *terminal) stewardList() *cobra.Command {
	return t.command("steward list", "", func(ctx context.Context, _ []string) error {
		return tells(ctx, t, "steward list", node.StewardsRequest{}, t.councilTable)
	})
}

func (t *terminal) councilTable(r node.StewardsReply) {
	t.say("steward.council", "market", r.Market, "number", fmt.Sprint(r.Epoch), "count", fmt.Sprint(len(r.Stewards)), "need", fmt.Sprint(r.Quorum))
	rows := [][]string{t.words("head.name", "steward.head.next", "head.vault", "steward.head.voting")}
	for _, s := range r.Stewards {
		rows = append(rows, []string{t.nameless(s.Name), t.yesNo(s.Next), s.Vault.String(), s.Voting.String()})
	}
	t.table(rows...)
	rows = [][]string{{t.word("steward.head.candidate"), t.word("steward.head.lacks"), t.word("head.vault"), t.word("steward.head.voting")}}
	for _, c := range r.Candidates {
		if !c.Serves || c.Lacks != "" {
			rows = append(rows, []string{t.nameless(c.Name), t.lacks(c.Lacks), c.Vault.String(), c.Voting.String()})
		}
	}
	if len(rows) > 1 {
		t.table(rows...)
	}
	t.awaitedTable(r.Awaited)
	for _, m := range r.Motions {
		t.say("steward.motion", "motion", m.Motion, "what", t.motion(m), "by", strings.Join(m.By, ", "))
		t.needed(m.Needed, m.Motion)
	}
	for _, recovery := range r.Recoveries {
		t.recoverTable(recovery)
		t.recoverStands(recovery)
	}
}

// awaitedTable tells how far those have come whom the founder has invited by name, and whom he must
// decide upon himself.
func (t *terminal) awaitedTable(list []node.AwaitedReply) {
	if len(list) == 0 {
		return
	}
	rows := [][]string{t.words("invite.head", "steward.head.lacks", "head.vault")}
	var waits []string
	doubt := false
	for _, a := range list {
		vault := ""
		if a.Vault != nil {
			vault = a.Vault.String()
		}
		rows = append(rows, []string{t.nameless(a.Name), t.lacks(a.Lacks), vault})
		if doubt = doubt || a.Doubt; a.Lacks != "" {
			waits = append(waits, t.nameless(a.Name))
		}
	}
	t.table(rows...)
	if len(waits) > 0 {
		t.say("invite.waits", "names", strings.Join(waits, ", "))
	}
	if doubt {
		t.say("invite.doubt")
	}
}

// nameless is how people call somebody, where he has given a name. A name comes from elsewhere.
func (t *terminal) nameless(name string) string {
	if name == "" {
		return t.word("steward.nameless")
	}
	return strings.Map(plain, name)
}

// lacks tells why a candidate may not be seated yet.
func (t *terminal) lacks(code string) string {
	key := "steward.lacks." + code
	if code == "" {
		key = "head.nothing"
	}
	if !words.Has(key) {
		return code
	}
	return t.word(key)
}

// motion tells what is moved.
func (t *terminal) motion(m node.MotionReply) string {
	key := "steward.motion." + m.Topic
	if m.Policy {
		key += ".policy"
	}
	if !words.Has(key) {
		return m.Topic
	}
	return t.word(key, "number", fmt.Sprint(m.Number), "series", shortSeries(m.Series), "names", strings.Map(plain, strings.Join(m.Seats, ", ")))
}

// needed says whose turn it is.
func (t *terminal) needed(count int, motion string) {
	if count > 0 {
		t.say("steward.needed", "count", fmt.Sprint(count), "motion", motion)
		return
	}
	t.say("steward.enough")
}

// stewardPropose moves who serves next, or agrees to a motion.
func (t *terminal) stewardPropose() *cobra.Command {
	var in node.ProposeRequest
	c := t.command("steward propose", "", func(ctx context.Context, _ []string) (err error) {
		if err := t.needLedger(); err != nil {
			return err
		}
		change := len(in.Seats)+len(in.Without) > 0
		switch {
		case change && in.Agree != "":
			return t.usage("usage.choose", "other", "--seat, --without; --agree")
		case !change && in.Agree == "":
			return t.usage("usage.needs", "name", "--seat")
		}
		in.DryRun = t.dryRun
		if change {
			if in.Passphrase, err = t.passphrase(ctx); err != nil {
				return err
			}
		}
		reply, err := ask[node.ProposeReply](ctx, t, "steward propose", in)
		if err != nil {
			return err
		}
		return t.made(reply, "final", func() {
			if len(reply.Seats) > 0 {
				t.say("steward.proposed", "number", fmt.Sprint(reply.Epoch), "names", strings.Map(plain, strings.Join(reply.Seats, ", ")))
			}
			if in.Agree != "" && !reply.Decided {
				t.say("steward.agreed", "motion", reply.Motion)
				t.needed(reply.Needed, reply.Motion)
				return
			}
			t.tellMoved(reply.Epoch, reply.Decided, reply.Motion, reply.Needed, reply.Waits)
		})
	})
	c.Flags().StringArrayVar(&in.Seats, "seat", nil, t.word("flag.seat"))
	c.Flags().StringArrayVar(&in.Without, "without", nil, t.word("flag.without"))
	c.Flags().StringVar(&in.Agree, "agree", "", t.word("flag.agree"))
	return c
}

// tellMoved tells how far the next epoch has come.
func (t *terminal) tellMoved(number uint32, decided bool, motion string, needed int, waits []string) {
	switch {
	case decided:
		t.say("done.epoch", "number", fmt.Sprint(number))
	case len(waits) > 0:
		t.say("steward.waits", "names", strings.Map(plain, strings.Join(waits, ", ")))
	case motion != "":
		t.say("steward.moved", "motion", motion)
		t.needed(needed, motion)
	}
}
