package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// bundleImport takes in the entries of a file. An empty directory becomes a follower of their
// community.
func (t *terminal) bundleImport() *cobra.Command {
	return t.command("bundle import", "FILE", func(ctx context.Context, args []string) error {
		bundle, err := readFile(args[0], maxBackup)
		if err != nil {
			return err
		}
		t.known["file"] = args[0]
		reply, err := t.takeIn(ctx, args[0], bundle)
		var p *node.Problem
		if errors.As(err, &p) && p.Code == words.BadBundle {
			return &node.Problem{Code: p.Code, Args: map[string]string{"path": args[0]}, Why: p.Why}
		}
		if err != nil {
			return err
		}
		return t.made(reply, "final", func() { t.tellImport(reply) })
	})
}

// takeIn hands a bundle to the node, or makes one of it where there is none.
func (t *terminal) takeIn(ctx context.Context, path string, bundle []byte) (node.ImportReply, error) {
	if !t.hasLedger() {
		in := node.ImportRequest{Bundle: bundle, DryRun: t.dryRun}
		return await(ctx, func() (node.ImportReply, error) { return node.ImportNew(ctx, t.config(), in) })
	}
	if node.HasCheckpoint(bundle) { // too much for one request: the node reads the file by itself
		absolute, err := filepath.Abs(path)
		if err != nil {
			return node.ImportReply{}, err
		}
		return ask[node.ImportReply](ctx, t, "bundle import", node.ImportRequest{Checkpoint: absolute, DryRun: t.dryRun})
	}
	parts, err := node.SplitBundle(bundle)
	if err != nil {
		return node.ImportReply{}, err
	}
	news := 0
	for { // an entry in one part may have to wait for one in a later part
		var sum node.ImportReply
		for _, part := range parts {
			reply, err := ask[node.ImportReply](ctx, t, "bundle import", node.ImportRequest{Bundle: part, DryRun: t.dryRun})
			if err != nil {
				return sum, err
			}
			sum.Join(reply)
		}
		if news += sum.New; sum.New == 0 || len(parts) == 1 || t.dryRun {
			sum.Known -= news - sum.New
			sum.New = news
			return sum, nil
		}
	}
}

// hasLedger says whether the directory holds a ledger.
func (t *terminal) hasLedger() bool {
	_, err := os.Stat(filepath.Join(t.dir, node.LedgerFile))
	return !errors.Is(err, os.ErrNotExist)
}

// tellImport tells what became of the entries: the new ones, those that were known, and those that
// were refused, by their reason.
func (t *terminal) tellImport(reply node.ImportReply) {
	t.say("done.import", "count", fmt.Sprint(reply.New))
	if reply.From != nil {
		t.table([]string{t.word("mesh.row.from"), t.from(*reply.From)})
	}
	if reply.Known > 0 {
		t.say("mesh.known", "count", fmt.Sprint(reply.Known))
	}
	for _, code := range slices.Sorted(maps.Keys(reply.Refused)) {
		why := t.sentence(fail(words.Code(code), "path", t.known["file"])).What
		t.say("mesh.refused", "count", fmt.Sprint(reply.Refused[code]), "reason", why)
	}
}
