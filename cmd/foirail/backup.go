package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// written is what a command tells that has written a file of entries.
type written struct {
	Entries int    `json:"entries"`
	Path    string `json:"path"`
}

// backup writes this directory to a file, for another disk.
func (t *terminal) backup() *cobra.Command {
	return t.command("backup", "FILE", func(ctx context.Context, args []string) error {
		file, err := t.reserve(args[0])
		if err != nil {
			return err
		}
		defer file.drop()
		reply, err := ask[node.BackupReply](ctx, t, "backup", node.BackupRequest{})
		if err != nil {
			return err
		}
		if err := file.keep(reply.Backup); err != nil {
			return err
		}
		return t.made(written{reply.Entries, args[0]}, "final", func() { t.say("done.backup", "path", args[0]) })
	})
}

// restore makes a directory out of a backup.
func (t *terminal) restore() *cobra.Command {
	return t.command("restore", "FILE", func(ctx context.Context, args []string) (err error) {
		in := node.RestoreRequest{DryRun: t.dryRun}
		if in.Backup, err = readFile(args[0], maxBackup); err != nil {
			return err
		}
		if !t.dryRun {
			if in.Passphrase, err = t.passphrase(ctx); err != nil {
				return err
			}
		}
		reply, err := await(ctx, func() (node.RestoreReply, error) { return node.Restore(ctx, t.config(), in) })
		if err != nil {
			return err
		}
		return t.made(reply, "final", func() {
			t.say("done.import", "count", fmt.Sprint(reply.Entries))
			switch {
			case reply.Epoch > 0:
				t.say("done.restore")
			case !t.dryRun:
				t.say("done.restore.watch")
			}
		})
	})
}
