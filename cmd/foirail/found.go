package main

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// found founds a community, or a further market in the one that the directory follows.
func (t *terminal) found() *cobra.Command {
	var in node.FoundRequest
	c := t.command("found", "", func(ctx context.Context, _ []string) (err error) {
		if err := t.mayFound(in); err != nil {
			return err
		}
		in.DryRun = t.dryRun
		if !t.dryRun {
			askFor := t.newPassphrase
			if node.HasKeystore(t.config()) {
				askFor = t.passphrase
			}
			if in.Passphrase, err = askFor(ctx); err != nil {
				return err
			}
		}
		reply, err := await(ctx, func() (node.FoundReply, error) { return node.Found(ctx, t.config(), in) })
		if err != nil {
			return err
		}
		return t.made(reply, "final", func() {
			if reply.Further {
				t.say("market.founded", "market", in.Market)
			} else {
				t.say("done.found", "name", in.Name, "market", in.Market)
			}
			t.tellInvited(in.Stewards, reply.Invited)
			t.noteWords("vault")
		})
	}, "market")
	c.Flags().StringVar(&in.Name, "name", "", t.word("flag.name.community"))
	c.Flags().StringVar(&in.Market, "market", "", t.word("flag.market"))
	c.Flags().StringArrayVar(&in.Stewards, "steward", nil, t.word("flag.steward"))
	c.Flags().StringVar(&in.Chain, "chain", "", t.word("flag.chain"))
	return c
}

// tellInvited tells the invitations of those who are to serve beside the founder, and what they are
// worth; in a dry run there are only names.
func (t *terminal) tellInvited(names []string, invited []node.Invited) {
	if len(names) == 0 {
		return
	}
	t.say("invite.awaited", "names", strings.Join(names, ", "), "count", fmt.Sprint(len(names)+1))
	if len(invited) == 0 {
		return
	}
	t.invitations(invited)
	t.say("invite.roads")
	t.note("invite.care")
}

// mayFound says early what is missing: a community needs a name and a chain, a further market in one
// that is there takes neither.
func (t *terminal) mayFound(in node.FoundRequest) error {
	further := in.Name == "" && in.Chain == ""
	switch {
	case t.hasLedger() && !further:
		return fail(words.AlreadyFounded, "path", t.dir)
	case t.hasLedger():
		return nil
	case in.Name == "":
		return t.usage("usage.needs", "name", "--name")
	case in.Chain == "":
		return t.usage("usage.needs", "name", "--chain")
	}
	return nil
}

// quoted is a name as it is typed in a command.
func quoted(name string) string {
	for _, c := range name {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
		}
	}
	return name
}

// noteWords says how the twelve words of a fresh key come onto paper.
func (t *terminal) noteWords(name string) {
	if !t.dryRun {
		t.note("note.words", "command", "foirail account export "+quoted(name)+" --form words")
	}
}
