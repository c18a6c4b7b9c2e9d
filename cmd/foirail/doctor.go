package main

import (
	"context"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// doctor examines the directory and the node on it, one line each: ok, warn or FAIL, and what to
// do about it.
func (t *terminal) doctor() *cobra.Command {
	return t.command("doctor", "", func(ctx context.Context, _ []string) error {
		settings, err := node.ReadSettings(node.SettingsFiles(t.dir)...)
		if err != nil {
			return err
		}
		reply, err := await(ctx, func() (node.DoctorReply, error) { return node.Doctor(ctx, t.config(), settings), nil })
		if err != nil {
			return err
		}
		if err := t.answer(reply, func() { t.checks(reply.Checks) }); err != nil {
			return err
		}
		if !reply.OK {
			return fail(words.NotHealthy)
		}
		return nil
	})
}

// checkWords are how the states of a check are shown, in every language.
var checkWords = map[string]string{"ok": "ok", "warn": "warn", "fail": "FAIL"}

func (t *terminal) checks(list []node.Check) {
	var rows [][]string
	for _, c := range list {
		text := c.Value
		if c.Problem != nil {
			s := t.sentence(c.Problem)
			text = s.What + " " + s.Now
			if c.Value != "" {
				text = c.Value + ": " + text
			}
		}
		rows = append(rows, []string{checkWords[c.State], t.word("doctor." + c.Name), text})
	}
	t.table(rows...)
}
