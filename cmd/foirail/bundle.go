package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// bundle holds what is done with files of entries.
func (t *terminal) bundle() *cobra.Command {
	return t.group("bundle", t.bundleFrontier(), t.bundleExport(), t.bundleImport())
}

// bundleFrontier writes how far this machine holds, for another to write what is lacking here.
func (t *terminal) bundleFrontier() *cobra.Command {
	return t.command("bundle frontier", "FILE", func(ctx context.Context, args []string) error {
		file, err := t.reserve(args[0])
		if err != nil {
			return err
		}
		defer file.drop()
		reply, err := ask[node.FrontierReply](ctx, t, "bundle frontier", node.FrontierRequest{})
		if err != nil {
			return err
		}
		if err := file.keep(reply.Frontier); err != nil {
			return err
		}
		return t.made(written{reply.Entries, args[0]}, "final", func() {
			t.say("done.frontier", "count", fmt.Sprint(reply.Entries), "path", args[0])
		})
	})
}

// bundleExport writes every entry to a file, or those that the holder of a frontier lacks. With
// --json each is told on a line of its own, and the file may be left out.
func (t *terminal) bundleExport() *cobra.Command {
	var frontier string
	checkpoint := false
	c := t.command("bundle export", "[FILE]", func(ctx context.Context, args []string) error {
		if len(args) == 0 && !t.json {
			return t.usage("usage.needs", "name", "FILE")
		}
		in, err := bundleFor(frontier)
		if err != nil {
			return err
		}
		if len(args) > 0 {
			in.Checkpoint = checkpoint
			if err := t.writeBundle(ctx, in, args[0]); err != nil {
				return ofFrontier(err, frontier)
			}
		}
		if !t.json {
			return nil
		}
		in.Readable = true
		reply, err := ask[node.BundleReply](ctx, t, "bundle export", in)
		if err == nil {
			_, err = t.stdout.Write(reply.Readable)
		}
		return ofFrontier(err, frontier)
	})
	c.Flags().StringVar(&frontier, "for", "", t.word("flag.for"))
	c.Flags().BoolVar(&checkpoint, "checkpoint", false, t.word("flag.checkpoint"))
	c.MarkFlagsMutuallyExclusive("for", "checkpoint")
	return c
}

// bundleFor asks for what the holder of a frontier lacks; without one, for all.
func bundleFor(frontier string) (in node.BundleRequest, err error) {
	if frontier == "" {
		return in, nil
	}
	in.For, err = readFile(frontier, node.MaxFrontier)
	if in.For == nil {
		in.For = []byte{} // an empty file is no frontier, and does not ask for all
	}
	return in, err
}

// ofFrontier names the file in what is wrong with a frontier.
func ofFrontier(err error, path string) error {
	var p *node.Problem
	if errors.As(err, &p) && path != "" && slices.Contains([]words.Code{words.BadFrontier, words.OtherCommunity, words.NewerVersion}, p.Code) {
		return &node.Problem{Code: p.Code, Args: map[string]string{"path": path}, Why: p.Why}
	}
	return err
}

// writeBundle writes a bundle and says how much is in it.
func (t *terminal) writeBundle(ctx context.Context, in node.BundleRequest, path string) error {
	reply, err := t.keepBundle(ctx, in, path)
	if err != nil {
		return err
	}
	if t.dryRun {
		t.note("note.dry")
	}
	if reply.Entries == 0 && reply.From == nil {
		t.say("done.export.none", "path", path)
	} else {
		t.say("done.export", "count", fmt.Sprint(reply.Entries), "path", path)
	}
	if reply.From != nil {
		t.table([]string{t.word("mesh.row.from"), t.from(*reply.From)})
	}
	if t.dryRun {
		t.note("prompt.dry")
	}
	return nil
}

func (t *terminal) keepBundle(ctx context.Context, in node.BundleRequest, path string) (reply node.BundleReply, err error) {
	file, err := t.reserve(path)
	if err != nil {
		return reply, err
	}
	defer file.drop()
	if reply, err = ask[node.BundleReply](ctx, t, "bundle export", in); err != nil {
		return reply, err
	}
	return reply, file.keep(reply.Bundle)
}
