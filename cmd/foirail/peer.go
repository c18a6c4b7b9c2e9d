package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// peer holds what is done about other machines.
func (t *terminal) peer() *cobra.Command {
	return t.group("peer", t.peerList(), t.peerAdd(), t.peerShow())
}

func (t *terminal) peerList() *cobra.Command {
	return t.command("peer list", "", func(ctx context.Context, _ []string) error {
		return lists(ctx, t, "peer list", node.PeersRequest{}, t.peerTable)
	})
}

func (t *terminal) peerTable(list []node.PeerReply) {
	rows := [][]string{t.words("mesh.head.peer", "mesh.head.how", "mesh.head.connected", "mesh.head.behind", "mesh.head.ahead", "mesh.head.in", "mesh.head.out", "head.address")}
	for _, p := range list {
		where := strings.Join(p.Addresses[:min(1, len(p.Addresses))], "")
		if p.Error != "" {
			where += " (" + strings.Map(plain, p.Error) + ")"
		}
		if p.Radio != "" {
			where = t.heard(p)
		}
		rows = append(rows, []string{shortPeer(p.Peer), t.word("mesh.how." + p.How), t.yesNo(p.Connected), fmt.Sprint(p.Behind),
			fmt.Sprint(p.Ahead), t.kilobytes(p.In), t.kilobytes(p.Out), where})
	}
	t.table(rows...)
}

// heard tells how well a node is heard by radio, and since when.
func (t *terminal) heard(p node.PeerReply) string {
	text := t.word("mesh.heard", "signal", wellHeard(p.RSSI, p.SNR), "when", t.when(p.Since))
	if p.Equal {
		text += ", " + t.word("mesh.equal")
	}
	return text
}

// shortPeer is the end of a peer's id: all begin alike.
func shortPeer(id string) string {
	const letters = 8
	if id == "" {
		return "?"
	}
	return id[max(0, len(id)-letters):]
}

func (t *terminal) kilobytes(bytes uint64) string { return fmt.Sprintf("%d kB", (bytes+999)/1000) }

// peerAdd makes another machine known. In a directory without a ledger its code makes a follower.
func (t *terminal) peerAdd() *cobra.Command {
	var checkpoint, first bool
	c := t.command("peer add", "PEER", func(ctx context.Context, args []string) (err error) {
		in := node.PeerAddRequest{Peer: args[0], DryRun: t.dryRun}
		switch {
		case checkpoint && first:
			return t.usage("usage.both", "name", "--from-checkpoint", "other", "--from-first")
		case checkpoint:
			in.Begin = node.BeginWithACheckpoint
		case first:
			in.Begin = node.BeginAtTheFirst
		}
		t.known["name"] = args[0]
		var reply node.PeerAddReply
		fresh := !t.hasLedger()
		if fresh {
			reply, err = await(ctx, func() (node.PeerAddReply, error) { return node.Join(ctx, t.config(), in) })
		} else {
			reply, err = ask[node.PeerAddReply](ctx, t, "peer add", in)
		}
		if err != nil {
			return err
		}
		return t.made(reply, "final", func() {
			t.say("mesh.added", "count", fmt.Sprint(len(reply.Peers)))
			switch {
			case fresh && checkpoint:
				t.say("mesh.follows.checkpoint")
			case fresh:
				t.say("mesh.follows")
			}
		})
	})
	c.Flags().BoolVar(&checkpoint, "from-checkpoint", false, t.word("flag.from-checkpoint"))
	c.Flags().BoolVar(&first, "from-first", false, t.word("flag.from-first"))
	return c
}

// peerShow shows this machine's own code, as text and to be photographed.
func (t *terminal) peerShow() *cobra.Command {
	return t.command("peer show", "", func(ctx context.Context, _ []string) error {
		return tells(ctx, t, "peer show", node.PeerShowRequest{}, func(reply node.PeerShowReply) {
			if !t.quiet {
				fmt.Fprintln(t.stdout, reply.Screen)
			}
			rows := [][]string{{t.word("row.community"), reply.Name}, {t.word("head.market"), reply.Market}, {t.word("mesh.head.peer"), reply.Peer}}
			for _, address := range reply.Addresses {
				rows = append(rows, []string{t.word("head.address"), address})
			}
			t.table(rows...)
			t.say("mesh.code", "code", reply.Code)
		})
	})
}
