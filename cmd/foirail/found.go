package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// found founds a community.
func (t *terminal) found() *cobra.Command {
	var in node.FoundRequest
	c := t.command("found", "", func(ctx context.Context, _ []string) (err error) {
		if _, err := os.Stat(filepath.Join(t.dir, node.LedgerFile)); err == nil {
			return fail(words.AlreadyFounded, "path", t.dir)
		}
		in.DryRun = t.dryRun
		if !t.dryRun {
			if in.Passphrase, err = t.newPassphrase(ctx); err != nil {
				return err
			}
		}
		reply, err := await(ctx, func() (node.FoundReply, error) { return node.Found(ctx, t.config(), in) })
		if err != nil {
			return err
		}
		return t.made(reply, "final", func() {
			t.say("done.found", "name", in.Name, "market", in.Market)
			t.noteWords("vault")
		})
	}, "name", "market", "chain")
	c.Flags().StringVar(&in.Name, "name", "", t.word("flag.name.community"))
	c.Flags().StringVar(&in.Market, "market", "", t.word("flag.market"))
	c.Flags().StringVar(&in.Chain, "chain", "", t.word("flag.chain"))
	return c
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
