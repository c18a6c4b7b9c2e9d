package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// couponCheck tells what coupons are worth. A forged one is exit class 3, every other state is 0.
func (t *terminal) couponCheck() *cobra.Command {
	var picture string
	c := t.command("coupon check", "[CODE]", func(ctx context.Context, args []string) (err error) {
		if err := t.needLedger(); err != nil {
			return err
		}
		var in node.CheckRequest
		if in.Code, in.Picture, err = t.checked(ctx, args, picture); err != nil {
			return err
		}
		list, err := ask[[]node.CheckReply](ctx, t, "coupon check", in)
		if err != nil {
			return err
		}
		err = answers(t, list, func() { t.tellStates(list) })
		if err == nil && slices.ContainsFunc(list, func(r node.CheckReply) bool { return r.State == "forged" }) {
			return fail(words.Forged)
		}
		return err
	})
	c.Flags().StringVar(&picture, "picture", "", t.word("flag.picture"))
	return c
}

// checked is what a person wants to have checked: a picture, a code, or the code that he is asked
// for. A code that is the name of a picture here is one.
func (t *terminal) checked(ctx context.Context, args []string, picture string) (code node.Hidden, content []byte, err error) {
	if picture == "" && len(args) > 0 && isPicture(args[0]) {
		picture, args = args[0], nil
	}
	switch {
	case picture != "" && len(args) > 0:
		return nil, nil, t.usage("usage.both", "name", "--picture", "other", "CODE")
	case picture != "":
		content, err = t.picture(picture)
	case len(args) > 0:
		code = node.Hidden(args[0])
	case isTerminal(t.stdin):
		var text string
		text, err = t.askPlain(ctx, t.word("ask.code")+":")
		code = node.Hidden(text)
	default:
		code, err = t.secretLine(ctx, "ask.code")
	}
	return code, content, err
}

// isPicture tells whether a code is the name of a picture that is there.
func isPicture(text string) bool {
	switch strings.ToLower(filepath.Ext(text)) {
	case ".png", ".jpg", ".jpeg":
		_, err := os.Stat(text)
		return err == nil
	}
	return false
}

func (t *terminal) picture(path string) ([]byte, error) {
	t.known["file"] = path
	return readFile(path, maxPicture)
}

// tellStates says each coupon's state in a sentence, and which coupon that is. Forged ones are
// told as the problem that they are.
func (t *terminal) tellStates(list []node.CheckReply) {
	for _, r := range list {
		if r.State == "forged" {
			continue
		}
		t.say("state."+r.State+".long", "amount", t.amount(r.Value), "when", t.when(r.CashedAt), "to", r.CashedTo)
		t.say("note.value", "series", shortSeries(r.Series), "serial", fmt.Sprint(r.Serial), "amount", t.amount(r.Value), "when", t.when(r.Expires))
		if !r.Proven {
			t.note("note.typed")
		}
	}
}
