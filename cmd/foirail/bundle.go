package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// bundle holds what is done with files of entries.
func (t *terminal) bundle() *cobra.Command {
	return t.group("bundle", t.bundleExport(), t.bundleImport())
}

// bundleExport writes every entry to a file. With --json each is told on a line of its own, and
// the file may be left out.
func (t *terminal) bundleExport() *cobra.Command {
	return t.command("bundle export", "[FILE]", func(ctx context.Context, args []string) error {
		if len(args) == 0 && !t.json {
			return t.usage("usage.needs", "name", "FILE")
		}
		if len(args) > 0 {
			reply, err := t.writeBundle(ctx, args[0])
			if err != nil {
				return err
			}
			if t.dryRun {
				t.note("note.dry")
			}
			t.say("done.export", "count", fmt.Sprint(reply.Entries), "path", args[0])
			if t.dryRun {
				t.note("prompt.dry")
			}
		}
		if !t.json {
			return nil
		}
		reply, err := ask[node.BundleReply](ctx, t, "bundle export", node.BundleRequest{Readable: true})
		if err == nil {
			_, err = t.stdout.Write(reply.Readable)
		}
		return err
	})
}

func (t *terminal) writeBundle(ctx context.Context, path string) (reply node.BundleReply, err error) {
	file, err := t.reserve(path)
	if err != nil {
		return reply, err
	}
	defer file.drop()
	if reply, err = ask[node.BundleReply](ctx, t, "bundle export", node.BundleRequest{}); err != nil {
		return reply, err
	}
	return reply, file.keep(reply.Bundle)
}
